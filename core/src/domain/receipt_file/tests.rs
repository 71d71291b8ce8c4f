//! A receipt file proves the three steps, and with any bit changed proves nothing.

use std::sync::LazyLock;

use etong_protocol::evidence::{DeviceBody, SignedBatch};
use etong_protocol::history::{RootBody, hash_of, join, leaf, prove_included, stretches};
use etong_protocol::{
    Chain, ChainId, DeviceId, Entry, EntryClass, Hlc, PersonId, PostId, PostKind, ReceiptBody, RecordId, RecordKind,
    SigningKey, Stamp, UnitId, Verdict,
};
use proptest::prelude::*;

use super::*;
use crate::domain::opened::{LookedFrom, NoLook, Opened};

fn entry(nth: i64, kind: RecordKind, device: DeviceId, payload: Vec<u8>) -> Entry {
    Entry {
        class: EntryClass::Event,
        kind,
        record: record(),
        scope: "/1/2/3".parse().unwrap(),
        device,
        post: PostId::NIL,
        post_kind: PostKind::GridWorker,
        stamp: Stamp::new(Hlc::from_ms(nth), nth, Some(7)),
        schema: 1,
        unit: None,
        payload,
    }
}

fn record() -> RecordId {
    RecordId::new(5, [1; 10])
}

fn relay() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

fn worker() -> (SigningKey, DeviceId) {
    (SigningKey::from_seed(&[8; 32]), DeviceId::new(1, [2; 10]))
}

fn supervisor() -> (SigningKey, DeviceId) {
    (SigningKey::from_seed(&[7; 32]), DeviceId::new(1, [4; 10]))
}

/// The look of a township desk; its words name `said`, its envelope `unit`.
fn look(unit: Option<u32>, said: &str) -> Entry {
    let opened = Opened { unit: said.parse().unwrap(), opened_at: 2_000 };
    Entry {
        post: PostId::new(1, [6; 10]),
        post_kind: PostKind::TownshipDesk,
        unit: unit.map(UnitId),
        ..entry(30, RecordKind::Opened, supervisor().1, opened.to_payload().unwrap())
    }
}

static WITH: LazyLock<String> = LazyLock::new(|| text(made(true, look(Some(2), "/1/2"), true)));
static WITHOUT: LazyLock<String> = LazyLock::new(|| text(made(false, look(Some(2), "/1/2"), true)));
/// As programs wrote it that named no unit in the envelope and asked for no signature.
static OLD: LazyLock<String> = LazyLock::new(|| text(made(true, look(None, "/1/2"), false)));

fn file(shown: bool) -> String {
    if shown { WITH.clone() } else { WITHOUT.clone() }
}

fn text(file: ReceiptFile) -> String {
    file.to_text(&worker().0).unwrap()
}

fn checked(file: ReceiptFile) -> Result<Checked, FileFault> {
    check(&text(file), &relay().public())
}

/// What the supervisor's phone signed, and the relay's word for that phone.
fn signer(look: EntryId) -> ShownSigner {
    let ((key, device), chain) = (supervisor(), ChainId::new(1, [5; 10]));
    let ids = [EntryId::of(b"about another record"), look];
    let batch = SignedBatch::sign(device, chain, 1, Chain::start(device, chain).head, &ids, &key);
    let person = PersonId::new(1, [6; 10]);
    let body = DeviceBody { device, key: key.public(), person, enrolled_at: 500, revoked_at: None };
    ShownSigner::of(&batch, &body.sign(&relay())).unwrap()
}

/// Two entries of a phone, stored as 1 and 2, and a look stored as 3. `shown`: with content; `signed`: with the supervisor's signature.
fn made(shown: bool, look: Entry, signed: bool) -> ReceiptFile {
    let ((key, device), chain) = (worker(), ChainId::new(1, [3; 10]));
    let own = [(10, vec![1]), (20, vec![2])].map(|(nth, said)| entry(nth, RecordKind::Case, device, said).seal());
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
    let look = look.seal();
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
    file.opened = vec![ShownOpening { signed: signed.then(|| signer(look.id)), bytes: Base64(look.bytes) }];
    file
}

#[test]
fn a_file_proves_the_three_steps_with_and_without_content() {
    for shown in [true, false] {
        let checked = check(&file(shown), &relay().public()).unwrap();
        assert_eq!(checked.entries.len(), 2);
        let second = &checked.entries[1];
        assert_eq!(second.captured_at, shown.then_some((20, Some(7))));
        assert_eq!((second.dseq, second.stored, second.history), (Some(2), Some((2, 1_000)), Some((4, 3_000))));
        let signed_by = CheckedSigner {
            device: supervisor().1,
            person: PersonId::new(1, [6; 10]),
            enrolled_at: 500,
            revoked_at: None,
        };
        let opened = CheckedOpening {
            entry: look(Some(2), "/1/2").seal().id,
            from: LookedFrom::Above("/1/2".parse().unwrap()),
            post_kind: PostKind::TownshipDesk,
            opened_at: 2_000,
            seq: 3,
            record_shown: shown,
            signed_by: Some(signed_by),
        };
        assert_eq!(checked.opened, [opened]);
        assert!(checked.passed_over.is_empty());
        assert_eq!(checked.proves_the_looks(), shown, "whose look counts at a record that is not shown is not proven");
    }
}

