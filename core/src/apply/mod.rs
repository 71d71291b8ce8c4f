//! Step 2 of a change's life: THE ONE DOOR. A change written here and a change pulled from the relay enter the same way:
//! log, merge or fold, projection, digest, all in the caller's one transaction. Nothing else writes records.

mod answer;
mod docs;
mod erase;
mod leave;
mod local;
mod pulled;
mod reissue;
mod remake;
mod tidy;

use std::collections::BTreeSet;

use etong_protocol::{Chain, ChainId, DeviceId, EntryClass, Hlc, OrgPath, RecordId, RecordKind, ScopeDigest};
use rusqlite::Transaction;

use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::entry::{self, EntryState};
use crate::store::setting::{self, Setting};
use crate::store::{chain, quarantine, record};
pub(crate) use answer::Aftermath;
use docs::Docs;
pub(crate) use leave::Left;
pub(crate) use tidy::Tidied;

/// Which records a change touched: the shell asks for its views of these again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Changed {
    /// Record ids.
    pub residents: Vec<String>,
    pub cases: Vec<String>,
    pub patrols: Vec<String>,
    /// Records of all other kinds.
    pub others: Vec<ChangedRecord>,
    /// Rows of the centre: units, people, posts, offices, dictionaries.
    pub directory: bool,
    /// Something was sent, refused or kept aside.
    pub outbox: bool,
    /// A record was erased: the core cuts its journal; screens that show it close.
    pub erased: bool,
}

/// A record that changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChangedRecord {
    /// Its kind, as in `mediation`.
    pub kind: String,
    pub record: String,
}

impl Changed {
    /// True when no view has to be asked for again.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn note(&mut self, kind: &RecordKind, record: RecordId) {
        let record = record.to_string();
        let list = match kind {
            RecordKind::Resident => &mut self.residents,
            RecordKind::Case | RecordKind::Reply => &mut self.cases,
            RecordKind::Patrol => &mut self.patrols,
            RecordKind::Unknown(_) => return,
            kind if kind.is_directory() => {
                self.directory = true;
                return;
            }
            kind => {
                let other = ChangedRecord { kind: kind.to_string(), record };
                if !self.others.contains(&other) {
                    self.others.push(other);
                }
                return;
            }
        };
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
    /// How far the wall clock was set before the next entry.
    jumped_ms: Option<i64>,
    docs: Docs,
    /// Records whose fold must be made again: (number, kind).
    folds: BTreeSet<(i64, RecordKind)>,
    /// Erased records of which this phone has to say that nothing is left.
    confirm: BTreeSet<i64>,
    /// Something was destroyed: the journal must go too.
    shred: bool,
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
            jumped_ms: None,
            docs: Docs::default(),
            folds: BTreeSet::new(),
            confirm: BTreeSet::new(),
            shred: false,
            changed: Changed::default(),
        })
    }

    /// The next entry written says that the wall clock was set by so much before it.
    pub(crate) fn clock_jumped(&mut self, by_ms: Option<i64>) {
        self.jumped_ms = by_ms;
    }

    /// No entry has said so yet.
    pub(crate) fn owes_jump(&self) -> bool {
        self.jumped_ms.is_some()
    }

    /// What this phone holds, as of the changes let in so far.
    pub(crate) fn held(&self) -> ScopeDigest {
        self.held
    }

    /// Saves the documents, makes the folds again, brings the screens' tables up to date.
    pub(crate) fn close(mut self) -> Result<Changed, CoreError> {
        self.say_erased()?;
        self.changed.erased = self.shred;
        for (no, doc, touched) in self.docs.take_dirty() {
            crate::store::doc::keep(self.tx, no, &etong_merge::RecordDoc::save(&doc))?;
            let record = record::by_number(self.tx, no)?;
            projection::doc_changed(self.tx, &record, &doc, &touched)?;
            self.changed.note(&record.kind, record.record);
        }
        for (no, kind) in std::mem::take(&mut self.folds) {
            let record = record::by_number(self.tx, no)?;
            projection::events_changed(self.tx, &record, &kind)?;
            self.changed.note(noted(&record.kind, &kind), record.record);
        }
        setting::set_number(self.tx, Setting::Hlc, self.hlc.0)?;
        setting::set_bytes(self.tx, Setting::Held, &self.held.to_bytes())?;
        Ok(self.changed)
    }

    fn record_no(&mut self, record: RecordId, kind: &RecordKind, scope: &OrgPath) -> Result<i64, StoreError> {
        let (no, known_now) = record::number(self.tx, record, kind, scope)?;
        if known_now {
            // Companions that came before it were folded without knowing what they are about.
            self.folds.extend(entry::kinds_of_record(self.tx, no)?.into_iter().map(|kind| (no, kind)));
        }
        Ok(no)
    }

    /// An event became part of the log, or changed its place in it. Rows of the centre and entries of the audit log are not folded.
    fn fold_again(&mut self, class: EntryClass, no: i64, kind: &RecordKind) {
        if class == EntryClass::Event && *kind != RecordKind::Audit {
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

/// Under which kind a screen hears of an event: a companion changes the record it lies on, as soon as that is known.
fn noted<'k>(record: &'k RecordKind, event: &'k RecordKind) -> &'k RecordKind {
    if event.is_companion() && !record.is_companion() { record } else { event }
}

fn must<T>(value: Option<T>) -> Result<T, StoreError> {
    value.ok_or(StoreError::Unreadable("this phone's identity"))
}
