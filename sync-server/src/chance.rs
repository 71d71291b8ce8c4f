//! Randomness, lent to the relay, so that a simulator can repeat a run from its seed.

use crate::error::RelayError;

/// What the relay asks of a source of randomness: keys, codes, tokens and the feed's epoch come from it.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with unpredictable bytes.
    ///
    /// # Errors
    /// `NoRandomness` when the source fails; nothing may be made without it.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError>;
}

/// The operating system's source.
#[derive(Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError> {
        getrandom::fill(bytes).map_err(|_| RelayError::NoRandomness)
    }
}

/// `N` fresh bytes.
pub(crate) fn draw<const N: usize>(chance: &dyn Chance) -> Result<[u8; N], RelayError> {
    let mut bytes = [0; N];
    chance.fill(&mut bytes)?;
    Ok(bytes)
}
