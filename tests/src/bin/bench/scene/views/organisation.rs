//! The organisation at its full size: units, one unit, who can help, offices, whose ground a place is.

use etong_core::view::{AreaQuery, HelpersQuery};
use rand::RngExt;
use rand::seq::IndexedRandom;

use super::{Screens, every, page};
use crate::Outcome;

const SKILLS: &[&str] = &["doctor", "guard", "lawyer", "mediator", "veteran"];
const SORTS: &[&str] = &["informant", "legal_aid", "mediation", "patrol", "volunteer"];

pub(super) fn look(screens: &mut Screens<'_>, areas: &[AreaQuery]) -> Outcome<()> {
    let units = every(|offset| screens.app.units(offset).map(|page| (page.rows, page.more)))?;
    let total = u32::try_from(units.len())?;
    screens.look("view_units_p99_ms", |app, draw| app.units(page(draw, total)).map(|page| page.rows.len()))?;
    let numbers: Vec<u32> = units.iter().map(|row| row.unit).collect();
    screens.look("view_unit_p99_ms", |app, draw| {
        let unit = numbers.choose(draw).copied().unwrap_or_default();
        app.unit(unit).map(|view| view.name.len())
    })?;
    let communities: Vec<String> =
        units.into_iter().filter(|row| row.kind == "community").map(|row| row.path).collect();
    screens.look("view_helpers_p99_ms", |app, draw| {
        let by_skill = draw.random_range(0..2) == 0;
        let word = if by_skill { SKILLS } else { SORTS }.choose(draw).map(|word| (*word).to_owned());
        let (skill, team_kind) = if by_skill { (word, None) } else { (None, word) };
        let place = areas.choose(draw).map(middle);
        let near = communities.choose(draw).cloned();
        let (lat, lon) = (place.map(|place| place.0), place.map(|place| place.1));
        let query = HelpersQuery { skill, team_kind, near, lat, lon, offset: 0 };
        app.helpers(&query).map(|page| page.rows.len())
    })?;
    // A community may have no office near.
    screens.look("view_offices_p99_ms", |app, draw| {
        let near = communities.choose(draw).filter(|_| draw.random_range(0..2) == 0);
        app.offices(near.map(String::as_str), 0).map(|page| page.rows.len() + usize::from(near.is_some()))
    })?;
    screens.look("view_locate_p99_ms", |app, draw| {
        let (lat, lon) = areas.choose(draw).map(middle).unwrap_or_default();
        app.locate(lat, lon).map(|view| view.unit.iter().len())
    })
}

fn middle(area: &AreaQuery) -> (f64, f64) {
    let of = |from: i32, to: i32| (f64::from(from) + f64::from(to)) / 2e6;
    (of(area.lat_from_e6, area.lat_to_e6), of(area.lon_from_e6, area.lon_to_e6))
}
