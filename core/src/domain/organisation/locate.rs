//! 我的网格: whose ground is a place? Answered offline, from the borders this phone has. Being outside all of them is an
//! accepted answer, with the nearest ground and how far it is.

use super::ground::Ground;

/// One unit with a border.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub unit: u32,
    /// How far down the tree it stands: a sub-grid is deeper than its grid.
    pub depth: usize,
    pub ground: Ground,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// Inside: the deepest unit; of two borders that overlap, the lower number. `also`: the others, deepest first.
    Inside { unit: u32, also: Vec<u32> },
    /// Outside every border. `nearest`: a unit and the whole metres to its border; `None` when no borders are known.
    Outside { nearest: Option<(u32, u32)> },
}

#[must_use]
pub fn locate(point: (i32, i32), candidates: &[Candidate]) -> Located {
    let mut inside: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.ground.contains(point)).collect();
    inside.sort_by_key(|candidate| (std::cmp::Reverse(candidate.depth), candidate.unit));
    match inside.split_first() {
        Some((first, also)) => {
            Located::Inside { unit: first.unit, also: also.iter().map(|candidate| candidate.unit).collect() }
        }
        None => Located::Outside { nearest: nearest(point, candidates) },
    }
}

/// The deepest units first: the nearest grid is wanted, not the county it lies in.
fn nearest(point: (i32, i32), candidates: &[Candidate]) -> Option<(u32, u32)> {
    let depth = candidates.iter().map(|candidate| candidate.depth).max()?;
    let deepest = candidates.iter().filter(|candidate| candidate.depth == depth);
    let away =
        deepest.filter_map(|candidate| Some((metres(candidate.ground.metres_to_border(point)?), candidate.unit)));
    away.min().map(|(metres, unit)| (unit, metres))
}

fn metres(metres: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to u32")]
    let metres = metres.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    metres
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(unit: u32, depth: usize, south: i32, size: i32) -> Candidate {
        let (west, north) = (117_650_000, south + size);
        let east = west + size;
        let ring = vec![(south, west), (south, east), (north, east), (north, west)];
        Candidate { unit, depth, ground: Ground::new(vec![ring]) }
    }

    fn town() -> Vec<Candidate> {
        vec![
            candidate(12, 2, 24_500_000, 40_000),
            candidate(1211, 4, 24_510_000, 10_000),
            candidate(1212, 4, 24_520_000, 10_000),
            candidate(12111, 5, 24_512_000, 2_000),
        ]
    }

    #[test]
    fn the_deepest_ground_is_mine_and_the_others_are_named() {
        let inside = |unit, also: &[u32]| Located::Inside { unit, also: also.to_vec() };
        let table = [
            ((24_511_000, 117_655_000), inside(1211, &[12])),
            ((24_513_000, 117_651_000), inside(12111, &[1211, 12])),
            ((24_505_000, 117_680_000), inside(12, &[])),
            // On the border of two grids: the lower number, always.
            ((24_520_000, 117_655_000), inside(1211, &[1212, 12])),
        ];
        for (point, wanted) in table {
            assert_eq!(locate(point, &town()), wanted, "{point:?}");
        }
    }

    #[test]
    fn outside_is_an_answer_with_the_nearest_grid_and_its_distance() {
        let grids: Vec<Candidate> = town().into_iter().filter(|candidate| candidate.depth == 4).collect();
        let Located::Outside { nearest } = locate((24_539_000, 117_655_000), &grids) else { panic!("inside") };
        let (unit, metres) = nearest.unwrap();
        assert_eq!(unit, 1212);
        assert!((998..=1_003).contains(&metres), "{metres}");
        assert_eq!(locate((0, 0), &[]), Located::Outside { nearest: None });
    }
}
