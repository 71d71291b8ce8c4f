//! A receipt file proves the three steps, and with any bit changed proves nothing.

use std::sync::LazyLock;

use etong_protocol::evidence::SignedBatch;
use etong_protocol::history::{RootBody, hash_of, join, leaf, prove_included, stretches};
use etong_protocol::{
    Chain, ChainId, DeviceId, Entry, EntryClass, Hlc, OrgPath, PostId, PostKind, ReceiptBody, RecordId, RecordKind,
    SealedEntry, SigningKey, Stamp, Verdict,
};
use proptest::prelude::*;

use super::*;
use crate::domain::opened::Opened;

fn entry(nth: i64, kind: RecordKind, device: DeviceId, payload: Vec<u8>) -> SealedEntry {
    Entry {
        class: EntryClass::Event,
        kind,
        record: record(),
        scope: OrgPath::centre(),
        device,
        post: PostId::NIL,
        post_kind: PostKind::GridWorker,
        stamp: Stamp::new(Hlc::from_ms(nth), nth, Some(7)),
        schema: 1,
        unit: None,
        payload,
    }
    .seal()
}

fn record() -> RecordId {
    RecordId::new(5, [1; 10])
}

fn relay() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

static WITH: LazyLock<String> = LazyLock::new(|| made(true));
static WITHOUT: LazyLock<String> = LazyLock::new(|| made(false));

fn file(shown: bool) -> String {
    if shown { WITH.clone() } else { WITHOUT.clone() }
}

/// Two entries of a phone, stored as 1 and 2, and a look stored as 3; `shown`: with content.
fn made(shown: bool) -> String {
    let (key, device, chain) = (SigningKey::from_seed(&[8; 32]), DeviceId::new(1, [2; 10]), ChainId::new(1, [3; 10]));
    let own = [entry(10, RecordKind::Case, device, vec![1]), entry(20, RecordKind::Case, device, vec![2])];
    let ids: Vec<EntryId> = own.iter().map(|entry| entry.id).collect();
    let start = Chain::start(device, chain);
    let mut tip = start.clone();
    for id in &ids {
        let _ = tip.link(*id);
    }
    let receipt = ReceiptBody {
        epoch: 1,
        device,
        chain,
        first: 1,
        head_before: start.head,
        head_after: tip.head,
        runs: ReceiptBody::runs_of(&[Verdict::Stored { seq: 1 }, Verdict::Stored { seq: 2 }]),
        received_at: 1_000,
        earlier: None,
    }
    .sign(&relay());
    let batch = SignedBatch::sign(device, chain, 1, start.head, &ids, &key);
    let opened = Opened { unit: "/1/2".parse().unwrap(), opened_at: 2_000 };
    let look = entry(30, RecordKind::Opened, DeviceId::NIL, opened.to_payload().unwrap());
    let leaves = vec![(1, ids[0]), (2, ids[1]), (3, look.id)];
    let hashes: Vec<_> = leaves.iter().map(|(seq, id)| leaf(*seq, *id)).chain([[0; 32]]).collect();
    let mut whole = |level: u32, index: u64| -> Result<[u8; 32], ()> {
        let at = usize::try_from(index << level).unwrap();
        Ok(match level {
            0 => hashes[at],
            1 => join(&hashes[at], &hashes[at + 1]),
            _ => join(&join(&hashes[0], &hashes[1]), &join(&hashes[2], &hashes[3])),
        })
    };
    let root = RootBody { epoch: 1, size: 4, root: hash_of(0..4, &mut whole).unwrap(), at: 3_000 }.sign(&relay());
    let proof = prove_included(&stretches([1, 2, 3]).unwrap(), 4, &mut whole).unwrap();
    let mut file = ReceiptFile::new(record(), device, &key);
    file.entries = own
        .iter()
        .map(|entry| ShownEntry { id: entry.id, bytes: shown.then(|| Base64(entry.bytes.clone())), batch: Some(0) })
        .collect();
    file.batches = vec![ShownBatch {
        chain,
        first: 1,
        head_before: Base64(start.head.to_vec()),
        ids,
        signature: Base64(batch.signature.0.to_vec()),
        receipt_body: Base64(receipt.body),
        receipt_signature: Base64(receipt.signature.0.to_vec()),
    }];
    let proof = proof.iter().map(|hash| Base64(hash.to_vec())).collect();
    file.inclusions = vec![ShownInclusion { root: root.to_string(), leaves, proof }];
    file.opened = vec![ShownOpening { bytes: Base64(look.bytes) }];
    file.to_text(&key).unwrap()
}

#[test]
fn a_file_proves_the_three_steps_with_and_without_content() {
    for shown in [true, false] {
        let checked = check(&file(shown), &relay().public()).unwrap();
        assert_eq!(checked.entries.len(), 2);
        let second = &checked.entries[1];
        assert_eq!(second.captured_at, shown.then_some((20, Some(7))));
        assert_eq!((second.dseq, second.stored, second.history), (Some(2), Some((2, 1_000)), Some((4, 3_000))));
        assert_eq!(checked.opened, [CheckedOpening { unit: "/1/2".into(), opened_at: 2_000, seq: 3 }]);
    }
}

#[test]
fn a_file_of_another_relay_proves_nothing() {
    let stranger = SigningKey::from_seed(&[1; 32]).public();
    assert_eq!(check(&file(true), &stranger), Err(FileFault::NoReceipt(0)));
}

#[test]
fn a_worker_cannot_sign_for_the_relay_or_for_the_supervisor() {
    let key = SigningKey::from_seed(&[8; 32]);
    let changed = |change: fn(&mut ReceiptFile)| {
        let mut file: ReceiptFile = serde_json::from_str(&file(true)).unwrap();
        change(&mut file);
        check(&file.to_text(&key).unwrap(), &relay().public()).unwrap_err()
    };
    assert_eq!(changed(|file| file.batches[0].ids.swap(0, 1)), FileFault::BatchNotSigned(0));
    assert_eq!(changed(|file| file.batches[0].receipt_body.0[9] ^= 1), FileFault::NoReceipt(0));
    assert_eq!(changed(|file| file.inclusions[0].leaves[0].0 = 2), FileFault::NotIncluded(0));
    assert_eq!(changed(|file| file.inclusions.clear()), FileFault::NotOpened);
    assert_eq!(
        changed(|file| file.record = RecordId::NIL),
        FileFault::OtherContent(serde_json::from_str::<ReceiptFile>(&file(true)).unwrap().entries[0].id)
    );
    let other = |file: &mut ReceiptFile| file.entries[0].id = file.opened_id();
    assert!(matches!(changed(other), FileFault::OtherContent(_)));
}

impl ReceiptFile {
    fn opened_id(&self) -> EntryId {
        EntryId::of(&self.opened[0].bytes.0)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_file_with_any_bit_changed_is_refused(place: usize, bit in 0_u32..8, shown: bool) {
        let mut bytes = file(shown).into_bytes();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(check(&text, &relay().public()).is_err());
        }
    }

    #[test]
    fn a_file_that_was_cut_is_refused(keep: usize, shown: bool) {
        let mut text = file(shown);
        text.truncate(keep % text.len());
        prop_assert!(check(&text, &relay().public()).is_err());
    }

    #[test]
    fn any_text_is_checked_or_refused(text: String) {
        prop_assert!(check(&text, &relay().public()).is_err());
    }
}
