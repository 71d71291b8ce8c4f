//! When something was captured, as far as a phone can know. Evidence with stated uncertainty, never silently fixed.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

/// Hybrid logical clock (Kulkarni et al. 2014): 48 bits of milliseconds since 1970, 16 bits of counter.
/// Orders the entries of one device, and what it had seen before them; says nothing exact about real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Hlc(pub u64);

/// A clock from elsewhere is followed at most this far beyond our own.
const FOLLOW_MS: u64 = 24 * 60 * 60 * 1000;

impl Hlc {
    #[must_use]
    pub fn from_ms(unix_ms: i64) -> Self {
        let ms = u64::try_from(unix_ms).unwrap_or(0).min((1 << 48) - 1);
        Self(ms << 16)
    }

    #[must_use]
    pub fn ms(self) -> i64 {
        i64::try_from(self.0 >> 16).unwrap_or(i64::MAX)
    }

    /// The next reading after `self` when the wall clock says `unix_ms`: never goes back, never repeats.
    #[must_use]
    pub fn tick(self, unix_ms: i64) -> Self {
        Self(self.0.saturating_add(1)).max(Self::from_ms(unix_ms))
    }

    /// What to remember after seeing `seen` from another device. A clock days ahead cannot drag ours along.
    #[must_use]
    pub fn observe(self, seen: Self, unix_ms: i64) -> Self {
        let furthest = Self(Self::from_ms(unix_ms).0.saturating_add(FOLLOW_MS << 16));
        if seen <= furthest { self.max(seen) } else { self }
    }
}

impl<C> Encode<C> for Hlc {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.u64(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Hlc {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        Ok(Self(d.u64()?))
    }
}

/// The time part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Stamp {
    #[n(0)]
    pub hlc: Hlc,
    /// The phone's wall clock minus `hlc`, in milliseconds: 0 unless the clock was set back.
    #[n(1)]
    wall_offset_ms: i64,
    /// The true time lies within this many milliseconds of the wall clock; `None` when the phone
    /// has had no trusted time since it started.
    #[n(2)]
    pub within_ms: Option<u32>,
    /// So many milliseconds the wall clock was set between the entry before and this one, as a clock that cannot be set saw it;
    /// negative: back. A fact about the clock, and no blame.
    #[n(3)]
    pub jumped_ms: Option<i64>,
}

impl Stamp {
    #[must_use]
    pub fn new(hlc: Hlc, wall_ms: i64, within_ms: Option<u32>) -> Self {
        Self { hlc, wall_offset_ms: wall_ms.saturating_sub(hlc.ms()), within_ms, jumped_ms: None }
    }

    #[must_use]
    pub fn after_jump(self, jumped_ms: Option<i64>) -> Self {
        Self { jumped_ms, ..self }
    }

    /// What the phone's wall clock said, in milliseconds since 1970.
    #[must_use]
    pub fn captured_at(&self) -> i64 {
        self.hlc.ms().saturating_add(self.wall_offset_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_never_turns_the_order_round() {
        let noon = Hlc::default().tick(1_000_000);
        let after_jump_back = noon.tick(400_000);
        assert!(after_jump_back > noon);
        assert_eq!(Stamp::new(after_jump_back, 400_000, None).captured_at(), 400_000);
    }

    #[test]
    fn a_clock_years_ahead_does_not_drag_ours_along() {
        let ours = Hlc::from_ms(1_000_000);
        assert_eq!(ours.observe(Hlc(u64::MAX), 1_000_000), ours);
        assert_eq!(ours.observe(Hlc::from_ms(1_000_500), 1_000_000), Hlc::from_ms(1_000_500));
    }
}
