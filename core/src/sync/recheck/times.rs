//! When the relay says it had an entry, held against the roots it signed. What a root covers was there when it was signed: a later time is
//! a fault. What an older root does not cover came after it, unless it waited in custody, was taken at a second try or was put back after
//! a loss: an earlier time is counted and told, for it can be honest.

use etong_protocol::{EntryId, PublicKey};

use super::HistoryReport;
use crate::error::CoreError;
use crate::store::{Tx, root};

/// A relay's clock may be set back by that much without anybody being told.
const CLOCK_STEP_MS: i64 = 60_000;

/// The roots of the newest epoch: size and when it was signed, smallest first.
#[derive(Debug, Default)]
pub(super) struct RootTimes(Vec<(u64, i64)>);

impl RootTimes {
    /// Roots that are not signed by this relay say nothing; that is told elsewhere.
    pub(super) fn read(tx: &Tx<'_>, relay: &PublicKey) -> Result<Self, CoreError> {
        let bodies: Vec<_> = root::all(tx)?.iter().filter_map(|seen| seen.signed.open(relay).ok()).collect();
        let newest = bodies.iter().map(|body| body.epoch).max();
        let of_it = bodies.iter().filter(|body| Some(body.epoch) == newest);
        Ok(Self(of_it.map(|body| (body.size, body.at)).collect()))
    }

    pub(super) fn hold_against(
        &self,
        id: EntryId,
        seq: u64,
        received_at: i64,
        released: bool,
        report: &mut HistoryReport,
    ) {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::TimesUnheld) {
            return;
        }
        let below = self.0.partition_point(|(size, _)| *size < seq);
        let covered = self.0.get(below..).into_iter().flatten().map(|(_, at)| *at).min();
        if covered.is_some_and(|at| received_at > at.saturating_add(CLOCK_STEP_MS)) {
            report.fault(format!("entry {id}: the relay says it came later than a root of its own that has it"));
        }
        let not_yet = self.0.get(..below).into_iter().flatten().map(|(_, at)| *at).max();
        if !released && not_yet.is_some_and(|at| received_at < at.saturating_sub(CLOCK_STEP_MS)) {
            report.before_its_root += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(seq: u64, received_at: i64, released: bool) -> (usize, u64) {
        let hour = 3_600_000;
        let times = RootTimes(vec![(10, hour), (20, 2 * hour), (30, 3 * hour)]);
        let mut report = HistoryReport::default();
        times.hold_against(EntryId::of(b"entry"), seq, received_at, released, &mut report);
        (report.faults.len(), report.before_its_root)
    }

    #[test]
    fn a_time_after_a_root_that_has_the_entry_is_a_fault_and_one_before_a_root_without_it_is_told() {
        let hour = 3_600_000;
        assert_eq!(told(15, hour + 1, false), (0, 0));
        assert_eq!(told(20, 2 * hour + CLOCK_STEP_MS, false), (0, 0), "a clock that was set back by a little");
        assert_eq!(told(20, 2 * hour + CLOCK_STEP_MS + 1, false), (1, 0));
        assert_eq!(told(21, 2 * hour - CLOCK_STEP_MS - 1, false), (0, 1));
        assert_eq!(told(21, 2 * hour - CLOCK_STEP_MS - 1, true), (0, 0), "a desk let it in later");
        assert_eq!(told(31, 9 * hour, false), (0, 0), "no root has it yet");
        assert_eq!(told(1, 0, false), (0, 0), "no root is older");
    }
}
