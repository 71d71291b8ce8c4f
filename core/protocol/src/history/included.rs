//! Certain entries are in the history: the proof, and the root it leads to.

use std::ops::Range;

use super::tree::{Hash, hash_of, join, leaf, split};
use crate::id::EntryId;

/// Proves that certain leaves are in the tree of `size`; `asked`: their stretches, in order, apart from each other. For one
/// leaf this is the audit path of RFC 6962, 2.1.1.
///
/// # Errors
/// What `whole` says.
pub fn prove_included<E>(
    asked: &[Range<u64>],
    size: u64,
    whole: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    let mut proof = Vec::new();
    if size > 0 {
        path(asked, 0..size, whole, &mut proof)?;
    }
    Ok(proof)
}

fn path<E>(
    asked: &[Range<u64>],
    span: Range<u64>,
    whole: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
    proof: &mut Vec<Hash>,
) -> Result<(), E> {
    match overlap(asked, &span) {
        Overlap::None => proof.push(hash_of(span, whole)?),
        Overlap::Whole => {}
        Overlap::Part => {
            let middle = span.start + split(span.end - span.start);
            let (left, right) = (span.start..middle, middle..span.end);
            let (first, second) = in_order(asked, left, right);
            path(asked, first, whole, proof)?;
            path(asked, second, whole, proof)?;
        }
    }
    Ok(())
}

/// What is asked about comes first, so that the path of one leaf goes from the bottom up.
fn in_order(asked: &[Range<u64>], left: Range<u64>, right: Range<u64>) -> (Range<u64>, Range<u64>) {
    if overlap(asked, &left) == Overlap::None { (right, left) } else { (left, right) }
}

#[derive(PartialEq, Eq)]
enum Overlap {
    None,
    Part,
    Whole,
}

fn overlap(asked: &[Range<u64>], span: &Range<u64>) -> Overlap {
    let first = asked.partition_point(|stretch| stretch.end <= span.start);
    match asked.get(first) {
        Some(stretch) if stretch.start >= span.end => Overlap::None,
        Some(stretch) if stretch.start <= span.start && stretch.end >= span.end => Overlap::Whole,
        Some(_) => Overlap::Part,
        None => Overlap::None,
    }
}

/// The root the proof leads to from these entries, which stand in order of `seq`; `None` when it leads nowhere.
#[must_use]
pub fn root_from(entries: &[(u64, EntryId)], size: u64, proof: &[Hash]) -> Option<Hash> {
    let asked = stretches(entries.iter().map(|(seq, _)| *seq))?;
    if size == 0 || asked.last().is_some_and(|last| last.end > size) {
        return None;
    }
    let mut hashes = proof.iter();
    let root = climb(&asked, entries, 0..size, &mut hashes)?;
    hashes.next().is_none().then_some(root)
}

fn climb<'p>(
    asked: &[Range<u64>],
    entries: &[(u64, EntryId)],
    span: Range<u64>,
    proof: &mut impl Iterator<Item = &'p Hash>,
) -> Option<Hash> {
    if overlap(asked, &span) == Overlap::None {
        return proof.next().copied();
    }
    if span.end - span.start == 1 {
        let at = entries.binary_search_by_key(&(span.start + 1), |(seq, _)| *seq).ok()?;
        return entries.get(at).map(|(seq, entry)| leaf(*seq, *entry));
    }
    let middle = span.start + split(span.end - span.start);
    let (left, right) = (span.start..middle, middle..span.end);
    if overlap(asked, &left) == Overlap::None {
        let right = climb(asked, entries, right, proof)?;
        Some(join(&climb(asked, entries, left, proof)?, &right))
    } else {
        let left = climb(asked, entries, left, proof)?;
        Some(join(&left, &climb(asked, entries, right, proof)?))
    }
}

/// Places that rise, as stretches of leaves; `None` when they do not rise, or one is 0.
#[must_use]
pub fn stretches(seqs: impl IntoIterator<Item = u64>) -> Option<Vec<Range<u64>>> {
    let mut all: Vec<Range<u64>> = Vec::new();
    for seq in seqs {
        let index = seq.checked_sub(1)?;
        match all.last_mut() {
            Some(last) if index < last.end => return None,
            Some(last) if index == last.end => last.end = seq,
            _ => all.push(index..seq),
        }
    }
    Some(all)
}
