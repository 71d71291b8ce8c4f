//! 边界: the ground of a unit, as rings of points in micro-degrees. Inside or outside is decided in whole numbers, so that every
//! phone gives the same answer for the same point: it settles whose grid a place is. A crate of geometry would bring
//! floating point and a tree of dependencies for these forty lines. Distances are for the eye and may be rounded.

use crate::domain::place::metres_between;

/// Rings of (latitude, longitude) in micro-degrees. A point inside an odd number of rings is inside; on a border is inside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    rings: Vec<Vec<(i32, i32)>>,
}

impl Ground {
    #[must_use]
    pub fn new(rings: Vec<Vec<(i32, i32)>>) -> Self {
        Self { rings }
    }

    #[must_use]
    pub fn rings(&self) -> &[Vec<(i32, i32)>] {
        &self.rings
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rings.iter().all(Vec::is_empty)
    }

    #[must_use]
    pub fn contains(&self, point: (i32, i32)) -> bool {
        let mut inside = false;
        for (from, to) in self.edges() {
            if on_edge(from, to, point) {
                return true;
            }
            inside ^= crosses(from, to, point);
        }
        inside
    }

    /// Metres from `point` to the nearest border; `None` without a border.
    #[must_use]
    pub fn metres_to_border(&self, point: (i32, i32)) -> Option<f64> {
        self.edges().map(|(from, to)| metres_to_edge(from, to, point)).reduce(f64::min)
    }

    /// Smallest and largest latitude, smallest and largest longitude.
    #[must_use]
    pub fn frame(&self) -> Option<(i32, i32, i32, i32)> {
        let points = || self.rings.iter().flatten();
        Some((
            points().map(|point| point.0).min()?,
            points().map(|point| point.0).max()?,
            points().map(|point| point.1).min()?,
            points().map(|point| point.1).max()?,
        ))
    }

    /// The middle of the frame: where a map puts the name.
    #[must_use]
    pub fn middle(&self) -> Option<(i32, i32)> {
        let (south, north, west, east) = self.frame()?;
        Some((midpoint(south, north), midpoint(west, east)))
    }

    /// As stored: for each ring its length and its points, four bytes a number, big end first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for ring in &self.rings {
            bytes.extend_from_slice(&i32::try_from(ring.len()).unwrap_or(i32::MAX).to_be_bytes());
            for (lat, lon) in ring {
                bytes.extend_from_slice(&lat.to_be_bytes());
                bytes.extend_from_slice(&lon.to_be_bytes());
            }
        }
        bytes
    }

    /// `None` for bytes that `to_bytes` did not write.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<4>() else { return None };
        let mut numbers = numbers.iter().map(|number| i32::from_be_bytes(*number));
        let mut rings = Vec::new();
        while let Some(points) = numbers.next() {
            let points = usize::try_from(points).ok()?;
            let ring: Vec<(i32, i32)> = (0..points).map_while(|_| Some((numbers.next()?, numbers.next()?))).collect();
            if ring.len() != points {
                return None;
            }
            rings.push(ring);
        }
        Some(Self { rings })
    }

    /// A ring that is not closed by its first point is closed here.
    fn edges(&self) -> impl Iterator<Item = ((i32, i32), (i32, i32))> {
        self.rings.iter().flat_map(|ring| {
            let after = ring.iter().skip(1).chain(ring.first());
            ring.iter().copied().zip(after.copied())
        })
    }
}

fn midpoint(low: i32, high: i32) -> i32 {
    i32::try_from((i64::from(low) + i64::from(high)).div_euclid(2)).unwrap_or(low)
}

/// Which side of the line `from`-`to` the point lies on: the sign says it, 0 is on the line.
fn side(from: (i32, i32), to: (i32, i32), point: (i32, i32)) -> i128 {
    let apart = |a: i32, b: i32| i128::from(a) - i128::from(b);
    apart(to.1, from.1) * apart(point.0, from.0) - apart(to.0, from.0) * apart(point.1, from.1)
}

fn on_edge(from: (i32, i32), to: (i32, i32), point: (i32, i32)) -> bool {
    let within = |a: i32, b: i32, p: i32| a.min(b) <= p && p <= a.max(b);
    within(from.0, to.0, point.0) && within(from.1, to.1, point.1) && side(from, to, point) == 0
}

