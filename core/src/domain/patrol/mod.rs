//! 巡逻: one walk with its track and findings. Parts of the track are events of a few seconds each, so that a killed phone
//! loses little; the patrol is a fold over them. No minimum of kilometres or minutes is ever asked here.

mod act;
mod fold;
mod track;

pub use act::{Finding, Gap, GapCause, PatrolEntry, PatrolKind};
pub use fold::{PatrolEvent, PatrolFold, PatrolState, fold};
pub use track::{MAX_TRACK_POINTS, TrackError, TrackPoint, pack_track, unpack_track};
