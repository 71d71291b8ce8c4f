//! A certificate is worked out again, and every way of tampering with it is found.

use etong_protocol::{Chain, ChainId};
use etong_protocol::{Entry, EntryClass, Hlc, OrgPath, PostId, PostKind, ReceiptBody, Stamp};

use super::*;
use crate::domain::mobilisation::Answer;
use crate::domain::patrol::{PatrolKind, Start};

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_767_225_600_000;

fn sealed(record: u8, kind: RecordKind, minute: i64, payload: Vec<u8>) -> SealedEntry {
    let at = DAY + minute * MINUTE;
    Entry {
        class: EntryClass::Event,
        kind,
        record: RecordId::from_bytes([record; 16]),
        scope: "/1/12/121/1211".parse::<OrgPath>().unwrap(),
        device: DeviceId::from_bytes([4; 16]),
        post: PostId::from_bytes([4; 16]),
        post_kind: PostKind::Volunteer,
        stamp: Stamp::new(Hlc::from_ms(at), at, None),
        schema: 1,
        unit: None,
        payload,
    }
    .seal()
}

fn entries() -> Vec<SealedEntry> {
    let patrol = |minute, entry: PatrolEntry| sealed(1, RecordKind::Patrol, minute, entry.to_payload().unwrap());
    let muster = |minute, entry: MusterEntry| sealed(2, RecordKind::Muster, minute, entry.to_payload().unwrap());
    vec![
        patrol(0, PatrolEntry::Start(Start::of(PatrolKind::SelfStarted))),
        patrol(20, PatrolEntry::Pause),
        patrol(30, PatrolEntry::Resume),
        patrol(60, PatrolEntry::End { place: None }),
        muster(90, MusterEntry::Accept(Answer { call: RecordId::NIL, skills: Vec::new(), note: None })),
        muster(100, MusterEntry::Arrive { at: None, place: None }),
        muster(190, MusterEntry::Leave { at: None, result: None }),
    ]
}

fn relay() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

fn receipt(entries: &[SealedEntry]) -> Batch {
    let mut chain = Chain::start(DeviceId::from_bytes([4; 16]), ChainId::from_bytes([5; 16]));
    let head_before = chain.head;
    let ids: Vec<EntryId> = entries.iter().map(|sealed| sealed.id).collect();
    let head_after = ids.iter().map(|id| chain.link(*id).head).last().unwrap();
    let verdicts: Vec<Verdict> = (100..).take(ids.len()).map(|seq| Verdict::Stored { seq }).collect();
    let body = ReceiptBody {
        epoch: 1,
        device: DeviceId::from_bytes([4; 16]),
        chain: ChainId::from_bytes([5; 16]),
        first: 1,
        head_before,
        head_after,
        runs: ReceiptBody::runs_of(&verdicts),
        received_at: DAY,
        earlier: None,
    };
    Batch { receipt: body.sign(&relay()), entries: ids }
}

fn certificate(entries: &[SealedEntry], batches: Vec<Batch>) -> String {
    let certificate = Certificate {
        name: "陈梅".into(),
        post: "volunteer 梧桥社区第一网格".into(),
        from: DAY,
        until: DAY + 86_400_000,
        device: DeviceId::from_bytes([4; 16]),
        lines: lines_of(entries),
        waiting: 1,
    };
    let entries = entries.iter().map(|sealed| sealed.bytes.clone().into()).collect();
    write(&certificate, &Proofs { entries, batches }, &SigningKey::from_seed(&[4; 32]))
}

#[test]
fn hours_are_worked_out_again_from_what_they_rest_on() {
    let entries = entries();
    let text = certificate(&entries, vec![receipt(&entries)]);
    let checked = check(&text, Some(&relay().public())).unwrap();
    assert_eq!((checked.minutes, checked.lines.len(), checked.receipted), (50 + 90, 2, true));
    assert!(text.contains("2026-01-01 08:00 – 2026-01-01 09:00 巡逻 patrol 50 分钟 min"), "{text}");
    assert!(!check(&text, None).unwrap().receipted, "without the relay's key nothing is said of receipts");
    assert!(check(&text.replace('\n', "\r\n"), None).is_ok(), "a mail program may change the line ends");
}

#[test]
fn a_changed_certificate_is_found_out() {
    let entries = entries();
    let text = certificate(&entries, vec![receipt(&entries)]);
    assert_eq!(check(&text.replace("50 分钟", "500 分钟"), None), Err(CertificateError::Signature));
    assert_eq!(check(&text.replace("陈梅", "王芳"), None), Err(CertificateError::Signature));
    assert_eq!(check("志愿服务时长证明", None), Err(CertificateError::NotOne));
    let stranger = SigningKey::from_seed(&[1; 32]).public();
    assert_eq!(check(&text, Some(&stranger)), Err(CertificateError::Receipt));
}

#[test]
fn a_line_without_its_entries_or_receipts_is_not_believed() {
    let entries = entries();
    let invented = Certificate {
        name: "陈梅".into(),
        post: "volunteer".into(),
        from: DAY,
        until: DAY,
        device: DeviceId::from_bytes([4; 16]),
        lines: lines_of(&entries),
        waiting: 0,
    };
    let signed = write(&invented, &Proofs::default(), &SigningKey::from_seed(&[4; 32]));
    assert_eq!(check(&signed, None), Err(CertificateError::Lines), "signed by the phone, but nothing shows it");
    let unreceipted = certificate(&entries, vec![receipt(&entries[..4])]);
    assert!(!check(&unreceipted, Some(&relay().public())).unwrap().receipted);
}

#[test]
fn an_unfinished_patrol_is_no_line() {
    assert!(lines_of(&entries()[..3]).is_empty());
    assert_eq!(lines_of(&entries()[..4]).len(), 1);
}
