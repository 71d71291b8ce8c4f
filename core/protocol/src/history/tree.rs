//! Leaves, and the hash over any stretch of them.

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::id::EntryId;

/// A hash of the tree.
pub type Hash = [u8; 32];

/// The leaf of an entry: its place and its id.
#[must_use]
pub fn leaf(seq: u64, entry: EntryId) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(seq.to_be_bytes());
    hash.update(entry.as_bytes());
    hash.finalize().into()
}

/// The hash over two neighbouring subtrees.
#[must_use]
pub fn join(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The root of the empty tree.
#[must_use]
pub fn empty() -> Hash {
    Sha256::digest([]).into()
}

/// The largest power of two below `size`, which is at least 2.
pub(super) fn split(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

/// The hash of the leaves in `span`; `whole(level, index)` lends that of the 2^level leaves from index * 2^level on.
///
/// # Errors
/// What `whole` says.
pub fn hash_of<E>(span: Range<u64>, whole: &mut impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let size = span.end - span.start;
    if size == 0 {
        return Ok(empty());
    }
    if size.is_power_of_two() && span.start.is_multiple_of(size) {
        return whole(size.trailing_zeros(), span.start / size);
    }
    let middle = span.start + split(size);
    let left = hash_of(span.start..middle, whole)?;
    Ok(join(&left, &hash_of(middle..span.end, whole)?))
}
