//! Who works where: the units, the people and the posts, in the shape `etong-server admin import` reads.

use std::collections::BTreeMap;

use etong_protocol::{PersonId, PostId, PostKind};
use rand::RngExt;
use serde::Serialize;

use crate::draw::{Draw, Purpose, chance, stream};
use crate::layout::Grid;
use crate::name;

/// 2026-01-01 in milliseconds since 1970: when every id of the city was given out.
const GIVEN_OUT_AT: i64 = 1_767_225_600_000;

/// Sorted: units by number from the top down, people and posts in the order of grids, then desks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Directory {
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    pub posts: Vec<Post>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    pub unit: u32,
    pub parent: Option<u32>,
    pub name: String,
    /// Administrative code: 6, 9, 12 or (a grid) 15 digits. An attribute, never the unit's identity.
    pub code: String,
    pub kind: UnitKind,
    /// `YYYY-MM-DD`.
    pub valid_from: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    County,
    Township,
    Community,
    Grid,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub person: PersonId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    pub post: PostId,
    pub person: PersonId,
    pub kind: PostKind,
    pub unit: u32,
    /// `YYYY-MM-DD`.
    pub from: &'static str,
    pub to: Option<&'static str>,
}

impl Directory {
    pub(crate) fn of(seed: u64, grids: &[Grid]) -> Self {
        let mut directory = Self { units: units(grids), people: Vec::new(), posts: Vec::new() };
        for grid in grids {
            directory.staff_grid(seed, grid);
        }
        let desks: Vec<(u32, PostKind)> = directory.units.iter().filter_map(desk_of).collect();
        for (unit, kind) in desks {
            let mut draw = stream(seed, Purpose::Staff, unit);
            let person = directory.appear(&mut draw);
            let is_township = kind == PostKind::TownshipDesk;
            directory.appoint(&mut draw, person, kind, unit);
            if is_township {
                let clerk = directory.appear(&mut draw);
                directory.appoint(&mut draw, clerk, PostKind::CallbackClerk, unit);
                let chief = directory.appear(&mut draw);
                directory.appoint(&mut draw, chief, PostKind::PoliceChief, unit);
            }
        }
        directory
    }

    /// Grid worker, officer, one volunteer.
    fn staff_grid(&mut self, seed: u64, grid: &Grid) {
        let mut draw = stream(seed, Purpose::Staff, grid.unit);
        let officer_kind = if grid.is_key { PostKind::PoliceOfficer } else { PostKind::AuxiliaryOfficer };
        let officer_before = self.posts.iter().rev().find(|post| post.kind == officer_kind).map(|post| post.person);
        let worker = self.appear(&mut draw);
        self.appoint(&mut draw, worker, PostKind::GridWorker, grid.unit);
        let officer = match officer_before {
            Some(officer) if grid.shares_officer => officer,
            _ => self.appear(&mut draw),
        };
        self.appoint(&mut draw, officer, officer_kind, grid.unit);
        let volunteer = self.appear(&mut draw);
        self.appoint(&mut draw, volunteer, PostKind::Volunteer, grid.unit);
    }

    fn appear(&mut self, draw: &mut Draw) -> PersonId {
        let person = PersonId::new(GIVEN_OUT_AT, draw.random());
        let is_male = chance(draw, 60);
        self.people.push(Person { person, name: name::full_name(draw, is_male) });
        person
    }

    fn appoint(&mut self, draw: &mut Draw, person: PersonId, kind: PostKind, unit: u32) {
        let post = PostId::new(GIVEN_OUT_AT, draw.random());
        self.posts.push(Post { post, person, kind, unit, from: "2026-01-01", to: None });
    }
}

fn units(grids: &[Grid]) -> Vec<Unit> {
    let mut units = BTreeMap::new();
    for grid in grids {
        let community = &grid.community;
        let above = [
            (&community.county, UnitKind::County),
            (&community.township, UnitKind::Township),
            (&community.own, UnitKind::Community),
        ];
        let mut parent = None;
        for (division, kind) in above {
            units
                .entry(division.unit)
                .or_insert_with(|| unit(division.unit, parent, &division.name, &division.code, kind));
            parent = Some(division.unit);
        }
        units.insert(grid.unit, unit(grid.unit, parent, &grid.name, &grid.code, UnitKind::Grid));
    }
    units.into_values().collect()
}

fn unit(unit: u32, parent: Option<u32>, name: &str, code: &str, kind: UnitKind) -> Unit {
    Unit { unit, parent, name: name.to_owned(), code: code.to_owned(), kind, valid_from: "2020-01-01" }
}

fn desk_of(unit: &Unit) -> Option<(u32, PostKind)> {
    let kind = match unit.kind {
        UnitKind::County => PostKind::CountyDesk,
        UnitKind::Township => PostKind::TownshipDesk,
        UnitKind::Community => PostKind::CommunityDesk,
        UnitKind::Grid => return None,
    };
    Some((unit.unit, kind))
}
