//! One clock for the whole field. It moves only when something is done: a call takes its milliseconds, a story says
//! "a week later". Never reads real time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// 2026-09-01 08:00 in 漳州.
const MORNING: i64 = 1_788_220_800_000;

/// True time, as nobody but the relay knows it. Clones share it.
#[derive(Debug, Clone)]
pub struct VirtualClock(Arc<AtomicI64>);

impl Default for VirtualClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(MORNING)))
    }
}

impl VirtualClock {
    /// Milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl etong_server::Clock for VirtualClock {
    fn now_ms(&self) -> i64 {
        Self::now_ms(self)
    }
}
