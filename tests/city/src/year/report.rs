//! What a county publishes: its assessments by quarter with the 110 calls of some grids, objections to them, and a survey of how safe
//! people feel.

use etong_protocol::{OrgPath, PostKind};
use rand::RngExt;
use serde_json::json;

use super::staff::Staff;
use super::{DAY, Deed, HOUR, Happening, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;

/// First day after each quarter, of the year.
const QUARTERS: [(&str, i64); 4] = [("2026-Q1", 90), ("2026-Q2", 181), ("2026-Q3", 273), ("2026-Q4", 365)];
/// Communities that object to a figure, of a hundred.
const OBJECT: u32 = 6;
const OBJECTED_TO: [&str; 4] = ["overdue", "rework", "accepted_in_time", "checked_in_time"];

/// An objection is about its assessment: whoever enters it puts the id in, under `assessment`. Its answer follows it.
pub(super) fn reports(draw: &mut Draw, staff: &Staff, scope: &OrgPath, grids: &[Grid]) -> Option<Vec<Happening>> {
    let desk = staff.at(scope, &PostKind::CountyDesk)?;
    let mut year = vec![survey(draw, desk, scope, grids)];
    for (period, day) in QUARTERS {
        let at = NEW_YEAR + DAY * (day + draw.random_range(3..9)) + HOUR * 10;
        let told = grids.iter().filter(|_| chance(draw, 20)).map(|grid| grid.scope.to_string()).collect::<Vec<_>>();
        let alarms: Vec<serde_json::Value> = told
            .into_iter()
            .map(|unit| json!({"unit": unit, "calls": draw.random_range(0..3), "source": "派出所 110 台账"}))
            .collect();
        let request = json!({"period": period, "alarms": alarms});
        let mut published = Happening::of("assessment", scope, Deed { at, post: desk, request });
        for community in grids.chunk_by(|one, next| one.community.own == next.community.own) {
            let Some(unit) = community.first().and_then(|grid| grid.scope.parent()) else { continue };
            let Some(post) = staff.at(&unit, &PostKind::CommunityDesk).filter(|_| chance(draw, OBJECT)) else {
                continue;
            };
            let indicator = pick(draw, &OBJECTED_TO);
            let request =
                json!({"unit": unit.to_string(), "indicator": indicator, "reason": pick(draw, words::OBJECTIONS)});
            let at = at + DAY * draw.random_range(1..5);
            let mut appeal = Happening::of("appeal", &unit, Deed { at, post, request });
            if chance(draw, 80) {
                let answer = json!({"upheld": chance(draw, 30), "words": "已核对日志"});
                appeal.then.push(Deed { at: at + DAY * 3, post: desk, request: answer });
            }
            published.about_it.push(appeal);
        }
        year.push(published);
    }
    Some(year)
}

fn survey(draw: &mut Draw, desk: etong_protocol::PostId, scope: &OrgPath, grids: &[Grid]) -> Happening {
    let townships = grids.chunk_by(|one, next| one.community.township == next.community.township);
    let results: Vec<serde_json::Value> = townships
        .filter_map(|grids| grids.first()?.scope.parent()?.parent())
        .map(|unit| {
            let answered = draw.random_range(180..240_u32);
            let safe = answered - draw.random_range(0..6);
            json!({"unit": unit.to_string(), "planned": 240, "answered": answered, "safe": safe})
        })
        .collect();
    let at = NEW_YEAR + DAY * 340 + HOUR * 9;
    let request = json!({"title": "群众安全感调查", "first_day": "2026-11-01", "last_day": "2026-11-20",
        "institute": "市统计局", "method": "电话随机抽样", "results": results});
    Happening::of("survey", scope, Deed { at, post: desk, request })
}
