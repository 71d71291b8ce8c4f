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
        if Self::is_asked(query) { Self::of_proof(proof) } else { None }
    }

    /// Of a request that comes before its device has a token, and signs itself.
    pub(crate) fn of_signature(signature: Signature) -> Self {
        Self(signature)
    }

    /// Is the answer to a request with this query to be bound?
    #[must_use]
    pub fn is_asked(query: &str) -> bool {
        query.split('&').any(|part| part == BOUND)
    }
}

/// What can be said so.
pub trait Answer: Encode<()> + for<'b> Decode<'b, ()> {
    /// Of its signature; its own, so that an answer of one kind never stands for one of another.
    const TAG: &'static str;
    const WHAT: &'static str;
}

/// Such an answer that also names the key to check it with: the first one of a relay that nobody vouched for.
pub trait Introduction: Answer {
    fn relay_key(&self) -> PublicKey;
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

/// As `open`, with the key that the answer itself names: it is one relay's answer as a whole, whichever relay that is.
///
/// # Errors
/// As `open`.
pub fn open_introduction<T: Introduction>(bytes: &[u8], to: &Question) -> Result<T, WireError> {
    let answer: SignedAnswer = wire::decode(&frame::unpack(bytes)?, T::WHAT)?;
    let said: T = wire::decode(&answer.body, T::WHAT)?;
    said.relay_key().verify(T::TAG, &statement(Some(to), &answer.body), &answer.signature, T::WHAT)?;
    Ok(said)
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
    use crate::enrol::{EnrolReply, EnrolRequest};
    use crate::pull::{Cursor, PullPage, PullQuery};
    use crate::push::PushReply;
    use crate::relay::RelayRequest;
    use crate::{ChainId, CustodyPage, DeviceId, PersonId, Standing};

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
    fn a_first_answer_is_one_relays_as_a_whole_and_good_for_its_own_question() {
        let (relay, other) = (SigningKey::from_seed(&[4; 32]), SigningKey::from_seed(&[8; 32]));
        let to = |code| EnrolRequest::sign(code, DeviceId::NIL, "", &SigningKey::from_seed(&[5; 32])).question();
        let standing = Standing { version: 1, person: PersonId::NIL, person_name: String::new(), posts: vec![] };
        let said = EnrolReply { relay_key: relay.public(), epoch: 1, standing, sent_at: 3, bound: Some(true) };
        let bytes = seal(&said, &to("one"), &relay).unwrap();
        assert_eq!(open_introduction::<EnrolReply>(&bytes, &to("one")).unwrap(), said);
        assert!(open_introduction::<EnrolReply>(&bytes, &to("two")).is_err());
        let by_other = seal(&said, &to("one"), &other).unwrap();
        assert!(
            open_introduction::<EnrolReply>(&by_other, &to("one")).is_err(),
            "it names one key and is signed by another"
        );
        assert!(open_introduction::<EnrolReply>(&wire::encode(&said), &to("one")).is_err(), "nobody signed it");
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
