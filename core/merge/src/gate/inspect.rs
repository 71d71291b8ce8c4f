//! What a change says by itself, without any document: it can be read, it is written the way this program would
//! write it, and it only sets or removes fields of the record.

use std::collections::BTreeMap;

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{ActorId, Change, ScalarValue};

use super::shape;
use crate::edit::is_key;
use crate::error::{GateError, Reason};
use crate::guard::guarded;
use crate::limits::MAX_CHANGE_BYTES;

/// Who made a change and what it builds on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    pub actor: Vec<u8>,
    /// Number of this change among its actor's, from 1.
    pub seq: u64,
    pub hash: [u8; 32],
    /// Hashes of the changes it builds on, ascending.
    pub deps: Vec<[u8; 32]>,
}

/// Looks at a change without a document.
///
/// # Errors
/// `TooLarge`, or `Quarantined` with the rule it breaks.
pub fn inspect(change: &[u8]) -> Result<Inspected, GateError> {
    let read = read(change)?;
    let deps = read.change.deps().iter().map(|dep| dep.0).collect();
    Ok(Inspected { actor: read.actor, seq: read.seq, hash: read.hash, deps })
}

/// A change that is sound by itself.
pub(crate) struct ReadChange {
    pub(crate) change: Change,
    pub(crate) hash: [u8; 32],
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) ops: BTreeMap<String, FieldOp>,
}

/// What a change does to one field.
pub(crate) struct FieldOp {
    pub(crate) removes: bool,
    /// The writes it replaces: operation counter and actor, ascending.
    pub(crate) overwrites: Vec<(u64, ActorId)>,
}

pub(crate) fn read(bytes: &[u8]) -> Result<ReadChange, GateError> {
    if bytes.len() > MAX_CHANGE_BYTES {
        return Err(GateError::TooLarge { what: "change", actual: bytes.len() as u64, limit: MAX_CHANGE_BYTES as u64 });
    }
    shape::check(bytes)?;
    guarded("reading a change", || read_shaped(bytes))
        .unwrap_or(Err(Reason::Unreadable))
        .map_err(GateError::Quarantined)
}

fn read_shaped(bytes: &[u8]) -> Result<ReadChange, Reason> {
    let change = Change::from_bytes(bytes.to_vec()).map_err(|_| Reason::Unreadable)?;
    let hash = change.hash().0;
    if hash.get(..4) != bytes.get(4..8) {
        return Err(Reason::Checksum);
    }
    if change.message().is_some() || !change.extra_bytes().is_empty() {
        return Err(Reason::Extra);
    }
    if change.actor_id().to_bytes().len() != 16 {
        return Err(Reason::Actor);
    }
    if change.is_empty() {
        return Err(Reason::NoOperation);
    }
    if !change.deps().is_sorted_by(|a, b| a < b) {
        return Err(Reason::NotCanonical);
    }
    let decoded = change.decode();
    let mut ops = BTreeMap::new();
    for op in &decoded.operations {
        let removes = match &op.action {
            OpType::Delete => true,
            OpType::Put(value) if !matches!(value, ScalarValue::Counter(_)) => false,
            _ => return Err(Reason::NotFlat),
        };
        let Key::Map(key) = &op.key else { return Err(Reason::NotFlat) };
        if op.obj != ObjectId::Root || op.insert {
            return Err(Reason::NotFlat);
        }
        if !is_key(key) {
            return Err(Reason::Key);
        }
        let mut overwrites: Vec<_> = op.pred.iter().map(|id| (id.counter(), id.actor().clone())).collect();
        overwrites.sort_unstable();
        if ops.insert(key.to_string(), FieldOp { removes, overwrites }).is_some() {
            return Err(Reason::RepeatedKey);
        }
    }
    if Change::from(decoded).raw_bytes() != bytes {
        return Err(Reason::NotCanonical);
    }
    let (actor, seq) = (change.actor_id().to_bytes().to_vec(), change.seq());
    Ok(ReadChange { change, hash, actor, seq, ops })
}
