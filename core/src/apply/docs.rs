//! The documents a transaction has opened: each loaded once, saved once.

use std::collections::{BTreeMap, BTreeSet};

use etong_merge::{AutomergeDoc, RecordDoc};
use rusqlite::Transaction;

use crate::error::CoreError;
use crate::store::doc;

#[derive(Default)]
pub(super) struct Docs {
    open: BTreeMap<i64, OpenDoc>,
}

struct OpenDoc {
    doc: AutomergeDoc,
    touched: BTreeSet<String>,
}

impl Docs {
    pub(super) fn get(&mut self, tx: &Transaction<'_>, record_no: i64) -> Result<&mut AutomergeDoc, CoreError> {
        Ok(&mut self.entry(tx, record_no)?.doc)
    }

    /// Marks keys of an open document as changed; an unopened one has nothing to mark.
    pub(super) fn touch(&mut self, record_no: i64, keys: impl IntoIterator<Item = String>) {
        if let Some(open) = self.open.get_mut(&record_no) {
            open.touched.extend(keys);
        }
    }

    /// Puts another document in the place of an open one; every key of either counts as changed.
    pub(super) fn replace(&mut self, tx: &Transaction<'_>, record_no: i64, doc: AutomergeDoc) -> Result<(), CoreError> {
        let open = self.entry(tx, record_no)?;
        open.touched.extend(open.doc.fields().into_keys());
        open.touched.extend(doc.fields().into_keys());
        open.doc = doc;
        Ok(())
    }

    /// The record is erased: its document must not be saved again.
    pub(super) fn forget(&mut self, record_no: i64) {
        self.open.remove(&record_no);
    }

    pub(super) fn take_dirty(&mut self) -> impl Iterator<Item = (i64, AutomergeDoc, BTreeSet<String>)> {
        std::mem::take(&mut self.open)
            .into_iter()
            .filter(|(_, open)| !open.touched.is_empty())
            .map(|(no, open)| (no, open.doc, open.touched))
    }

    fn entry(&mut self, tx: &Transaction<'_>, record_no: i64) -> Result<&mut OpenDoc, CoreError> {
        match self.open.entry(record_no) {
            std::collections::btree_map::Entry::Occupied(open) => Ok(open.into_mut()),
            std::collections::btree_map::Entry::Vacant(place) => {
                let doc = match doc::blob(tx, record_no)? {
                    Some(blob) => AutomergeDoc::load(&blob)?,
                    None => AutomergeDoc::empty(),
                };
                Ok(place.insert(OpenDoc { doc, touched: BTreeSet::new() }))
            }
        }
    }
}
