//! One patrol: an evening's walk through the grid, with a finding now and then.

use rand::RngExt;
use serde_json::json;

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;
use crate::place;

pub(super) fn patrol(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let post = match draw.random_range(0..10) {
        0..=5 => crew.volunteer,
        6..=7 => crew.officer,
        _ => crew.worker,
    };
    let at = NEW_YEAR
        + DAY * draw.random_range(0..365)
        + HOUR * draw.random_range(18..22)
        + MINUTE * draw.random_range(0..60);
    let founding = Deed { at, post, request: json!({"kind": "self_started", "scope": grid.scope.to_string()}) };
    let mut track = Vec::new();
    let mut here = place::near(draw, grid.centre, 1_500);
    let minutes = draw.random_range(15..60);
    for minute in 0..minutes {
        here = place::near(draw, here, 600);
        track.push(json!({"at": at + MINUTE * minute, "lat": f64::from(here.lat_e6) / 1e6,
            "lon": f64::from(here.lon_e6) / 1e6, "accuracy_m": here.accuracy_m}));
    }
    let mut then = vec![Deed { at: at + MINUTE * minutes, post, request: json!({"track": track}) }];
    if chance(draw, 10) {
        let (text, _) = pick(draw, words::HAZARDS);
        then.push(Deed { at: at + MINUTE * minutes, post, request: json!({"finding": {"text": text}}) });
    }
    then.push(Deed { at: at + MINUTE * (minutes + 1), post, request: json!({"end": true}) });
    Happening { then, ..Happening::of("patrol", &grid.scope, founding) }
}
