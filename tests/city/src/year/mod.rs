//! A year of the city's work: grid by grid cases with all that was done about them, mediations, patrols, visits, inspections and
//! clues; then what the desks above ask of the grids, and the townships' draws. Everything is written as the requests a phone
//! takes, with who made them and when, so that it goes in by the front door. Counts at scale 1 are the real city's: 12,454 hazards
//! and 10,923 disputes. Whoever enters it announces the draws before anything is closed, and calls whom they choose.

mod after;
mod callback;
mod case;
mod clue;
mod course;
mod desk;
mod exit;
mod inspection;
mod mediation;
mod patrol;
mod place;
mod report;
mod roster;
mod second_report;
mod staff;
mod urgent;
mod visit;
mod walk;
mod way;
mod words;

use etong_protocol::{OrgPath, PostId};
use serde::Serialize;
use serde_json::Value;

pub use staff::Staff;

use crate::city::City;
use crate::draw::{Purpose, chance, stream};
use crate::layout::{Grid, apportion, share};

const HAZARDS: u32 = 12_454;
const DISPUTES: u32 = 10_923;
/// Cases of the other classes: no count of them is told, so one for twenty of those, that every screen meets every class and the year
/// stays as heavy as it was.
const OTHERS: u32 = 1_169;
/// 1 January 2026, 00:00 at UTC+8, in milliseconds since 1970.
pub(crate) const NEW_YEAR: i64 = 1_767_196_800_000;
pub(crate) const DAY: i64 = 86_400_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const MINUTE: i64 = 60_000;

/// One record of the year: what founded it, and what followed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// `case`, `mediation`, `patrol`, `visit`, `inspection`, `clue`, `notice`, `campaign`, `call`, `muster`, `draw`, `roster`, `place`,
    /// `merge`, `survey`, `assessment` or `appeal`.
    pub noun: &'static str,
    /// `/county/township/community/grid`, or the unit above that it is of.
    pub scope: String,
    pub founding: Deed,
    /// In the order of time.
    pub then: Vec<Deed>,
    /// Of a closed case: the clerk's call and what follows, if the draw of the month it was closed in chooses it. Whoever enters
    /// it puts the draw's id under `callback.draw`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when_called: Vec<Deed>,
    /// Records that name this one: the mediation of a dispute (as `case`), second reports of a case (`main`), patrols of a campaign, the re-check of an inspection (as `recheck_of`), the
    /// answers to a call, the dwellings of a building, the appeals against an assessment. Whoever enters them knows the id by then and puts it in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about_it: Vec<Happening>,
}

/// One request, by whom and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deed {
    /// Milliseconds since 1970.
    pub at: i64,
    pub post: PostId,
    /// As `etong` takes it in a file (`close_along` is no request: the phone that closed the main case does it by itself); that of a visit has the citizen number of the resident under `id_no` beside it, that of a
    /// merge both.
    pub request: Value,
}

impl Happening {
    fn of(noun: &'static str, scope: &OrgPath, founding: Deed) -> Self {
        Self {
            noun,
            scope: scope.to_string(),
            founding,
            then: Vec::new(),
            when_called: Vec::new(),
            about_it: Vec::new(),
        }
    }
}

impl City {
    /// The year, grid by grid in the order of their codes, then desk by desk; one grid is held at a time.
    pub fn year(&self) -> impl Iterator<Item = Happening> {
        let staff = Staff::of(self.directory());
        let desks = self.year_of_desks(&staff);
        let weights: Vec<u32> = self.grids().iter().map(|grid| grid.resident_count).collect();
        let hazards = apportion(share(HAZARDS, self.scale()), &weights);
        let disputes = apportion(share(DISPUTES, self.scale()), &weights);
        let others = apportion(share(OTHERS, self.scale()), &weights);
        self.grids()
            .iter()
            .zip(hazards.into_iter().zip(disputes).zip(others))
            .flat_map(move |(grid, ((hazards, disputes), others))| {
                self.year_of(&staff, grid, [hazards, disputes, others])
            })
            .chain(desks)
    }

    fn year_of(&self, staff: &Staff, grid: &Grid, [hazards, disputes, others]: [u32; 3]) -> Vec<Happening> {
        let mut draw = stream(self.seed(), Purpose::Year, grid.unit);
        let Some(crew) = staff.of_grid(grid) else { return Vec::new() };
        let mut year = Vec::new();
        year.extend((0..hazards).map(|_| case::hazard(&mut draw, grid, &crew)));
        year.extend((0..disputes).map(|_| case::dispute(&mut draw, grid, &crew)));
        year.extend((0..others).map(|_| case::other(&mut draw, grid, &crew)));
        year.extend((0..(hazards + disputes).div_ceil(3)).map(|_| patrol::patrol(&mut draw, grid, &crew)));
        year.extend((0..hazards.div_ceil(3)).map(|_| inspection::inspection(&mut draw, grid, &crew)));
        year.extend((0..disputes.div_ceil(6)).map(|_| clue::clue(&mut draw, grid, &crew)));
        let residents = self.residents_of(grid);
        year.extend(visit::visits(&mut draw, &residents, grid, &crew));
        let mut draw = stream(self.seed(), Purpose::Places, grid.unit);
        year.extend(place::places(&mut draw, grid, &crew));
        year.extend(visit::merge(&mut draw, &residents, grid, &crew).filter(|_| chance(&mut draw, 30)));
        year.sort_by_key(|happening| happening.founding.at);
        year
    }
}
