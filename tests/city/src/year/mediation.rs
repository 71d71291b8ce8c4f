//! The mediation of a dispute: first in the grid; what does not settle there goes to the community.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;

/// So many hundredths of the disputes are mediated on paper.
const MEDIATED: u32 = 45;

/// `names` are the applicant and the respondent. Nothing for a dispute that was settled by a word.
pub(super) fn mediation(
    draw: &mut Draw,
    grid: &Grid,
    crew: &Crew,
    dispute: &Happening,
    names: &[String],
) -> Option<Happening> {
    let [applicant, respondent] = names else { return None };
    if dispute.then.is_empty() || !chance(draw, MEDIATED) {
        return None;
    }
    let opened = dispute.founding.at + HOUR * draw.random_range(1..30) + MINUTE * draw.random_range(0..60);
    let founding = Deed {
        at: opened,
        post: crew.worker,
        request: json!({
            "type": pick(draw, words::DISPUTE_TYPES),
            "source": if chance(draw, 60) { "party_asks" } else { "active" },
            "brief": dispute.founding.request.get("what"),
            "parties": [{"role": "applicant", "name": applicant}, {"role": "respondent", "name": respondent}],
        }),
    };
    let mut course = Course { at: opened, file: Happening::of("mediation", &grid.scope, founding) };
    if chance(draw, 65) {
        course.attempt(draw, crew.worker, "grid", "agreed", names);
        course.settled(draw, crew, crew.worker, respondent);
    } else {
        course.attempt(draw, crew.worker, "grid", "hand_up", names);
        if chance(draw, 80) {
            course.attempt(draw, crew.community, "community", "agreed", names);
            course.settled(draw, crew, crew.community, respondent);
        } else {
            course.attempt(draw, crew.community, "community", "not_agreed", names);
            let told = json!(["可申请司法确认", "可向人民法院起诉"]);
            course.deed(draw, crew.community, json!({"act": "fail", "reason": "双方分歧较大", "told_of": told}));
        }
    }
    Some(course.file)
}

struct Course {
    at: i64,
    file: Happening,
}

impl Course {
    fn attempt(&mut self, draw: &mut Draw, by: PostId, mode: &str, outcome: &str, present: &[String]) {
        let request = json!({
            "act": "attempt", "mode": mode, "outcome": outcome, "told_rights": true, "place": "社区调解室",
            "present": present, "statements": pick(draw, words::STATEMENTS), "result": pick(draw, words::DONE),
        });
        self.deed(draw, by, request);
    }

    fn settled(&mut self, draw: &mut Draw, crew: &Crew, by: PostId, respondent: &str) {
        let terms = json!([format!("{respondent}七日内履行"), "双方不再为此事争执"]);
        let (facts, oral) = (pick(draw, words::STATEMENTS), chance(draw, 40));
        self.deed(draw, by, json!({"act": "agree", "facts": facts, "terms": terms, "oral": oral, "copies": 3}));
        self.at += DAY * draw.random_range(3..20);
        let (done, satisfaction) = if chance(draw, 92) { ("full", "satisfied") } else { ("part", "mostly") };
        self.deed(draw, by, json!({"act": "fulfil", "done": done}));
        self.deed(draw, crew.community, json!({"act": "follow_up", "done": done, "satisfaction": satisfaction}));
    }

    fn deed(&mut self, draw: &mut Draw, post: PostId, request: Value) {
        self.at += HOUR * draw.random_range(1..20) + MINUTE * draw.random_range(1..60);
        self.file.then.push(Deed { at: self.at, post, request });
    }
}
