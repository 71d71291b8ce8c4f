//! One case: who noticed it, how it came in, what it is about.

use rand::RngExt;
use serde_json::json;

use super::course::course;
use super::staff::Team;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, pick, pick_weighted};
use crate::layout::Grid;
use crate::name;
use crate::{address, place};

pub(super) fn hazard(draw: &mut Draw, grid: &Grid, team: &Team) -> Happening {
    let (title, what) = pick(draw, words::HAZARDS);
    let source =
        pick_weighted(draw, &[("patrol", 62), ("snap", 20), ("phone", 8), ("walk_in", 5), ("hotline_12345", 5)]);
    found(draw, grid, team, "hazard", title, what, source, 0)
}

pub(super) fn dispute(draw: &mut Draw, grid: &Grid, team: &Team) -> Happening {
    let (title, what) = pick(draw, words::DISPUTES);
    let source =
        pick_weighted(draw, &[("walk_in", 35), ("patrol", 30), ("police_110", 15), ("phone", 15), ("snap", 5)]);
    found(draw, grid, team, "dispute", title, what, source, 2)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one report, drawn in two places")]
fn found(
    draw: &mut Draw,
    grid: &Grid,
    team: &Team,
    class: &str,
    title: &str,
    what: &str,
    source: &str,
    parties: u32,
) -> Happening {
    let reporter = match source {
        "patrol" => team.worker,
        "snap" => team.volunteer,
        "police_110" => team.officer,
        _ => team.community,
    };
    let parties: Vec<_> = (0..parties)
        .map(|nth| {
            let is_male = draw.random_range(0..2) == 0;
            let role = if nth == 0 { "申请人" } else { "对方" };
            json!({"name": format!("{}{}", name::surname(draw, true), name::given_name(draw, is_male)), "role": role})
        })
        .collect();
    let place = place::near(draw, grid.centre, 2_000);
    let at = NEW_YEAR
        + DAY * draw.random_range(0..365)
        + HOUR * draw.random_range(7..21)
        + MINUTE * draw.random_range(0..60);
    let founding = Deed {
        at,
        post: reporter,
        request: json!({
            "class": class,
            "title": title,
            "what": what,
            "scope": grid.scope.to_string(),
            "place": {"lat": f64::from(place.lat_e6) / 1e6, "lon": f64::from(place.lon_e6) / 1e6, "accuracy_m": place.accuracy_m},
            "address": address::live_address(draw, grid),
            "source": source,
            "parties": parties,
        }),
    };
    let then = course(draw, team, &founding);
    Happening { noun: "case", scope: grid.scope.to_string(), founding, then }
}
