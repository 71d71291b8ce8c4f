//! Under which id a record may be founded. Most ids are drawn: they tell when, and the rest is chance, so nobody can be there first. A few
//! are computed from what names the record (`audit`, `roster`, `order`; a decision on custody: `custody::decision_record`), so that phones
//! that never met write onto one. Anybody can compute those: only an entry that bears what the id is computed from may found the record.

mod audit;
mod drawn;
mod order;
mod roster;

pub use audit::log_of;
pub use drawn::{draw, is_drawn};
pub use order::order_record;
pub use roster::roster_record;

use sha2::{Digest, Sha256};

use crate::entry::Entry;
use crate::id::RecordId;
use crate::record_kind::RecordKind;

/// May `entry` found the record it names? For whoever takes a first entry; what exists already goes on under the id it has.
#[must_use]
pub fn may_found(entry: &Entry) -> bool {
    match entry.kind {
        RecordKind::Audit => entry.record == log_of(entry.device, entry.post, &entry.scope),
        RecordKind::Roster => roster::names(entry),
        RecordKind::Case => is_drawn(entry.record) || order::names(entry),
        _ => is_drawn(entry.record),
    }
}

/// The first half of a digest.
fn id_of(digest: Sha256) -> RecordId {
    let digest: [u8; 32] = digest.finalize().into();
    let (halves, _) = digest.as_chunks::<16>();
    halves.first().map_or(RecordId::NIL, |half| RecordId::from_bytes(*half))
}

#[cfg(test)]
mod tests;
