//! What stands beside the line of places: the departments of a county, and of a township the police station, the judicial office
//! and the enforcement squad. Each department has one post that cases are sent to.

use etong_protocol::PostKind;

use super::making::Making;
use super::row::UnitKind;
use crate::division::Division;
use crate::draw::{Purpose, stream};
use crate::layout::Grid;

/// 政法, 公安, 信访, 司法, 城管, 住建: a county's, numbered from 1.
const COUNTY_DEPARTMENTS: [&str; 6] = ["政法委", "公安局", "信访局", "司法局", "城市管理局", "住房和城乡建设局"];
pub(crate) const POLITICS_AND_LAW: u32 = 1;
pub(crate) const PUBLIC_SECURITY: u32 = 2;
pub(crate) const PETITIONS: u32 = 3;
pub(crate) const JUSTICE: u32 = 4;
pub(crate) const URBAN_MANAGEMENT: u32 = 5;
pub(crate) const HOUSING: u32 = 6;
/// A township's, numbered after its police station.
const TOWNSHIP_DEPARTMENTS: [&str; 2] = ["司法所", "综合执法队"];
pub(crate) const POLICE_STATION: u32 = 1;
pub(crate) const JUDICIAL_OFFICE: u32 = 2;
pub(crate) const ENFORCEMENT: u32 = 3;

/// The number of what serves a unit: the unit's own and one more digit, beyond those of all places.
pub(crate) const fn body(serves: u32, nth: u32) -> u32 {
    100_000 + serves * 10 + nth
}

pub(super) fn departments_and_stations(making: &mut Making, grids: &[Grid]) {
    for grids in grids.chunk_by(|one, next| one.community.county == next.community.county) {
        let Some(county) = grids.first().map(|grid| &grid.community.county) else { continue };
        for (name, nth) in COUNTY_DEPARTMENTS.iter().zip(POLITICS_AND_LAW..) {
            department(making, county, nth, name);
        }
    }
    for grids in grids.chunk_by(|one, next| one.community.township == next.community.township) {
        let Some(township) = grids.first().map(|grid| &grid.community.township) else { continue };
        station(making, township);
        for (name, nth) in TOWNSHIP_DEPARTMENTS.iter().zip(JUDICIAL_OFFICE..) {
            department(making, township, nth, name);
        }
    }
}

fn department(making: &mut Making, serves: &Division, nth: u32, name: &str) {
    let unit = body(serves.unit, nth);
    let name = format!("{}{name}", serves.name);
    making.found(unit, Some(serves.unit), &name, &serves.code, UnitKind::Department);
    let mut draw = stream(making.seed, Purpose::Body, unit);
    let person = making.appear(&mut draw);
    let post = making.appoint(&mut draw, person, PostKind::Department, unit);
    making.lead(unit, post);
}

/// Led by the chief, whose post is the township's.
fn station(making: &mut Making, township: &Division) {
    let unit = body(township.unit, POLICE_STATION);
    let name = format!("{}派出所", township.name);
    let chief = making.posts.iter().find(|post| post.unit == township.unit && post.kind == PostKind::PoliceChief);
    let chief = chief.map(|chief| chief.post);
    making.found(unit, Some(township.unit), &name, &township.code, UnitKind::PoliceStation).leader = chief;
}
