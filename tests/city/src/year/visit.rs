//! Visits at the door, as 入户走访 are: most find nothing changed, some leave a note or a day to come again. And two records that
//! somebody takes for one person.

use rand::RngExt;
use serde_json::json;

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;
use crate::resident::Resident;

/// One resident in so many is visited in the year.
const VISITED: usize = 8;

/// Nothing is changed by them: what changes a register is made by phones that hold it.
pub(super) fn visits<'a>(draw: &mut Draw, residents: &'a [Resident], grid: &'a Grid, crew: &'a Crew) -> Vec<Happening> {
    let chosen = residents.iter().skip(draw.random_range(0..VISITED)).step_by(VISITED);
    chosen.map(|resident| visit(draw, resident, grid, crew)).collect()
}

fn visit(draw: &mut Draw, resident: &Resident, grid: &Grid, crew: &Crew) -> Happening {
    let at = NEW_YEAR
        + DAY * draw.random_range(0..365)
        + HOUR * draw.random_range(9..21)
        + MINUTE * draw.random_range(0..60);
    let note = chance(draw, 25).then(|| pick(draw, words::VISITS));
    let next_on =
        chance(draw, 10).then(|| format!("2027-{:02}-{:02}", draw.random_range(1..13), draw.random_range(1..29)));
    let request = json!({"id_no": resident.id_no, "purpose": "collect", "note": note, "next_on": next_on});
    Happening::of("visit", &grid.scope, Deed { at, post: crew.worker, request })
}

/// Two residents of the grid that the worker proposes to make one; whoever holds the register knows them by their numbers. Of two
/// such proposals one is declined by the officer.
pub(super) fn merge(draw: &mut Draw, residents: &[Resident], grid: &Grid, crew: &Crew) -> Option<Happening> {
    let first = draw.random_range(0..residents.len().max(1));
    let (kept, other) = (residents.get(first)?, residents.get(first + 1)?);
    let at = NEW_YEAR + DAY * draw.random_range(0..350) + HOUR * draw.random_range(9..18);
    let request =
        |act: &str| json!({"id_no": kept.id_no, "other_id_no": other.id_no, "act": act, "reason": "疑似同一人"});
    let mut merge = Happening::of("merge", &grid.scope, Deed { at, post: crew.worker, request: request("propose") });
    if chance(draw, 50) {
        merge.then.push(Deed { at: at + DAY * 2, post: crew.officer, request: request("decline") });
    }
    Some(merge)
}
