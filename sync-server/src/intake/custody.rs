//! 代管: an entry in the name of a post that is held no more. One that was shown to be written while the post held is taken as
//! if it had come in time; any other that the post could have written is kept safe until a desk has looked at it.

use etong_protocol::custody::decision_record;
use etong_protocol::{CustodyReason, Entry, RecordKind, RefusalCode, Verdict};
use rusqlite::{Connection, named_params};

use super::authorise::{Acting, fits};
use super::judge::Pusher;
use super::prepare::Fresh;
use crate::directory::{Bearer, Term, begin_of, term_of};
use crate::error::RelayError;
use crate::options::RelayOptions;
use crate::sim::SeededBug;
use crate::store::keys::key_of;
use crate::store::served::custody_grace_days;

/// When the relay looks, and for how long after the end of a post honest work may still come in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grace {
    pub(crate) now_ms: i64,
    /// When the relay first had it: what is tried again came in time if it did so then.
    pub(crate) arrived_ms: i64,
    pub(crate) after_ms: i64,
    pub(crate) way: Way,
}

impl Grace {
    pub(crate) fn of(options: &RelayOptions, now_ms: i64, way: Way) -> Self {
        Self { now_ms, arrived_ms: now_ms, after_ms: i64::from(options.custody_grace_days) * 24 * 3_600_000, way }
    }

    /// As the relay was served last.
    pub(crate) fn as_served(connection: &Connection, now_ms: i64, way: Way) -> Result<Self, RelayError> {
        let default = RelayOptions::default();
        let custody_grace_days = custody_grace_days(connection)?.unwrap_or(default.custody_grace_days);
        Ok(Self::of(&RelayOptions { custody_grace_days, ..default }, now_ms, way))
    }
}

/// How entries came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Pushed,
    /// In a sealed outbox; its phone keeps no copy.
    Sealed,
    /// In the sealed outbox of a device that was revoked.
    Lost,
}

/// The post an entry acts for although it has ended, and why the entry must wait, if it must. `None`: no post of this person's
/// could have written it.
pub(super) fn late(
    connection: &Connection,
    bearer: &Bearer,
    entry: &Entry,
    grace: Grace,
) -> Result<Option<(Acting, Option<CustodyReason>)>, RelayError> {
    let Some(term) = term_of(connection, bearer.person, entry.post)? else { return Ok(None) };
    let Some(until_ms) = term.until_ms.filter(|until| *until <= grace.now_ms) else { return Ok(None) };
    let acting = Acting { kind: term.kind.clone(), unit: term.unit.clone(), took_over: term.took_over.clone() };
    // What decides on others' entries, and what erases, is for whoever holds the post on the day it arrives.
    if entry.kind.is_custody() || entry.kind == RecordKind::Tombstone || !fits(entry, bearer.id, &acting) {
        return Ok(None);
    }
    let reason = written(entry, &term, until_ms).or_else(|| {
        let in_time = grace.arrived_ms.saturating_sub(until_ms) <= grace.after_ms;
        (!in_time).then_some(CustodyReason::Late)
    });
    Ok(Some((acting, reason)))
}

/// Why an entry in the name of a post that is held must wait all the same: by its own stated interval it is older than the post's first day,
/// so the post did not allow it when it was written. What decides and what erases goes by the day it arrives, and the audit log is never
/// held back from its readers.
pub(super) fn early(
    connection: &Connection,
    bearer: &Bearer,
    entry: &Entry,
) -> Result<Option<CustodyReason>, RelayError> {
    if entry.kind.is_custody() || matches!(entry.kind, RecordKind::Tombstone | RecordKind::Audit) {
        return Ok(None);
    }
    // The largest bound there is says: at least so much.
    let Some(within) = entry.stamp.within_ms.filter(|within| *within != u32::MAX) else { return Ok(None) };
    let latest = entry.stamp.captured_at().saturating_add(i64::from(within));
    let from_ms = begin_of(connection, bearer.person, entry.post)?;
    Ok(from_ms.filter(|from_ms| latest < *from_ms).map(|_| CustodyReason::Before))
}

