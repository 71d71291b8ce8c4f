//! 轨迹汇总: what is kept of a track once its positions are gone: how far, how long, how many, which places were reached, where it was
//! silent. A part of the track that arrives later is added to it.

use serde::{Deserialize, Serialize};

use super::area::inside_permille;
use super::checkpoint::reached;
use super::fold::PatrolFold;
use super::silence::{fast_legs, silences};

/// What a track came to. No position is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TrackSummary {
    pub points: u64,
    pub distance_m: u64,
    pub duration_ms: i64,
    /// When the last position was measured, milliseconds since 1970.
    pub last_seen_at: i64,
    /// By the number of the planned place: when it was first reached by a position.
    pub reached: Vec<Option<i64>>,
    pub silences: Vec<(i64, i64)>,
    pub fast_legs: u32,
    pub inside_permille: Option<u32>,
    /// Positions of partners' own tracks, by post.
    pub partners: Vec<(String, u32)>,
}

impl TrackSummary {
    /// Of a patrol as it is shown now, an earlier summary included.
    #[must_use]
    pub fn of(patrol: &PatrolFold) -> Self {
        Self {
            points: patrol.points(),
            distance_m: patrol.distance_m,
            duration_ms: patrol.duration_ms,
            last_seen_at: patrol.last_seen_at,
            reached: reached(patrol).iter().map(|place| place.at).collect(),
            silences: silences(patrol),
            fast_legs: fast_legs(patrol),
            inside_permille: inside(patrol),
            partners: patrol.partners.iter().map(|partner| (partner.post.to_string(), partner.points)).collect(),
        }
    }
}

impl PatrolFold {
    /// The patrol with what is kept of positions that are gone.
    #[must_use]
    pub fn with_kept(mut self, kept: TrackSummary) -> Self {
        self.distance_m = self.distance_m.saturating_add(kept.distance_m);
        self.duration_ms = self.duration_ms.max(kept.duration_ms);
        self.last_seen_at = self.last_seen_at.max(kept.last_seen_at);
        for partner in &mut self.partners {
            let post = partner.post.to_string();
            let gone = kept.partners.iter().find(|(name, _)| *name == post).map_or(0, |(_, points)| *points);
            partner.points = partner.points.saturating_add(gone);
        }
        self.kept = Some(kept);
        self
    }

    /// Positions that were measured, kept or not.
    #[must_use]
    pub fn points(&self) -> u64 {
        let gone = self.kept.as_ref().map_or(0, |kept| kept.points);
        gone.saturating_add(self.track.len() as u64)
    }
}

/// Of the positions accurate enough to tell, how many of a thousand lay inside the planned area.
#[must_use]
pub fn inside(patrol: &PatrolFold) -> Option<u32> {
    let here = inside_permille(&patrol.plan.area, &patrol.track);
    let Some((kept, gone)) = patrol.kept.as_ref().and_then(|kept| Some((kept, kept.inside_permille?))) else {
        return here;
    };
    let Some(here) = here else { return Some(gone) };
    let points = patrol.track.len() as u64;
    let sum = u64::from(gone).saturating_mul(kept.points).saturating_add(u64::from(here).saturating_mul(points));
    u32::try_from(sum.checked_div(kept.points.saturating_add(points))?).ok()
}
