//! `etong-server verify`: everything the relay holds is checked again from its bytes, on one snapshot, while it may be serving. `feed` walks the
//! log and the tree over it, `chains` every device's links and signatures, `kept` what lies in custody and what was receipted to lost phones.
//! Rows are read one after another; what is wrong is told by ids alone, and nothing is put right.

mod chains;
mod erasures;
mod feed;
mod kept;

use etong_protocol::history::SignedRoot;
use rusqlite::Connection;
use serde::Serialize;

use crate::directory::verify_audit;
use crate::error::RelayError;
use crate::outlet::root_of;
use crate::store::{Store, log};

/// Faults that are told one by one.
const TOLD: usize = 1_000;
/// Rows between two words of how far it is.
const STEP: u64 = 10_000;

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RelayReport {
    pub sound: bool,
    /// Entries of the log, and those of them whose record was erased: of these only id and place are left.
    pub entries: u64,
    pub erased: u64,
    /// Rows of the tree over the log.
    pub tiles: u64,
    pub shelves: u64,
    /// Devices' chains, their links, and the signatures over them.
    pub chains: u64,
    pub links: u64,
    pub batches: u64,
    /// Stored entries that nobody signed for: they came before signatures were kept.
    pub unsigned: u64,
    /// Stored entries of no chain: a desk let them out of custody, or they came sealed and did not fit.
    pub loose: u64,
    /// Entries in custody, decided on or not; and those that went with their record.
    pub custody: u64,
    pub custody_gone: u64,
    /// Records that were erased, and those of them whose key was destroyed elsewhere: the two who did it stand in a newer log.
    pub erasures: u64,
    pub buried: u64,
    /// Receipts for sealed outboxes.
    pub receipts: u64,
    /// Rows of the directory's trail.
    pub trail: u64,
    /// The history as it stands, signed: what phones show must lead here.
    pub root: String,
    /// How many things are wrong, and the first of them.
    pub wrong: u64,
    pub faults: Vec<String>,
}

impl RelayReport {
    pub(super) fn fault(&mut self, said: String) {
        self.wrong += 1;
        if self.faults.len() < TOLD {
            self.faults.push(said);
        }
    }
}

/// How far the walk is: rows of the log and links looked at, of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Walked {
    pub done: u64,
    pub all: u64,
}

/// Counts the rows and tells now and then.
pub(crate) struct Progress<'p> {
    walked: Walked,
    tell: &'p mut dyn FnMut(Walked),
}

impl Progress<'_> {
    pub(super) fn step(&mut self) {
        self.walked.done += 1;
        if self.walked.done.is_multiple_of(STEP) {
            (self.tell)(self.walked);
        }
    }
}

/// Checks everything. `shown`: a root from a phone, to which this history must lead.
///
/// # Errors
/// Trouble with the database or the keys; what does not fit is a fault in the report.
pub fn verify(
    store: &Store,
    shown: Option<&SignedRoot>,
    tell: &mut dyn FnMut(Walked),
) -> Result<RelayReport, RelayError> {
    let mut report = store.read(|connection| {
        let mut report = RelayReport::default();
        let all = feed::rows(connection)?.saturating_add(chains::rows(connection)?);
        let mut progress = Progress { walked: Walked { done: 0, all }, tell };
        feed::walk(store, connection, &mut report, &mut progress)?;
        chains::walk(connection, &mut report, &mut progress)?;
        kept::walk(store, connection, &mut report)?;
        erasures::walk(store, connection, &mut report)?;
        look_at_roots(store, connection, shown, &mut report)?;
        Ok(report)
    })?;
    match verify_audit(store, None) {
        Ok(trail) => {
            report.trail = trail.rows;
            if let Some(fault) = trail.fault {
                report.fault(format!("the directory's trail: {fault}"));
            }
        }
        Err(error) => report.fault(format!("the directory's trail cannot be read: {error}")),
    }
    report.sound = report.wrong == 0;
    Ok(report)
}

fn look_at_roots(
    store: &Store,
    connection: &Connection,
    shown: Option<&SignedRoot>,
    report: &mut RelayReport,
) -> Result<(), RelayError> {
    match root_of(store, connection, log::head(connection)?) {
        Ok(root) => report.root = root.sign(store.key()).to_string(),
        Err(RelayError::BadRow { .. }) => report.fault("no root can be made of the tree over the log".to_owned()),
        Err(error) => return Err(error),
    }
    let Some(shown) = shown else { return Ok(()) };
    let Ok(theirs) = shown.open(&store.public_key()) else {
        report.fault("the root that was shown is not signed by this relay".to_owned());
        return Ok(());
    };
    if theirs.epoch != store.epoch() {
        report.fault(format!("the root that was shown is of epoch {}, this log is of {}", theirs.epoch, store.epoch()));
        return Ok(());
    }
    let head = log::head(connection)?;
    if theirs.size > head {
        report.fault(format!("a phone was shown {} entries, this log has {head}: its end is missing", theirs.size));
        return Ok(());
    }
    let fits = root_of(store, connection, theirs.size).is_ok_and(|ours| ours.root == theirs.root);
    if !fits {
        report.fault(format!("the first {} entries are not those a phone was shown", theirs.size));
    }
    Ok(())
}
