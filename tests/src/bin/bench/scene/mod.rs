//! The measurements, grouped by what they have to set up. A scene fails rather than measure something that did not happen.

mod city;
mod grid;
mod intake;
#[cfg(feature = "baseline")]
mod secured;
mod track;
mod views;
mod year;

use std::collections::BTreeMap;

use crate::Outcome;
use crate::ground::Ground;

/// One setting and the keys it yields.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) about: &'static str,
    pub(crate) keys: &'static [&'static str],
    pub(crate) play: fn(&Ground, &mut Findings) -> Outcome<()>,
}

/// Values by key; keys without a budget may be more than `KEYS` lists.
#[derive(Debug, Default)]
pub(crate) struct Findings(BTreeMap<&'static str, f64>);

impl Findings {
    pub(crate) fn set(&mut self, key: &'static str, value: f64) {
        self.0.insert(key, value);
    }

    pub(crate) fn get(&self, key: &str) -> Option<f64> {
        self.0.get(key).copied()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.0.iter().map(|(key, value)| (*key, *value))
    }
}

pub(crate) const SCENES: &[Scene] = &[
    Scene {
        about: "two phones of one grid: first upload and download, edits, nothing new, saving a form",
        keys: grid::KEYS,
        play: grid::play,
    },
    Scene { about: "a patrol of eight hours", keys: track::KEYS, play: track::play },
    Scene { about: "desks push at one relay", keys: intake::KEYS, play: intake::play },
    #[cfg(feature = "baseline")]
    Scene { about: "with protections and without", keys: secured::KEYS, play: secured::play },
    Scene { about: "a supervisor with the whole city", keys: city::KEYS, play: city::play },
];
