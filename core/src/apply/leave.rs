//! Leaving a scope. When the relay has everything this phone wrote, and the phone everything the relay counts to its reach,
//! what is left over belongs to a scope that its owner has left: it is erased, and the tables behind the screens are made
//! again from the rest. What only this phone holds is never touched.

use std::collections::BTreeMap;

use etong_protocol::{ChainId, OrgPath, RecordId, Standing};
use serde_json::Value;

use super::Door;
use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::setting::{self, Setting};
use crate::store::{draft, entry, leave, record};

/// Under which words a half-filled form names the record it is about.
const ABOUT: &[&str] = &["record", "id", "case", "resident", "patrol"];

/// What an erasure came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    Nothing,
    Erased,
    /// Some of what stays must be read again.
    ReadAgain,
}

impl Door<'_> {
    /// The caller has made sure that nothing waits to be sent and that the digests are equal. `actor` and `chain` must be fresh.
    pub(crate) fn leave(
        &mut self,
        standing: &Standing,
        actor: etong_merge::Actor,
        chain: ChainId,
    ) -> Result<Left, CoreError> {
        setting::set_number(self.tx, Setting::Leaving, 0)?;
        let (any, mut again) = leave::is_left(self.tx)?;
        let emptied = self.empty_custody(standing)?;
        if !any && !emptied {
            return Ok(Left::Nothing);
        }
        let documents = leave::documents(self.tx)?;
        leave::erase_entries(self.tx)?;
        for no in documents {
            leave::erase_document(self.tx, no)?;
            again |= self.merge_again(no)?;
        }
        leave::erase_orphans(self.tx)?;
        self.discard_drafts(standing)?;
        projection::wipe(self.tx)?;
        self.remake()?;
        setting::set_number(self.tx, Setting::Renew, 1)?;
        (self.changed.directory, self.changed.outbox) = (true, true);
        if !again {
            return Ok(Left::Erased);
        }
        // The relay leaves out what it holds of the chain a phone names.
        self.reissue(actor, chain)?;
        Ok(Left::ReadAgain)
    }

    /// The relay keeps what lies in custody; of a scope that was left the phone remembers only that it wrote something there.
    fn empty_custody(&mut self, standing: &Standing) -> Result<bool, CoreError> {
        let mut emptied = false;
        for (lsn, scope) in leave::in_custody(self.tx)? {
            if !standing.posts.iter().any(|held| held.covers(&scope)) {
                leave::empty_entry(self.tx, lsn)?;
                emptied = true;
            }
        }
        Ok(emptied)
    }

    /// A half-filled form goes with the scope it names, or with the record it is about.
    fn discard_drafts(&mut self, standing: &Standing) -> Result<(), CoreError> {
        for (id, body) in leave::drafts(self.tx)? {
            let Ok(form) = serde_json::from_str::<BTreeMap<String, Value>>(&body) else { continue };
            let mut left = false;
            let text = |key: &str| form.get(key).and_then(Value::as_str);
            if let Some(scope) = text("scope").and_then(|text| text.parse::<OrgPath>().ok()) {
                left |= scope.unit().is_some() && !standing.posts.iter().any(|held| held.covers(&scope));
            }
            for about in ABOUT.iter().filter_map(|key| text(key)?.parse::<RecordId>().ok()) {
                left |= record::find(self.tx, about)?.is_none();
            }
            if left {
                draft::discard(self.tx, &id)?;
            }
        }
        Ok(())
    }

    /// Makes a document anew of the changes that stay. True when one of them has to come from the relay again.
    fn merge_again(&mut self, record_no: i64) -> Result<bool, CoreError> {
        let mut again = false;
        for change in leave::staying(self.tx, record_no)? {
            if change.has_bytes {
                let held = entry::find(self.tx, change.id)?.ok_or(StoreError::Unreadable("an own entry"))?;
                self.merge_own(&held)?;
            } else if let Some(seq) = change.seq {
                leave::erase_entry(self.tx, change.lsn)?;
                self.held.remove(change.id, seq);
                again = true;
            }
        }
        Ok(again)
    }
}
