//! The history of one feed as a Merkle tree in the manner of RFC 6962: leaf `n` is the entry with `seq` n + 1, and the relay
//! signs its root. Whoever keeps a root can have two things proven with a few hashes: that a later root only added to it, and
//! that an entry is in it (docs/adr/0015). Pure: whoever proves lends the hashes of whole subtrees.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::id::EntryId;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, frame, wire};

const TAG: &str = "etong-root-1";
/// What the text of a root begins with; only letters and digits follow, which a QR code holds densely.
const PREFIX: &str = "ETONGR1:";
/// Stretches of the feed one request may ask about.
pub const MAX_STRETCHES: usize = 500;

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
fn split(size: u64) -> u64 {
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

/// What the relay signs of its history. `seq` starts at 1 and leaves no number out, so `size` is the newest `seq` too.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RootBody {
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub size: u64,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub root: Hash,
    /// Relay clock, milliseconds since 1970.
    #[n(3)]
    pub at: i64,
}

/// The body's exact bytes and the relay's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedRoot {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

impl RootBody {
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedRoot {
        let body = wire::encode(self);
        let signature = key.sign(TAG, &body);
        SignedRoot { body, signature }
    }
}

impl SignedRoot {
    /// # Errors
    /// `BadSignature`, `Malformed`.
    pub fn open(&self, relay: &PublicKey) -> Result<RootBody, WireError> {
        relay.verify(TAG, &self.body, &self.signature, "root")?;
        wire::decode(&self.body, "root")
    }
}

impl fmt::Display for SignedRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", data_encoding::BASE32_NOPAD.encode(&wire::encode(self)))
    }
}

impl FromStr for SignedRoot {
    type Err = WireError;

    fn from_str(text: &str) -> Result<Self, WireError> {
        let malformed = || WireError::Malformed { what: "root" };
        let text = text.trim().to_ascii_uppercase();
        let body = text.strip_prefix(PREFIX).filter(|body| body.len() < 1_000).ok_or_else(malformed)?;
        let bytes = data_encoding::BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| malformed())?;
        wire::decode(&bytes, "root")
    }
}

/// `GET /v1/history`: a signed root, with the proofs that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Prove that the root continues the tree of this size; 0: nothing to continue.
    pub from: u64,
    /// The root of the first so many entries; 0: of all.
    pub size: u64,
    /// Prove that these entries are in it, as stretches of leaves.
    pub asked: Vec<Range<u64>>,
}

impl HistoryQuery {
    /// The path and query of the request. Stretches are written as places, both ends included: `seqs=4-9,12-12`.
    #[must_use]
    pub fn to_path(&self) -> String {
        let asked: Vec<String> = self.asked.iter().map(|asked| format!("{}-{}", asked.start + 1, asked.end)).collect();
        format!("/v1/history?from={}&size={}&seqs={}", self.from, self.size, asked.join(","))
    }

    /// Reads the stretches of `to_path`.
    ///
    /// # Errors
    /// `Malformed` when they do not rise apart from each other, `TooLarge` when there are too many.
    pub fn read_stretches(text: &str) -> Result<Vec<Range<u64>>, WireError> {
        let malformed = || WireError::Malformed { what: "stretches of a history" };
        let mut all: Vec<Range<u64>> = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').ok_or_else(malformed)?;
            let first: u64 = first.parse().map_err(|_| malformed())?;
            let last: u64 = last.parse().map_err(|_| malformed())?;
            let start = first.checked_sub(1).filter(|start| *start < last).ok_or_else(malformed)?;
            if all.last().is_some_and(|before| start <= before.end) {
                return Err(malformed());
            }
            all.push(start..last);
        }
        if all.len() > MAX_STRETCHES {
            return Err(WireError::TooLarge { what: "history query", actual: all.len(), limit: MAX_STRETCHES });
        }
        Ok(all)
    }
}

/// A root with the proofs that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HistoryReply {
    #[n(0)]
    pub root: SignedRoot,
    #[n(1)]
    consistent: Hashes,
    #[n(2)]
    included: Hashes,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
struct Hashes(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>);

impl Answer for HistoryReply {
    const TAG: &'static str = "etong-history-1";
    const WHAT: &'static str = "history";
}

impl HistoryReply {
    #[must_use]
    pub fn new(root: SignedRoot, consistent: &[Hash], included: &[Hash]) -> Self {
        Self { root, consistent: Hashes(consistent.concat()), included: Hashes(included.concat()) }
    }

    /// The hashes that lead from the tree of size `from`.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn consistent(&self) -> Result<Vec<Hash>, WireError> {
        hashes(&self.consistent.0)
    }

    /// The hashes that lead from the entries asked for.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn included(&self) -> Result<Vec<Hash>, WireError> {
        hashes(&self.included.0)
    }

    /// For a phone that does not bind answers to questions (docs/adr/0023).
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self) -> Result<Vec<u8>, WireError> {
        frame::pack(&wire::encode(self))
    }

    /// # Errors
    /// `TooLarge`, `Malformed`. The signature of the root is not checked here.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode(&frame::unpack(bytes)?, "history")
    }
}

/// 32 bytes each.
///
/// # Errors
/// `Malformed` when something is left over.
pub fn hashes(bytes: &[u8]) -> Result<Vec<Hash>, WireError> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(WireError::Malformed { what: "hashes of a history" }) }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
