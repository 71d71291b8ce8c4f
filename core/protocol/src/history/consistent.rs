//! A later root only added to an earlier one: the proof, and its check.

use std::ops::Range;

use super::tree::{Hash, hash_of, join, split};

/// Proves that the tree of `size` leaves continues the one of `old` (RFC 6962, 2.1.2). Empty when either holds nothing or they
/// are the same.
///
/// # Errors
/// What `whole` says.
pub fn prove_consistent<E>(
    old: u64,
    size: u64,
    whole: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let mut proof = Vec::new();
    if old > 0 && old < size {
        continue_from(old, 0..size, true, whole, &mut proof)?;
    }
    Ok(proof)
}

fn continue_from<E>(
    old: u64,
    span: Range<u64>,
    known: bool,
    whole: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
    proof: &mut Vec<Hash>,
) -> Result<(), E> {
    if old == span.end {
        if !known {
            proof.push(hash_of(span, whole)?);
        }
        return Ok(());
    }
    let middle = span.start + split(span.end - span.start);
    if old <= middle {
        continue_from(old, span.start..middle, known, whole, proof)?;
        proof.push(hash_of(middle..span.end, whole)?);
    } else {
        continue_from(old, middle..span.end, false, whole, proof)?;
        proof.push(hash_of(span.start..middle, whole)?);
    }
    Ok(())
}

/// Does the tree `new` (size and root) begin with the tree `old`?
#[must_use]
pub fn is_consistent(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    if old.0 == 0 || old.0 == new.0 {
        return proof.is_empty() && (old.0 == 0 || old.1 == new.1);
    }
    if old.0 > new.0 {
        return false;
    }
    let mut hashes = proof.iter();
    let roots = both_roots(old, 0..new.0, true, &mut hashes);
    hashes.next().is_none() && roots == Some((*old.1, *new.1))
}

/// The roots of the old and the new part of `span`, as the proof has them.
fn both_roots<'p>(
    old: (u64, &Hash),
    span: Range<u64>,
    known: bool,
    proof: &mut impl Iterator<Item = &'p Hash>,
) -> Option<(Hash, Hash)> {
    if old.0 == span.end {
        let hash = if known { *old.1 } else { *proof.next()? };
        return Some((hash, hash));
    }
    let middle = span.start + split(span.end - span.start);
    if old.0 <= middle {
        let (before, left) = both_roots(old, span.start..middle, known, proof)?;
        let right = proof.next()?;
        Some((before, join(&left, right)))
    } else {
        let (before, right) = both_roots(old, middle..span.end, false, proof)?;
        let left = proof.next()?;
        Some((join(left, &before), join(left, &right)))
    }
}
