//! A draft becomes an entry: stamped, merged, sealed, linked into the chain.

use etong_merge::RecordDoc;
use etong_protocol::{Entry, EntryClass, EntryId, RecordKind, Stamp};

use super::Door;
use crate::baseline::{self, Protection};
use crate::capture::{Author, Content, Draft};
use crate::error::CoreError;
use crate::projection;
use crate::store::entry::{self, EntryState};
use crate::store::{chain, doc, erasure};

/// Version of the payloads this program writes.
const SCHEMA: u16 = 1;

impl Door<'_> {
    /// Lets in what a worker just captured. `None` when the draft changes nothing.
    /// `within_ms`: how far the wall clock can be off, if anybody knows.
    pub(crate) fn write(
        &mut self,
        author: &Author,
        draft: &Draft,
        within_ms: Option<u32>,
    ) -> Result<Option<EntryId>, CoreError> {
        let no = self.record_no(draft.record, &draft.kind, &draft.scope)?;
        if draft.kind != RecordKind::Tombstone && erasure::is_erased(self.tx, no)? {
            return Err(CoreError::NotFound { noun: "record", id: draft.record.to_string() });
        }
        let (class, payload) = match &draft.content {
            Content::Event(payload) => (EntryClass::Event, payload.clone()),
            Content::Edits(edits) => {
                let at_s = self.now_ms.div_euclid(1000);
                let Some(change) = self.docs.get(self.tx, no)?.edit(self.actor, edits, at_s)? else {
                    return Ok(None);
                };
                self.docs.touch(no, edits.iter().map(|edit| edit.key.clone()));
                (EntryClass::Doc, change.bytes)
            }
        };
        self.hlc = self.hlc.tick(self.now_ms);
        let sealed = Entry {
            class,
            kind: draft.kind.clone(),
            record: draft.record,
            scope: draft.scope.clone(),
            device: self.device,
            post: author.post,
            post_kind: author.post_kind.clone(),
            stamp: Stamp::new(self.hlc, self.now_ms, within_ms).after_jump(self.jumped_ms.take()),
            schema: SCHEMA,
            payload,
            unit: author.unit.unit().filter(|_| draft.kind.names_the_unit()),
        }
        .seal();
        let lsn = entry::append(self.tx, &sealed, no, true, EntryState::Applied, true)?;
        if let Content::Edits(edits) = &draft.content {
            doc::keep_intent(self.tx, lsn, edits)?;
        }
        if draft.kind == RecordKind::Audit {
            projection::audit_added(self.tx, lsn, &sealed)?;
        }
        self.fold_again(class, no, &draft.kind);
        self.changed.outbox = true;
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LostOutbox) {
            crate::sim::put_off(sealed.id);
            return Ok(Some(sealed.id));
        }
        self.link(sealed.id)?;
        Ok(Some(sealed.id))
    }

    #[cfg(feature = "sim")]
    pub(crate) fn link_put_off(&mut self) -> Result<(), CoreError> {
        crate::sim::take_put_off().into_iter().try_for_each(|entry| self.link(entry))
    }

    /// Puts an entry at the end of the chain being written.
    pub(super) fn link(&mut self, entry: EntryId) -> Result<(), CoreError> {
        if baseline::lacks(Protection::Chain) {
            return Ok(());
        }
        let link = self.chain.link(entry);
        chain::append(self.tx, self.chain.id, &link)?;
        Ok(())
    }
}
