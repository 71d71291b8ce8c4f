//! Wire messages as version 1 wrote them, kept for ever. A program that cannot read them, or writes them otherwise,
//! breaks phones in the field. `UPDATE_FIXTURES=1` writes files that do not exist yet; it never changes one.

#![expect(clippy::unwrap_used, reason = "what prepares a test may fail it")]

use std::path::PathBuf;

use etong_protocol::enrol::{EnrolReply, EnrolRequest, TokenReply, TokenRequest};
use etong_protocol::register::{RegisterMessage, RegisterReply, RegisterRequest, RegistrationQuery, RegistrationState};
use etong_protocol::{
    Asked, BodyHash, Chain, ChainId, Cursor, DeviceId, Entry, EntryClass, EntryId, Hlc, PersonId, PostId, PostKind,
    Proof, PullPage, PulledEntry, PushBatch, PushItem, PushReply, ReceiptBody, RecordId, RecordKind, Refusal,
    RefusalCode, ScopeDigest, SealedEntry, Signature, SigningKey, Stamp, Standing, StandingPost, UnitId, Verb, Verdict,
    answer, frame, wire,
};

fn device() -> DeviceId {
    DeviceId::new(1_790_000_000_000, [1; 10])
}

fn phone_key() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn relay_key() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn sealed() -> SealedEntry {
    Entry {
        class: EntryClass::Event,
        kind: RecordKind::Case,
        record: RecordId::new(1_790_000_000_001, [2; 10]),
        scope: "/1/12/345/6789".parse().unwrap(),
        device: device(),
        post: PostId::new(1_780_000_000_000, [3; 10]),
        post_kind: PostKind::GridWorker,
        stamp: Stamp::new(Hlc::from_ms(1_790_000_000_001), 1_790_000_000_001, Some(250)),
        schema: 1,
        unit: None,
        payload: b"what happened".to_vec(),
    }
    .seal()
}

fn standing() -> Standing {
    Standing {
        version: 3,
        person: PersonId::new(1_780_000_000_000, [4; 10]),
        person_name: "王芳".into(),
        posts: vec![StandingPost {
            post: PostId::new(1_780_000_000_000, [3; 10]),
            kind: PostKind::GridWorker,
            unit: "/1/12/345/6789".parse().unwrap(),
            unit_name: "第一网格".into(),
            took_over: None,
            co_heirs: None,
        }],
    }
}

fn batch() -> PushBatch {
    let chain = ChainId::new(1_790_000_000_000, [5; 10]);
    let items = vec![PushItem::Whole(sealed().bytes), PushItem::Withheld(EntryId::of(b"withheld"))];
    let head = Chain::first_head(device(), chain);
    PushBatch::sign(device(), chain, 1, head, items, &phone_key())
}

fn reply() -> PushReply {
    let batch = batch();
    let verdicts = [Verdict::Stored { seq: 41 }, Verdict::Refused { code: RefusalCode::Gone }];
    let body = ReceiptBody {
        epoch: 7,
        device: batch.device,
        chain: batch.chain,
        first: 1,
        head_before: batch.head_before,
        head_after: batch.head_after(),
        runs: ReceiptBody::runs_of(&verdicts),
        received_at: 1_790_000_000_500,
        earlier: None,
    };
    PushReply::Taken(body.sign(&relay_key()))
}

fn page() -> PullPage {
    let mut digest = ScopeDigest::default();
    digest.add(sealed().id, 41);
    PullPage {
        epoch: 7,
        entries: vec![PulledEntry { seq: 41, bytes: sealed().bytes, received_at: None }],
        read_to: 41,
        head: 41,
        digest: Some(digest),
        standing: Some(standing()),
        sent_at: 1_790_000_000_600,
    }
}

/// The file's bytes are `made` by this program.
fn kept(name: &str, made: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/wire").join(name);
    if std::env::var_os("UPDATE_FIXTURES").is_some() && !path.exists() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read(&path).unwrap();
    assert_eq!(kept, made, "{name}: this program writes other bytes than version 1 did");
    kept
}

#[test]
fn an_entry_is_sealed_in_the_same_bytes_for_ever() {
    let bytes = kept("v1_entry.cbor", &sealed().bytes);
    assert_eq!(SealedEntry::open(bytes).unwrap(), sealed());
    let said = Entry { unit: Some(UnitId(6789)), ..sealed().entry }.seal();
    let bytes = kept("v1_entry_unit.cbor", &said.bytes);
    assert_eq!(SealedEntry::open(bytes).unwrap(), said);
}