/// Does the edge cross the ray that goes east from the point? An end exactly at its latitude counts as above it.
fn crosses(from: (i32, i32), to: (i32, i32), point: (i32, i32)) -> bool {
    let (from_above, to_above) = (from.0 > point.0, to.0 > point.0);
    from_above != to_above && (side(from, to, point) > 0) == to_above
}

/// On a plane that touches the earth at the point: good to a metre over the few kilometres that matter.
fn metres_to_edge(from: (i32, i32), to: (i32, i32), point: (i32, i32)) -> f64 {
    let shrink = (f64::from(point.0) / 1e6).to_radians().cos();
    let flat =
        |(lat, lon): (i32, i32)| (f64::from(lat) - f64::from(point.0), (f64::from(lon) - f64::from(point.1)) * shrink);
    let ((from_y, from_x), (to_y, to_x)) = (flat(from), flat(to));
    let (along_y, along_x) = (to_y - from_y, to_x - from_x);
    let length = along_y * along_y + along_x * along_x;
    let share = if length > 0.0 { (-(from_y * along_y + from_x * along_x) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (near_y, near_x) = (from_y + share * along_y, from_x + share * along_x);
    let degree_e6 = metres_between((point.0, point.1), (point.0.saturating_add(1_000), point.1)) / 1_000.0;
    near_y.hypot(near_x) * degree_e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(south: i32, west: i32, size: i32) -> Vec<(i32, i32)> {
        let (north, east) = (south + size, west + size);
        vec![(south, west), (south, east), (north, east), (north, west), (south, west)]
    }

    #[test]
    fn a_place_is_inside_outside_or_in_the_hole() {
        let ground = Ground::new(vec![square(0, 0, 100), square(40, 40, 20)]);
        let table = [
            ((10, 10), true),
            ((0, 0), true),
            ((100, 50), true),
            ((50, 100), true),
            ((101, 50), false),
            ((50, -1), false),
            ((50, 50), false),
            ((40, 50), true),
        ];
        for (point, inside) in table {
            assert_eq!(ground.contains(point), inside, "{point:?}");
        }
        assert!(!Ground::default().contains((0, 0)));
    }

    #[test]
    fn a_ray_through_corners_counts_each_crossing_once() {
        let diamond = Ground::new(vec![vec![(0, 10), (10, 20), (20, 10), (10, 0), (0, 10)]]);
        for (point, inside) in
            [((10, 10), true), ((10, -5), false), ((10, 25), false), ((20, 0), false), ((0, 0), false)]
        {
            assert_eq!(diamond.contains(point), inside, "{point:?}");
        }
    }

    #[test]
    fn the_border_is_so_many_metres_away() {
        let ground = Ground::new(vec![square(24_510_000, 117_650_000, 10_000)]);
        let north = ground.metres_to_border((24_529_000, 117_655_000)).unwrap();
        assert!((north - 1_000.8).abs() < 2.0, "{north}");
        let east = ground.metres_to_border((24_515_000, 117_670_000)).unwrap();
        assert!((east - 1_011.7).abs() < 2.0, "{east}");
        assert_eq!(Ground::default().metres_to_border((0, 0)), None);
    }

    proptest! {
        #[test]
        fn stored_bytes_come_back(rings in proptest::collection::vec(proptest::collection::vec(any::<(i32, i32)>(), 0..9), 0..4)) {
            let ground = Ground::new(rings);
            prop_assert_eq!(Ground::from_bytes(&ground.to_bytes()), Some(ground));
        }

        #[test]
        fn any_bytes_give_a_ground_or_nothing(bytes: Vec<u8>, point: (i32, i32)) {
            if let Some(ground) = Ground::from_bytes(&bytes) {
                let _ = (ground.contains(point), ground.metres_to_border(point), ground.middle());
            }
        }

        #[test]
        fn where_a_ring_begins_and_which_way_it_runs_changes_nothing(
            points in proptest::collection::vec((-50..50_i32, -50..50_i32), 3..12), turn in 0..12_usize, point in (-50..50_i32, -50..50_i32),
        ) {
            let inside = Ground::new(vec![points.clone()]).contains(point);
            let mut turned = points.clone();
            turned.rotate_left(turn % points.len());
            prop_assert_eq!(Ground::new(vec![turned.clone()]).contains(point), inside);
            turned.reverse();
            prop_assert_eq!(Ground::new(vec![turned]).contains(point), inside);
        }
    }
}
