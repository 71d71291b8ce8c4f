//! Drawing from the seed. Every use has a stream of its own, so that one more draw in one place moves nothing elsewhere.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The one random source of this crate: the same on every machine.
pub(crate) type Draw = ChaCha8Rng;

/// What a stream is for; with a unit's number it names the stream.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Weight,
    Place,
    Staff,
    Residents,
    Year,
    Desk,
    Body,
    Office,
    SecondPost,
    Roster,
    Places,
    Report,
}

pub(crate) fn stream(seed: u64, purpose: Purpose, unit: u32) -> Draw {
    let mut draw = Draw::seed_from_u64(seed);
    let purpose: u64 = match purpose {
        Purpose::Weight => 1,
        Purpose::Place => 2,
        Purpose::Staff => 3,
        Purpose::Residents => 4,
        Purpose::Year => 5,
        Purpose::Desk => 6,
        Purpose::Body => 7,
        Purpose::Office => 8,
        Purpose::SecondPost => 9,
        Purpose::Roster => 10,
        Purpose::Places => 11,
        Purpose::Report => 12,
    };
    draw.set_stream(purpose << 32 | u64::from(unit));
    draw
}

/// One of `items`, all equally likely; the default of an empty list.
pub(crate) fn pick<T: Copy + Default>(draw: &mut Draw, items: &[T]) -> T {
    let Some(last) = items.len().checked_sub(1) else { return T::default() };
    items.get(draw.random_range(0..=last)).copied().unwrap_or_default()
}

/// One of `items`, each as likely as its weight.
pub(crate) fn pick_weighted<T: Copy + Default>(draw: &mut Draw, items: &[(T, u32)]) -> T {
    let total: u32 = items.iter().map(|(_, weight)| weight).sum();
    let mut left = draw.random_range(0..total.max(1));
    for (item, weight) in items {
        if left < *weight {
            return *item;
        }
        left -= weight;
    }
    T::default()
}

/// True in `percent` of 100 cases.
pub(crate) fn chance(draw: &mut Draw, percent: u32) -> bool {
    draw.random_range(0..100) < percent
}
