//! The relay's signed word that it holds an entry, kept by the phone for ever: proof of delivery a worker can show.
//! One receipt covers one batch; with the batch's entry ids it proves each of them.

use minicbor::{Decode, Encode};

use crate::chain::next_head;
use crate::error::RefusalCode;
use crate::id::{ChainId, DeviceId, EntryId};
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, wire};

const TAG: &str = "etong-receipt-1";

/// What became of one entry of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Durable at the relay under this `seq`; also said of an entry it already had.
    Stored { seq: u64 },
    /// Not taken. The rest of the batch is not affected.
    Refused { code: RefusalCode },
    /// The phone sent only the id: known to be in the chain, content not held.
    Withheld,
}

/// `count` entries in a row that share a verdict; stored ones with rising `seq` from `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct VerdictRun {
    #[n(0)]
    count: u32,
    #[n(1)]
    seq: Option<u64>,
    #[n(2)]
    refused: Option<RefusalCode>,
}

/// What the relay signs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReceiptBody {
    /// The feed's epoch: a relay restored from a backup has another.
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub chain: ChainId,
    /// `dseq` of the first entry of the batch.
    #[n(3)]
    pub first: u64,
    #[cbor(n(4), with = "minicbor::bytes")]
    pub head_before: [u8; 32],
    #[cbor(n(5), with = "minicbor::bytes")]
    pub head_after: [u8; 32],
    #[n(6)]
    pub runs: Vec<VerdictRun>,
    /// Relay clock, milliseconds since 1970.
    #[n(7)]
    pub received_at: i64,
    /// Entries the log had before this batch, as after a receipt that was lost on its way.
    #[n(8)]
    pub earlier: Option<Vec<Earlier>>,
}

/// Since when the log has an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Earlier {
    #[n(0)]
    pub seq: u64,
    /// Relay clock, milliseconds since 1970; `None`: a relay from before it wrote this down took it.
    #[n(1)]
    pub at: Option<i64>,
}

/// The body's exact bytes and the relay's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

impl ReceiptBody {
    /// Packs verdicts into runs.
    #[must_use]
    pub fn runs_of(verdicts: &[Verdict]) -> Vec<VerdictRun> {
        let mut runs: Vec<VerdictRun> = Vec::new();
        for verdict in verdicts {
            let (seq, refused) = match *verdict {
                Verdict::Stored { seq } => (Some(seq), None),
                Verdict::Refused { code } => (None, Some(code)),
                Verdict::Withheld => (None, None),
            };
            match runs.last_mut() {
                Some(run) if run.continues_with(seq, refused) => run.count += 1,
                _ => runs.push(VerdictRun { count: 1, seq, refused }),
            }
        }
        runs
    }

    /// When the relay first had the entry that it stored under `seq`, as far as it knows.
    #[must_use]
    pub fn first_received(&self, seq: u64) -> Option<i64> {
        let mut earlier = self.earlier.iter().flatten();
        earlier.find(|one| one.seq == seq).map_or(Some(self.received_at), |one| one.at)
    }

    /// One verdict per entry, in chain order.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        self.runs.iter().flat_map(|run| (0..run.count).map(|offset| run.verdict(offset)))
    }

    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> Receipt {
        let body = wire::encode(self);
        let signature = key.sign(TAG, &body);
        Receipt { body, signature }
    }
}

impl VerdictRun {
    fn continues_with(&self, seq: Option<u64>, refused: Option<RefusalCode>) -> bool {
        self.refused == refused && self.seq.map(|first| first.wrapping_add(u64::from(self.count))) == seq
    }

    fn verdict(&self, offset: u32) -> Verdict {
        match (self.seq, self.refused) {
            (Some(first), _) => Verdict::Stored { seq: first.wrapping_add(u64::from(offset)) },
            (None, Some(code)) => Verdict::Refused { code },
            (None, None) => Verdict::Withheld,
        }
    }
}

impl Receipt {
    /// Checks the relay's signature and that the receipt speaks of exactly these entries, in this order.
    ///
    /// # Errors
    /// `BadSignature`, `BrokenChain` when the ids do not lead from head to head, `Malformed`.
    pub fn open(&self, relay: &PublicKey, entries: &[EntryId]) -> Result<ReceiptBody, WireError> {
        relay.verify(TAG, &self.body, &self.signature, "receipt")?;
        let body: ReceiptBody = wire::decode(&self.body, "receipt")?;
        let head = entries.iter().fold(body.head_before, |head, entry| next_head(&head, *entry));
        let count: u64 = body.runs.iter().map(|run| u64::from(run.count)).sum();
        if head == body.head_after && usize::try_from(count) == Ok(entries.len()) {
            Ok(body)
        } else {
            Err(WireError::BrokenChain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(verdicts: &[Verdict]) -> ReceiptBody {
        let device = DeviceId::NIL;
        let mut chain = crate::Chain::start(device, ChainId::NIL);
        let head_before = chain.head;
        for entry in entries(verdicts.len()) {
            let _ = chain.link(entry);
        }
        ReceiptBody {
            epoch: 1,
            device,
            chain: ChainId::NIL,
            first: 1,
            head_before,
            head_after: chain.head,
            runs: ReceiptBody::runs_of(verdicts),
            received_at: 5,
            earlier: None,
        }
    }

    fn entries(count: usize) -> Vec<EntryId> {
        (0..count).map(|n| EntryId::of(&n.to_be_bytes())).collect()
    }

    #[test]
    fn verdicts_survive_being_packed_into_runs() {
        let verdicts = [
            Verdict::Stored { seq: 7 },
            Verdict::Stored { seq: 8 },
            Verdict::Refused { code: RefusalCode::Gone },
            Verdict::Withheld,
            Verdict::Stored { seq: 9 },
            Verdict::Stored { seq: 9 },
        ];
        let body = body(&verdicts);
        assert_eq!(body.runs.len(), 5);
        assert_eq!(body.verdicts().collect::<Vec<_>>(), verdicts);
    }

    #[test]
    fn a_receipt_proves_exactly_its_own_entries() {
        let key = SigningKey::from_seed(&[1; 32]);
        let receipt = body(&[Verdict::Stored { seq: 1 }, Verdict::Stored { seq: 2 }]).sign(&key);
        assert!(receipt.open(&key.public(), &entries(2)).is_ok());
        assert_eq!(receipt.open(&key.public(), &entries(3)), Err(WireError::BrokenChain));
        let mut swapped = entries(2);
        swapped.reverse();
        assert_eq!(receipt.open(&key.public(), &swapped), Err(WireError::BrokenChain));
        let stranger = SigningKey::from_seed(&[2; 32]).public();
        assert!(matches!(receipt.open(&stranger, &entries(2)), Err(WireError::BadSignature { .. })));
    }
}
