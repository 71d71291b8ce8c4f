//! Every decoder is total: whatever the bytes, a value or an error, and what was read can be written again.
//! `cargo test` runs a short random search; `cargo bolero test` searches with coverage for as long as one likes.

#![expect(clippy::unwrap_used, reason = "a fuzz target fails by panicking")]

use std::str::FromStr;

use etong_protocol::enrol::{EnrolReply, EnrolRequest, TokenReply, TokenRequest};
use etong_protocol::register::{RegisterMessage, RegisterReply};
use etong_protocol::{
    Cursor, DeviceId, EntryId, OrgPath, PublicKey, PullPage, PushBatch, PushReply, Receipt, ReceiptBody, RecordId,
    RecordKind, Refusal, ScopeDigest, SealedEntry, SigningKey, answer, frame, wire,
};

/// A run of verdicts can claim four thousand million entries; reading it must not build them.
const SENSIBLE: usize = 1_000;

fn round_trip<T>(bytes: &[u8])
where
    T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()> + PartialEq + std::fmt::Debug,
{
    if let Ok(value) = wire::decode::<T>(bytes, "fuzz") {
        assert_eq!(wire::decode::<T>(&wire::encode(&value), "fuzz").unwrap(), value);
    }
}

#[test]
fn entries() {
    bolero::check!().for_each(|bytes| {
        if let Ok(sealed) = SealedEntry::open(bytes.to_vec()) {
            assert_eq!(sealed.id, EntryId::of(bytes));
            assert_eq!(sealed.entry.clone().seal().entry, sealed.entry);
        }
    });
}

#[test]
fn batches_and_replies() {
    bolero::check!().for_each(|bytes| {
        round_trip::<PushBatch>(bytes);
        round_trip::<PushReply>(bytes);
        let _ = PushBatch::from_frame(bytes);
    });
}

#[test]
fn receipts() {
    bolero::check!().for_each(|bytes| {
        round_trip::<Receipt>(bytes);
        if let Ok(body) = wire::decode::<ReceiptBody>(bytes, "fuzz") {
            assert!(body.verdicts().take(SENSIBLE).count() <= SENSIBLE);
        }
    });
}

#[test]
fn pages() {
    bolero::check!().for_each(|bytes| {
        round_trip::<PullPage>(bytes);
        let _ = PullPage::from_frame(bytes, &PublicKey([0; 32]));
    });
}

#[test]
fn enrolment_and_refusals() {
    bolero::check!().for_each(|bytes| {
        round_trip::<EnrolRequest>(bytes);
        round_trip::<EnrolReply>(bytes);
        round_trip::<TokenRequest>(bytes);
        round_trip::<TokenReply>(bytes);
        round_trip::<Refusal>(bytes);
        if let Ok(request) = wire::decode::<EnrolRequest>(bytes, "fuzz") {
            let _ = request.verify();
        }
    });
}

#[test]
fn frames_and_small_shapes() {
    bolero::check!().for_each(|bytes| {
        let _ = frame::unpack(bytes);
        let _ = ScopeDigest::from_bytes(bytes);
        if let Ok(path) = OrgPath::from_bytes(bytes) {
            assert_eq!(path.to_bytes(), bytes);
        }
        let text = String::from_utf8_lossy(bytes);
        let _ = (Cursor::from_str(&text), RecordId::from_str(&text), OrgPath::from_str(&text));
        if let Ok(kind) = RecordKind::from_str(&text) {
            assert_eq!(kind.as_str(), text);
        }
    });
}

/// Mutations of honest messages reach deeper than random bytes.
#[test]
fn honest_messages_with_a_few_bytes_changed() {
    let kept =
        ["v1_entry.cbor", "v1_push_batch.cbor", "v1_push_reply.cbor", "v1_pull_page.cbor", "v1_enrol_reply.cbor"]
            .map(|name| std::fs::read(format!("{}/../fixtures/wire/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap());
    bolero::check!().with_type::<(u8, Vec<(u16, u8)>)>().for_each(|(which, changes)| {
        let mut bytes = kept[usize::from(*which) % kept.len()].clone();
        for (at, value) in changes.iter().take(4) {
            let at = usize::from(*at) % bytes.len();
            bytes[at] ^= value;
        }
        let _ = SealedEntry::open(bytes.clone());
        round_trip::<PushBatch>(&bytes);
        round_trip::<PushReply>(&bytes);
        round_trip::<PullPage>(&bytes);
        round_trip::<EnrolReply>(&bytes);
    });
}

#[test]
fn registrations() {
    bolero::check!().for_each(|bytes| {
        round_trip::<RegisterMessage>(bytes);
        round_trip::<RegisterReply>(bytes);
        let to = EnrolRequest::sign("", DeviceId::NIL, "", &SigningKey::from_seed(&[1; 32])).question();
        let _ = answer::open_introduction::<EnrolReply>(bytes, &to);
        let _ = answer::open_introduction::<RegisterReply>(bytes, &to);
    });
}
