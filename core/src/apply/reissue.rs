//! A phone restored from a backup (or cloned) has used its actor and its chain before. It takes a new actor and a new
//! chain; unsent events are linked again under their old ids, unsent document changes are taken out and made again
//! from what the worker meant.

use std::collections::{BTreeMap, BTreeSet};

use etong_merge::RecordDoc;
use etong_protocol::{Chain, ChainId, Entry, EntryId, ReachRule, ScopeDigest, SealedEntry, Stamp, Standing, wire};

use super::Door;
use crate::error::{CoreError, StoreError};
use crate::store::alarm::{self, Alarm, AlarmKind};
use crate::store::entry::{self, EntryState};
use crate::store::quarantine::{self, Side};
use crate::store::setting::{self, Setting};
use crate::store::{doc, held_back};

/// How long an entry waits for the record it lies on, after the relay's feed began anew.
const HOLD_MS: i64 = 14 * 24 * 3600 * 1000;

impl Door<'_> {
    /// `actor` and `chain` must be fresh. Everything not yet receipted is in the new chain afterwards.
    pub(crate) fn reissue(&mut self, actor: etong_merge::Actor, chain: ChainId) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        let actor = if crate::sim::has_bug(crate::sim::SeededBug::OldActorStays) { self.actor } else { actor };
        self.take_actor(actor)?;
        self.start_chain(chain)?;
        let redone = self.redo_documents()?;
        self.link_unplaced(&redone)
    }

    /// From now on document changes are written under `actor`, which must be fresh.
    pub(crate) fn take_actor(&mut self, actor: etong_merge::Actor) -> Result<(), CoreError> {
        setting::set_bytes(self.tx, Setting::Actor, &actor)?;
        self.actor = actor;
        Ok(())
    }

    /// The relay itself was restored and counts anew: all that this phone wrote is offered again, as it was. What it wrote on
    /// records of others waits until those are there again.
    pub(crate) fn new_epoch(&mut self, epoch: u64, chain: ChainId) -> Result<(), CoreError> {
        tracing::warn!(epoch, "the relay's feed has begun anew");
        setting::set_number(self.tx, Setting::Epoch, epoch)?;
        let seen = setting::number(self.tx, Setting::ReadTo)?;
        alarm::raise(self.tx, &Alarm::new(AlarmKind::NewEpoch, epoch, (0, seen), self.now_ms))?;
        held_back::hold(self.tx, self.now_ms)?;
        entry::unplace_all(self.tx)?;
        self.held = ScopeDigest::default();
        self.start_chain(chain)?;
        self.link_unplaced(&BTreeSet::new())
    }

    /// Sends what has waited too long for a record to come back: its founder's phone may be gone, and others' work on it
    /// must not stay on one phone for ever.
    pub(crate) fn let_go_overdue(&mut self) -> Result<(), CoreError> {
        for id in held_back::let_go_overdue(self.tx, self.now_ms.saturating_sub(HOLD_MS))? {
            tracing::warn!(entry = %id, "the record of an entry did not come back to the relay; it is sent without");
            self.link(id)?;
            self.changed.outbox = true;
        }
        Ok(())
    }

    /// Links everything that waits, for a phone that will not wait any longer.
    pub(crate) fn let_go_all(&mut self) -> Result<(), CoreError> {
        for id in held_back::let_go_overdue(self.tx, i64::MAX)? {
            self.link(id)?;
        }
        Ok(())
    }

    fn start_chain(&mut self, chain: ChainId) -> Result<(), CoreError> {
        tracing::warn!(%chain, "this phone starts a new chain");
        setting::set_bytes(self.tx, Setting::Chain, chain.as_bytes())?;
        setting::set_number(self.tx, Setting::Answered, 0)?;
        // The relay has left out what it holds of the chain before, also what this phone was never told it had taken.
        setting::set_number(self.tx, Setting::ReadTo, 0)?;
        self.chain = Chain::start(self.device, chain);
        self.changed.outbox = true;
        Ok(())
    }

    fn link_unplaced(&mut self, linked_already: &BTreeSet<EntryId>) -> Result<(), CoreError> {
        for id in entry::unplaced(self.tx)? {
            if !linked_already.contains(&id) {
                self.link(id)?;
            }
        }
        Ok(())
    }

    /// What others wrote will come again from the start of the feed: only own entries stay counted.
    pub(crate) fn recount(&mut self) -> Result<(), CoreError> {
        entry::uncount_others(self.tx)?;
        let standing = setting::bytes(self.tx, Setting::Standing)?;
        let standing = standing.and_then(|bytes| wire::decode::<Standing>(&bytes, "standing").ok());
        if let Some(standing) = standing {
            entry::count_own(self.tx, standing.reach(&[]).contains(&ReachRule::Own))?;
        }
        setting::set_number(self.tx, Setting::Leaving, 1)?;
        self.held = entry::count_all(self.tx)?;
        Ok(())
    }

    /// Offers a refused entry again, at the end of the chain. False when it was not refused, or this phone has left its scope and
    /// the relay alone holds it.
    pub(crate) fn offer_again(&mut self, id: EntryId) -> Result<bool, CoreError> {
        let Some(held) = entry::find(self.tx, id)?.filter(|held| held.state == EntryState::Refused) else {
            return Ok(false);
        };
        if entry::bytes(self.tx, held.lsn)?.is_none() {
            return Ok(false);
        }
        quarantine::mark_offered(self.tx, held.lsn)?;
        self.link(id)?;
        self.changed.outbox = true;
        Ok(true)
    }

    /// A change came to this record, so the relay has it: own ones that it refused because something was missing may fit
    /// now, and those held back are sent.
    pub(super) fn offer_what_waited(&mut self, record_no: i64) -> Result<(), CoreError> {
        for id in held_back::let_go(self.tx, record_no)? {
            self.link(id)?;
        }
        for id in quarantine::early(self.tx, record_no)? {
            self.offer_again(id)?;
        }
        Ok(())
    }

    fn redo_documents(&mut self) -> Result<BTreeSet<EntryId>, CoreError> {
        let mut unsent: BTreeMap<i64, Vec<(i64, SealedEntry)>> = BTreeMap::new();
        for (lsn, record_no, bytes) in entry::unplaced_doc_changes(self.tx)? {
            if doc::intent(self.tx, lsn)?.is_none() {
                continue;
            }
            let sealed = SealedEntry::open(bytes).map_err(|_| StoreError::Unreadable("an own entry"))?;
            unsent.entry(record_no).or_default().push((lsn, sealed));
        }
        let mut redone = BTreeSet::new();
        for (record_no, changes) in unsent {
            let hashes: Result<BTreeSet<_>, _> = changes
                .iter()
                .map(|(_, sealed)| etong_merge::gate::inspect(&sealed.entry.payload).map(|change| change.hash))
                .collect();
            let hashes = hashes.map_err(|_| StoreError::Unreadable("an own document change"))?;
            let clean = self.docs.get(self.tx, record_no)?.without(&hashes)?;
            self.docs.replace(self.tx, record_no, clean)?;
            for (lsn, sealed) in changes {
                if let Some(id) = self.redo(record_no, lsn, sealed.entry)? {
                    redone.insert(id);
                }
            }
        }
        Ok(redone)
    }

    fn redo(&mut self, record_no: i64, lsn: i64, was: Entry) -> Result<Option<EntryId>, CoreError> {
        let edits = doc::intent(self.tx, lsn)?.unwrap_or_default();
        let captured_at = was.stamp.captured_at();
        let change = match self.docs.get(self.tx, record_no)?.edit(self.actor, &edits, captured_at.div_euclid(1000)) {
            Ok(change) => change,
            // A record that has grown too large meanwhile must not keep the phone from opening.
            Err(error) => {
                self.set_aside(lsn, EntryState::Quarantined, Side::Phone, "merge", &error.to_string())?;
                return Ok(None);
            }
        };
        entry::set_state(self.tx, lsn, EntryState::Void)?;
        doc::forget_intent(self.tx, lsn)?;
        let Some(change) = change else { return Ok(None) };
        self.hlc = self.hlc.tick(self.now_ms);
        let stamp = Stamp::new(self.hlc, captured_at, was.stamp.within_ms).after_jump(was.stamp.jumped_ms);
        let sealed = Entry { stamp, payload: change.bytes, ..was }.seal();
        let lsn = entry::append(self.tx, &sealed, record_no, true, EntryState::Applied, true)?;
        doc::keep_intent(self.tx, lsn, &edits)?;
        self.link(sealed.id)?;
        Ok(Some(sealed.id))
    }
}
