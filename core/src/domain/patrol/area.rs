//! 巡逻区域: is a point inside the area of a patrol, and what share of a track is. The geometry is that of a unit's ground.

use super::track::TrackPoint;
use crate::domain::organisation::Ground;

/// Points less accurate than this say nothing about inside or outside.
const COARSE_M: u16 = 100;

/// One corner: micro-degrees north, micro-degrees east.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Corner(pub i32, pub i32);

/// Is the point inside the polygon or on its edge? Fewer than three corners hold nothing.
#[must_use]
pub fn contains(polygon: &[Corner], lat_e6: i32, lon_e6: i32) -> bool {
    polygon.len() >= 3 && ground(polygon).contains((lat_e6, lon_e6))
}

/// Of the points accurate enough to tell, how many of a thousand lie inside; `None` without area or points.
#[must_use]
pub fn inside_permille(polygon: &[Corner], track: &[TrackPoint]) -> Option<u32> {
    if polygon.len() < 3 {
        return None;
    }
    let ground = ground(polygon);
    let (mut inside, mut all) = (0_u64, 0_u64);
    for point in track.iter().filter(|point| point.accuracy_m <= COARSE_M) {
        all += 1;
        inside += u64::from(ground.contains((point.lat_e6, point.lon_e6)));
    }
    u32::try_from((inside * 1000).checked_div(all)?).ok()
}

fn ground(polygon: &[Corner]) -> Ground {
    Ground::new(vec![polygon.iter().map(|corner| (corner.0, corner.1)).collect()])
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
