//! A synthetic, real-shaped city: the true divisions of 漳州市, invented people. The same seed and scale give the same
//! bytes on every machine. At scale 1: 2,219 grids, 216,130 residents, 4,362 grid workers and officers,
//! 4,416 teams with 20,972 members, 1,450 offices.
//!
//! Read in this order: `city` (the whole), `layout` (which communities and grids), `directory` (who works there),
//! `household` and `resident` (who lives there), `year` (what happens in a year). Residents and happenings are made grid by
//! grid, never held all at once.

mod address;
mod border;
mod citizen_number;
mod city;
mod directory;
mod division;
mod draw;
mod error;
mod household;
mod layout;
mod name;
mod person;
mod place;
mod resident;
mod write;
mod year;

pub use city::City;
pub use directory::{Directory, Office, Person, Post, Unit, UnitKind};
pub use error::CityError;
pub use layout::Grid;
pub use place::Place;
pub use resident::Resident;
pub use write::Written;
pub use year::{Deed, Happening, Staff};
