//! The model automerge is checked against: each field holds the writes nobody has overwritten yet, the one with the
//! highest (operation counter, actor) shows. Small enough to be right by reading. Its changes are a format of
//! their own (canonical CBOR), so a document of one kind never takes a change of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use etong_protocol::wire;

use crate::doc::{Actor, Change, Field, RecordDoc, Touched};
use crate::edit::{self, FieldEdit, is_key};
use crate::error::{MergeError, Reason};
use crate::limits::{MAX_CHANGE_BYTES, MAX_CHANGE_OPS, MAX_DOC_BYTES};
use crate::scalar::Scalar;

/// One record as writes per field.
#[derive(Clone, Default)]
pub struct LwwDoc {
    /// In an order where everything comes after what it builds on.
    changes: Vec<Vec<u8>>,
    held: BTreeMap<[u8; 32], Held>,
    heads: BTreeSet<[u8; 32]>,
    last: BTreeMap<Actor, (u64, [u8; 32])>,
    live: BTreeMap<String, BTreeMap<Write, Scalar>>,
}

/// Names one write: operation counter, then actor, so that the greatest wins.
type Write = (u64, Actor);

#[derive(Clone)]
struct Held {
    actor: Actor,
    seq: u64,
    max_op: u64,
}

#[derive(Encode, Decode)]
struct LwwChange {
    #[cbor(n(0), with = "minicbor::bytes")]
    actor: Actor,
    #[n(1)]
    seq: u64,
    #[n(2)]
    start_op: u64,
    #[n(3)]
    at_s: i64,
    #[n(4)]
    deps: Vec<Hash>,
    #[n(5)]
    ops: Vec<LwwOp>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
struct Hash(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

#[derive(Encode, Decode)]
struct LwwOp {
    #[n(0)]
    key: String,
    #[n(1)]
    value: Option<Scalar>,
    #[n(2)]
    overwrites: Vec<Overwritten>,
}

#[derive(Encode, Decode)]
struct Overwritten {
    #[n(0)]
    counter: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    actor: Actor,
}

#[derive(Encode, Decode)]
struct Saved {
    #[n(0)]
    changes: Vec<SavedChange>,
}

#[derive(Encode, Decode)]
#[cbor(transparent)]
struct SavedChange(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>);

impl RecordDoc for LwwDoc {
    fn empty() -> Self {
        Self::default()
    }

    fn load(blob: &[u8]) -> Result<Self, MergeError> {
        let saved: Saved = wire::decode(blob, "document").map_err(|_| MergeError::BadBlob)?;
        let mut doc = Self::default();
        for SavedChange(bytes) in saved.changes {
            doc.apply(&bytes).map_err(|_| MergeError::BadBlob)?;
        }
        Ok(doc)
    }

    fn save(&self) -> Vec<u8> {
        wire::encode(&Saved { changes: self.changes.iter().cloned().map(SavedChange).collect() })
    }

    fn edit(&mut self, actor: Actor, edits: &[FieldEdit], at_s: i64) -> Result<Option<Change>, MergeError> {
        let needed = edit::needed(edits, |key| self.field(key))?;
        if needed.is_empty() {
            return Ok(None);
        }
        let ops = needed.into_iter().map(|(key, value)| self.op(key, value)).collect();
        let mut deps = self.heads.clone();
        let mut seq = 1;
        if let Some((last, hash)) = self.last.get(&actor) {
            seq = last.saturating_add(1);
            deps.insert(*hash);
        }
        let start_op = self.max_op(&deps).saturating_add(1);
        let change = LwwChange { actor, seq, start_op, at_s, deps: deps.into_iter().map(Hash).collect(), ops };
        let bytes = wire::encode(&change);
        let size = self.changes.iter().map(Vec::len).sum::<usize>().saturating_add(bytes.len());
        if size > MAX_DOC_BYTES {
            return Err(MergeError::TooLarge { what: "document", actual: size as u64, limit: MAX_DOC_BYTES as u64 });
        }
        self.apply(&bytes)?;
        Ok(Some(Change { hash: hash_of(&bytes), bytes }))
    }

    fn apply(&mut self, change: &[u8]) -> Result<Touched, MergeError> {
        let hash = hash_of(change);
        let read = read(change)?;
        if self.held.contains_key(&hash) {
            return Ok(Touched::default());
        }
        self.follows(&read)?;
        self.join(hash, change, read)
    }

    fn fields(&self) -> BTreeMap<String, Field> {
        self.live.keys().filter_map(|key| Some((key.clone(), self.field(key)?))).collect()
    }

    fn heads(&self) -> Vec<[u8; 32]> {
        self.heads.iter().copied().collect()
    }

    fn has(&self, hash: &[u8; 32]) -> bool {
        self.held.contains_key(hash)
    }

    fn without(&self, hashes: &BTreeSet<[u8; 32]>) -> Result<Self, MergeError> {
        let mut doc = Self::default();
        for change in &self.changes {
            if hashes.contains(&hash_of(change)) {
                continue;
            }
            match doc.apply(change) {
                Ok(_) | Err(MergeError::MissingDependency { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(doc)
    }
}

impl LwwDoc {
    fn field(&self, key: &str) -> Option<Field> {
        Field::of(self.live.get(key)?.values().cloned())
    }

    fn op(&self, key: &str, value: Option<&Scalar>) -> LwwOp {
        let mut live: Vec<_> = self.live.get(key).into_iter().flatten().collect();
        let shows = live.last().map(|(_, value)| *value);
        // As automerge does: settling a conflict in favour of what shows only removes the others.
        let settles = value.is_some() && value == shows;
        if settles {
            live.pop();
        }
        let overwrites =
            live.into_iter().map(|((counter, actor), _)| Overwritten { counter: *counter, actor: *actor }).collect();
        LwwOp { key: key.to_owned(), value: value.filter(|_| !settles).cloned(), overwrites }
    }

    fn max_op<'h>(&self, deps: impl IntoIterator<Item = &'h [u8; 32]>) -> u64 {
        deps.into_iter().filter_map(|dep| self.held.get(dep)).map(|held| held.max_op).max().unwrap_or(0)
    }

    fn follows(&self, change: &LwwChange) -> Result<(), MergeError> {
        let mut own_before = 0;
        for Hash(dep) in &change.deps {
            let held = self.held.get(dep).ok_or(MergeError::MissingDependency { hash: *dep })?;
            if held.actor == change.actor {
                own_before = held.seq.max(own_before);
            }
        }
        if Some(change.seq) != own_before.checked_add(1) {
            return Err(MergeError::Refused(Reason::Sequence));
        }
        if self.last.get(&change.actor).is_some_and(|(last, _)| *last >= change.seq) {
            return Err(MergeError::ActorReuse { actor: change.actor.to_vec(), seq: change.seq });
        }
        let max_op = self.max_op(change.deps.iter().map(|Hash(dep)| dep));
        if Some(change.start_op) != max_op.checked_add(1) {
            return Err(MergeError::Refused(Reason::Counter));
        }
        if change.ops.iter().flat_map(|op| &op.overwrites).any(|write| write.counter > max_op) {
            return Err(MergeError::Refused(Reason::Predecessor));
        }
        Ok(())
    }

    fn join(&mut self, hash: [u8; 32], bytes: &[u8], change: LwwChange) -> Result<Touched, MergeError> {
        let count = change.ops.len() as u64;
        let max_op = change
            .start_op
            .checked_add(count)
            .and_then(|end| end.checked_sub(1))
            .ok_or(MergeError::Refused(Reason::Counter))?;
        let mut keys = BTreeSet::new();
        for (counter, op) in (change.start_op..=max_op).zip(change.ops) {
            let live = self.live.entry(op.key.clone()).or_default();
            for write in &op.overwrites {
                live.remove(&(write.counter, write.actor));
            }
            if let Some(value) = op.value {
                live.insert((counter, change.actor), value);
            }
            if live.is_empty() {
                self.live.remove(&op.key);
            }
            keys.insert(op.key);
        }
        for Hash(dep) in &change.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(hash);
        self.last.insert(change.actor, (change.seq, hash));
        self.held.insert(hash, Held { actor: change.actor, seq: change.seq, max_op });
        self.changes.push(bytes.to_vec());
        Ok(Touched { keys })
    }
}

impl fmt::Debug for LwwDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LwwDoc").field("changes", &self.changes.len()).finish_non_exhaustive()
    }
}

/// Reads one change, strictly: one way to write it, within the limits.
fn read(bytes: &[u8]) -> Result<LwwChange, MergeError> {
    if bytes.len() > MAX_CHANGE_BYTES {
        let limit = MAX_CHANGE_BYTES as u64;
        return Err(MergeError::TooLarge { what: "change", actual: bytes.len() as u64, limit });
    }
    let change: LwwChange = wire::decode(bytes, "change").map_err(|_| MergeError::Refused(Reason::Unreadable))?;
    if change.ops.len() as u64 > MAX_CHANGE_OPS {
        let actual = change.ops.len() as u64;
        return Err(MergeError::TooLarge { what: "change", actual, limit: MAX_CHANGE_OPS });
    }
    if change.ops.is_empty() {
        return Err(MergeError::Refused(Reason::NoOperation));
    }
    if change.ops.iter().any(|op| !is_key(&op.key)) {
        return Err(MergeError::Refused(Reason::Key));
    }
    if !change.ops.is_sorted_by(|a, b| a.key < b.key) {
        return Err(MergeError::Refused(Reason::RepeatedKey));
    }
    if !change.deps.is_sorted_by(|a, b| a < b) || wire::encode(&change) != bytes {
        return Err(MergeError::Refused(Reason::NotCanonical));
    }
    Ok(change)
}

fn hash_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
