//! `verify --history`: everything this phone holds as proof is checked again from its bytes, own chains link by link (`own`); then every row of
//! the log and every document, of whomever (`rows`), page by page: the relay has to show that each stands in its history, and that the
//! device which wrote it signed for it (`signed`).

mod own;
mod rows;
mod signed;
mod times;

use etong_protocol::{DeviceId, EntryId, PublicKey};

use super::{Session, history};
use crate::error::{CoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Tx, entry, recheck};
use signed::SignatureCheck;
use times::RootTimes;

/// Rows looked at in one reading, and asked about in one question.
const AT_ONCE: u32 = 500;
/// Faults that are told one by one.
const TOLD: usize = 200;

/// The outcome of `verify_history`.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryReport {
    /// Nothing is wrong, and no alarm was ever raised.
    pub sound: bool,
    /// Own chains and their links, each computed again.
    pub chains: u64,
    pub links: u64,
    /// Receipts whose signature and entries fit.
    pub receipts: u64,
    /// Roots that are signed and continue each other.
    pub roots: u64,
    /// Entries proven to stand under one of these roots: kept proofs, and asked for now.
    pub proven_before: u64,
    pub proven_now: u64,
    /// Entries here that the relay's history does not have.
    pub missing: u64,
    /// Entries of which the relay did not show that they stand in its history: it told of another epoch than its pages, or of another
    /// history. A relay that was restored a moment ago does so until this phone has synced.
    pub not_proven: u64,
    /// Rows of the log, of whomever, and documents that were looked at.
    pub entries: u64,
    pub documents: u64,
    /// The relay answered for every entry that a device must have signed for, and showed signatures. False: it refused or cut short
    /// the answer, so that who wrote them is not checked.
    pub signatures_checked: bool,
    /// Entries that the device which wrote them signed for, with a key the relay vouches for; and those that nobody signed for.
    pub signed: u64,
    pub unsigned: u64,
    /// Of the unsigned: by others, and let out of custody by a desk whose decision is in this log; such entries have no signature.
    pub released: u64,
    /// Entries of whose signatures the relay said nothing.
    pub not_looked_at: u64,
    /// The ids of the other unsigned entries of others, and of those nothing was said of; of very many the first.
    pub unproven: Vec<String>,
    /// Entries that the relay says it had before a root of its own without them: let out of custody by a desk whose decision is not in
    /// this log, taken at a second try, put back after a loss; or somebody moved the time.
    pub before_its_root: u64,
    pub alarms: u64,
    /// What is wrong, in plain words; of very many the first.
    pub faults: Vec<String>,
}

impl HistoryReport {
    /// Every entry of another device is shown to be that device's, or a desk let it in.
    #[must_use]
    pub fn proves_who_wrote(&self) -> bool {
        self.signatures_checked && self.unproven.is_empty()
    }

    /// Every entry that has a place in the feed was shown to stand there, or is missing.
    #[must_use]
    pub fn proves_where_it_stands(&self) -> bool {
        self.not_proven == 0
    }

    fn unproven(&mut self, id: EntryId) {
        if self.unproven.len() < TOLD {
            self.unproven.push(id.to_string());
        }
    }

    fn fault(&mut self, said: String) {
        match self.faults.len() {
            TOLD => self.faults.push("there are more of these".to_owned()),
            many if many < TOLD => self.faults.push(said),
            _ => {}
        }
    }
}

/// How far the look at the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecheckProgress {
    /// Rows looked at, of all that are looked at.
    pub done: u64,
    pub all: u64,
}

/// Asks the relay, then checks what is here, what it answered included.
pub(crate) async fn verify_history(
    session: &Session<'_>,
    on_progress: &(dyn Fn(RecheckProgress) + Send + Sync),
) -> Result<HistoryReport, CoreError> {
    let relay = session.relay_key()?;
    let asked = history::look(session, true).await;
    let mut report = session.store.read::<_, CoreError>(|tx| recheck_proofs(tx, &relay))?;
    let asks = match asked {
        Ok(own) => {
            report.missing = own.missing;
            true
        }
        // A root that was altered here is nothing to compare the relay with: the fault is told, not held against the relay.
        Err(CoreError::Sync(SyncError::Untrusted(_))) if !report.faults.is_empty() => false,
        Err(error) => return Err(error),
    };
    look_at_rows(session, &relay, asks, &mut report, on_progress).await?;
    look_at_documents(session, &mut report)?;
    // What was asked for row by row may have raised one since.
    report.alarms = session.store.read(crate::store::alarm::count)?;
    report.sound = report.faults.is_empty() && report.missing == 0 && report.alarms == 0;
    Ok(report)
}

