//! What the folds share: one event with its envelope, the order in which events count, and the flat
//! map an act is written in. An acknowledged event counts before a pending one, each counts once.

use std::collections::BTreeMap;

use etong_protocol::authority::{When, may_act};
use etong_protocol::{
    DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind, RecordKind, SealedEntry, UnitId, WireError, wire,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// One event with the parts of its envelope that folds look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<A> {
    pub id: EntryId,
    /// The relay's number; `None` while the phone's own event is not acknowledged.
    pub seq: Option<u64>,
    pub hlc: Hlc,
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    /// The unit of that post; `None`: by a program that did not say it.
    pub unit: Option<UnitId>,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    /// What the payload says.
    pub entry: A,
}

impl<A> Event<A> {
    /// The event an entry is; `entry` is what its payload says.
    #[must_use]
    pub fn of(sealed: &SealedEntry, seq: Option<u64>, entry: A) -> Self {
        let envelope = &sealed.entry;
        Self {
            id: sealed.id,
            seq,
            hlc: envelope.stamp.hlc,
            device: envelope.device,
            post: envelope.post,
            post_kind: envelope.post_kind.clone(),
            unit: envelope.unit,
            scope: envelope.scope.clone(),
            captured_at: envelope.stamp.captured_at(),
            entry,
        }
    }

    /// May the author's post make this act? An act that needs the relay counts once the relay has it.
    #[must_use]
    pub fn may(&self, kind: &RecordKind, act: &str) -> bool {
        match may_act(&self.post_kind, kind, act) {
            Some(When::Offline) => true,
            Some(When::Relay) => self.seq.is_some(),
            None => false,
        }
    }
}

/// Each event once, in the order that counts: by the relay's number, then pending ones by (hlc, device, id).
#[must_use]
pub fn in_order<A>(events: &[Event<A>]) -> Vec<&Event<A>> {
    let mut ordered = each_once(events);
    ordered.sort_by_key(|event| (event.seq.is_none(), event.seq, event.hlc, event.device, event.id));
    ordered
}

/// Each event once, an acknowledged copy before a pending one.
pub(crate) fn each_once<A>(events: &[Event<A>]) -> Vec<&Event<A>> {
    let mut by_id: BTreeMap<EntryId, &Event<A>> = BTreeMap::new();
    for event in events {
        let kept = by_id.entry(event.id).or_insert(event);
        if event.seq.is_some_and(|seq| kept.seq.is_none_or(|other| seq < other)) {
            *kept = event;
        }
    }
    by_id.into_values().collect()
}

/// The word of an act, whatever else its payload holds.
///
/// # Errors
/// `Malformed` when there is none.
pub(crate) fn word_of(payload: &[u8]) -> Result<String, WireError> {
    #[derive(Deserialize)]
    struct Head {
        a: String,
    }
    Ok(wire::decode_payload::<Head>(payload)?.a)
}

/// An act's word under `a`, beside the fields of its body.
pub(crate) fn flat<T: Serialize>(word: &str, body: &T) -> Result<Vec<u8>, WireError> {
    #[derive(Serialize)]
    struct Flat<'a, T> {
        a: &'a str,
        #[serde(flatten)]
        body: &'a T,
    }
    wire::encode_payload(&Flat { a: word, body })
}

/// The body of an act; fields it does not know are skipped.
pub(crate) fn body<T: DeserializeOwned>(payload: &[u8]) -> Result<T, WireError> {
    wire::decode_payload(payload)
}

/// An act without a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Empty {}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An event `nth` (from 1) of somebody's log, with the relay's number `seq`; 0 while it is pending.
    pub(crate) fn event<A>(nth: u8, post_kind: PostKind, seq: u64, entry: A) -> Event<A> {
        Event {
            id: EntryId::of(&[nth]),
            seq: (seq > 0).then_some(seq),
            hlc: Hlc(u64::from(nth)),
            device: DeviceId::from_bytes([nth; 16]),
            post: post_of(&post_kind),
            post_kind,
            unit: None,
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: i64::from(nth) * 1_000,
            entry,
        }
    }

    /// The one post of its kind in these tests.
    pub(crate) fn post_of(kind: &PostKind) -> PostId {
        let nth = PostKind::KNOWN.iter().position(|known| known == kind).unwrap_or(99);
        PostId::from_bytes([u8::try_from(nth).unwrap() + 1; 16])
    }

    /// The events in another order, two that follow each other told twice.
    pub(crate) fn stirred<A: Clone>(events: &[Event<A>], order: u64, twice: usize) -> Vec<Event<A>> {
        told_again(events, order, &[twice, twice.saturating_add(1)])
    }

    /// The law of every fold: it does not depend on order or repetition. The events in another order, these of them told once more.
    pub(crate) fn told_again<A: Clone>(events: &[Event<A>], order: u64, repeated: &[usize]) -> Vec<Event<A>> {
        let mut told = events.to_vec();
        told.extend(repeated.iter().filter_map(|nth| events.get(nth % events.len().max(1))).cloned());
        let key = |event: &Event<A>| EntryId::of(&[event.id.as_bytes().as_slice(), &order.to_be_bytes()].concat());
        told.sort_by_key(|event| (key(event), event.seq));
        told
    }

    #[test]
    fn an_act_is_one_flat_map_and_its_body_comes_back() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Body {
            post: PostId,
            text: Option<String>,
        }
        let one = Body { post: PostId::from_bytes([7; 16]), text: Some("好".into()) };
        let payload = flat("note", &one).unwrap();
        assert_eq!((word_of(&payload).unwrap().as_str(), body::<Body>(&payload).unwrap()), ("note", one));
        assert!(word_of(b"").is_err());
    }

    proptest! {
        #[test]
        fn the_order_is_one_whatever_came_first(
            seqs in prop::collection::vec(0..6_u64, 1..8), order: u64, twice in 0..8_usize,
        ) {
            let events: Vec<Event<()>> = seqs.iter().zip(1..).map(|(seq, nth)| event(nth, PostKind::GridWorker, *seq, ())).collect();
            let straight: Vec<EntryId> = in_order(&events).iter().map(|event| event.id).collect();
            let stirred = stirred(&events, order, twice);
            let again: Vec<EntryId> = in_order(&stirred).iter().map(|event| event.id).collect();
            prop_assert_eq!(&again, &straight);
            prop_assert_eq!(straight.len(), events.len());
        }
    }
}
