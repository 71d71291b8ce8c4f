//! 组织: whose ground a place is (`ground`, `locate`), who takes over from a grid that was split or merged (`lineage`), where
//! somebody is missing (`vacancy`), who works when (`day`, `roster`, `roster_fold`, `duty`), and with whom (`pairing`). Pure rules over the rows of
//! the directory and the events of a roster.

pub mod day;
mod duty;
mod ground;
mod known_post;
mod lineage;
mod locate;
mod pairing;
mod roster;
mod roster_fold;
mod vacancy;

pub use duty::{Slot, is_quiet, on_duty, uncovered};
pub use ground::Ground;
pub use known_post::KnownPost;
pub use lineage::{Heir, HeirRule, LineageUnit, heir};
pub use locate::{Candidate, Located, locate};
pub use pairing::{Half, PairReason, pair_reasons};
pub use roster::{PlannedSlot, RosterEntry, RosterPlan, Sheet};
pub use roster_fold::{RosterEvent, RosterFold, RosterStanding, RosterVersion, fold_roster};
pub use vacancy::{ENOUGH_TEAMS, Gap, Staffing, gaps};
