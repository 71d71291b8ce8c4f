//! What is done about a case, step by step: most are settled in the grid, some are sent round, a few to a department or a team, a
//! few go up, a few stay open at the end of the year. And what comes of it if a draw chooses it to be called back.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::{Beside, Crew};
use super::{DAY, Deed, HOUR, MINUTE, words};
use crate::draw::{Draw, chance, pick};

/// One in so many hundred is still open at the end.
const LEFT_OPEN: u32 = 6;
/// Of those that a desk sends on, so many hundredths go to a department or a team.
const SENT_BESIDE: u32 = 14;

/// The deeds after the founding one.
pub(super) fn course(draw: &mut Draw, crew: &Crew, founding: &Deed) -> Vec<Deed> {
    let mut walk = Walk::from(founding.at);
    let open = chance(draw, LEFT_OPEN);
    if open && chance(draw, 50) {
        return walk.deeds;
    }
    let is_hazard = founding.request.get("class").and_then(Value::as_str) == Some("hazard");
    let beside = if is_hazard { &crew.for_hazards } else { &crew.for_disputes };
    let handler = walk.taken_on(draw, crew, beside, founding.post);
    if chance(draw, 40) {
        walk.minutes(draw, 30, 600);
        walk.deed(handler, json!({"act": "comment", "text": pick(draw, words::NOTES)}));
    }
    if open {
        return walk.deeds;
    }
    walk.ended(draw, crew, handler);
    walk.deeds
}

fn one_of<'b>(draw: &mut Draw, beside: &'b [Beside]) -> Option<&'b Beside> {
    beside.get(draw.random_range(0..beside.len().max(1)))
}

/// The steps so far, and when the last one was made.
pub(super) struct Walk {
    at: i64,
    deeds: Vec<Deed>,
}

impl Walk {
    pub(super) const fn from(at: i64) -> Self {
        Self { at, deeds: Vec::new() }
    }

    pub(super) fn deeds(self) -> Vec<Deed> {
        self.deeds
    }

    /// Who works on it in the end.
    fn taken_on(&mut self, draw: &mut Draw, crew: &Crew, beside: &[Beside], reporter: PostId) -> PostId {
        if reporter == crew.worker && chance(draw, 70) {
            self.minutes(draw, 1, 60);
            self.deed(crew.worker, json!({"act": "handle"}));
            return crew.worker;
        }
        if chance(draw, 55) {
            let first = if chance(draw, 75) { crew.worker } else { crew.officer };
            self.minutes(draw, 5, 300);
            self.deed(first, json!({"act": "accept"}));
            self.minutes(draw, 20, 600);
            self.deed(first, json!({"act": "handle"}));
            return first;
        }
        self.minutes(draw, 10, 200);
        self.deed(crew.community, json!({"act": "accept"}));
        if let (true, Some(beside)) = (chance(draw, SENT_BESIDE), one_of(draw, beside)) {
            return self.sent_beside(draw, crew, beside);
        }
        let to = if chance(draw, 65) { crew.worker } else { crew.officer };
        self.dispatched(draw, crew, crew.community, to);
        if chance(draw, 7) {
            self.minutes(draw, 30, 600);
            self.deed(to, json!({"act": "return", "text": pick(draw, words::REASONS)}));
            let desk = if chance(draw, 30) { crew.township } else { crew.community };
            let other = if to == crew.worker { crew.officer } else { crew.worker };
            self.dispatched(draw, crew, desk, other);
            return self.handled(draw, other);
        }
        self.handled(draw, to)
    }

    fn dispatched(&mut self, draw: &mut Draw, crew: &Crew, by: PostId, to: PostId) {
        let officer = if crew.officer_is_police { "police_officer" } else { "auxiliary_officer" };
        let kind = if to == crew.worker { "grid_worker" } else { officer };
        self.minutes(draw, 5, 120);
        self.deed(by, json!({"act": "dispatch", "to": to.to_string(), "to_kind": kind}));
    }

    /// To whoever holds the post there, as a desk names it that knows the unit only.
    fn sent_beside(&mut self, draw: &mut Draw, crew: &Crew, beside: &Beside) -> PostId {
        self.minutes(draw, 5, 120);
        let unit = beside.unit.to_string();
        self.deed(crew.community, json!({"act": "dispatch", "to_kind": beside.kind.as_str(), "unit": unit}));
        self.minutes(draw, 30, 900);
        self.deed(beside.post, json!({"act": "accept"}));
        self.handled(draw, beside.post)
    }

    fn handled(&mut self, draw: &mut Draw, by: PostId) -> PostId {
        self.minutes(draw, 10, 900);
        self.deed(by, json!({"act": "handle"}));
        by
    }

    /// A case that was reopened goes to the grid worker once more, and most are closed again.
    pub(super) fn again(&mut self, draw: &mut Draw, crew: &Crew) {
        self.hours(draw, 1, 24);
        self.dispatched(draw, crew, crew.community, crew.worker);
        self.handled(draw, crew.worker);
        if chance(draw, 70) {
            self.ended(draw, crew, crew.worker);
        }
    }

    fn ended(&mut self, draw: &mut Draw, crew: &Crew, handler: PostId) {
        self.hours(draw, 2, 72);
        self.deed(handler, json!({"act": "report_back", "text": pick(draw, words::DONE)}));
        self.hours(draw, 3, 40);
        let closer = if chance(draw, 8) { crew.township } else { crew.community };
        self.deed(closer, json!({"act": "close"}));
    }

    pub(super) fn minutes(&mut self, draw: &mut Draw, from: i64, to: i64) {
        self.at += MINUTE * draw.random_range(from..to);
    }

    fn hours(&mut self, draw: &mut Draw, from: i64, to: i64) {
        self.at += HOUR * draw.random_range(from..to) + MINUTE * draw.random_range(0..60);
        // Nobody closes anything at three in the morning.
        if (self.at / HOUR + 8).rem_euclid(24) < 7 {
            self.at += DAY / 3;
        }
    }

    pub(super) fn deed(&mut self, post: PostId, request: Value) {
        self.deeds.push(Deed { at: self.at, post, request });
    }
}
