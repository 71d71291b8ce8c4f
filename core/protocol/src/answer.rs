//! An answer belongs to its question. The relay signs what it says together with the proof of the request it answers
//! (docs/adr/0023), so that an answer to somebody else, to something else or of yesterday is worth nothing.

use minicbor::{Decode, Encode};

use crate::proof::Proof;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::{WireError, frame, wire};

/// What a query holds when its answer is to be bound to it. Part of what the proof signs, so nobody on the way takes it out.
pub const BOUND: &str = "bound=1";

/// The proof of one request: no two are alike, for each has a number that its token has not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question(Signature);

impl Question {
    /// `None` for a proof that cannot be read.
    #[must_use]
    pub fn of_proof(text: &str) -> Option<Self> {
        Proof::from_text(text).ok().map(|proof| Self(proof.signature()))
    }

    /// The same of a request's query and the text of its proof; `None` when the query does not ask for a bound answer.
    #[must_use]
    pub fn of_query(query: &str, proof: &str) -> Option<Self> {
        if query.split('&').any(|part| part == BOUND) { Self::of_proof(proof) } else { None }
    }
}

/// What can be said so.
pub trait Answer: Encode<()> + for<'b> Decode<'b, ()> {
    /// Of its signature; its own, so that an answer of one kind never stands for one of another.
    const TAG: &'static str;
    const WHAT: &'static str;
}

/// An answer's exact bytes and the relay's signature over question and bytes.
#[derive(Encode, Decode)]
struct SignedAnswer {
    #[cbor(n(0), with = "minicbor::bytes")]
    body: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

/// The bytes that travel.
///
/// # Errors
/// `TooLarge` when it does not fit the limits.
pub fn seal<T: Answer>(said: &T, to: &Question, key: &SigningKey) -> Result<Vec<u8>, WireError> {
    pack(said, T::TAG, Some(to), key)
}

/// # Errors
/// `BadSignature` unless `relay` said exactly this in answer to exactly that; `TooLarge`, `Malformed`.
pub fn open<T: Answer>(bytes: &[u8], to: &Question, relay: &PublicKey) -> Result<T, WireError> {
    unpack(bytes, T::TAG, Some(to), relay)
}

/// As older phones read it: signed, but good for any question. `tag`: of such an answer.
pub(crate) fn seal_unbound<T: Answer>(said: &T, tag: &'static str, key: &SigningKey) -> Result<Vec<u8>, WireError> {
    pack(said, tag, None, key)
}

pub(crate) fn open_unbound<T: Answer>(bytes: &[u8], tag: &'static str, relay: &PublicKey) -> Result<T, WireError> {
    unpack(bytes, tag, None, relay)
}

fn pack<T: Answer>(said: &T, tag: &'static str, to: Option<&Question>, key: &SigningKey) -> Result<Vec<u8>, WireError> {
    let body = wire::encode(said);
    let signature = key.sign(tag, &statement(to, &body));
    frame::pack(&wire::encode(&SignedAnswer { body, signature }))
}

fn unpack<T: Answer>(
    bytes: &[u8],
    tag: &'static str,
    to: Option<&Question>,
    relay: &PublicKey,
) -> Result<T, WireError> {
    let answer: SignedAnswer = wire::decode(&frame::unpack(bytes)?, T::WHAT)?;
    relay.verify(tag, &statement(to, &answer.body), &answer.signature, T::WHAT)?;
    wire::decode(&answer.body, T::WHAT)
}

fn statement(to: Option<&Question>, body: &[u8]) -> Vec<u8> {
    [to.map_or(&[][..], |question| &question.0.0), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pull::{Cursor, PullPage, PullQuery};
    use crate::push::PushReply;
    use crate::relay::RelayRequest;
    use crate::{ChainId, CustodyPage};

    fn page() -> PullPage {
        PullPage { epoch: 1, entries: vec![], read_to: 9, head: 9, digest: None, standing: None, sent_at: 3 }
    }

    fn question(number: u64, device: u8) -> Question {
        let query = PullQuery { cursor: Cursor { epoch: 1, seq: 4 }, chain: ChainId::from_bytes([7; 16]), standing: 2 };
        let key = SigningKey::from_seed(&[device; 32]);
        RelayRequest::get(query.to_path()).bound().signed("token", number, &key).question().unwrap()
    }

    #[test]
    fn an_answer_is_good_for_its_own_question_of_its_own_device_only() {
        let relay = SigningKey::from_seed(&[4; 32]);
        let bytes = seal(&page(), &question(1, 5), &relay).unwrap();
        assert_eq!(open::<PullPage>(&bytes, &question(1, 5), &relay.public()).unwrap(), page());
        for other in [question(2, 5), question(1, 6)] {
            let refused = open::<PullPage>(&bytes, &other, &relay.public());
            assert_eq!(refused, Err(WireError::BadSignature { what: PullPage::WHAT }));
        }
        assert!(open::<PullPage>(&bytes, &question(1, 5), &SigningKey::from_seed(&[8; 32]).public()).is_err());
    }

    #[test]
    fn an_answer_of_one_kind_or_from_before_questions_stands_for_no_other() {
        let relay = SigningKey::from_seed(&[4; 32]);
        let gap = seal(&PushReply::Gap(3), &question(1, 5), &relay).unwrap();
        assert!(open::<PullPage>(&gap, &question(1, 5), &relay.public()).is_err());
        assert!(open::<CustodyPage>(&gap, &question(1, 5), &relay.public()).is_err());
        let old = page().to_frame(&relay).unwrap();
        assert!(open::<PullPage>(&old, &question(1, 5), &relay.public()).is_err());
        assert!(PullPage::from_frame(&seal(&page(), &question(1, 5), &relay).unwrap(), &relay.public()).is_err());
    }

    #[test]
    fn only_a_query_that_asks_for_it_is_a_question() {
        let request = RelayRequest::get("/v1/custody?after=3").signed("token", 1, &SigningKey::from_seed(&[1; 32]));
        let proof = request.proof.clone().unwrap();
        assert_eq!(Question::of_query("after=3", &proof), None);
        assert_eq!(Question::of_query("after=3&bound=1", &proof), request.question());
        assert_eq!(Question::of_query("after=3&bound=1", "no proof"), None);
    }
}
