//! The mediation of a dispute, in the order of the four modes: first in the grid, then in the community, then with a team's member,
//! then with the police; each takes on what the one before handed up. Some are withdrawn, some get more time, some go to court.

use etong_protocol::{PostId, PostKind};
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;

/// So many hundredths of the disputes are mediated on paper.
const MEDIATED: u32 = 45;
/// Of a hundred attempts in the grid so many settle it, and the same of those that reach the community, a team, the police: 小事不出网格.
const SETTLES: [u32; 4] = [65, 70, 60, 65];
/// Of what the community has not settled so many hundredths go to a team, and of what the team has not settled to the police.
const GOES_ON: u32 = 70;
/// Hundredths that a party takes back before it is settled.
const WITHDRAWN: u32 = 3;
/// Hundredths that take longer than a month, by consent of all parties.
const MORE_TIME: u32 = 5;
/// Of a hundred agreements the court is asked to confirm so many (司法确认): there where money is owed over years.
const TO_COURT: u32 = 6;

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
    course.attempts(draw, crew, names);
    Some(course.file)
}

struct Course {
    at: i64,
    file: Happening,
}

impl Course {
    fn attempts(&mut self, draw: &mut Draw, crew: &Crew, names: &[String]) {
        let team = crew.for_disputes.iter().find(|beside| beside.kind == PostKind::TeamMember).map(|team| team.post);
        let police = Some(crew.officer).filter(|_| crew.officer_is_police);
        // The community's mediator sits with the team's; who may not go on ends it.
        let modes = [
            ("grid", Some(crew.worker), None),
            ("community", Some(crew.community), None),
            ("team", team.map(|_| crew.community), team),
            ("police", police, None),
        ];
        let mut last = crew.worker;
        for (nth, ((mode, by, with), settles)) in modes.into_iter().zip(SETTLES).enumerate() {
            let Some(by) = by.filter(|_| nth < 2 || chance(draw, GOES_ON)) else { break };
            last = by;
            if chance(draw, WITHDRAWN) {
                let party = names.first().map(String::as_str).unwrap_or_default();
                return self.deed(draw, by, json!({"act": "withdraw", "party": party, "words": "双方已自行和好"}));
            }
            if nth == 1 && chance(draw, MORE_TIME) {
                self.deed(draw, by, json!({"act": "extend", "days": 15, "consent_of": names}));
            }
            if nth == 2 {
                self.deed(draw, by, json!({"act": "ask", "skill": "lawyer", "words": "请队员到场说明法律规定"}));
            }
            if chance(draw, settles) {
                self.attempt(draw, by, (mode, with), "agreed", names);
                return self.settled(draw, crew, by, names);
            }
            let outcome = if nth == 0 { "hand_up" } else { "not_agreed" };
            self.attempt(draw, by, (mode, with), outcome, names);
        }
        let told = json!(["可申请司法确认", "可向人民法院起诉"]);
        self.deed(draw, last, json!({"act": "fail", "reason": "双方分歧较大", "told_of": told}));
    }

    fn attempt(
        &mut self,
        draw: &mut Draw,
        by: PostId,
        (mode, with): (&str, Option<PostId>),
        outcome: &str,
        present: &[String],
    ) {
        let mediators: Vec<String> = with.iter().map(ToString::to_string).collect();
        let request = json!({
            "act": "attempt", "mode": mode, "mediators": mediators, "outcome": outcome, "told_rights": true,
            "place": "社区调解室", "present": present, "statements": pick(draw, words::STATEMENTS),
            "result": pick(draw, words::DONE),
        });
        self.deed(draw, by, request);
    }

    fn settled(&mut self, draw: &mut Draw, crew: &Crew, by: PostId, names: &[String]) {
        let respondent = names.last().map(String::as_str).unwrap_or_default();
        let terms = json!([format!("{respondent}七日内履行"), "双方不再为此事争执"]);
        let (facts, oral) = (pick(draw, words::STATEMENTS), chance(draw, 40));
        self.deed(draw, by, json!({"act": "agree", "facts": facts, "terms": terms, "oral": oral, "copies": 3}));
        if chance(draw, TO_COURT) {
            self.deed(draw, crew.community, json!({"act": "confirm", "court": "区人民法院", "result": "asked"}));
        }
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
