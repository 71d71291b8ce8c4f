//! The relay's verdict on an entry this phone sent.

use std::collections::BTreeSet;

use etong_merge::RecordDoc;
use etong_protocol::{EntryClass, EntryId, RecordKind, RefusalCode, SealedEntry, Verdict};

use super::{Door, noted};
use crate::error::{CoreError, StoreError};
use crate::store::entry::{self, EntryState, HeldEntry, Place};
use crate::store::quarantine::{self, Side};
use crate::store::{doc, record};

/// What an answer asks of the phone, in the same transaction: later, the entry would count as answered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aftermath {
    Nothing,
    /// A change was taken out of its document; the numbers of its actor are spent.
    FreshActor,
    /// A change has to be made again under another actor, on another chain.
    Reissue,
}

impl Door<'_> {
    /// Writes down what the relay said of `id`, and since when it has it. An id this phone does not hold is none of its business.
    pub(crate) fn answer(
        &mut self,
        id: EntryId,
        verdict: Verdict,
        received_at: Option<i64>,
    ) -> Result<Aftermath, CoreError> {
        let Some(held) = entry::find(self.tx, id)? else { return Ok(Aftermath::Nothing) };
        self.changed.outbox = true;
        match verdict {
            Verdict::Withheld => Ok(Aftermath::Nothing),
            // A receipt that came late: the record is gone here already.
            _ if held.state == EntryState::Erased => Ok(Aftermath::Nothing),
            Verdict::Stored { seq } => {
                if held.state == EntryState::Refused {
                    self.take_back(&held)?;
                }
                entry::place(self.tx, id, &held, Place { seq, received_at }, &mut self.held)?;
                doc::forget_intent(self.tx, held.lsn)?;
                if held.kind == RecordKind::Tombstone {
                    self.tombstone_taken(&held)?;
                }
                self.note(&held)?;
                Ok(Aftermath::Nothing)
            }
            Verdict::Refused { .. } if held.seq.is_some() => Ok(Aftermath::Nothing),
            Verdict::Refused { code: RefusalCode::ActorReuse } if doc::intent(self.tx, held.lsn)?.is_some() => {
                if held.state == EntryState::Refused {
                    entry::set_state(self.tx, held.lsn, EntryState::Applied)?;
                    quarantine::release(self.tx, held.lsn)?;
                }
                Ok(Aftermath::Reissue)
            }
            Verdict::Refused { code: RefusalCode::Gone } if held.kind != RecordKind::Tombstone => {
                self.gone(&held)?;
                Ok(Aftermath::Nothing)
            }
            Verdict::Refused { code } => {
                tracing::warn!(entry = %id, ?code, "the relay refused an entry; it is kept aside");
                self.set_aside(held.lsn, EntryState::Refused, Side::Relay, &format!("{code:?}"), reason(code))?;
                self.note(&held)?;
                if held.class != EntryClass::Doc {
                    return Ok(Aftermath::Nothing);
                }
                self.take_out(&held)?;
                Ok(Aftermath::FreshActor)
            }
        }
    }

    #[cfg(feature = "sim")]
    pub(crate) fn answer_everything_unsent(&mut self) -> Result<(), CoreError> {
        for (id, seq) in entry::unplaced(self.tx)?.into_iter().zip(1_000_000..) {
            self.answer(id, Verdict::Stored { seq }, None)?;
        }
        Ok(())
    }

    /// A refused change would otherwise stay in the document this phone shows and builds on.
    fn take_out(&mut self, held: &HeldEntry) -> Result<(), CoreError> {
        let bytes = entry::bytes(self.tx, held.lsn)?.ok_or(StoreError::Unreadable("an own entry"))?;
        let sealed = SealedEntry::open(bytes).map_err(|_| StoreError::Unreadable("an own entry"))?;
        let hash = etong_merge::gate::inspect(&sealed.entry.payload)
            .map_err(|_| StoreError::Unreadable("an own document change"))?
            .hash;
        let without = self.docs.get(self.tx, held.record_no)?.without(&BTreeSet::from([hash]))?;
        self.docs.replace(self.tx, held.record_no, without)
    }

    fn note(&mut self, held: &HeldEntry) -> Result<(), CoreError> {
        let record = record::by_number(self.tx, held.record_no)?;
        self.fold_again(held.class, held.record_no, &held.kind);
        self.changed.note(noted(&record.kind, &held.kind), record.record);
        Ok(())
    }
}

fn reason(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::Malformed => "the relay could not read it",
        RefusalCode::Upgrade => "the relay is older than this app; offer it again after the relay's update",
        RefusalCode::Forbidden => "the post it was written under may not write this here",
        RefusalCode::TooLarge => "it is too large",
        RefusalCode::Gone => "the record was erased",
        RefusalCode::NeedsSecond => {
            "somebody else must have asked for it, and nobody did: two people are needed to erase"
        }
        RefusalCode::BadDependency => {
            "it builds on a change the relay does not have; it is offered again when that comes"
        }
        RefusalCode::InCustody => "the relay keeps it safe; it counts once a desk has looked at it and let it in",
        RefusalCode::ActorReuse => "another change has its number; support must look at it",
        RefusalCode::Quarantined => "the relay's gate would not let it near the record; support must look at it",
        _ => "the relay refused it",
    }
}
