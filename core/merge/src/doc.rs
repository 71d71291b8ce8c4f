//! What a record's document can do, whichever way it is kept. A flat map of scalars with its history;
//! nothing that only grows belongs in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use crate::edit::FieldEdit;
use crate::error::MergeError;
use crate::scalar::Scalar;

/// Who writes, as far as merging is concerned: random per (install, database epoch), never per person.
pub type Actor = [u8; 16];

/// What one edit did, ready to travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub hash: [u8; 32],
    /// Uncompressed: the batch it travels in is compressed as a whole.
    pub bytes: Vec<u8>,
}

/// The fields a change wrote or removed, whether or not that shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    pub keys: BTreeSet<String>,
}

/// What a field shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The winner: the highest operation counter, then the higher actor. Not the latest by the clock.
    pub value: Scalar,
    /// What others wrote at the same time and lost: different from `value`, each once, sorted. Empty without conflict.
    pub others: Vec<Scalar>,
}

impl Field {
    /// `values` in any order but with the winner last.
    pub(crate) fn of(values: impl IntoIterator<Item = Scalar>) -> Option<Self> {
        let mut all: Vec<Scalar> = values.into_iter().collect();
        let value = all.pop()?;
        all.retain(|other| *other != value);
        all.sort_unstable();
        all.dedup();
        Some(Self { value, others: all })
    }
}

/// One record's document.
pub trait RecordDoc: Sized + Debug {
    fn empty() -> Self;

    /// Only for what `save` of this program gave: a crafted blob may run for hours.
    ///
    /// # Errors
    /// `BadBlob` when the bytes are no document, `Panicked` when reading them broke.
    fn load(blob: &[u8]) -> Result<Self, MergeError>;

    /// The document with its whole history, uncompressed.
    fn save(&self) -> Vec<u8>;

    /// Writes what of `edits` is not so already, as one change; `None` when nothing differs.
    /// `at_s` is the wall clock in Unix seconds: kept for the reader, never used to decide.
    ///
    /// # Errors
    /// `BadKey`, `BadValue`, `TooLarge` (the document would pass its limit); the document is unchanged then.
    fn edit(&mut self, actor: Actor, edits: &[FieldEdit], at_s: i64) -> Result<Option<Change>, MergeError>;

    /// Takes in a change made elsewhere; one already held changes nothing.
    ///
    /// # Errors
    /// `MissingDependency` (apply that one first, then this one again), `ActorReuse`, `TooLarge`, `Refused`, `Panicked`.
    /// The document is unchanged then.
    fn apply(&mut self, change: &[u8]) -> Result<Touched, MergeError>;

    fn fields(&self) -> BTreeMap<String, Field>;

    /// Hashes of the changes nothing builds on yet, sorted.
    fn heads(&self) -> Vec<[u8; 32]>;

    fn has(&self, hash: &[u8; 32]) -> bool;

    /// The document as if these changes, and everything built on them, had never been applied. Whoever wrote one of
    /// them must write on under a fresh actor: the numbers of the old one are spent.
    ///
    /// # Errors
    /// `Panicked` when rebuilding broke.
    fn without(&self, hashes: &BTreeSet<[u8; 32]>) -> Result<Self, MergeError>;
}
