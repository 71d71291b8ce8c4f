//! 排班: a township's duty day and night and its team's weekends on call, and one evening a month for the pair of each grid.

use etong_protocol::{OrgPath, PostId, PostKind};
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::Staff;
use super::{DAY, Deed, HOUR, Happening, NEW_YEAR};
use crate::directory::{TOWNSHIP_TEAM, body};
use crate::draw::Draw;
use crate::layout::Grid;

/// Days of each month of 2026.
const MONTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Planned a week before the month begins, January's on the first day that anybody holds a post.
pub(super) fn rosters(draw: &mut Draw, staff: &Staff, scope: &OrgPath, grids: &[Grid]) -> Option<Vec<Happening>> {
    let desk = staff.at(scope, &PostKind::TownshipDesk)?;
    let chief = staff.at(scope, &PostKind::PoliceChief)?;
    let unit = *scope.units().last()?;
    let on_call = staff.at_unit(body(unit, TOWNSHIP_TEAM), &PostKind::TeamMember);
    let (mut year, mut begins) = (Vec::new(), NEW_YEAR);
    for (month, length) in (1..).zip(MONTHS) {
        let at = (begins - DAY * 7).max(NEW_YEAR) + HOUR * 9;
        begins += DAY * i64::from(length);
        let mut plan = |scope: &OrgPath, sheet: &str, days: &[u32], slots: Value| {
            let days: Vec<String> = days.iter().map(|day| format!("2026-{month:02}-{day:02}")).collect();
            let request = json!({"unit": scope.to_string(), "sheet": sheet, "days": days, "slots": slots});
            year.push(Happening::of("roster", scope, Deed { at, post: desk, request }));
        };
        let (even, odd): (Vec<u32>, Vec<u32>) = (1..=length).partition(|day| day % 2 == 0);
        for (days, who) in [(&even, desk), (&odd, chief)] {
            plan(scope, "duty", days, json!([slot(who, "08:00", "08:00", None)]));
        }
        if let Some(member) = on_call {
            plan(scope, "on_call", &[7, 14, 21, 28], json!([slot(member, "18:00", "08:00", None)]));
        }
        for grid in grids {
            let Some(crew) = staff.of_grid(grid) else { continue };
            let day = draw.random_range(1..=length);
            plan(&grid.scope, "pair", &[day], json!([slot(crew.worker, "19:00", "21:00", Some(crew.officer))]));
        }
    }
    Some(year)
}

fn slot(post: PostId, from: &str, to: &str, with: Option<PostId>) -> Value {
    json!({"post": post, "from": from, "to": to, "with": with})
}
