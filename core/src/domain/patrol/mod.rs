//! 巡逻: one walk with its track and findings. Parts of the track are events of a few seconds each, so that a killed phone
//! loses little; the patrol is a fold over them. Minutes and kilometres are asked only where a dictionary says so (`rule`).

mod act;
mod area;
mod checkpoint;
mod distance;
mod fold;
pub mod pair;
mod payload;
mod rule;
mod silence;
mod state;
mod summary;
mod track;
mod walk;

pub use act::{Assignment, Checkpoint, Finding, Gap, GapCause, Mark, Mocked, PatrolEntry, PatrolKind, Plan, Start};
pub use area::{Corner, contains, inside_permille};
pub use checkpoint::{Reached, reached};
pub use fold::{Partner, PatrolEvent, PatrolFold, TimelineEvent, fold};
pub use rule::{Clause, PatrolRule, PatrolRules, Validity, judge};
pub use silence::{fast_legs, silences};
pub use state::{Confirmed, PatrolState};
pub use summary::{TrackSummary, inside};
pub use track::{MAX_TRACK_POINTS, TrackError, TrackPoint, pack_track, unpack_track};
