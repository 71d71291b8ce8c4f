//! `GET /v1/pull`: the log from a cursor on, cut to what this device's posts may read. The query never widens that.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

use crate::WireError;
use crate::answer::{self, Answer};
use crate::authority::Standing;
use crate::digest::ScopeDigest;
use crate::id::ChainId;
use crate::sign::{PublicKey, SigningKey};

const TAG: &str = "etong-page-1";

/// How far a phone has read one feed. `epoch` changes when a relay is restored from a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cursor {
    pub epoch: u64,
    /// Everything up to and including this `seq` has been read.
    pub seq: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.seq)
    }
}

impl FromStr for Cursor {
    type Err = WireError;

    fn from_str(text: &str) -> Result<Self, WireError> {
        let malformed = || WireError::Malformed { what: "cursor" };
        let (epoch, seq) = text.split_once('.').ok_or_else(malformed)?;
        match (epoch.parse(), seq.parse()) {
            (Ok(epoch), Ok(seq)) => Ok(Self { epoch, seq }),
            _ => Err(malformed()),
        }
    }
}

/// What a phone says about itself when it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PullQuery {
    pub cursor: Cursor,
    /// "I hold everything of this chain of mine": the relay need not send it back.
    pub chain: ChainId,
    /// The version of the standing the phone knows.
    pub standing: u64,
}

impl PullQuery {
    /// The path and query of the request.
    #[must_use]
    pub fn to_path(&self) -> String {
        format!("/v1/pull?cursor={}&chain={}&standing={}", self.cursor, self.chain, self.standing)
    }
}

/// One entry with its place in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PulledEntry {
    #[n(0)]
    pub seq: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// When the relay first had it, on its clock; `None`: its own words, or taken before it wrote this down.
    #[n(2)]
    pub received_at: Option<i64>,
}

/// One page. Signed by the relay, so entries on it have passed its intake gate.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PullPage {
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub entries: Vec<PulledEntry>,
    /// The phone has now read up to this `seq`, entries outside its reach included.
    #[n(2)]
    pub read_to: u64,
    /// The newest `seq` of the feed when the page was made.
    #[n(3)]
    pub head: u64,
    /// On the last page (`read_to == head`): what the device's whole reach adds up to at `head`,
    /// entries of its own chains included.
    #[n(4)]
    pub digest: Option<ScopeDigest>,
    /// Present when the phone's is out of date. Its entries are then sent again from the start of the feed.
    #[n(5)]
    pub standing: Option<Standing>,
    /// Relay clock, milliseconds since 1970.
    #[n(6)]
    pub sent_at: i64,
}

impl Answer for PullPage {
    const TAG: &'static str = "etong-page-2";
    const WHAT: &'static str = "pull page";
}

impl PullPage {
    /// For a phone that does not bind answers to questions (docs/adr/0023).
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self, key: &SigningKey) -> Result<Vec<u8>, WireError> {
        answer::seal_unbound(self, TAG, key)
    }

    /// # Errors
    /// `BadSignature` when `relay` did not sign it, `TooLarge`, `Malformed`.
    pub fn from_frame(bytes: &[u8], relay: &PublicKey) -> Result<Self, WireError> {
        answer::open_unbound(bytes, TAG, relay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_good_only_from_its_relay() {
        let key = SigningKey::from_seed(&[4; 32]);
        let page = PullPage {
            epoch: 1,
            entries: vec![PulledEntry { seq: 9, bytes: vec![1], received_at: Some(2) }],
            read_to: 9,
            head: 9,
            digest: Some(ScopeDigest::default()),
            standing: None,
            sent_at: 3,
        };
        let frame = page.to_frame(&key).unwrap();
        assert_eq!(PullPage::from_frame(&frame, &key.public()).unwrap(), page);
        assert!(PullPage::from_frame(&frame, &SigningKey::from_seed(&[5; 32]).public()).is_err());
    }

    #[test]
    fn a_cursor_is_two_numbers_and_nothing_else() {
        assert_eq!("7.42".parse::<Cursor>().unwrap(), Cursor { epoch: 7, seq: 42 });
        for text in ["", "7", "7.", ".42", "7.42.1", "-1.2", "7.99999999999999999999"] {
            assert!(text.parse::<Cursor>().is_err(), "{text:?}");
        }
    }
}
