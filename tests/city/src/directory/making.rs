//! A directory in the making: the tree of places with their borders, the two members and the volunteer of every grid, and the desks.

use std::collections::BTreeMap;

use etong_protocol::{PersonId, PostId, PostKind};
use rand::RngExt;

use super::row::{Person, Post, Unit, UnitKind};
use crate::border::borders;
use crate::draw::{Draw, Purpose, chance, stream};
use crate::error::CityError;
use crate::layout::Grid;
use crate::name;

/// 2026-01-01 in milliseconds since 1970: when every id of the city was given out.
const GIVEN_OUT_AT: i64 = 1_767_225_600_000;

#[derive(Debug)]
pub(super) struct Making {
    pub(super) seed: u64,
    pub(super) units: BTreeMap<u32, Unit>,
    pub(super) people: Vec<Person>,
    pub(super) posts: Vec<Post>,
}

impl Making {
    /// Every place, nobody in it yet.
    pub(super) fn tree(seed: u64, grids: &[Grid]) -> Result<Self, CityError> {
        let mut making = Self { seed, units: BTreeMap::new(), people: Vec::new(), posts: Vec::new() };
        for grid in grids {
            let community = &grid.community;
            let line = [
                (&community.county, UnitKind::County),
                (&community.township, UnitKind::Township),
                (&community.own, UnitKind::Community),
            ];
            let mut parent = None;
            for (division, kind) in line {
                making.found(division.unit, parent, &division.name, &division.code, kind);
                parent = Some(division.unit);
            }
            making.found(grid.unit, parent, &grid.name, &grid.code, UnitKind::Grid);
        }
        for (unit, ring) in borders(seed, grids)? {
            if let Some(unit) = making.units.get_mut(&unit) {
                unit.boundary = vec![ring];
            }
        }
        Ok(making)
    }

    /// The unit, made unless it is there.
    pub(super) fn found(
        &mut self,
        unit: u32,
        parent: Option<u32>,
        name: &str,
        code: &str,
        kind: UnitKind,
    ) -> &mut Unit {
        self.units.entry(unit).or_insert_with(|| Unit {
            unit,
            parent,
            name: name.to_owned(),
            code: code.to_owned(),
            kind,
            valid_from: "2020-01-01",
            boundary: Vec::new(),
            leader: None,
            team_kind: None,
            guiding: None,
            skills: Vec::new(),
        })
    }

    /// Grid worker, who is from there; officer; one volunteer.
    pub(super) fn staff_grid(&mut self, grid: &Grid) {
        let mut draw = stream(self.seed, Purpose::Staff, grid.unit);
        let officer_kind = if grid.is_key { PostKind::PoliceOfficer } else { PostKind::AuxiliaryOfficer };
        let officer_before = self.posts.iter().rev().find(|post| post.kind == officer_kind).map(|post| post.person);
        let worker = self.appear(&mut draw);
        if let Some(worker) = self.people.last_mut() {
            worker.lives_in = Some(grid.community.own.unit);
        }
        let worker = self.appoint(&mut draw, worker, PostKind::GridWorker, grid.unit);
        self.lead(grid.unit, worker);
        let officer = match officer_before {
            Some(officer) if grid.shares_officer => officer,
            _ => self.appear(&mut draw),
        };
        self.appoint(&mut draw, officer, officer_kind, grid.unit);
        let volunteer = self.appear(&mut draw);
        self.appoint(&mut draw, volunteer, PostKind::Volunteer, grid.unit);
    }

    /// A desk for every place above the grids; a callback clerk and a police chief for every township.
    pub(super) fn staff_desks(&mut self) {
        let desks: Vec<(u32, PostKind)> = self.units.values().filter_map(desk_of).collect();
        for (unit, kind) in desks {
            let mut draw = stream(self.seed, Purpose::Staff, unit);
            let person = self.appear(&mut draw);
            let is_township = kind == PostKind::TownshipDesk;
            let desk = self.appoint(&mut draw, person, kind, unit);
            self.lead(unit, desk);
            if is_township {
                let clerk = self.appear(&mut draw);
                self.appoint(&mut draw, clerk, PostKind::CallbackClerk, unit);
                let chief = self.appear(&mut draw);
                self.appoint(&mut draw, chief, PostKind::PoliceChief, unit);
            }
        }
    }

    pub(super) fn appear(&mut self, draw: &mut Draw) -> PersonId {
        let person = PersonId::new(GIVEN_OUT_AT, draw.random());
        let is_male = chance(draw, 60);
        let name = name::full_name(draw, is_male);
        self.people.push(Person { person, name, skills: Vec::new(), lives_in: None });
        person
    }

    pub(super) fn appoint(&mut self, draw: &mut Draw, person: PersonId, kind: PostKind, unit: u32) -> PostId {
        let post = PostId::new(GIVEN_OUT_AT, draw.random());
        self.posts.push(Post { post, person, kind, unit, from: "2026-01-01", to: None, lead: false });
        post
    }

    /// The post answers for the unit.
    pub(super) fn lead(&mut self, unit: u32, post: PostId) {
        if let Some(unit) = self.units.get_mut(&unit) {
            unit.leader = Some(post);
        }
    }
}

fn desk_of(unit: &Unit) -> Option<(u32, PostKind)> {
    let kind = match unit.kind {
        UnitKind::County => PostKind::CountyDesk,
        UnitKind::Township => PostKind::TownshipDesk,
        UnitKind::Community => PostKind::CommunityDesk,
        _ => return None,
    };
    Some((unit.unit, kind))
}
