//! An entry from the relay's signed page enters. One bad entry never stops the rest, and is never dropped.

use etong_merge::RecordDoc;
use etong_protocol::{Entry, EntryClass, EntryId, PulledEntry, RecordKind, SealedEntry, WireError};

use super::Door;
use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::entry::{self, EntryState, HeldEntry, Place};
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
            return self.seen_again(id, &held, Place::of(pulled));
        }
        let sealed = match SealedEntry::open(pulled.bytes.clone()) {
            Ok(sealed) => sealed,
            Err(error) => return self.take_unreadable(id, pulled, &error),
        };
        self.hlc = self.hlc.observe(sealed.entry.stamp.hlc, self.now_ms);
        let no = self.record_no(sealed.entry.record, &sealed.entry.kind, &sealed.entry.scope)?;
        if sealed.entry.kind != RecordKind::Tombstone && erasure::is_erased(self.tx, no)? {
            return self.take_erased(id, Place::of(pulled), no, &sealed);
        }
        let kept = self.merge(no, &sealed.entry)?;
        let keep_bytes = kept.is_some() || sealed.entry.class != EntryClass::Doc;
        let own = sealed.entry.device == self.device;
        let lsn = entry::append(self.tx, &sealed, no, own, EntryState::Applied, keep_bytes || own)?;
        entry::place_new(self.tx, id, lsn, Place::of(pulled), &mut self.held)?;
        if let Some(kept) = kept {
            return self.keep_aside(id, lsn, &kept);
        }
        match sealed.entry.kind {
            RecordKind::Audit => projection::audit_added(self.tx, lsn, &sealed)?,
            RecordKind::Post if sealed.entry.class == EntryClass::Reg => {
                projection::post_changed(self.tx, lsn, &sealed.entry)?;
            }
            RecordKind::Tombstone => self.look_at_tombstone(no, sealed.entry.class, &sealed.entry.payload)?,
            _ => {}
        }
        self.fold_again(sealed.entry.class, no, &sealed.entry.kind);
        self.offer_what_waited(no)
    }

    /// A relay put back from a backup may send what was erased: it is counted until the relay erases it again, and not kept.
    fn take_erased(&mut self, id: EntryId, place: Place, no: i64, sealed: &SealedEntry) -> Result<(), CoreError> {
        let own = sealed.entry.device == self.device;
        let lsn = entry::append(self.tx, sealed, no, own, EntryState::Erased, false)?;
        Ok(entry::place_new(self.tx, id, lsn, place, &mut self.held)?)
    }

    /// Lets an entry into its document or table; what keeps it out is about this entry alone.
    pub(super) fn merge(&mut self, no: i64, entry: &Entry) -> Result<Option<Kept>, CoreError> {
        match entry.class {
            EntryClass::Doc => match self.merge_change(no, &entry.payload) {
                Ok(()) => Ok(None),
                Err(error) => Kept::unless_broken("merge", error).map(Some),
            },
            EntryClass::Event => {
                let readable = projection::readable(&entry.kind, &entry.payload);
                Ok(readable.err().map(|detail| Kept { code: "payload", detail }))
            }
            EntryClass::Reg => {
                self.changed.directory = true;
                match projection::directory_changed(self.tx, &entry.kind, &entry.payload) {
                    Ok(()) => Ok(None),
                    Err(error) => Kept::unless_broken("payload", error.into()).map(Some),
                }
            }
        }
    }

    fn merge_change(&mut self, no: i64, change: &[u8]) -> Result<(), CoreError> {
        let touched = self.docs.get(self.tx, no)?.apply(change)?;
        self.docs.touch(no, touched.keys);
        Ok(())
    }

    fn seen_again(&mut self, id: EntryId, held: &HeldEntry, place: Place) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::DoubleApply) {
            self.held.add(id, place.seq);
        }
        entry::place(self.tx, id, held, place, &mut self.held)?;
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
        if self.merge_own(held)? {
            self.fold_again(held.class, held.record_no, &held.kind);
        }
        Ok(())
    }

    /// An own change finds its place in its document, or is kept aside as one that lacks what it builds on: false then.
    pub(super) fn merge_own(&mut self, held: &HeldEntry) -> Result<bool, CoreError> {
        let bytes = entry::bytes(self.tx, held.lsn)?.ok_or(StoreError::Unreadable("an own entry"))?;
        let sealed = SealedEntry::open(bytes).map_err(|_| StoreError::Unreadable("an own entry"))?;
        if let Some(kept) = self.merge(held.record_no, &sealed.entry)? {
            self.keep_aside(sealed.id, held.lsn, &kept)?;
            return Ok(false);
        }
        entry::set_state(self.tx, held.lsn, EntryState::Applied)?;
        quarantine::release(self.tx, held.lsn)?;
        Ok(true)
    }

    /// Bytes from a newer program whose envelope this one cannot read: kept, counted, shown as kept aside.
    fn take_unreadable(&mut self, id: EntryId, pulled: &PulledEntry, error: &WireError) -> Result<(), CoreError> {
        let lsn = entry::append_unreadable(self.tx, id, &pulled.bytes)?;
        entry::place_new(self.tx, id, lsn, Place::of(pulled), &mut self.held)?;
        self.keep_aside(id, lsn, &Kept::unreadable(error))
    }

    pub(super) fn keep_aside(&mut self, id: EntryId, lsn: i64, kept: &Kept) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::PoisonStops) {
            return Err(StoreError::Unreadable("an entry of a page").into());
        }
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::PoisonForgotten) {
            return Ok(());
        }
        tracing::warn!(entry = %id, code = kept.code, "an entry was kept aside");
        Ok(self.set_aside(lsn, EntryState::Quarantined, Side::Phone, kept.code, &kept.detail)?)
    }
}

/// Why an entry was kept aside.
pub(super) struct Kept {
    code: &'static str,
    detail: String,
}

impl Kept {
    /// A disk or a store that fails is no fault of the entry: the whole page is taken again then.
    fn unless_broken(code: &'static str, error: CoreError) -> Result<Self, CoreError> {
        match error {
            CoreError::Merge(_) => Ok(Self { code, detail: error.to_string() }),
            CoreError::Store(store) if store.is_about_data() => Ok(Self { code, detail: store.to_string() }),
            broken => Err(broken),
        }
    }

    pub(super) fn unreadable(error: &WireError) -> Self {
        Self { code: "envelope", detail: format!("this version of the app cannot read it ({error}); update the app") }
    }
}

#[cfg(test)]
#[path = "pulled_tests.rs"]
mod tests;
