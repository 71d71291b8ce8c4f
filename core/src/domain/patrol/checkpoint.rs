//! 巡查点位: which planned places were reached, and by what: a position within the radius, or a mark by hand with its reason.

use super::distance::COARSE_M;
use super::fold::PatrolFold;
use crate::domain::place::metres_between;

/// What became of one planned place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub name: String,
    /// When the first position within the radius was measured, milliseconds since 1970.
    pub at: Option<i64>,
    /// Why it counts as reached though no position says so.
    pub marked: Option<String>,
}

impl Reached {
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.at.is_some() || self.marked.is_some()
    }
}

/// One answer for each place of the plan, in its order.
#[must_use]
pub fn reached(patrol: &PatrolFold) -> Vec<Reached> {
    let places = patrol.plan.places.iter().enumerate();
    let answer = places.map(|(nth, place)| {
        let near = patrol.track.iter().find(|point| {
            point.accuracy_m <= COARSE_M
                && metres_between((point.lat_e6, point.lon_e6), (place.lat_e6, place.lon_e6))
                    <= f64::from(place.radius_m)
        });
        let gone = patrol.kept.as_ref().and_then(|kept| kept.reached.get(nth).copied().flatten());
        let mark = patrol.marks.iter().find(|mark| usize::try_from(mark.nth) == Ok(nth));
        Reached {
            name: place.name.clone(),
            at: gone.into_iter().chain(near.map(|point| point.at_ms)).min(),
            marked: mark.map(|mark| mark.reason.clone()),
        }
    });
    answer.collect()
}