#[test]
fn every_message_is_written_and_read_as_in_version_1() {
    let bytes = kept("v1_push_batch.cbor", &wire::encode(&batch()));
    assert_eq!(wire::decode::<PushBatch>(&bytes, "batch").unwrap(), batch());
    let bytes = kept("v1_push_reply.cbor", &wire::encode(&reply()));
    assert_eq!(wire::decode::<PushReply>(&bytes, "reply").unwrap(), reply());
    let bytes = kept("v1_pull_page.cbor", &wire::encode(&page()));
    assert_eq!(wire::decode::<PullPage>(&bytes, "page").unwrap(), page());
    let enrol = EnrolRequest::sign("ABCD-EFGH", device(), "王芳的手机", &phone_key());
    let bytes = kept("v1_enrol_request.cbor", &wire::encode(&enrol));
    assert!(wire::decode::<EnrolRequest>(&bytes, "enrol").unwrap().verify().is_ok());
    let enrolled =
        EnrolReply { relay_key: relay_key().public(), epoch: 7, standing: standing(), sent_at: 9, bound: None };
    let bytes = kept("v1_enrol_reply.cbor", &wire::encode(&enrolled));
    assert_eq!(wire::decode::<EnrolReply>(&bytes, "enrol").unwrap(), enrolled);
    let token = TokenRequest::sign(device(), 1_790_000_000_000, [6; 16], &phone_key());
    let bytes = kept("v1_token_request.cbor", &wire::encode(&token));
    assert!(wire::decode::<TokenRequest>(&bytes, "token").unwrap().verify(&phone_key().public()).is_ok());
    let granted = TokenReply { token: "t".repeat(43), expires_at: 10, sent_at: 9, sealing: None };
    let bytes = kept("v1_token_reply.cbor", &wire::encode(&granted));
    assert_eq!(wire::decode::<TokenReply>(&bytes, "token").unwrap(), granted);
    let late = TokenRequest::sign_late(device(), 1_790_000_000_000, Some(1_780_000_000_000), [6; 16], &phone_key());
    let bytes = kept("v1_token_request_late.cbor", &wire::encode(&late));
    assert!(wire::decode::<TokenRequest>(&bytes, "token").unwrap().verify(&phone_key().public()).is_ok());
    let refusal = Refusal::new(RefusalCode::Forbidden, "no");
    let bytes = kept("v1_refusal.cbor", &wire::encode(&refusal));
    assert_eq!(wire::decode::<Refusal>(&bytes, "refusal").unwrap(), refusal);
}

#[test]
fn a_registration_and_a_proof_are_written_and_read_as_in_version_1() {
    let unsigned = RegisterRequest {
        version: 0,
        device: device(),
        key: relay_key().public(),
        label: "自己的手机".into(),
        name: "郭小满".into(),
        phone: "13800138000".into(),
        unit: 6789,
        born: "1990-05-01".into(),
        consent: "1".into(),
        signature: Signature([0; 64]),
        nonce: None,
    };
    for (name, nonce) in [("v1_register.cbor", None), ("v1_register_nonce.cbor", Some([6; 16].into()))] {
        let request = RegisterRequest { nonce, ..unsigned.clone() };
        let register = RegisterMessage::Register(Box::new(request.sign(&phone_key())));
        let bytes = kept(name, &wire::encode(&register));
        let RegisterMessage::Register(read) = wire::decode(&bytes, "registration").unwrap() else { panic!("another") };
        assert!(read.verify().is_ok());
        assert_eq!(RegisterMessage::Register(read), register);
    }
    for (name, nonce) in [("v1_registration_query.cbor", None), ("v1_registration_query_nonce.cbor", Some([6; 16]))] {
        let ask = RegisterMessage::Ask(RegistrationQuery::sign(device(), nonce, &phone_key()));
        let bytes = kept(name, &wire::encode(&ask));
        let RegisterMessage::Ask(read) = wire::decode(&bytes, "registration").unwrap() else { panic!("another") };
        assert!(read.verify(&phone_key().public()).is_ok());
        assert_eq!(RegisterMessage::Ask(read), ask);
    }
    let (state, relay_key) = (RegistrationState::Declined, relay_key().public());
    let reply =
        RegisterReply { state, reason: "不在本村服务".into(), relay_key, epoch: 7, sent_at: 9, bound: None };
    let bytes = kept("v1_register_reply.cbor", &wire::encode(&reply));
    assert_eq!(wire::decode::<RegisterReply>(&bytes, "registration").unwrap(), reply);
    let asked = Asked { token: "t", verb: Verb::Post, path: "/v1/push", body: BodyHash::of(b"body") };
    let bytes = kept("v1_proof.txt", Proof::sign(&asked, 41, &phone_key()).to_text().as_bytes());
    let proof = Proof::from_text(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert!(proof.verify(&asked, &phone_key().public()).is_ok());
}

#[test]
fn a_bound_answer_to_an_enrolment_is_read_as_in_version_1() {
    let request = EnrolRequest::sign("ABCD-EFGH", device(), "王芳的手机", &phone_key());
    let said =
        EnrolReply { relay_key: relay_key().public(), epoch: 7, standing: standing(), sent_at: 9, bound: Some(true) };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/wire/v1_enrolled.zst");
    if std::env::var_os("UPDATE_FIXTURES").is_some() && !path.exists() {
        std::fs::write(&path, answer::seal(&said, &request.question(), &relay_key()).unwrap()).unwrap();
    }
    let frame = std::fs::read(path).unwrap();
    assert_eq!(answer::open::<EnrolReply>(&frame, &request.question(), &relay_key().public()).unwrap(), said);
    assert_eq!(answer::open_introduction::<EnrolReply>(&frame, &request.question()).unwrap(), said);
}

#[test]
fn a_frame_of_another_compressor_version_is_still_read() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/wire/v1_pull_page.zst");
    if std::env::var_os("UPDATE_FIXTURES").is_some() && !path.exists() {
        std::fs::write(&path, page().to_frame(&relay_key()).unwrap()).unwrap();
    }
    let frame = std::fs::read(path).unwrap();
    assert_eq!(PullPage::from_frame(&frame, &relay_key().public()).unwrap(), page());
    assert!(frame::unpack(&frame).is_ok());
}

#[test]
fn a_message_from_a_newer_program_is_read_without_its_new_fields() {
    let mut bytes = wire::encode(&page());
    assert_eq!(bytes[0], 0x87, "an array of seven");
    bytes[0] = 0x88;
    bytes.extend([0x63, b'n', b'e', b'w']);
    assert_eq!(wire::decode::<PullPage>(&bytes, "page").unwrap(), page());
}

#[test]
fn a_cursor_reads_as_it_is_written() {
    let cursor = Cursor { epoch: 7, seq: 41 };
    assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
}
