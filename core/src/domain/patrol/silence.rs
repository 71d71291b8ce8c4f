//! What a track does not show, for the walker to explain and for nobody to count against him: stretches of silence that are
//! neither paused nor owned up to, and legs too fast for a patrol on foot or by bicycle.

use super::distance::{COARSE_M, SILENCE_MS, is_cut};
use super::fold::PatrolFold;
use super::state::PatrolState;
use crate::domain::place::metres_between;

/// Faster than this is a car, or a position that jumped: 15 m/s is 54 km/h.
const FAST_M_PER_S: f64 = 15.0;

/// From and to of each silence, milliseconds since 1970: a gap that is proposed, with the cause left to the walker. None while
/// a patrol has no track at all: then there was none to lose.
#[must_use]
pub fn silences(patrol: &PatrolFold) -> Vec<(i64, i64)> {
    // Between what is gone and what is left nobody can tell silence from a position that is gone.
    if let Some(kept) = &patrol.kept {
        return kept.silences.clone();
    }
    if patrol.track.is_empty() {
        return Vec::new();
    }
    let gaps = patrol.gaps.iter().map(|gap| (gap.from, gap.to));
    let explained: Vec<(i64, i64)> = patrol.pauses.iter().copied().chain(gaps).collect();
    let seen = patrol.track.iter().map(|point| point.at_ms);
    let end = (patrol.state == PatrolState::Ended).then_some(patrol.ended_at).flatten();
    let moments: Vec<i64> = std::iter::once(patrol.started_at).chain(seen).chain(end).collect();
    let stretches = moments.iter().zip(moments.iter().skip(1)).map(|(from, to)| (*from, *to));
    stretches.filter(|(from, to)| to.saturating_sub(*from) > SILENCE_MS && !is_cut(&explained, *from, *to)).collect()
}

/// How many legs between points that follow each other are faster than people walk or cycle.
#[must_use]
pub fn fast_legs(patrol: &PatrolFold) -> u32 {
    let sure = || patrol.track.iter().filter(|point| point.accuracy_m <= COARSE_M);
    let fast = sure().zip(sure().skip(1)).filter(|(from, to)| {
        let seconds = to.at_ms.saturating_sub(from.at_ms);
        let metres = metres_between((from.lat_e6, from.lon_e6), (to.lat_e6, to.lon_e6));
        let doubt = f64::from(from.accuracy_m) + f64::from(to.accuracy_m);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds between two fixes")]
        let seconds = seconds.max(1) as f64 / 1000.0;
        metres - doubt > FAST_M_PER_S * seconds
    });
    let gone = patrol.kept.as_ref().map_or(0, |kept| kept.fast_legs);
    u32::try_from(fast.count()).unwrap_or(u32::MAX).saturating_add(gone)
}
