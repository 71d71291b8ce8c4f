//! What the scenes stand on: the whole synthetic city, how much of it each scene takes, and a folder on the disk.

use std::path::{Path, PathBuf};

use etong_city::{City, Grid, Resident};
use etong_core::capture::ResidentRequest;
use etong_core::protocol::{PersonId, PostKind};
use etong_server::directory::Import;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use tempfile::TempDir;

use crate::Outcome;

/// How much of everything.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Sizes {
    /// Part of the city whose directory the relay holds; 1 is all of it.
    pub(crate) city_scale: f64,
    /// Residents of the grid on the phones.
    pub(crate) grid_residents: usize,
    pub(crate) saves: usize,
    pub(crate) edits: usize,
    pub(crate) ingest_docs: usize,
    pub(crate) ingest_events: usize,
    /// Residents on the supervisor's phone.
    pub(crate) city_residents: usize,
    pub(crate) queries: usize,
    pub(crate) opens: usize,
    pub(crate) track_points: u32,
    /// Times that a speed is measured; the best counts.
    pub(crate) rounds: usize,
}

impl Sizes {
    pub(crate) const FULL: Self = Self {
        city_scale: 1.0,
        grid_residents: 5_000,
        saves: 1_000,
        edits: 50,
        ingest_docs: 20_000,
        ingest_events: 50_000,
        city_residents: 200_000,
        queries: 1_000,
        opens: 20,
        track_points: 5_760,
        rounds: 3,
    };
    pub(crate) const QUICK: Self = Self {
        city_scale: 0.05,
        grid_residents: 500,
        saves: 100,
        edits: 50,
        ingest_docs: 2_000,
        ingest_events: 5_000,
        city_residents: 5_000,
        queries: 100,
        opens: 5,
        track_points: 600,
        rounds: 1,
    };
}

/// Data, sizes and place.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) city: City,
    pub(crate) sizes: Sizes,
    pub(crate) seed: u64,
    dir: PathBuf,
    /// Where the supervisor's phone is kept from one run to the next.
    pub(crate) keep: Option<PathBuf>,
}

impl Ground {
    pub(crate) fn lay(seed: u64, sizes: Sizes, dir: &Path, keep: Option<PathBuf>) -> Outcome<Self> {
        Ok(Self { city: City::make(seed, sizes.city_scale)?, sizes, seed, dir: dir.to_owned(), keep })
    }

    /// A folder that goes when it is dropped.
    pub(crate) fn folder(&self) -> Outcome<TempDir> {
        Ok(tempfile::Builder::new().prefix("etong-bench-").tempdir_in(&self.dir)?)
    }

    /// The centre's file for the whole city, as the relay imports it.
    pub(crate) fn directory(&self) -> Outcome<Import> {
        Ok(serde_json::from_value(serde_json::to_value(self.city.directory())?)?)
    }

    /// A stream of draws of its own for each use.
    pub(crate) fn draw(&self, stream: u64) -> ChaCha8Rng {
        let mut draw = ChaCha8Rng::seed_from_u64(self.seed);
        draw.set_stream(stream);
        draw
    }

    /// The first grid that has an officer of its own: the grid, its worker, its officer.
    pub(crate) fn grid(&self) -> Outcome<(&Grid, PersonId, PersonId)> {
        let is_officer = |kind: &PostKind| matches!(kind, PostKind::PoliceOfficer | PostKind::AuxiliaryOfficer);
        let posts = &self.city.directory().posts;
        let found = self.city.grids().iter().find_map(|grid| {
            let worker = posts.iter().find(|post| post.unit == grid.unit && post.kind == PostKind::GridWorker)?;
            let officer = posts.iter().find(|post| post.unit == grid.unit && is_officer(&post.kind))?;
            let serves_here_only = posts.iter().filter(|post| post.person == officer.person).count() == 1;
            serves_here_only.then_some((grid, worker.person, officer.person))
        });
        found.ok_or_else(|| "the city has no grid with an officer of its own".into())
    }

    /// The people of `grid` and of the grids after it.
    pub(crate) fn neighbours(&self, grid: &Grid, count: usize) -> Vec<Resident> {
        let grids = self.city.grids();
        let from = grids.iter().position(|other| other.unit == grid.unit).unwrap_or_default();
        grids.iter().cycle().skip(from).flat_map(|grid| self.city.residents_of(grid)).take(count).collect()
    }
}

/// What a worker would type for this person.
pub(crate) fn request(person: &Resident) -> Outcome<ResidentRequest> {
    Ok(serde_json::from_value(serde_json::to_value(person)?)?)
}
