//! The document records are kept in: automerge, confined to a flat root map of scalars.
//! Nothing is ever queued inside automerge, and a change that breaks it leaves the document as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ChangeHash, ROOT, ReadDoc, ScalarValue, Value, hydrate};

use crate::automerge_value::{from_automerge, to_automerge};
use crate::doc::{Actor, Change, Field, RecordDoc, Touched};
use crate::edit::{self, FieldEdit};
use crate::error::MergeError;
use crate::gate;
use crate::guard::guarded;
use crate::limits::{MAX_CHANGE_BYTES, MAX_DOC_BYTES};

/// One record as an automerge document.
#[derive(Clone)]
pub struct AutomergeDoc(Automerge);

impl AutomergeDoc {
    /// Of how many changes it is made.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.0.get_changes(&[]).len()
    }
}

impl RecordDoc for AutomergeDoc {
    fn empty() -> Self {
        Self(Automerge::new())
    }

    fn load(blob: &[u8]) -> Result<Self, MergeError> {
        load_own(blob).map(Self)
    }

    fn save(&self) -> Vec<u8> {
        self.0.save_nocompress()
    }

    fn edit(&mut self, actor: Actor, edits: &[FieldEdit], at_s: i64) -> Result<Option<Change>, MergeError> {
        let needed = edit::needed(edits, |key| self.field(key))?;
        let values = needed
            .into_iter()
            .map(|(key, value)| match value.map(to_automerge) {
                None => Ok((key, None)),
                Some(None) => Err(MergeError::BadValue),
                Some(written) => Ok((key, written)),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if values.is_empty() {
            return Ok(None);
        }
        let mut copy = self.0.clone();
        copy.set_actor(ActorId::from(actor));
        let change = guarded("writing an edit", || write(&mut copy, values, at_s))?;
        let change = change.map_err(|_| MergeError::Panicked { doing: "writing an edit" })?;
        within("change", change.bytes.len(), MAX_CHANGE_BYTES)?;
        within("document", copy.save_nocompress().len(), MAX_DOC_BYTES)?;
        self.0 = copy;
        Ok(Some(change))
    }

    fn apply(&mut self, change: &[u8]) -> Result<Touched, MergeError> {
        let read = gate::read(change)?;
        if self.has(&read.hash) {
            return Ok(Touched::default());
        }
        let mut copy = self.0.clone();
        let keys = guarded("applying a change", || gate::join(&mut copy, read))??;
        self.0 = copy;
        Ok(Touched { keys })
    }

    fn fields(&self) -> BTreeMap<String, Field> {
        self.0
            .map_range(ROOT, ..)
            .filter_map(|item| {
                let field = if item.conflict { self.field(&item.key)? } else { plain(item.value)? };
                Some((item.key.into_owned(), field))
            })
            .collect()
    }

    fn heads(&self) -> Vec<[u8; 32]> {
        self.0.get_heads().into_iter().map(|hash| hash.0).collect()
    }

    fn has(&self, hash: &[u8; 32]) -> bool {
        self.0.get_missing_deps(&[ChangeHash(*hash)]).is_empty()
    }

    fn without(&self, hashes: &BTreeSet<[u8; 32]>) -> Result<Self, MergeError> {
        let rebuilt = guarded("leaving out a change", || {
            let mut dropped = hashes.clone();
            let mut kept = self.0.get_changes(&[]);
            kept.retain(|change| {
                let goes =
                    dropped.contains(&change.hash().0) || change.deps().iter().any(|dep| dropped.contains(&dep.0));
                if goes {
                    dropped.insert(change.hash().0);
                }
                !goes
            });
            let mut doc = Automerge::new();
            doc.apply_changes(kept).map(|()| doc)
        })?;
        rebuilt.map(Self).map_err(|_| MergeError::Panicked { doing: "leaving out a change" })
    }
}

impl AutomergeDoc {
    fn field(&self, key: &str) -> Option<Field> {
        let values = self.0.get_all(ROOT, key).ok()?;
        Field::of(values.into_iter().filter_map(|(value, _)| match value {
            Value::Scalar(scalar) => Some(from_automerge(&scalar)),
            Value::Object(_) => None,
        }))
    }
}

impl fmt::Debug for AutomergeDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutomergeDoc").field("heads", &self.0.get_heads()).finish_non_exhaustive()
    }
}

/// The one place that loads a whole document.
pub(crate) fn load_own(blob: &[u8]) -> Result<Automerge, MergeError> {
    #[expect(clippy::disallowed_methods, reason = "only blobs this program saved come here, never a device's bytes")]
    guarded("reading a document", || Automerge::load(blob))?.map_err(|_| MergeError::BadBlob)
}

fn write(doc: &mut Automerge, values: Vec<(&str, Option<ScalarValue>)>, at_s: i64) -> Result<Change, AutomergeError> {
    let founding = doc.is_empty();
    let mut tx = doc.transaction();
    if founding {
        // Five times faster than put by put, and the same change to the byte.
        let mut map = hydrate::Map::default();
        for (key, value) in values {
            if let Some(value) = value {
                map.insert(key.to_owned(), hydrate::MapValue { value: hydrate::Value::Scalar(value), conflict: false });
            }
        }
        tx.init_root_from_hydrate(&map)?;
    } else {
        for (key, value) in values {
            match value {
                Some(value) => tx.put(ROOT, key, value)?,
                None => tx.delete(ROOT, key)?,
            }
        }
    }
    // The hash comes from the commit: when nothing was written, "the last local change" would be the one before.
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(at_s));
    let change = hash.and_then(|hash| doc.get_change_by_hash(&hash)).ok_or(AutomergeError::MissingDeps)?;
    Ok(Change { hash: change.hash().0, bytes: change.raw_bytes().to_vec() })
}

fn plain(value: automerge::ValueRef<'_>) -> Option<Field> {
    match value {
        automerge::ValueRef::Scalar(scalar) => {
            Some(Field { value: from_automerge(&ScalarValue::from(scalar)), others: Vec::new() })
        }
        automerge::ValueRef::Object(_) => None,
    }
}

fn within(what: &'static str, actual: usize, limit: usize) -> Result<(), MergeError> {
    if actual > limit {
        return Err(MergeError::TooLarge { what, actual: actual as u64, limit: limit as u64 });
    }
    Ok(())
}
