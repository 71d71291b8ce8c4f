//! Are two inspections of one place? The same dwelling or building on record, the same written address, or two measured
//! positions within 30 m.

use etong_protocol::RecordId;

use crate::domain::place::{Fix, metres_between};

/// Positions nearer to each other than this are one place.
pub const SAME_PLACE_M: f64 = 30.0;
/// An item that is bad again within this time is a repeat: 365 days, in milliseconds.
pub const REPEAT_WINDOW_MS: i64 = 365 * 24 * 60 * 60 * 1_000;
/// A position known worse than this (metres) names no place.
const WORST_ACCURACY_M: u16 = 100;

/// What is known of where something was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhereAt {
    pub premises: Option<RecordId>,
    /// The address without blanks and with half-width characters; `None` when there is none.
    pub address_key: Option<String>,
    /// Micro-degrees north and east; `None` when it is unknown or too uncertain.
    pub at: Option<(i32, i32)>,
}

impl WhereAt {
    #[must_use]
    pub fn new(premises: Option<RecordId>, address: Option<&str>, place: Option<&Fix>) -> Self {
        let known = place.filter(|place| place.accuracy_m <= WORST_ACCURACY_M);
        Self {
            premises,
            address_key: address.map(address_key).filter(|key| !key.is_empty()),
            at: known.map(|place| (place.lat_e6, place.lon_e6)),
        }
    }
}

/// Both must lie in the same community, which the caller sees to: an address such as 3 栋 is only unique there.
#[must_use]
pub fn same_place(one: &WhereAt, other: &WhereAt) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    match (one.premises, other.premises) {
        (Some(one), Some(other)) => one == other,
        _ if same(&one.address_key, &other.address_key) => true,
        _ => match (one.at, other.at) {
            (Some(one), Some(other)) => metres_between(one, other) <= SAME_PLACE_M,
            _ => false,
        },
    }
}

fn address_key(address: &str) -> String {
    let plain = address.chars().filter(|letter| !letter.is_whitespace());
    plain.map(|letter| crate::domain::half_width::half_width(letter).to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(premises: u8, address: &str, lat_e6: i32, accuracy_m: u16) -> WhereAt {
        let premises = (premises > 0).then(|| RecordId::from_bytes([premises; 16]));
        let place = (lat_e6 > 0).then(|| Fix::new(lat_e6, 117_655_000, accuracy_m).unwrap());
        WhereAt::new(premises, Some(address).filter(|text| !text.is_empty()), place.as_ref())
    }

    #[test]
    fn a_place_is_known_by_record_address_or_position() {
        let here = 24_513_000;
        let table = [
            // one, other, same
            (at(1, "", 0, 0), at(1, "别处", here, 5), true),
            (at(1, "3 栋", 0, 0), at(2, "3 栋", 0, 0), false),
            (at(0, "３栋 502", 0, 0), at(0, "3栋502", 0, 0), true),
            (at(0, "", here, 5), at(0, "", here + 250, 5), true),
            (at(0, "", here, 5), at(0, "", here + 300, 5), false),
            (at(0, "", here, 5), at(0, "", here, 500), false),
            (at(0, "", 0, 0), at(0, "", 0, 0), false),
            (at(1, "", here, 5), at(0, "", here, 5), true),
        ];
        for (one, other, same) in table {
            assert_eq!(same_place(&one, &other), same, "{one:?} {other:?}");
            assert_eq!(same_place(&other, &one), same, "the other way round");
        }
    }
}
