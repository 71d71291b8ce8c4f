//! Walks through a checklist: shops, flats, wiring. What was bad is looked at again.

use rand::RngExt;
use serde_json::{Value, json};

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;
use crate::{address, place};

pub(super) fn inspection(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let (kind, items) = pick(draw, words::CHECKLISTS);
    let at = NEW_YEAR
        + DAY * draw.random_range(0..340)
        + HOUR * draw.random_range(8..18)
        + MINUTE * draw.random_range(0..60);
    let post = if chance(draw, 75) { crew.worker } else { crew.officer };
    let place = place::near(draw, grid.centre, 2_000);
    let bad: Vec<&str> = items.iter().copied().filter(|_| chance(draw, 8)).collect();
    let request = json!({
        "kind": kind,
        "scope": grid.scope.to_string(),
        "place": {"lat": f64::from(place.lat_e6) / 1e6, "lon": f64::from(place.lon_e6) / 1e6, "accuracy_m": place.accuracy_m},
        "address": address::live_address(draw, grid),
        "answers": items.iter().map(|item| answer(item, bad.contains(item))).collect::<Vec<_>>(),
    });
    let mut inspection = Happening::of("inspection", &grid.scope, Deed { at, post, request });
    if !bad.is_empty() && chance(draw, 80) {
        let still = chance(draw, 12);
        let answers: Vec<Value> = bad.iter().map(|item| answer(item, still)).collect();
        let at = at + DAY * draw.random_range(3..15);
        let again = Deed { at, post, request: json!({"answers": answers}) };
        inspection.about_it.push(Happening::of("inspection", &grid.scope, again));
    }
    inspection
}

fn answer(item: &str, bad: bool) -> Value {
    json!({"item": item, "answer": if bad { "bad" } else { "ok" }})
}
