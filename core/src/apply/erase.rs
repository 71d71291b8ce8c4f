//! 删除: an approval the relay has taken, or its word that a record is gone, takes the record off this phone, unsent changes
//! included. The phone says so in an entry of its own.

use etong_protocol::{EntryClass, RecordKind, Standing, StandingPost, Tombstone, TombstoneAct, wire};

use super::Door;
use crate::capture::{Author, Content, Draft};
use crate::error::CoreError;
use crate::projection;
use crate::store::entry::{self, HeldEntry};
use crate::store::quarantine::{self, Side};
use crate::store::setting::{self, Setting};
use crate::store::{erasure, record};

/// What the writer of a destroyed change is told.
const GONE: &str = "the record was erased by its erasure order; what was written about it here was destroyed with it";

impl Door<'_> {
    /// An act of an erasure entered the log, or was taken by the relay.
    pub(super) fn look_at_tombstone(&mut self, no: i64, class: EntryClass, payload: &[u8]) -> Result<(), CoreError> {
        match class {
            EntryClass::Event => match Tombstone::from_payload(payload) {
                Ok(act) if act.a == TombstoneAct::Approve => self.erase(no),
                _ => Ok(()),
            },
            EntryClass::Reg => {
                self.confirm.insert(no);
                Ok(())
            }
            EntryClass::Doc => Ok(()),
        }
    }

    /// An own approval got its number.
    pub(super) fn tombstone_taken(&mut self, held: &HeldEntry) -> Result<(), CoreError> {
        match entry::bytes(self.tx, held.lsn)?.map(etong_protocol::SealedEntry::open) {
            Some(Ok(sealed)) => self.look_at_tombstone(held.record_no, held.class, &sealed.entry.payload),
            _ => Ok(()),
        }
    }

    /// The relay says that the record of an own entry is gone.
    pub(super) fn gone(&mut self, held: &HeldEntry) -> Result<(), CoreError> {
        self.erase(held.record_no)
    }

    fn erase(&mut self, no: i64) -> Result<(), CoreError> {
        let record = record::by_number(self.tx, no)?;
        if erasure::holds(self.tx, no)? {
            self.confirm.insert(no);
        }
        for lsn in erasure::unsent(self.tx, no)? {
            quarantine::keep(self.tx, lsn, Side::Relay, "Gone", GONE, self.now_ms)?;
            self.changed.outbox = true;
        }
        for (id, seq) in erasure::counted(self.tx, no)? {
            self.held.remove(id, seq);
        }
        self.docs.forget(no);
        self.folds.retain(|(folded, kind)| *folded != no || *kind == RecordKind::Tombstone);
        projection::destroy(self.tx, &record)?;
        self.shred = true;
        self.changed.note(&record.kind, record.record);
        tracing::info!(record = %record.record, "a record was erased from this phone");
        Ok(())
    }

    /// Says of every record erased in this transaction that nothing is left here, once, in the name of a post that may.
    pub(super) fn say_erased(&mut self) -> Result<(), CoreError> {
        if self.shred {
            erasure::scrub_index(self.tx)?;
        }
        for no in std::mem::take(&mut self.confirm) {
            let fold = projection::load_erasure(self.tx, no)?;
            let said = fold.is_some_and(|fold| fold.erased_on.contains_key(&self.device));
            if said || !erasure::is_erased(self.tx, no)? {
                continue;
            }
            let record = record::by_number(self.tx, no)?;
            let Some(post) = self.post_for(&record.scope)? else { continue };
            let author =
                Author { device: self.device, post: post.post, post_kind: post.kind, unit: post.unit, shared: false };
            let payload = Tombstone::bare(TombstoneAct::Erased).to_payload()?;
            let (kind, scope) = (RecordKind::Tombstone, record.scope.clone());
            self.write(&author, &Draft { record: record.record, kind, scope, content: Content::Event(payload) }, None)?;
        }
        Ok(())
    }

    /// A post whose unit covers the scope, else any: the relay then asks whether it read the record otherwise.
    fn post_for(&self, scope: &etong_protocol::OrgPath) -> Result<Option<StandingPost>, CoreError> {
        let standing = setting::bytes(self.tx, Setting::Standing)?;
        let Some(Ok(standing)) = standing.map(|bytes| wire::decode::<Standing>(&bytes, "standing")) else {
            return Ok(None);
        };
        let covers = |post: &&StandingPost| post.covers(scope);
        Ok(standing.posts.iter().find(covers).or_else(|| standing.posts.first()).cloned())
    }
}