fn recheck_proofs(tx: &Tx<'_>, relay: &PublicKey) -> Result<HistoryReport, CoreError> {
    let mut report = HistoryReport::default();
    own::chains(tx, &mut report)?;
    own::receipts(tx, relay, &mut report)?;
    own::roots(tx, relay, &mut report)?;
    for seq in recheck::double_places(tx)? {
        report.fault(format!("two entries stand at place {seq} of the feed"));
    }
    let held = setting::bytes(tx, Setting::Held)?.and_then(|bytes| etong_protocol::ScopeDigest::from_bytes(&bytes));
    if recheck::counts_nonsense(tx)? || held.unwrap_or_default() != entry::count_all(tx)? {
        report.fault("the log does not add up to what this phone remembers to hold".to_owned());
    }
    Ok(report)
}

/// What of one row goes to the relay to be proven.
struct Leaf {
    seq: u64,
    id: EntryId,
    /// Who wrote it, where the bytes are here.
    device: Option<DeviceId>,
    /// A device must have signed for it: the centre's rows and what was erased have only their place in the history.
    to_be_signed: bool,
    own: bool,
    /// A desk let it out of custody, and its decision is in this log.
    released: bool,
}

async fn look_at_rows(
    session: &Session<'_>,
    relay: &PublicKey,
    asks: bool,
    report: &mut HistoryReport,
    on_progress: &(dyn Fn(RecheckProgress) + Send + Sync),
) -> Result<(), CoreError> {
    let device = session.device_id()?;
    let all = session.store.read(recheck::count)?;
    let mut eye = history::Eye::open(session)?;
    let times = session.store.read(|tx| RootTimes::read(tx, relay))?;
    let mut signatures = SignatureCheck::default();
    let (mut after, mut in_history) = (0, asks);
    loop {
        session.check()?;
        let (last, leaves) = session.store.read::<_, CoreError>(|tx| {
            let rows = recheck::rows(tx, after, AT_ONCE)?;
            let mut leaves = Vec::with_capacity(rows.len());
            for row in &rows {
                report.entries += 1;
                let leaf = rows::look(tx, row, device, report)?;
                if let (Some(leaf), Some(received_at)) = (&leaf, row.received_at) {
                    times.hold_against(leaf.id, leaf.seq, received_at, leaf.released, report);
                }
                leaves.extend(leaf);
            }
            leaves.sort_unstable_by_key(|leaf: &Leaf| leaf.seq);
            leaves.dedup_by_key(|leaf| leaf.seq);
            Ok((rows.last().map(|row| row.lsn), leaves))
        })?;
        let Some(last) = last else { break };
        after = last;
        if in_history && !leaves.is_empty() {
            let places: Vec<(u64, EntryId)> = leaves.iter().map(|leaf| (leaf.seq, leaf.id)).collect();
            in_history = eye.prove(&places).await?;
        }
        if !in_history {
            report.not_proven += leaves.len() as u64;
        }
        signatures.ask(session, relay, &leaves, asks, report).await?;
        on_progress(RecheckProgress { done: report.entries, all: all.max(report.entries) });
    }
    // A relay that shows no signature at all for what others wrote has let nothing be checked.
    report.signatures_checked = report.not_looked_at == 0 && (report.signed > 0 || report.unproven.is_empty());
    let looked = eye.looked();
    report.proven_now = looked.proven;
    report.missing = report.missing.max(looked.missing);
    Ok(())
}

fn look_at_documents(session: &Session<'_>, report: &mut HistoryReport) -> Result<(), CoreError> {
    let mut after = 0;
    loop {
        session.check()?;
        let documents = session.store.read(|tx| recheck::documents(tx, after, AT_ONCE))?;
        let Some(last) = documents.last() else { return Ok(()) };
        after = last.no;
        for document in &documents {
            report.documents += 1;
            if let Some(fault) = rows::fault_of_document(document) {
                report.fault(fault);
            }
        }
    }
}
