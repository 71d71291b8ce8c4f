//! One case: who noticed it, how it came in, what it is about.

use rand::RngExt;
use serde_json::json;

use super::callback::when_called;
use super::course::course;
use super::mediation::mediation;
use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, pick, pick_weighted};
use crate::layout::Grid;
use crate::name;
use crate::{address, place};

pub(super) fn hazard(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let (title, what) = pick(draw, words::HAZARDS);
    let source =
        pick_weighted(draw, &[("patrol", 62), ("snap", 20), ("phone", 8), ("walk_in", 5), ("hotline_12345", 5)]);
    found(draw, grid, crew, "hazard", title, what, source, 0)
}

pub(super) fn dispute(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let (title, what) = pick(draw, words::DISPUTES);
    let source =
        pick_weighted(draw, &[("walk_in", 35), ("patrol", 30), ("police_110", 15), ("phone", 15), ("snap", 5)]);
    found(draw, grid, crew, "dispute", title, what, source, 2)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one report, drawn in two places")]
fn found(
    draw: &mut Draw,
    grid: &Grid,
    crew: &Crew,
    class: &str,
    title: &str,
    what: &str,
    source: &str,
    parties: u32,
) -> Happening {
    let reporter = match source {
        "patrol" => crew.worker,
        "snap" => crew.volunteer,
        "police_110" => crew.officer,
        _ => crew.community,
    };
    let names: Vec<String> = (0..parties)
        .map(|_| {
            let is_male = draw.random_range(0..2) == 0;
            format!("{}{}", name::surname(draw, true), name::given_name(draw, is_male))
        })
        .collect();
    let parties: Vec<_> =
        names.iter().zip(["申请人", "对方"]).map(|(name, role)| json!({"name": name, "role": role})).collect();
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
    let mut case = Happening::of("case", &grid.scope, founding);
    case.then = course(draw, crew, &case.founding);
    case.when_called = when_called(draw, crew, &case);
    case.about_it.extend(mediation(draw, grid, crew, &case, &names));
    case
}
