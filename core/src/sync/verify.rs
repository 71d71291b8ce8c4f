//! Proof that phone and relay hold the same: the digest is counted from the log itself, not remembered.

use etong_protocol::{ChainId, ScopeDigest};

use super::{Session, SyncProgress, SyncReport, run};
use crate::apply::Door;
use crate::device::random_array;
use crate::error::{CoreError, StoreError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, entry};

/// The outcome of `verify`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VerifyReport {
    /// Phone and relay hold exactly the same entries of this phone's reach, and nothing waits to be sent.
    pub equal: bool,
    /// Entries on this phone with a place in the feed, counted from the log.
    pub held: u64,
    /// Entries the relay says this phone's reach has.
    pub reach: u64,
    /// Own entries the relay has not answered for.
    pub unsent: u64,
    /// A difference was found and the feed was read again from its start.
    pub read_again: bool,
    pub changed: crate::apply::Changed,
}

/// Syncs, counts, compares; on a difference reads the whole feed again and compares once more.
pub(crate) async fn verify(
    session: &Session<'_>,
    on_progress: &(dyn Fn(SyncProgress) + Send + Sync),
) -> Result<VerifyReport, CoreError> {
    let first = run(session, on_progress).await?;
    let (held, reach, unsent) = compare(session)?;
    if held == reach && unsent == 0 {
        return Ok(outcome(held, reach, unsent, false, first));
    }
    let differs = held != reach;
    if differs {
        tracing::warn!(held = held.count, reach = reach.count, "phone and relay differ; reading the feed again");
        read_from_the_start(session)?;
    }
    let second = run(session, on_progress).await?;
    let (held, reach, unsent) = compare(session)?;
    Ok(outcome(held, reach, unsent, differs, second))
}

/// Under a new chain, because a copy of this phone may have written in its name: the relay leaves out what it holds of
/// the chain a phone names.
fn read_from_the_start(session: &Session<'_>) -> Result<(), CoreError> {
    let now = session.device.now_ms();
    let (actor, chain) = (random_array(session.device)?, ChainId::new(now, random_array(session.device)?));
    session.store.write(Durability::Full, |tx| {
        let mut door = Door::open(tx, now)?;
        door.recount()?;
        door.reissue(actor, chain)?;
        door.close()?;
        Ok(())
    })
}

fn compare(session: &Session<'_>) -> Result<(ScopeDigest, ScopeDigest, u64), CoreError> {
    session.store.read(|tx| {
        let reach = setting::bytes(tx, Setting::Reach)?.and_then(|bytes| ScopeDigest::from_bytes(&bytes));
        let reach = reach.ok_or(StoreError::Unreadable("the relay's digest"))?;
        Ok((entry::count_all(tx)?, reach, entry::unsent_count(tx)?))
    })
}

fn outcome(held: ScopeDigest, reach: ScopeDigest, unsent: u64, read_again: bool, report: SyncReport) -> VerifyReport {
    VerifyReport {
        equal: held == reach && unsent == 0,
        held: held.count,
        reach: reach.count,
        unsent,
        read_again,
        changed: report.changed,
    }
}
