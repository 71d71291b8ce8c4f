//! Who does the work of a grid: its two members, its volunteer, the desks above it, and the departments and teams beside it.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, PostId, PostKind};

use crate::directory::{self, Directory, body, settles_disputes};
use crate::layout::Grid;

/// Posts by unit.
#[derive(Debug, Clone)]
pub struct Staff(BTreeMap<u32, Vec<(PostKind, PostId)>>);

/// The posts that a case of one grid can meet.
#[derive(Debug, Clone)]
pub(crate) struct Crew {
    pub(crate) worker: PostId,
    pub(crate) officer: PostId,
    pub(crate) officer_is_police: bool,
    pub(crate) volunteer: PostId,
    pub(crate) community: PostId,
    pub(crate) township: PostId,
    pub(crate) county: PostId,
    pub(crate) clerk: PostId,
    /// Of the township's police station.
    pub(crate) chief: PostId,
    /// Whom a hazard may be sent to, and whom a dispute.
    pub(crate) for_hazards: Vec<Beside>,
    pub(crate) for_disputes: Vec<Beside>,
}

impl Crew {
    pub(crate) const fn officer_kind(&self) -> &'static str {
        if self.officer_is_police { "police_officer" } else { "auxiliary_officer" }
    }

    /// The other one of the two of the grid.
    pub(crate) fn other_of(&self, one: PostId) -> PostId {
        if one == self.worker { self.officer } else { self.worker }
    }
}

/// A department or team, and the post there that takes on what is sent to it.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    pub(crate) kind: PostKind,
    pub(crate) unit: OrgPath,
    pub(crate) post: PostId,
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
    pub(crate) fn of_grid(&self, grid: &Grid) -> Option<Crew> {
        let police = self.post(grid.unit, &PostKind::PoliceOfficer);
        let (for_hazards, for_disputes) = self.beside(grid);
        Some(Crew {
            worker: self.post(grid.unit, &PostKind::GridWorker)?,
            officer: police.or_else(|| self.post(grid.unit, &PostKind::AuxiliaryOfficer))?,
            officer_is_police: police.is_some(),
            volunteer: self.post(grid.unit, &PostKind::Volunteer)?,
            community: self.post(grid.community.own.unit, &PostKind::CommunityDesk)?,
            township: self.post(grid.community.township.unit, &PostKind::TownshipDesk)?,
            county: self.post(grid.community.county.unit, &PostKind::CountyDesk)?,
            clerk: self.post(grid.community.township.unit, &PostKind::CallbackClerk)?,
            chief: self.post(grid.community.township.unit, &PostKind::PoliceChief)?,
            for_hazards,
            for_disputes,
        })
    }

    fn beside(&self, grid: &Grid) -> (Vec<Beside>, Vec<Beside>) {
        let above = [grid.community.county.unit, grid.community.township.unit, grid.community.own.unit];
        let [county, township, community] = above;
        let named = |serves: u32, nth: u32, kind: PostKind| {
            let unit = body(serves, nth);
            let line = above.iter().copied().take_while(|place| *place != serves).chain([serves, unit]);
            Some(Beside { post: self.post(unit, &kind)?, unit: OrgPath::new(line.collect()).ok()?, kind })
        };
        let department = |serves, nth| named(serves, nth, PostKind::Department);
        let mut for_hazards = vec![
            department(county, directory::URBAN_MANAGEMENT),
            department(county, directory::HOUSING),
            department(township, directory::ENFORCEMENT),
        ];
        let mut for_disputes = vec![
            department(county, directory::PETITIONS),
            department(township, directory::JUDICIAL_OFFICE),
            named(township, directory::TOWNSHIP_TEAM, PostKind::TeamMember),
        ];
        let team = named(community, directory::SECOND_TEAM, PostKind::TeamMember);
        if settles_disputes(community) {
            for_disputes.push(team)
        } else {
            for_hazards.push(team)
        }
        (for_hazards.into_iter().flatten().collect(), for_disputes.into_iter().flatten().collect())
    }

    /// The post of this kind in the unit at the end of `scope`.
    pub(crate) fn at(&self, scope: &OrgPath, kind: &PostKind) -> Option<PostId> {
        self.post(*scope.units().last()?, kind)
    }

    /// The same in a unit by its number.
    pub(crate) fn at_unit(&self, unit: u32, kind: &PostKind) -> Option<PostId> {
        self.post(unit, kind)
    }

    fn post(&self, unit: u32, kind: &PostKind) -> Option<PostId> {
        self.0.get(&unit)?.iter().find(|(held, _)| held == kind).map(|(_, post)| *post)
    }
}
