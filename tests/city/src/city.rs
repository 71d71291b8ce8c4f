//! The whole: grids, directory, residents on demand.

use crate::directory::Directory;
use crate::error::CityError;
use crate::household;
use crate::layout::{self, Grid};
use crate::resident::Resident;

/// One city. Holds its grids and directory; residents are made when asked for, always the same.
#[derive(Debug, Clone)]
pub struct City {
    seed: u64,
    scale: f64,
    grids: Vec<Grid>,
    directory: Directory,
}

impl City {
    /// `scale` 1.0 is the whole city; 0.01 has a hundredth of its grids and people, in whole communities,
    /// as many from every county as its part of the whole.
    ///
    /// # Errors
    /// `Scale` unless it is over 0 and at most 1.
    pub fn make(seed: u64, scale: f64) -> Result<Self, CityError> {
        let grids = layout::lay_out(seed, scale)?;
        let directory = Directory::of(seed, scale, &grids)?;
        Ok(Self { seed, scale, grids, directory })
    }

    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn scale(&self) -> f64 {
        self.scale
    }

    /// In the order of their codes.
    #[must_use]
    pub fn grids(&self) -> &[Grid] {
        &self.grids
    }

    /// Everyone, grid by grid; one grid is held at a time.
    pub fn residents(&self) -> impl Iterator<Item = Resident> {
        self.grids.iter().flat_map(|grid| self.residents_of(grid))
    }

    /// Everyone of one grid.
    #[must_use]
    pub fn residents_of(&self, grid: &Grid) -> Vec<Resident> {
        household::residents_of(self.seed, grid)
    }
}
