//! The steps of one case as they are written down, each a little later than the one before.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::{Beside, Crew};
use super::{DAY, Deed, HOUR, MINUTE, words};
use crate::draw::{Draw, pick};

/// The steps so far, and when the last one was made.
pub(super) struct Walk {
    pub(super) at: i64,
    deeds: Vec<Deed>,
}

impl Walk {
    pub(super) const fn from(at: i64) -> Self {
        Self { at, deeds: Vec::new() }
    }

    pub(super) fn deeds(self) -> Vec<Deed> {
        self.deeds
    }

    /// Stops somewhere before the end.
    pub(super) fn cut_short(&mut self, draw: &mut Draw) {
        let whole = self.deeds.len();
        if whole > 0 {
            self.deeds.truncate(draw.random_range(0..whole));
        }
    }

    pub(super) fn minutes(&mut self, draw: &mut Draw, from: i64, to: i64) {
        self.at += MINUTE * draw.random_range(from..to);
    }

    pub(super) fn hours(&mut self, draw: &mut Draw, from: i64, to: i64) {
        self.at += HOUR * draw.random_range(from..to) + MINUTE * draw.random_range(0..60);
        // Nobody closes anything at three in the morning.
        if (self.at / HOUR + 8).rem_euclid(24) < 7 {
            self.at += DAY / 3;
        }
    }

    pub(super) fn deed(&mut self, post: PostId, request: Value) {
        self.deeds.push(Deed { at: self.at, post, request });
    }

    pub(super) fn accepted(&mut self, draw: &mut Draw, by: PostId) {
        self.minutes(draw, 10, 200);
        self.deed(by, json!({"act": "accept"}));
    }

    /// To somebody of the grid.
    pub(super) fn dispatched(&mut self, draw: &mut Draw, crew: &Crew, by: PostId, to: PostId) {
        let kind = if to == crew.worker { "grid_worker" } else { crew.officer_kind() };
        self.minutes(draw, 5, 120);
        self.deed(by, json!({"act": "dispatch", "to": to.to_string(), "to_kind": kind}));
    }

    /// To whoever holds the post there, as a desk names it that knows the unit only.
    pub(super) fn sent_beside(&mut self, draw: &mut Draw, by: PostId, beside: &Beside) -> PostId {
        self.minutes(draw, 5, 120);
        let unit = beside.unit.to_string();
        self.deed(by, json!({"act": "dispatch", "to_kind": beside.kind.as_str(), "unit": unit}));
        self.minutes(draw, 30, 900);
        self.deed(beside.post, json!({"act": "accept"}));
        self.handled(draw, beside.post)
    }

    pub(super) fn handled(&mut self, draw: &mut Draw, by: PostId) -> PostId {
        self.minutes(draw, 10, 900);
        self.deed(by, json!({"act": "handle"}));
        by
    }

    /// 退回 with a reason.
    pub(super) fn returned(&mut self, draw: &mut Draw, by: PostId) {
        self.minutes(draw, 30, 600);
        self.deed(by, json!({"act": "return", "text": pick(draw, words::REASONS)}));
    }

    pub(super) fn reported_back(&mut self, draw: &mut Draw, by: PostId) {
        self.hours(draw, 2, 72);
        self.deed(by, json!({"act": "report_back", "text": pick(draw, words::DONE)}));
    }

    /// Said by `by` with a text from `words`.
    pub(super) fn says(&mut self, draw: &mut Draw, by: PostId, act: &str, words: &[&'static str]) {
        self.deed(by, json!({"act": act, "text": pick(draw, words)}));
    }
}
