//! 巡逻区域: is a point inside a polygon, and what share of a track is. Flat geometry on micro-degrees, exact in integers;
//! good for areas of a city, away from the poles and the date line.

use super::track::TrackPoint;

/// Points less accurate than this say nothing about inside or outside.
const COARSE_M: u16 = 100;

/// One corner: micro-degrees north, micro-degrees east.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Corner(pub i32, pub i32);

/// Is the point inside the polygon or on its edge? Fewer than three corners hold nothing.
#[must_use]
pub fn contains(polygon: &[Corner], lat_e6: i32, lon_e6: i32) -> bool {
    if polygon.len() < 3 {
        return false;
    }
    let mut inside = false;
    let edges = polygon.iter().zip(polygon.iter().cycle().skip(1));
    for (a, b) in edges.take(polygon.len()) {
        let side = cross(*a, *b, lat_e6, lon_e6);
        if side == 0 && within(a.0, b.0, lat_e6) && within(a.1, b.1, lon_e6) {
            return true;
        }
        if (a.0 > lat_e6) != (b.0 > lat_e6) && (side > 0) == (b.0 > a.0) {
            inside = !inside;
        }
    }
    inside
}

/// Of the points accurate enough to tell, how many of a thousand lie inside; `None` without area or points.
#[must_use]
pub fn inside_permille(polygon: &[Corner], track: &[TrackPoint]) -> Option<u32> {
    if polygon.len() < 3 {
        return None;
    }
    let (mut inside, mut all) = (0_u64, 0_u64);
    for point in track.iter().filter(|point| point.accuracy_m <= COARSE_M) {
        all += 1;
        inside += u64::from(contains(polygon, point.lat_e6, point.lon_e6));
    }
    u32::try_from((inside * 1000).checked_div(all)?).ok()
}

/// Twice the area of the triangle a, b, point; its sign says on which side of a→b the point lies.
fn cross(a: Corner, b: Corner, lat_e6: i32, lon_e6: i32) -> i128 {
    let wide = i128::from;
    (wide(b.1) - wide(a.1)) * (wide(lat_e6) - wide(a.0)) - (wide(b.0) - wide(a.0)) * (wide(lon_e6) - wide(a.1))
}

fn within(a: i32, b: i32, value: i32) -> bool {
    (a.min(b)..=a.max(b)).contains(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square with a notch cut in from the north.
    const NOTCHED: &[Corner] = &[
        Corner(0, 0),
        Corner(0, 100),
        Corner(100, 100),
        Corner(100, 60),
        Corner(50, 50),
        Corner(100, 40),
        Corner(100, 0),
    ];

    #[test]
    fn inside_on_the_edge_and_outside() {
        for (lat, lon, inside) in [
            (10, 10, true),
            (49, 50, true),
            (50, 50, true),
            (80, 50, false),
            (80, 20, true),
            (80, 90, true),
            (0, 50, true),
            (100, 0, true),
            (101, 0, false),
            (50, -1, false),
            (50, 101, false),
        ] {
            assert_eq!(contains(NOTCHED, lat, lon), inside, "{lat},{lon}");
            let turned: Vec<Corner> = NOTCHED.iter().rev().copied().collect();
            assert_eq!(contains(&turned, lat, lon), inside, "{lat},{lon} the other way round");
        }
        assert!(!contains(&[Corner(0, 0), Corner(0, 1)], 0, 0), "two corners are no area");
    }

    #[test]
    fn the_share_inside_counts_only_points_that_can_tell() {
        let point = |lat_e6, accuracy_m| TrackPoint { at_ms: 0, lat_e6, lon_e6: 10, accuracy_m };
        let track = [point(10, 5), point(20, 5), point(500, 5), point(500, 400)];
        assert_eq!(inside_permille(NOTCHED, &track), Some(666));
        assert_eq!(inside_permille(&[], &track), None);
        assert_eq!(inside_permille(NOTCHED, &[]), None);
    }
}
