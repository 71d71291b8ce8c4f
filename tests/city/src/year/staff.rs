//! Who does the work of a grid: its two members, its volunteer, and the desks above it.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, PostId, PostKind};

use crate::directory::Directory;
use crate::layout::Grid;

/// Posts by unit.
#[derive(Debug, Clone)]
pub struct Staff(BTreeMap<u32, Vec<(PostKind, PostId)>>);

/// The posts that a case of one grid can meet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Team {
    pub(crate) worker: PostId,
    pub(crate) officer: PostId,
    pub(crate) officer_is_police: bool,
    pub(crate) volunteer: PostId,
    pub(crate) community: PostId,
    pub(crate) township: PostId,
    /// Of the township's police station.
    pub(crate) chief: PostId,
}

impl Staff {
    pub(crate) fn of(directory: &Directory) -> Self {
        let mut posts: BTreeMap<u32, Vec<(PostKind, PostId)>> = BTreeMap::new();
        for post in &directory.posts {
            posts.entry(post.unit).or_default().push((post.kind.clone(), post.post));
        }
        Self(posts)
    }

    /// `None` while a post of the grid or above is vacant.
    pub(crate) fn of_grid(&self, grid: &Grid) -> Option<Team> {
        let police = self.post(grid.unit, &PostKind::PoliceOfficer);
        Some(Team {
            worker: self.post(grid.unit, &PostKind::GridWorker)?,
            officer: police.or_else(|| self.post(grid.unit, &PostKind::AuxiliaryOfficer))?,
            officer_is_police: police.is_some(),
            volunteer: self.post(grid.unit, &PostKind::Volunteer)?,
            community: self.post(grid.community.own.unit, &PostKind::CommunityDesk)?,
            township: self.post(grid.community.township.unit, &PostKind::TownshipDesk)?,
            chief: self.post(grid.community.township.unit, &PostKind::PoliceChief)?,
        })
    }

    /// The post of this kind in the unit at the end of `scope`.
    pub(crate) fn at(&self, scope: &OrgPath, kind: &PostKind) -> Option<PostId> {
        self.post(*scope.units().last()?, kind)
    }

    fn post(&self, unit: u32, kind: &PostKind) -> Option<PostId> {
        self.0.get(&unit)?.iter().find(|(held, _)| held == kind).map(|(_, post)| *post)
    }
}
