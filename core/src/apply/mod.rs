//! Step 2 of a change's life: THE ONE DOOR. A change written here and a change pulled from the relay enter the same way:
//! log, merge or fold, projection, digest, all in the caller's one transaction. Nothing else writes records.

mod answer;
mod docs;
mod local;
mod pulled;
mod reissue;

use std::collections::BTreeSet;

use etong_protocol::{Chain, ChainId, DeviceId, EntryClass, Hlc, RecordId, RecordKind, ScopeDigest, SealedEntry};
use rusqlite::Transaction;

use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::entry::{self, EntryState};
use crate::store::setting::{self, Setting};
use crate::store::{chain, quarantine, record};
pub(crate) use answer::Aftermath;
use docs::Docs;

/// Which records a change touched: the shell asks for its views of these again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Changed {
    /// Record ids.
    pub residents: Vec<String>,
    pub cases: Vec<String>,
    pub patrols: Vec<String>,
    /// Units, people or posts.
    pub directory: bool,
    /// Something was sent, refused or kept aside.
    pub outbox: bool,
}

impl Changed {
    /// True when no view has to be asked for again.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn note(&mut self, kind: &RecordKind, record: RecordId) {
        let list = match kind {
            RecordKind::Resident => &mut self.residents,
            RecordKind::Case | RecordKind::Reply => &mut self.cases,
            RecordKind::Patrol => &mut self.patrols,
            RecordKind::Unit | RecordKind::Person | RecordKind::Post => {
                self.directory = true;
                return;
            }
            RecordKind::Unknown(_) => return,
        };
        let record = record.to_string();
        if !list.contains(&record) {
            list.push(record);
        }
    }
}

/// The door, held open for one transaction.
pub(crate) struct Door<'tx> {
    tx: &'tx Transaction<'tx>,
    now_ms: i64,
    device: DeviceId,
    actor: etong_merge::Actor,
    chain: Chain,
    hlc: Hlc,
    held: ScopeDigest,
    docs: Docs,
    /// Records whose fold must be made again: (number, kind).
    folds: BTreeSet<(i64, RecordKind)>,
    changed: Changed,
}

impl<'tx> Door<'tx> {
    pub(crate) fn open(tx: &'tx Transaction<'tx>, now_ms: i64) -> Result<Self, CoreError> {
        let device = DeviceId::from_bytes(must(setting::array(tx, Setting::Device)?)?);
        let chain = ChainId::from_bytes(must(setting::array(tx, Setting::Chain)?)?);
        let held = setting::bytes(tx, Setting::Held)?.and_then(|bytes| ScopeDigest::from_bytes(&bytes));
        Ok(Self {
            tx,
            now_ms,
            device,
            actor: must(setting::array(tx, Setting::Actor)?)?,
            chain: chain::tip(tx, device, chain)?,
            hlc: Hlc(setting::number(tx, Setting::Hlc)?),
            held: held.unwrap_or_default(),
            docs: Docs::default(),
            folds: BTreeSet::new(),
            changed: Changed::default(),
        })
    }

    /// What this phone holds, as of the changes let in so far.
    pub(crate) fn held(&self) -> ScopeDigest {
        self.held
    }

    /// Saves the documents, makes the folds again, brings the screens' tables up to date.
    pub(crate) fn close(mut self) -> Result<Changed, CoreError> {
        for (no, doc, touched) in self.docs.take_dirty() {
            crate::store::doc::keep(self.tx, no, &etong_merge::RecordDoc::save(&doc))?;
            let record = record::by_number(self.tx, no)?;
            projection::doc_changed(self.tx, &record, &doc, &touched)?;
            self.changed.note(&record.kind, record.record);
        }
        for (no, kind) in std::mem::take(&mut self.folds) {
            let record = record::by_number(self.tx, no)?;
            projection::events_changed(self.tx, &record, &kind)?;
            self.changed.note(&kind, record.record);
        }
        setting::set_number(self.tx, Setting::Hlc, self.hlc.0)?;
        setting::set_bytes(self.tx, Setting::Held, &self.held.to_bytes())?;
        Ok(self.changed)
    }

    fn record_no(&self, sealed: &SealedEntry) -> Result<i64, StoreError> {
        let founding = match sealed.entry.kind {
            RecordKind::Reply => &RecordKind::Case,
            ref kind => kind,
        };
        record::number(self.tx, sealed.entry.record, founding, &sealed.entry.scope)
    }

    /// An event or row became part of the log, or changed its place in it.
    fn fold_again(&mut self, class: EntryClass, no: i64, kind: &RecordKind) {
        if class == EntryClass::Event {
            self.folds.insert((no, kind.clone()));
        }
    }

    fn set_aside(
        &mut self,
        lsn: i64,
        state: EntryState,
        side: quarantine::Side,
        code: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        entry::set_state(self.tx, lsn, state)?;
        quarantine::keep(self.tx, lsn, side, code, detail, self.now_ms)?;
        self.changed.outbox = true;
        Ok(())
    }
}

fn must<T>(value: Option<T>) -> Result<T, StoreError> {
    value.ok_or(StoreError::Unreadable("this phone's identity"))
}
