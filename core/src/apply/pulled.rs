//! An entry from the relay's signed page enters. One bad entry never stops the rest, and is never dropped.

use etong_merge::RecordDoc;
use etong_protocol::{Entry, EntryClass, EntryId, PulledEntry, RecordKind, SealedEntry};

use super::Door;
use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::entry::{self, EntryState, HeldEntry};
use crate::store::erasure;
use crate::store::quarantine::{self, Side};

impl Door<'_> {
    /// Lets in one entry of a page whose signature has been checked. Entering twice is entering once.
    pub(crate) fn take(&mut self, pulled: &PulledEntry) -> Result<(), CoreError> {
        let id = EntryId::of(&pulled.bytes);
        if let Some(held) = entry::find(self.tx, id)? {
            if held.state == EntryState::Refused || held.state == EntryState::Void {
                entry::fill(self.tx, held.lsn, &pulled.bytes)?;
            }
            return self.seen_again(id, &held, pulled.seq);
        }
        let Ok(sealed) = SealedEntry::open(pulled.bytes.clone()) else {
            return self.take_unreadable(id, pulled);
        };
        self.hlc = self.hlc.observe(sealed.entry.stamp.hlc, self.now_ms);
        let no = self.record_no(sealed.entry.record, &sealed.entry.kind, &sealed.entry.scope)?;
        if sealed.entry.kind != RecordKind::Tombstone && erasure::is_erased(self.tx, no)? {
            return self.take_erased(id, pulled.seq, no, &sealed);
        }
        let merged = self.merge(no, &sealed.entry);
        let keep_bytes = merged.is_err() || sealed.entry.class != EntryClass::Doc;
        let own = sealed.entry.device == self.device;
        let lsn = entry::append(self.tx, &sealed, no, own, EntryState::Applied, keep_bytes || own)?;
        entry::place_new(self.tx, id, lsn, pulled.seq, &mut self.held)?;
        match merged {
            Ok(()) => {
                match sealed.entry.kind {
                    RecordKind::Audit => projection::audit_added(self.tx, lsn, &sealed)?,
                    RecordKind::Tombstone => self.look_at_tombstone(no, sealed.entry.class, &sealed.entry.payload)?,
                    _ => {}
                }
                self.fold_again(sealed.entry.class, no, &sealed.entry.kind);
                self.offer_what_waited(no)?;
            }
            Err(Kept { code, detail }) => {
                tracing::warn!(entry = %id, code, "an entry was kept aside");
                self.set_aside(lsn, EntryState::Quarantined, Side::Phone, code, &detail)?;
            }
        }
        Ok(())
    }

    /// A relay put back from a backup may send what was erased: it is counted until the relay erases it again, and not kept.
    fn take_erased(&mut self, id: EntryId, seq: u64, no: i64, sealed: &SealedEntry) -> Result<(), CoreError> {
        let own = sealed.entry.device == self.device;
        let lsn = entry::append(self.tx, sealed, no, own, EntryState::Erased, false)?;
        Ok(entry::place_new(self.tx, id, lsn, seq, &mut self.held)?)
    }

    fn merge(&mut self, no: i64, entry: &Entry) -> Result<(), Kept> {
        match entry.class {
            EntryClass::Doc => {
                let kept = |detail: String| Kept { code: "merge", detail };
                let doc = self.docs.get(self.tx, no).map_err(|error| kept(error.to_string()))?;
                let touched = doc.apply(&entry.payload).map_err(|error| kept(error.to_string()))?;
                self.docs.touch(no, touched.keys);
                Ok(())
            }
            EntryClass::Event => {
                projection::readable(&entry.kind, &entry.payload).map_err(|detail| Kept { code: "payload", detail })
            }
            EntryClass::Reg => {
                self.changed.directory = true;
                projection::directory_changed(self.tx, &entry.kind, &entry.payload)
                    .map_err(|error| Kept { code: "payload", detail: error.to_string() })
            }
        }
    }

    fn seen_again(&mut self, id: EntryId, held: &HeldEntry, seq: u64) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::DoubleApply) {
            self.held.add(id, seq);
        }
        entry::place(self.tx, id, held, seq, &mut self.held)?;
        match held.state {
            EntryState::Void => self.take_back(held),
            EntryState::Applied => {
                if held.kind == RecordKind::Tombstone {
                    self.tombstone_taken(held)?;
                }
                self.fold_again(held.class, held.record_no, &held.kind);
                self.offer_what_waited(held.record_no)
            }
            // What it was missing may have come meanwhile; an envelope nobody here can read stays where it is.
            EntryState::Quarantined if held.record_no != 0 => self.take_back(held),
            // A desk let it out of custody.
            EntryState::Refused => self.take_back(held),
            EntryState::Quarantined | EntryState::Erased => Ok(()),
        }
    }

    /// A change that was taken out of its document is at the relay after all: it was made again after a restored
    /// backup (both stand then), or the relay took what it had refused before.
    pub(super) fn take_back(&mut self, held: &HeldEntry) -> Result<(), CoreError> {
        let bytes = entry::bytes(self.tx, held.lsn)?.ok_or(StoreError::Unreadable("an own entry"))?;
        let sealed = SealedEntry::open(bytes).map_err(|_| StoreError::Unreadable("an own entry"))?;
        if self.merge(held.record_no, &sealed.entry).is_ok() {
            entry::set_state(self.tx, held.lsn, EntryState::Applied)?;
            quarantine::release(self.tx, held.lsn)?;
            self.fold_again(held.class, held.record_no, &held.kind);
        }
        Ok(())
    }

    /// An own change finds its place in a document that is made anew, or is kept aside as one that lacks what it builds on.
    pub(super) fn merge_own(&mut self, held: &HeldEntry) -> Result<(), CoreError> {
        let bytes = entry::bytes(self.tx, held.lsn)?.ok_or(StoreError::Unreadable("an own entry"))?;
        let sealed = SealedEntry::open(bytes).map_err(|_| StoreError::Unreadable("an own entry"))?;
        match self.merge(held.record_no, &sealed.entry) {
            Ok(()) => {
                entry::set_state(self.tx, held.lsn, EntryState::Applied)?;
                quarantine::release(self.tx, held.lsn)?;
                Ok(())
            }
            Err(Kept { code, detail }) => {
                Ok(self.set_aside(held.lsn, EntryState::Quarantined, Side::Phone, code, &detail)?)
            }
        }
    }

    /// Bytes from a newer program whose envelope this one cannot read: kept, counted, shown as kept aside.
    fn take_unreadable(&mut self, id: EntryId, pulled: &PulledEntry) -> Result<(), CoreError> {
        let lsn = entry::append_unreadable(self.tx, id, &pulled.bytes)?;
        entry::place_new(self.tx, id, lsn, pulled.seq, &mut self.held)?;
        let detail = "this version of the app cannot read it; update the app";
        Ok(self.set_aside(lsn, EntryState::Quarantined, Side::Phone, "envelope", detail)?)
    }
}

/// Why an entry was kept aside.
struct Kept {
    code: &'static str,
    detail: String,
}
