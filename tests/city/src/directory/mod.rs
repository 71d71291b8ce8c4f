//! Who works where: the units with their borders, the people, the posts and the offices, in the shape `etong-server admin import`
//! reads. Read in this order: `row`, `making` (units and appointments), `body` (departments and stations), `team`, `second_post`,
//! `office`.

mod body;
mod making;
mod office;
mod row;
mod second_post;
mod team;

use serde::Serialize;

pub use row::{Office, Person, Post, Unit, UnitKind};

use crate::error::CityError;
use crate::layout::Grid;

use making::Making;

pub(crate) use body::{ENFORCEMENT, HOUSING, JUDICIAL_OFFICE, PETITIONS, URBAN_MANAGEMENT, body};
pub(crate) use team::{SECOND_TEAM, TOWNSHIP_TEAM, settles_disputes};

/// Sorted: units by number, which is from the top down and then what serves them; people and posts in the order of grids, then
/// desks, departments, teams and second posts; offices as their units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Directory {
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    pub posts: Vec<Post>,
    pub offices: Vec<Office>,
}

impl Directory {
    pub(crate) fn of(seed: u64, scale: f64, grids: &[Grid]) -> Result<Self, CityError> {
        let mut making = Making::tree(seed, grids)?;
        grids.iter().for_each(|grid| making.staff_grid(grid));
        making.staff_desks();
        body::departments_and_stations(&mut making, grids);
        team::teams(&mut making, scale, grids);
        second_post::second_posts(&mut making, scale, grids);
        let offices = office::offices(seed, scale, &making.units, grids);
        let Making { units, people, posts, .. } = making;
        Ok(Self { units: units.into_values().collect(), people, posts, offices })
    }
}
