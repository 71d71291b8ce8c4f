//! When to try again by oneself: exponential with jitter, kept in the database so a restart does not forget it.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use crate::error::StoreError;
use crate::store::Tx;
use crate::store::setting::{self, Setting};

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Phone-clock milliseconds until which a background sync should wait; `None` when it may run.
pub(crate) fn may_try(tx: &Tx<'_>, now_ms: i64) -> Result<Option<i64>, StoreError> {
    let next_try = i64::try_from(setting::number(tx, Setting::NextTry)?).unwrap_or(0);
    let furthest = now_ms.saturating_add(i64::try_from(2 * LONGEST.as_millis()).unwrap_or(i64::MAX));
    // A time beyond the longest wait was written by a clock that has since been put right.
    Ok((next_try > now_ms && next_try <= furthest).then_some(next_try))
}

/// `asked`: how long the relay asked to be left alone.
pub(crate) fn failed(tx: &Tx<'_>, now_ms: i64, seed: u64, asked: Option<Duration>) -> Result<(), StoreError> {
    let attempts = setting::number(tx, Setting::Attempts)?;
    let delays = ExponentialBuilder::new()
        .with_min_delay(FIRST)
        .with_max_delay(LONGEST)
        .without_max_times()
        .with_jitter()
        .with_jitter_seed(seed)
        .build();
    let nth = usize::try_from(attempts.min(20)).unwrap_or(0);
    let delay = delays.take(nth + 1).last().unwrap_or(FIRST);
    // Never longer than we would wait by ourselves: a wrong word must not silence a phone for a day.
    let delay = delay.max(asked.unwrap_or_default().min(LONGEST));
    let wait = i64::try_from(delay.as_millis()).unwrap_or(0);
    setting::set_number(tx, Setting::Attempts, attempts + 1)?;
    setting::set_number(tx, Setting::NextTry, u64::try_from(now_ms.saturating_add(wait)).unwrap_or(0))
}

pub(crate) fn succeeded(tx: &Tx<'_>) -> Result<(), StoreError> {
    setting::set_number(tx, Setting::Attempts, 0)?;
    setting::forget(tx, Setting::NextTry)
}
