//! The case of an order from outside: named by county, source and number, so that two desks that import the same list offline write
//! one case.

use etong_protocol::{OrgPath, RecordId};
use sha2::{Digest, Sha256};

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
    let hash: [u8; 32] = hash.finalize().into();
    let (halves, _) = hash.as_chunks::<16>();
    halves.first().map_or(RecordId::NIL, |half| RecordId::from_bytes(*half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_one_case_of_its_county_whoever_imports_it() {
        let of = |unit: &str, source, no| order_record(&unit.parse().unwrap(), source, no);
        let order = of("/1/12", "hotline_12345", "ZZ2026-001");
        assert_eq!(of("/1/13/131", "hotline_12345", " ZZ2026-001 "), order);
        assert_ne!(of("/2/12", "hotline_12345", "ZZ2026-001"), order);
        assert_ne!(of("/1/12", "police_110", "ZZ2026-001"), order);
        assert_ne!(of("/1/12", "hotline_12345", "ZZ2026-002"), order);
    }
}