/// Why it is not shown that the entry was written within the post's days; `None` when it is.
fn written(entry: &Entry, term: &Term, until_ms: i64) -> Option<CustodyReason> {
    let Some(within) = entry.stamp.within_ms.map(i64::from) else { return Some(CustodyReason::Unclear) };
    let at = entry.stamp.captured_at();
    let (earliest, latest) = (at.saturating_sub(within), at.saturating_add(within));
    if latest < until_ms && earliest >= term.from_ms {
        None
    } else if earliest >= until_ms {
        Some(CustodyReason::After)
    } else if latest < term.from_ms {
        Some(CustodyReason::Before)
    } else {
        Some(CustodyReason::Unclear)
    }
}

/// Keeps an entry safe. Keeping it again is keeping it once.
pub(super) fn hold(
    connection: &Connection,
    pusher: &mut Pusher<'_>,
    fresh: &Fresh,
    reason: &CustodyReason,
) -> Result<Verdict, RelayError> {
    let (id, entry) = (fresh.sealed.id, &fresh.sealed.entry);
    if pusher.sim.has(SeededBug::ForgottenCustody) {
        return Ok(Verdict::Refused { code: RefusalCode::InCustody });
    }
    let kept = connection.prepare_cached(include_str!("sql/insert_custody.sql"))?.execute(named_params! {
        ":entry": id.as_bytes(),
        ":decision_record": decision_record(id).as_bytes(),
        ":kind": entry.kind.as_str(),
        ":record": entry.record.as_bytes(),
        ":scope": entry.scope.to_bytes(),
        ":device": pusher.device,
        ":person": pusher.person,
        ":reason": reason.as_str(),
        ":received_at": pusher.received_at,
        ":key": key_of(connection, entry.record)?,
        ":bytes": fresh.sealed.bytes,
    })?;
    if kept > 0 {
        pusher.held.push((id, reason.clone()));
    }
    Ok(Verdict::Refused { code: RefusalCode::InCustody })
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::{DeviceId, EntryClass, Hlc, OrgPath, PostId, PostKind, RecordId, Stamp};

    #[test]
    fn only_a_stated_interval_inside_the_days_of_the_post_shows_that_it_was_written_then() {
        let unit: OrgPath = "/1/2/3/4".parse().unwrap();
        let term = Term {
            kind: PostKind::GridWorker,
            unit: unit.clone(),
            from_ms: 1_000,
            until_ms: Some(2_000),
            took_over: vec![],
        };
        let written_at = |at: i64, within: Option<u32>| {
            let entry = Entry {
                class: EntryClass::Event,
                kind: RecordKind::Case,
                record: RecordId::NIL,
                scope: unit.clone(),
                device: DeviceId::NIL,
                post: PostId::NIL,
                post_kind: PostKind::GridWorker,
                stamp: Stamp::new(Hlc::from_ms(at), at, within),
                schema: 1,
                unit: None,
                payload: Vec::new(),
            };
            written(&entry, &term, 2_000)
        };
        let table = [
            (1_500, Some(100), None),
            (1_500, None, Some(CustodyReason::Unclear)),
            (1_000, Some(0), None),
            (999, Some(0), Some(CustodyReason::Before)),
            (999, Some(1), Some(CustodyReason::Unclear)),
            (1_999, Some(0), None),
            (1_999, Some(1), Some(CustodyReason::Unclear)),
            (2_000, Some(0), Some(CustodyReason::After)),
            (2_010, Some(11), Some(CustodyReason::Unclear)),
            (1_500, Some(u32::MAX), Some(CustodyReason::Unclear)),
        ];
        for (at, within, expected) in table {
            assert_eq!(written_at(at, within), expected, "{at} within {within:?}");
        }
    }
}
