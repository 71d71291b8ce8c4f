//! After an update of the app: the tables behind the screens are made again from what lies in the log, so that what an older
//! program could not show, or kept without understanding, is there.

use std::collections::BTreeSet;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{EntryId, RecordKind, SealedEntry};

use super::Door;
use super::pulled::Kept;
use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::{doc, entry, record};

impl Door<'_> {
    /// All of them at once.
    pub(crate) fn remake(&mut self) -> Result<(), CoreError> {
        self.remake_rows()?;
        let documents = doc::numbers(self.tx)?;
        self.remake_documents(&documents)?;
        self.folds.extend(entry::folded(self.tx)?);
        Ok(())
    }

    /// What is of no record: rows of the centre, the audit log. Every assessment is counted anew from here on.
    pub(crate) fn remake_rows(&mut self) -> Result<(), CoreError> {
        projection::forget_counts(self.tx)?;
        for (lsn, bytes) in entry::directory_rows(self.tx)? {
            let Some(sealed) = self.opened(lsn, bytes)? else { continue };
            if let Some(kept) = self.merge(0, &sealed.entry)? {
                self.keep_aside(sealed.id, lsn, &kept)?;
            } else if sealed.entry.kind == RecordKind::Post {
                projection::post_changed(self.tx, lsn, &sealed.entry)?;
            }
        }
        for (lsn, bytes) in entry::audits(self.tx)? {
            let Some(sealed) = self.opened(lsn, bytes)? else { continue };
            projection::audit_added(self.tx, lsn, &sealed)?;
        }
        Ok(())
    }

    pub(crate) fn remake_documents(&mut self, numbers: &[i64]) -> Result<(), CoreError> {
        for no in numbers {
            // One at a time: a whole city of open documents would not fit into a phone.
            let blob = doc::blob(self.tx, *no)?.ok_or(StoreError::Unreadable("a document"))?;
            let doc = AutomergeDoc::load(&blob)?;
            let keys: BTreeSet<String> = doc.fields().into_keys().collect();
            projection::doc_changed(self.tx, &record::by_number(self.tx, *no)?, &doc, &keys)?;
        }
        Ok(())
    }

    /// Nobody looks yet, so nobody is told which changed.
    pub(crate) fn remake_events(&mut self, events: &[(i64, RecordKind)]) -> Result<(), CoreError> {
        for (no, kind) in events {
            projection::events_changed(self.tx, &record::by_number(self.tx, *no)?, kind)?;
        }
        Ok(())
    }

    /// A logged entry; one that an older program could read and this one cannot is kept aside with its bytes, and the rest goes on.
    fn opened(&mut self, lsn: i64, bytes: Vec<u8>) -> Result<Option<SealedEntry>, CoreError> {
        let id = EntryId::of(&bytes);
        match SealedEntry::open(bytes) {
            Ok(sealed) => Ok(Some(sealed)),
            Err(error) => self.keep_aside(id, lsn, &Kept::unreadable(&error)).map(|()| None),
        }
    }
}
