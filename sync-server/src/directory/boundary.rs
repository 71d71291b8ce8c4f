//! Is this a border? Rings of points in millionths of a degree, looked over before phones use them to tell whose ground it
//! is. PURE. Never mends a ring.

/// Points of all rings together: what travels in one row with room for the rest of it.
const MOST_POINTS: usize = 4_000;
/// Four points make a triangle whose first point comes again at the end.
const FEWEST_POINTS: usize = 4;
/// A generous frame around the country; a pair that was turned around, or is in whole degrees, falls out of it.
const LATITUDES: std::ops::RangeInclusive<i32> = 3_000_000..=54_000_000;
const LONGITUDES: std::ops::RangeInclusive<i32> = 73_000_000..=136_000_000;

/// What is wrong with `rings`, ring by ring.
pub(super) fn faults(rings: &[Vec<[i32; 2]>]) -> Vec<String> {
    let points: usize = rings.iter().map(Vec::len).sum();
    if points > MOST_POINTS {
        return vec![format!("the boundary has {points} points; at most {MOST_POINTS} travel, simplify it")];
    }
    rings.iter().zip(1..).filter_map(|(ring, nth)| Some(format!("boundary ring {nth}: {}", fault(ring)?))).collect()
}

pub(super) fn is_on_the_map(point: [i32; 2]) -> bool {
    let [lat, lon] = point;
    LATITUDES.contains(&lat) && LONGITUDES.contains(&lon)
}

fn fault(ring: &[[i32; 2]]) -> Option<String> {
    if ring.len() < FEWEST_POINTS {
        return Some("it needs three points and the first one again at the end".to_owned());
    }
    if ring.first() != ring.last() {
        return Some("it is not closed: the last point must be the first one again".to_owned());
    }
    if let Some(nth) = ring.iter().position(|point| !is_on_the_map(*point)) {
        return Some(format!(
            "point {} is not in the country; points are [latitude, longitude] in millionths of a degree",
            nth + 1
        ));
    }
    (doubled_area(ring) == 0).then(|| "it encloses nothing".to_owned())
}

fn doubled_area(ring: &[[i32; 2]]) -> i128 {
    ring.iter()
        .zip(ring.iter().skip(1))
        .map(|(&[lat, lon], &[next_lat, next_lon])| {
            i128::from(lon) * i128::from(next_lat) - i128::from(next_lon) * i128::from(lat)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [i32; 2] = [24_510_000, 117_650_000];
    const B: [i32; 2] = [24_510_000, 117_660_000];
    const C: [i32; 2] = [24_520_000, 117_660_000];

    #[test]
    fn a_ring_is_taken_or_its_fault_is_named() {
        let table = [
            (vec![], None),
            (vec![vec![A, B, C, A]], None),
            (vec![vec![A, B, C, A], vec![A, B, A]], Some("ring 2: it needs three points")),
            (vec![vec![A, B, C, [A[0] + 1, A[1]]]], Some("ring 1: it is not closed")),
            (vec![vec![A, B, [117_660_000, 24_520_000], A]], Some("point 3 is not in the country")),
            (vec![vec![[24, 117], [24, 118], [25, 118], [24, 117]]], Some("point 1 is not in the country")),
            (vec![vec![A, B, A, B, A]], Some("it encloses nothing")),
            (vec![vec![A; 4_001]], Some("has 4001 points")),
        ];
        for (rings, wanted) in table {
            let said = faults(&rings).join("; ");
            match wanted {
                None => assert_eq!(said, ""),
                Some(wanted) => assert!(said.contains(wanted), "{wanted:?} in {said:?}"),
            }
        }
    }
}
