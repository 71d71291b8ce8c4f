//! 楼栋, 房屋, 家庭户 of a grid, put down in spring: a few buildings, in each some dwellings, in each a household.

use rand::RngExt;
use serde_json::json;

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, pick};
use crate::layout::Grid;

const BUILDINGS: u32 = 1;
const DWELLINGS: u32 = 2;

/// A dwelling is about its building, a household about its dwelling: whoever enters them puts the id in, under `of_building` and
/// `dwelling`.
pub(super) fn places(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Vec<Happening> {
    let mut all = Vec::new();
    for nth in 1..=BUILDINGS {
        let mut at = NEW_YEAR + DAY * draw.random_range(60..120) + HOUR * draw.random_range(9..17);
        let (street, door) = (pick(draw, words::STREETS), draw.random_range(1..180).to_string());
        let block = nth.to_string();
        let set = json!({"street": street, "door": door, "building": block, "floors": "7", "units": "2"});
        let mut building = made(grid, crew, "building", at, &set);
        for room in 1..=DWELLINGS {
            at += MINUTE * 9;
            let number = format!("{}0{room}", draw.random_range(1..8));
            let set =
                json!({"street": street, "door": door, "building": block, "unit": "1", "room": number, "use": "住宅"});
            let mut dwelling = made(grid, crew, "dwelling", at, &set);
            at += MINUTE * 9;
            let head = format!("{}{}", pick(draw, words::SURNAMES), pick(draw, words::GIVEN));
            let household = made(grid, crew, "household", at, &json!({"head_name": head}));
            dwelling.about_it.push(household);
            building.about_it.push(dwelling);
        }
        all.push(building);
    }
    all
}

fn made(grid: &Grid, crew: &Crew, kind: &str, at: i64, set: &serde_json::Value) -> Happening {
    let request = json!({"kind": kind, "scope": grid.scope.to_string(), "set": set});
    Happening::of("place", &grid.scope, Deed { at, post: crew.worker, request })
}