#[test]
fn a_file_says_which_part_of_the_third_step_it_does_not_prove() {
    let old = check(&OLD, &relay().public()).unwrap();
    assert!(!OLD.contains("\"signed\""), "as older programs wrote it");
    assert_eq!((&old.opened[0].from, &old.opened[0].signed_by), (&LookedFrom::Unproven, &None));
    let unsigned = checked(made(true, look(Some(2), "/1/2"), false)).unwrap();
    assert_eq!(unsigned.opened[0].from, LookedFrom::Above("/1/2".parse().unwrap()));
    let unnamed = checked(made(true, look(None, "/1"), true)).unwrap();
    assert!(unnamed.opened[0].signed_by.is_some() && unnamed.opened[0].from == LookedFrom::Unproven);
    for checked in [old, unsigned, unnamed] {
        assert!(!checked.proves_the_looks(), "{checked:?}");
    }
    let beside = checked(made(true, look(Some(15), "/1/15"), true)).unwrap();
    assert_eq!(beside.opened[0].from, LookedFrom::Beside(UnitId(15)));
    let none = checked(ReceiptFile { opened: Vec::new(), ..made(true, look(None, "/1"), false) }).unwrap();
    assert!(none.proves_the_looks(), "nothing is said, so nothing is left open");
}

#[test]
fn whoever_names_the_county_in_the_words_of_a_look_is_no_county() {
    for (unit, signed) in [(Some(2), true), (Some(2), false), (None, true), (None, false)] {
        let checked = checked(made(true, look(unit, "/1"), signed)).unwrap();
        assert!(checked.opened.iter().all(|look| look.from == LookedFrom::Unproven), "{checked:?}");
        assert_eq!(checked.passed_over.is_empty(), unit.is_none());
        assert!(!checked.proves_the_looks());
    }
}

/// Looks that a stranger could take for a supervisor's, and why each is none.
fn forged() -> [(Entry, NoLook); 5] {
    let honest = || look(Some(2), "/1/2");
    [
        (look(Some(2), "/1"), NoLook::OtherUnit),
        (Entry { post_kind: PostKind::PoliceOfficer, ..honest() }, NoLook::NotSupervising),
        (Entry { device: worker().1, ..honest() }, NoLook::TheAuthors),
        (Entry { post: PostId::NIL, ..honest() }, NoLook::TheAuthors),
        (Entry { scope: "/1/2".parse().unwrap(), ..honest() }, NoLook::Elsewhere),
    ]
}

#[test]
fn a_forged_look_is_proven_by_no_file_whether_it_shows_the_record_or_not() {
    for (look, why) in forged() {
        let shown = checked(made(true, look.clone(), false)).unwrap();
        assert_eq!((shown.opened.len(), shown.passed_over[0].why), (0, why));
        let signed = look.device == supervisor().1;
        let mut some_hidden = made(true, look.clone(), signed);
        some_hidden.entries[0].bytes = None;
        let mut nothing_of_it = made(true, look.clone(), signed);
        nothing_of_it.entries.clear();
        for file in [made(false, look.clone(), signed), some_hidden, nothing_of_it] {
            let checked = checked(file).unwrap();
            assert!(!checked.proves_the_looks(), "{why:?}: {checked:?}");
            assert!(!checked.opened.iter().any(CheckedOpening::is_proven), "{why:?}: {checked:?}");
        }
    }
}

#[test]
fn a_file_of_another_relay_proves_nothing() {
    let stranger = SigningKey::from_seed(&[1; 32]).public();
    assert_eq!(check(&file(true), &stranger), Err(FileFault::NoReceipt(0)));
}

#[test]
fn a_worker_cannot_sign_for_the_relay_or_for_the_supervisor() {
    let changed = |change: fn(&mut ReceiptFile)| {
        let mut file = made(true, look(Some(2), "/1/2"), true);
        change(&mut file);
        checked(file).unwrap_err()
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

    let by = |change: fn(&mut ShownSigner)| {
        let mut file = made(true, look(Some(2), "/1/2"), true);
        change(file.opened[0].signed.as_mut().unwrap());
        assert_eq!(checked(file).unwrap_err(), FileFault::NotSignedFor(0));
    };
    by(|by| by.device_body.0[20] ^= 1);
    by(|by| by.device_signature.0[0] ^= 1);
    by(|by| by.chain = ChainId::NIL);
    by(|by| by.first += 1);
    by(|by| by.head_before.0[0] ^= 1);
    by(|by| by.ids.swap(0, 1));
    by(|by| by.ids.truncate(1));
    by(|by| by.signature.0.truncate(63));
    // A signature of the worker's own, and one of the supervisor's over something else.
    by(|by| {
        let ((key, device), look) = (worker(), by.ids[1]);
        let batch = SignedBatch::sign(device, by.chain, 1, [0; 32], &[look], &key);
        let body = DeviceBody { device, key: key.public(), person: PersonId::NIL, enrolled_at: 1, revoked_at: None };
        *by = ShownSigner::of(&batch, &body.sign(&relay())).unwrap();
    });
    by(|by| *by = signer(EntryId::of(b"something else")));
}

#[test]
fn files_of_the_old_and_the_new_form_still_say_what_they_said() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/receipt");
    for (name, made, proves) in
        [("v1_old.json", &*OLD, false), ("v1_signed.json", &*WITH, true), ("v1_hashes.json", &*WITHOUT, false)]
    {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_FIXTURES").is_some() && !path.exists() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap();
        assert_eq!(check(&kept, &relay().public()).unwrap().proves_the_looks(), proves, "{name}");
        assert_eq!(kept, **made, "{name}: the form of files does not change");
    }
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
