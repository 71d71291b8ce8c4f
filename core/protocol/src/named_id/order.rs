//! The case of an order from outside: named by county, source and number, so that two desks that import the same list offline write
//! one case.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::id_of;
use crate::entry::Entry;
use crate::id::RecordId;
use crate::org_path::OrgPath;
use crate::wire;

/// What of a case's first act names it.
#[derive(Deserialize)]
struct Named {
    source: String,
    external_no: String,
}

/// The record of the order `external_no` of `source`, in the county of `unit`.
#[must_use]
pub fn order_record(unit: &OrgPath, source: &str, external_no: &str) -> RecordId {
    let county = unit.units().first().copied().unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(b"etong-order-1\0");
    hash.update(county.to_be_bytes());
    hash.update(source.trim().as_bytes());
    hash.update(b"\0");
    hash.update(external_no.trim().as_bytes());
    id_of(hash)
}

/// Is it the case of the order it speaks of, and by a desk, which imports orders? A list that leaves the source out names its orders
/// without one.
pub(super) fn names(entry: &Entry) -> bool {
    let Ok(Named { source, external_no }) = wire::decode_payload(&entry.payload) else { return false };
    let named = |source: &str| entry.record == order_record(&entry.scope, source, &external_no);
    entry.post_kind.is_desk() && (named(&source) || named(""))
}
