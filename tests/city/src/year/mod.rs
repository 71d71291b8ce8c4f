//! A year of the city's work, grid by grid: cases with all that was done about them, patrols, visits. Everything is written as the
//! requests a phone takes, with who made them and when, so that it goes in by the front door. Counts at scale 1 are the
//! real city's: 12,454 hazards and 10,923 disputes.

mod case;
mod course;
mod patrol;
mod staff;
mod words;

use etong_protocol::PostId;
use serde::Serialize;
use serde_json::Value;

pub use staff::Staff;

use crate::city::City;
use crate::draw::{Purpose, stream};
use crate::layout::{Grid, apportion, share};

const HAZARDS: u32 = 12_454;
const DISPUTES: u32 = 10_923;
/// 1 January 2026, 00:00 at UTC+8, in milliseconds since 1970.
pub(crate) const NEW_YEAR: i64 = 1_767_196_800_000;
pub(crate) const DAY: i64 = 86_400_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const MINUTE: i64 = 60_000;

/// One record of the year: what founded it, and what followed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// `case`, `patrol` or `visit`.
    pub noun: &'static str,
    /// `/county/township/community/grid`.
    pub scope: String,
    pub founding: Deed,
    /// In the order of time.
    pub then: Vec<Deed>,
}

/// One request, by whom and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deed {
    /// Milliseconds since 1970.
    pub at: i64,
    pub post: PostId,
    /// As `etong` takes it in a file.
    pub request: Value,
}

impl City {
    /// The year, grid by grid in the order of their codes; one grid is held at a time.
    pub fn year(&self) -> impl Iterator<Item = Happening> {
        let staff = Staff::of(self.directory());
        let weights: Vec<u32> = self.grids().iter().map(|grid| grid.resident_count).collect();
        let hazards = apportion(share(HAZARDS, self.scale()), &weights);
        let disputes = apportion(share(DISPUTES, self.scale()), &weights);
        self.grids()
            .iter()
            .zip(hazards.into_iter().zip(disputes))
            .flat_map(move |(grid, (hazards, disputes))| self.year_of(&staff, grid, hazards, disputes))
    }

    fn year_of(&self, staff: &Staff, grid: &Grid, hazards: u32, disputes: u32) -> Vec<Happening> {
        let mut draw = stream(self.seed(), Purpose::Year, grid.unit);
        let Some(team) = staff.of_grid(grid) else { return Vec::new() };
        let mut year = Vec::new();
        year.extend((0..hazards).map(|_| case::hazard(&mut draw, grid, &team)));
        year.extend((0..disputes).map(|_| case::dispute(&mut draw, grid, &team)));
        year.extend((0..(hazards + disputes).div_ceil(3)).map(|_| patrol::patrol(&mut draw, grid, &team)));
        year.sort_by_key(|happening| happening.founding.at);
        year
    }
}
