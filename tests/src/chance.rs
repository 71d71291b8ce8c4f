//! Everything random comes from the seed, and every actor has a stream of its own: one more draw on a phone moves nothing
//! at the relay.

use std::sync::{Mutex, PoisonError};

use etong_server::{Chance, RelayError};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The one random source of the simulator: the same on every machine.
pub type Draw = ChaCha8Rng;

/// The stream of `seed` that belongs to `actor`.
#[must_use]
pub fn stream(seed: u64, actor: &str) -> Draw {
    // FNV-1a: any fixed spreading of names over streams will do.
    let spread = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut draw = Draw::seed_from_u64(seed);
    draw.set_stream(actor.bytes().fold(0xcbf2_9ce4_8422_2325, spread));
    draw
}

/// The relay's randomness, lent.
#[derive(Debug)]
pub struct LentChance(Mutex<Draw>);

impl LentChance {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(stream(seed, "relay")))
    }
}

impl Chance for LentChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
        Ok(())
    }
}
