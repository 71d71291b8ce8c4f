//! After an update of the app: the tables behind the screens are made again from what lies in the log, so that what an older
//! program could not show, or kept without understanding, is there.

use std::collections::BTreeSet;

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::SealedEntry;

use super::Door;
use crate::error::{CoreError, StoreError};
use crate::projection;
use crate::store::{doc, entry, record};

impl Door<'_> {
    pub(crate) fn remake(&mut self) -> Result<(), CoreError> {
        projection::forget_counts(self.tx)?;
        for bytes in entry::directory_rows(self.tx)? {
            let Ok(sealed) = SealedEntry::open(bytes) else { continue };
            projection::directory_changed(self.tx, &sealed.entry.kind, &sealed.entry.payload)?;
        }
        for no in doc::numbers(self.tx)? {
            // One at a time: a whole city of open documents would not fit into a phone.
            let blob = doc::blob(self.tx, no)?.ok_or(StoreError::Unreadable("a document"))?;
            let doc = AutomergeDoc::load(&blob)?;
            let keys: BTreeSet<String> = doc.fields().into_keys().collect();
            projection::doc_changed(self.tx, &record::by_number(self.tx, no)?, &doc, &keys)?;
        }
        for (lsn, bytes) in entry::audits(self.tx)? {
            let Ok(sealed) = SealedEntry::open(bytes) else { continue };
            projection::audit_added(self.tx, lsn, &sealed)?;
        }
        self.folds.extend(entry::folded(self.tx)?);
        Ok(())
    }
}
