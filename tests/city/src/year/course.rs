//! What is done about a case, step by step: most are settled in the grid, some are sent round, a few go up, a few stay open at the
//! end of the year.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::Team;
use super::{DAY, Deed, HOUR, MINUTE, words};
use crate::draw::{Draw, chance, pick};

/// One in so many hundred is still open at the end.
const LEFT_OPEN: u32 = 6;

/// The deeds after the founding one.
pub(super) fn course(draw: &mut Draw, team: &Team, founding: &Deed) -> Vec<Deed> {
    let mut walk = Walk { at: founding.at, deeds: Vec::new() };
    let open = chance(draw, LEFT_OPEN);
    if open && chance(draw, 50) {
        return walk.deeds;
    }
    let handler = walk.taken_on(draw, team, founding.post);
    if chance(draw, 40) {
        walk.minutes(draw, 30, 600);
        walk.deed(handler, json!({"act": "comment", "text": pick(draw, words::NOTES)}));
    }
    if open {
        return walk.deeds;
    }
    walk.hours(draw, 2, 72);
    walk.deed(handler, json!({"act": "report_back", "text": pick(draw, words::DONE)}));
    walk.hours(draw, 3, 40);
    let closer = if chance(draw, 8) { team.township } else { team.community };
    walk.deed(closer, json!({"act": "close"}));
    walk.deeds
}

struct Walk {
    at: i64,
    deeds: Vec<Deed>,
}

impl Walk {
    /// Who works on it in the end.
    fn taken_on(&mut self, draw: &mut Draw, team: &Team, reporter: PostId) -> PostId {
        if reporter == team.worker && chance(draw, 70) {
            self.minutes(draw, 1, 60);
            self.deed(team.worker, json!({"act": "handle"}));
            return team.worker;
        }
        if chance(draw, 55) {
            let first = if chance(draw, 75) { team.worker } else { team.officer };
            self.minutes(draw, 5, 300);
            self.deed(first, json!({"act": "accept"}));
            self.minutes(draw, 20, 600);
            self.deed(first, json!({"act": "handle"}));
            return first;
        }
        self.minutes(draw, 10, 200);
        self.deed(team.community, json!({"act": "accept"}));
        let to = if chance(draw, 65) { team.worker } else { team.officer };
        self.dispatched(draw, team, team.community, to);
        if chance(draw, 7) {
            self.minutes(draw, 30, 600);
            self.deed(to, json!({"act": "return", "text": pick(draw, words::REASONS)}));
            let desk = if chance(draw, 30) { team.township } else { team.community };
            let other = if to == team.worker { team.officer } else { team.worker };
            self.dispatched(draw, team, desk, other);
            return self.handled(draw, other);
        }
        self.handled(draw, to)
    }

    fn dispatched(&mut self, draw: &mut Draw, team: &Team, by: PostId, to: PostId) {
        let officer = if team.officer_is_police { "police_officer" } else { "auxiliary_officer" };
        let kind = if to == team.worker { "grid_worker" } else { officer };
        self.minutes(draw, 5, 120);
        self.deed(by, json!({"act": "dispatch", "to": to.to_string(), "to_kind": kind}));
    }

    fn handled(&mut self, draw: &mut Draw, by: PostId) -> PostId {
        self.minutes(draw, 10, 900);
        self.deed(by, json!({"act": "handle"}));
        by
    }

    fn minutes(&mut self, draw: &mut Draw, from: i64, to: i64) {
        self.at += MINUTE * draw.random_range(from..to);
    }

    fn hours(&mut self, draw: &mut Draw, from: i64, to: i64) {
        self.at += HOUR * draw.random_range(from..to) + MINUTE * draw.random_range(0..60);
        // Nobody closes anything at three in the morning.
        if (self.at / HOUR + 8).rem_euclid(24) < 7 {
            self.at += DAY / 3;
        }
    }

    fn deed(&mut self, post: PostId, request: Value) {
        self.deeds.push(Deed { at: self.at, post, request });
    }
}
