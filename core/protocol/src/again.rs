//! `GET /v1/bring-back?record=`: the entries of one case that a phone has slimmed, for that phone itself: what a pull gives it anyway, and no
//! signatures. What is to be shown to others is evidence, which asks for the right.

use minicbor::{Decode, Encode};

use crate::answer::Answer;
use crate::id::RecordId;
use crate::pull::PulledEntry;
use crate::{WireError, frame, wire};

/// Some of the entries, in the order of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AgainPage {
    #[n(0)]
    pub record: RecordId,
    #[n(1)]
    pub entries: Vec<PulledEntry>,
    /// There are more behind the last of these.
    #[n(2)]
    pub more: bool,
}

impl Answer for AgainPage {
    const TAG: &'static str = "etong-again-1";
    const WHAT: &'static str = "entries of a record";
}

/// The path and query of the request; `after`: the last place that was read.
#[must_use]
pub fn again_path(record: RecordId, after: u64) -> String {
    format!("/v1/bring-back?record={record}&after={after}")
}

impl AgainPage {
    /// For a phone that does not bind answers to questions (docs/adr/0023).
    ///
    /// # Errors
    /// `TooLarge` when it does not fit the limits.
    pub fn to_frame(&self) -> Result<Vec<u8>, WireError> {
        frame::pack(&wire::encode(self))
    }

    /// # Errors
    /// `TooLarge`, `Malformed`. Nothing is checked here: whoever asked knows the ids.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode(&frame::unpack(bytes)?, "entries of a record")
    }
}
