//! How far and how long a track shows somebody to have walked: never across pauses, owned-up gaps or silence.

use super::track::TrackPoint;
use crate::domain::place::metres_between;

/// Two points further apart in time than this have an unseen way between them.
pub(super) const SILENCE_MS: i64 = 120_000;
/// A point is a step once it is as far from the last one as its accuracy, but at least this and at most `COARSE_M`:
/// otherwise standing still adds up to kilometres.
const STEP_M: f64 = 5.0;
/// Points less accurate than this say nothing about the way.
pub(super) const COARSE_M: u16 = 100;

/// Time between points that follow each other, without pauses, gaps and silence.
pub(super) fn tracked_ms(track: &[TrackPoint], still: &[(i64, i64)]) -> i64 {
    let legs = track.iter().zip(track.iter().skip(1)).map(|(from, to)| (from.at_ms, to.at_ms));
    legs.filter(|(from, to)| to.saturating_sub(*from) <= SILENCE_MS && !is_cut(still, *from, *to))
        .fold(0_i64, |sum, (from, to)| sum.saturating_add(to.saturating_sub(from)))
}

pub(super) fn is_cut(still: &[(i64, i64)], from: i64, to: i64) -> bool {
    still.iter().any(|(since, until)| *since < to && from < *until)
}

pub(super) fn distance(track: &[TrackPoint], still: &[(i64, i64)]) -> u64 {
    let mut metres = 0.0;
    let mut before: Option<(&TrackPoint, i64)> = None;
    for point in track.iter().filter(|point| point.accuracy_m <= COARSE_M) {
        let Some((anchor, seen_at)) = before else {
            before = Some((point, point.at_ms));
            continue;
        };
        if is_cut(still, seen_at, point.at_ms) || point.at_ms.saturating_sub(seen_at) > SILENCE_MS {
            before = Some((point, point.at_ms));
            continue;
        }
        let leg = metres_between((anchor.lat_e6, anchor.lon_e6), (point.lat_e6, point.lon_e6));
        let sure = f64::from(point.accuracy_m.max(anchor.accuracy_m)).max(STEP_M);
        if leg >= sure {
            metres += leg;
            before = Some((point, point.at_ms));
        } else {
            before = Some((anchor, point.at_ms));
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of distances: finite, not negative"
    )]
    let metres = metres.round() as u64;
    metres
}
