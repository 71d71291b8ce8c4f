//! One reading of this phone's clocks: an act is judged and written by the same moment.

use super::App;
use crate::store::lock;
use crate::sync::TrustedTime;
use crate::view::KnownNow;

#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// As this phone's wall clock says it.
    pub(super) wall_ms: i64,
    monotonic_ms: i64,
    trusted: Option<TrustedTime>,
}

impl Moment {
    /// The time to look at deadlines with: the relay's, if it was heard since the app was opened, else this phone's.
    pub(super) fn known(&self) -> KnownNow {
        match self.trusted {
            Some(time) => KnownNow { ms: time.now_ms(self.monotonic_ms), by_relay: time.by_relay() },
            None => KnownNow { ms: self.wall_ms, by_relay: false },
        }
    }

    /// How far the wall clock can be off, if anybody knows.
    pub(super) fn within_ms(&self) -> Option<u32> {
        self.trusted.map(|time| time.within_ms(self.wall_ms, self.monotonic_ms))
    }
}

impl App {
    pub(super) fn moment(&self) -> Moment {
        let trusted = *lock(&self.time);
        Moment { wall_ms: self.device.now_ms(), monotonic_ms: self.device.monotonic_ms(), trusted }
    }

    pub(super) fn known_now(&self) -> KnownNow {
        self.moment().known()
    }
}
