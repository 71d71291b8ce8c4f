//! 排班: the roster of one unit for one month.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::id_of;
use crate::entry::Entry;
use crate::id::RecordId;
use crate::org_path::OrgPath;
use crate::wire;

/// What of a roster's first entry names it.
#[derive(Deserialize)]
struct Named {
    day: String,
}

/// The record of the roster of `unit` for the month of `day`.
#[must_use]
pub fn roster_record(unit: &OrgPath, day: &str) -> RecordId {
    let month: String = day.chars().take(7).collect();
    let mut hash = Sha256::new();
    hash.update(b"etong-roster-1\0");
    hash.update(month.as_bytes());
    hash.update(b"\0");
    hash.update(unit.to_bytes());
    id_of(hash)
}

/// Is the record the roster of the place it is filed at, for the month it speaks of?
pub(super) fn names(entry: &Entry) -> bool {
    wire::decode_payload(&entry.payload).is_ok_and(|Named { day }| entry.record == roster_record(&entry.scope, &day))
}
