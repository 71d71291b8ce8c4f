//! Step 4: one pass between phone and relay. Sending and reading take turns, so neither waits for the other to finish,
//! and a failure of one does not stop the other. Safe to be dropped at any await: every step is one transaction.

mod backoff;
mod custody;
mod enrol;
mod first;
mod history;
mod http;
mod leave;
mod pull;
mod push;
mod recheck;
mod register;
mod seal;
mod session;
mod signers;
mod verify;

use crate::apply::Changed;
use crate::error::{CoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, entry};

pub(crate) use backoff::{failed, may_try, succeeded};
pub(crate) use custody::waiting as custody_waiting;
pub(crate) use enrol::{enrol, settle_at};
pub(crate) use history::is_refused;
pub(crate) use history::{Compared, compare};
pub use http::HttpRelay;
pub(crate) use recheck::verify_history;
pub use recheck::{HistoryReport, RecheckProgress};
pub(crate) use register::{Applicant, register, registration};
pub(crate) use seal::{ask_order, confirm, deliver, question, seal};
pub(crate) use session::{Cancel, Session, TrustedTime};
pub(crate) use signers::signers;
pub use verify::VerifyReport;
pub(crate) use verify::verify;

/// Where a running sync is. `complete` is true only when the digest of what this phone holds equals the relay's and nothing
/// of its own waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncProgress {
    /// Own entries the relay has not answered for.
    pub unsent: u64,
    /// How far the feed has been read, and how far it goes.
    pub read_to: u64,
    pub head: u64,
    pub complete: bool,
}

impl SyncProgress {
    /// 0 to 100; 100 means complete and nothing else does.
    #[must_use]
    pub fn percent(&self) -> u8 {
        if self.complete {
            return 100;
        }
        let (done, all) = (self.read_to, self.head.max(self.read_to).saturating_add(self.unsent));
        let percent = done.saturating_mul(100).checked_div(all).unwrap_or(0);
        u8::try_from(percent.min(99)).unwrap_or(99)
    }
}

/// What one pass did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncReport {
    /// Own entries the relay now holds with a receipt.
    pub sent: u64,
    /// Own entries the relay refused; they are kept aside with a reason.
    pub refused: u64,
    /// Own entries the relay keeps safe until a desk has looked at them.
    pub in_custody: u64,
    /// Entries read from the feed.
    pub received: u64,
    /// The digest of what this phone holds equals the relay's, and nothing of its own waits to be sent.
    pub complete: bool,
    pub changed: Changed,
}

impl SyncReport {
    /// A pass that followed at once.
    pub(crate) fn add(&mut self, again: Self) {
        self.sent += again.sent;
        self.refused += again.refused;
        self.in_custody += again.in_custody;
        self.received += again.received;
        self.complete = again.complete;
        self.note(again.changed);
    }

    pub(crate) fn note(&mut self, changed: Changed) {
        let all = &mut self.changed;
        all.directory |= changed.directory;
        all.outbox |= changed.outbox;
        all.erased |= changed.erased;
        for (into, from) in [
            (&mut all.residents, changed.residents),
            (&mut all.cases, changed.cases),
            (&mut all.patrols, changed.patrols),
        ] {
            into.extend(from);
            into.sort();
            into.dedup();
        }
        all.others.extend(changed.others);
        all.others.sort();
        all.others.dedup();
    }
}

/// Runs until nothing is left to send, the feed is read to its head and what left this phone's reach is erased, or something
/// fails.
pub(crate) async fn run(
    session: &Session<'_>,
    on_progress: &(dyn Fn(SyncProgress) + Send + Sync),
) -> Result<SyncReport, CoreError> {
    let mut report = pass(session, on_progress).await?;
    while leave::leave(session, &mut report)? {
        report.add(pass(session, on_progress).await?);
    }
    Ok(report)
}

async fn pass(
    session: &Session<'_>,
    on_progress: &(dyn Fn(SyncProgress) + Send + Sync),
) -> Result<SyncReport, CoreError> {
    let mut report = SyncReport::default();
    let mut send_failed = None;
    let (mut sending, mut reading, mut told_anew) = (true, true, false);
    while sending || reading {
        session.check()?;
        if sending {
            match push::next_batch(session, &mut report).await {
                Ok(push::Sent::Nothing) => sending = false,
                Ok(push::Sent::Batch) => reading = true,
                // Told so again, it waits for the next pass: a page was read and knew of no other epoch.
                Ok(push::Sent::NewEpoch) => (sending, reading, told_anew) = (false, !told_anew, true),
                Err(error) if ends_the_pass(&error) => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, "sending failed; reading goes on");
                    sending = false;
                    send_failed = Some(error);
                }
            }
        }
        session.check()?;
        if reading {
            reading = pull::next_page(session, &mut report).await?;
            // A page may have begun a new chain, or brought what a refused change was waiting for.
            sending |= send_failed.is_none() && push::is_waiting(session)?;
        }
        let now = progress(session, report.complete)?;
        report.complete = now.complete;
        on_progress(now);
    }
    if send_failed.is_none() {
        look_at_history(session).await?;
    }
    match send_failed {
        Some(error) => Err(error),
        None => {
            custody::hear(session, &mut report).await?;
            remember_success(session, report.complete)?;
            Ok(report)
        }
    }
}

/// What was sent and read stands, whatever becomes of this.
async fn look_at_history(session: &Session<'_>) -> Result<(), CoreError> {
    match history::look(session, false).await {
        Err(error) if history::is_harmless(&error) => tracing::warn!(%error, "the relay's history was not looked at"),
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    Ok(())
}

/// How things stand, from the store alone. `digest_equal`: as of the last page.
fn progress(session: &Session<'_>, digest_equal: bool) -> Result<SyncProgress, CoreError> {
    session.store.read(|tx| {
        let unsent = entry::unsent_count(tx)?;
        let read_to = setting::number(tx, Setting::ReadTo)?;
        Ok(SyncProgress { unsent, read_to, head: session.head(), complete: digest_equal && unsent == 0 })
    })
}

fn remember_success(session: &Session<'_>, complete: bool) -> Result<(), CoreError> {
    let now = u64::try_from(session.device.now_ms()).unwrap_or(0);
    if !complete {
        return Ok(());
    }
    session.store.write(Durability::Normal, |tx| Ok(setting::set_number(tx, Setting::SyncedAt, now)?))
}

/// No network, no standing, no store: the other direction would fare no better.
fn ends_the_pass(error: &CoreError) -> bool {
    !matches!(error, CoreError::Sync(SyncError::Refused(_) | SyncError::Untrusted(_)))
}

#[cfg(test)]
mod tests {
    use super::SyncReport;
    use crate::apply::{Changed, ChangedRecord};

    #[test]
    fn a_pass_tells_of_records_of_every_kind() {
        let other = |kind: &str| ChangedRecord { kind: kind.into(), record: "7".into() };
        let page = |others| Changed { cases: vec!["1".into()], others, ..Changed::default() };
        let mut report = SyncReport::default();
        report.note(page(vec![other("mediation"), other("notice")]));
        report.note(page(vec![other("mediation")]));
        assert_eq!(report.changed.others, [other("mediation"), other("notice")]);
        assert_eq!(report.changed.cases, ["1"]);
    }
}
