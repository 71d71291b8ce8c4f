//! Borders: the ground of a community is what lies nearer to its middle than to that of any other, and not far from it; of two
//! grids each has one side of the middle. Cut from all communities of the list, so the same at every scale, in whole numbers, so
//! the same on every machine. People who live at the edge of their grid may live outside of it: they are never moved.

use std::collections::BTreeMap;

use crate::division;
use crate::error::CityError;
use crate::layout::Grid;
use crate::place::{self, Place};

/// Points of [latitude, longitude] in millionths of a degree, the first one again at the end.
pub(crate) type Ring = Vec<[i32; 2]>;

/// To each side of the middle: 1.3 km.
const FARTHEST: i64 = 12_000;
/// Beyond this no other community's middle matters.
const NEXT: i64 = FARTHEST * 3;

/// Away from the middle of a community.
type Point = [i64; 2];

/// The ring of every community and grid of `grids`, by unit number.
pub(crate) fn borders(seed: u64, grids: &[Grid]) -> Result<BTreeMap<u32, Ring>, CityError> {
    let middles: Vec<Place> =
        division::communities()?.iter().map(|community| place::of_community(seed, community)).collect();
    let mut borders = BTreeMap::new();
    for grids in grids.chunk_by(|one, next| one.community.own == next.community.own) {
        let Some(first) = grids.first() else { continue };
        let middle = place::of_community(seed, &first.community);
        let ground = ground(middle, &middles);
        borders.insert(first.community.own.unit, ring(middle, &ground));
        if let [one, two] = grids {
            let across = match away(one.centre, two.centre) {
                [0, 0] => [0, 1],
                across => across,
            };
            let back = across.map(|part| -part);
            borders.insert(one.unit, ring(middle, &cut(&ground, across, 0)));
            borders.insert(two.unit, ring(middle, &cut(&ground, back, 0)));
        } else {
            borders.insert(first.unit, ring(middle, &ground));
        }
    }
    Ok(borders)
}

fn ground(middle: Place, middles: &[Place]) -> Vec<Point> {
    let mut ground = vec![[-FARTHEST, -FARTHEST], [-FARTHEST, FARTHEST], [FARTHEST, FARTHEST], [FARTHEST, -FARTHEST]];
    for other in middles {
        let across = away(middle, *other);
        if across != [0, 0] && across.iter().all(|part| part.abs() <= NEXT) {
            ground = cut(&ground, across, dot(across, across));
        }
    }
    ground
}

/// The part of a convex ground on this side of the line of all points `p` with 2 × p · across = most.
fn cut(ground: &[Point], across: Point, most: i64) -> Vec<Point> {
    let beyond = |point: Point| 2 * dot(point, across) - most;
    let mut kept: Vec<Point> = Vec::with_capacity(ground.len() + 1);
    for (from, to) in ground.iter().zip(ground.iter().cycle().skip(1)) {
        let (start, end) = (beyond(*from), beyond(*to));
        if start <= 0 {
            kept.push(*from);
        }
        if (start < 0 && end > 0) || (start > 0 && end < 0) {
            kept.push(between(*from, *to, start.abs(), start.abs() + end.abs()));
        }
    }
    kept.dedup();
    if kept.len() > 1 && kept.first() == kept.last() {
        kept.pop();
    }
    kept
}

/// `part` of `whole` of the way, to the nearest whole number.
fn between(from: Point, to: Point, part: i64, whole: i64) -> Point {
    let way = |from: i64, to: i64| from + (2 * (to - from) * part + whole).div_euclid(2 * whole.max(1));
    let ([lat, lon], [to_lat, to_lon]) = (from, to);
    [way(lat, to_lat), way(lon, to_lon)]
}

fn away(from: Place, to: Place) -> Point {
    [i64::from(to.lat_e6) - i64::from(from.lat_e6), i64::from(to.lon_e6) - i64::from(from.lon_e6)]
}

fn dot([lat, lon]: Point, [other_lat, other_lon]: Point) -> i64 {
    lat * other_lat + lon * other_lon
}

fn ring(middle: Place, ground: &[Point]) -> Ring {
    let number = |base: i32, away: i64| i32::try_from(i64::from(base) + away).unwrap_or(base);
    let closed = ground.iter().chain(ground.first());
    closed.map(|[lat, lon]| [number(middle.lat_e6, *lat), number(middle.lon_e6, *lon)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [[-10, -10], [-10, 10], [10, 10], [10, -10]];

    #[test]
    fn two_middles_share_the_line_between_them() {
        let mine = cut(&SQUARE, [0, 8], 64);
        assert_eq!(mine, [[-10, -10], [-10, 4], [10, 4], [10, -10]]);
        let (left, right) = (cut(&SQUARE, [3, 5], 0), cut(&SQUARE, [-3, -5], 0));
        let shared: Vec<Point> = left.iter().copied().filter(|point| right.contains(point)).collect();
        assert_eq!(shared, [[-10, 6], [10, -6]], "both halves have the same cut");
    }

    #[test]
    fn what_lies_far_away_cuts_nothing() {
        assert_eq!(cut(&SQUARE, [0, 100], 10_000), SQUARE);
    }
}
