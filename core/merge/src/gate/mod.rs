//! THE INTAKE GATE a device's change passes before it is kept: `shape` (bytes automerge may safely read),
//! `inspect` (what the change says by itself), `lineage` (whether it continues this document), and then a trial:
//! apply to a copy, save, read again, compare. Never `load` on a device's bytes: a crafted bundle hangs it.

mod inspect;
mod lineage;
mod shape;

use std::collections::BTreeSet;

use automerge::{Automerge, AutomergeError, ChangeHash, ReadDoc};

pub use crate::error::{GateError, Reason};
pub use inspect::{Inspected, inspect};

pub(crate) use inspect::{ReadChange, read};

use crate::automerge_doc::load_own;
use crate::guard::guarded;
use crate::limits::MAX_MERGED_BYTES;

/// A change that was let in, and the document with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    pub hash: [u8; 32],
    pub actor: Vec<u8>,
    pub seq: u64,
    /// The saved document, uncompressed; as it was when `already_held`.
    pub doc: Vec<u8>,
    pub already_held: bool,
}

/// Lets `change` into the document saved as `current` (`None`: the record does not exist yet), or says why not.
///
/// # Errors
/// See `GateError`; nothing is changed by a refusal.
pub fn admit(current: Option<&[u8]>, change: &[u8]) -> Result<Admitted, GateError> {
    let read = read(change)?;
    let mut doc = match current {
        Some(blob) => load_own(blob).map_err(|_| GateError::BadDocument)?,
        None => Automerge::new(),
    };
    let (hash, actor, seq) = (read.hash, read.actor.clone(), read.seq);
    if doc.get_missing_deps(&[ChangeHash(hash)]).is_empty() {
        return Ok(Admitted { hash, actor, seq, doc: current.unwrap_or_default().to_vec(), already_held: true });
    }
    guarded("applying a change", || join(&mut doc, read)).map_err(|_| BREAKS_MERGE)??;
    let blob = guarded("saving a document", || doc.save_nocompress()).map_err(|_| BREAKS_DOCUMENT)?;
    if blob.len() > MAX_MERGED_BYTES {
        return Err(GateError::TooLarge {
            what: "document",
            actual: blob.len() as u64,
            limit: MAX_MERGED_BYTES as u64,
        });
    }
    // Reading it again recomputes the hash of every change in it.
    let again = load_own(&blob).map_err(|_| BREAKS_DOCUMENT)?;
    if again.get_heads() != doc.get_heads() {
        return Err(BREAKS_DOCUMENT);
    }
    Ok(Admitted { hash, actor, seq, doc: blob, already_held: false })
}

/// Applies a change if it continues the document. May panic: call it guarded, on a copy.
pub(crate) fn join(doc: &mut Automerge, read: ReadChange) -> Result<BTreeSet<String>, GateError> {
    lineage::follows(doc, &read)?;
    match doc.apply_changes([read.change]) {
        Ok(()) => Ok(read.ops.into_keys().collect()),
        Err(AutomergeError::DuplicateSeqNumber(seq, actor)) => {
            Err(GateError::ActorReuse { actor: actor.to_bytes().to_vec(), seq })
        }
        Err(_) => Err(BREAKS_MERGE),
    }
}

const BREAKS_MERGE: GateError = GateError::Quarantined(Reason::BreaksMerge);
const BREAKS_DOCUMENT: GateError = GateError::Quarantined(Reason::BreaksDocument);
