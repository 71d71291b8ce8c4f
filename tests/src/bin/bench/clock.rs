//! Real time, for measuring and for nothing else: the one place of this program that looks at a clock.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use etong_server::Clock;
use rustix::time::{ClockId, clock_gettime};

/// Runs from `start` on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }

    pub(crate) fn ms(self) -> f64 {
        self.seconds() * 1000.0
    }
}

/// The morning of 2027-01-08 in China: the year that is entered is over, and the last month's draws are carried out.
const BEGINS_AT: i64 = 1_799_370_000_000;

/// Milliseconds since 1970 where the bench plays, for phones and relay alike. It runs as real time does, from the same moment in every run:
/// a year of which the relay says that a part is still to come would be another year on every day it is measured.
pub(crate) fn now_ms() -> i64 {
    static STARTED: OnceLock<Stopwatch> = OnceLock::new();
    let since = STARTED.get_or_init(Stopwatch::start).0.elapsed();
    BEGINS_AT.saturating_add(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// That, for the relay.
#[derive(Debug)]
pub(crate) struct BenchClock;

impl Clock for BenchClock {
    fn now_ms(&self) -> i64 {
        now_ms()
    }
}

/// When it was measured.
#[expect(clippy::disallowed_methods, reason = "a report says when it was made")]
pub(crate) fn today_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Seconds of CPU this thread has used so far, in user and system mode.
pub(crate) fn thread_cpu_s() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
