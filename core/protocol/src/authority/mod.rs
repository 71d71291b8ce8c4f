//! Who may read and write what. `table` is the one table of rights; `permission` asks it act by act (`may`: with the place), for the
//! phone and for what the relay opens; `writing` asks it whether any act is open, for the relay, which reads envelopes; `reach` says who
//! reads; `grant` opens one record to one more unit, `lineage` says what a unit took
//! over, `tombstone` erases one, `erasable` says which nobody erases.

mod custody;
mod erasable;
mod export;
mod grant;
mod lineage;
mod permission;
mod reach;
mod table;
mod tombstone;
mod writing;

use minicbor::{Decode, Encode};

pub use custody::may_decide;
pub use erasable::may_be_erased;
pub use export::{export_act, may_export};
pub use grant::{Grant, may_share, sharing_act};
pub use lineage::{Succession, co_heirs, took_over};
pub use permission::{When, acts_of, may, may_act, may_any, who_may};
pub use reach::{
    ReachRule, Whereabouts, dispatches, reach_beside, reach_inherited, reach_of, reach_taken_over, works_on_shared,
};
pub use tombstone::{ErasedRow, Holder, LegalBasis, Tombstone, TombstoneAct};
pub use writing::{may_push, may_write, may_write_onto_others};

use crate::id::{PersonId, PostId};
use crate::org_path::OrgPath;
use crate::post_kind::PostKind;

/// Who a device speaks for. Version rises with every change of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Standing {
    #[n(0)]
    pub version: u64,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub person_name: String,
    #[n(3)]
    pub posts: Vec<StandingPost>,
}

/// One appointment as the phone's owner holds it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StandingPost {
    #[n(0)]
    pub post: PostId,
    #[n(1)]
    pub kind: PostKind,
    #[n(2)]
    pub unit: OrgPath,
    #[n(3)]
    pub unit_name: String,
    /// Units that have ended whose place this one took, or one below it; left out when there are none.
    #[n(4)]
    pub took_over: Option<Vec<OrgPath>>,
    /// Other units that took the same places; left out when there are none.
    #[n(5)]
    pub co_heirs: Option<Vec<OrgPath>>,
}

impl StandingPost {
    /// Does a record at `scope` lie in this post's unit, or in one whose place that took?
    #[must_use]
    pub fn covers(&self, scope: &OrgPath) -> bool {
        self.unit.covers(scope) || self.taken_over().iter().any(|unit| unit.covers(scope))
    }

    #[must_use]
    pub fn taken_over(&self) -> &[OrgPath] {
        self.took_over.as_deref().unwrap_or_default()
    }
}

impl Standing {
    /// What all posts together may read. `bodies`: the paths of departments and teams, at least of those beside the posts' way up.
    #[must_use]
    pub fn reach(&self, bodies: &[OrgPath]) -> Vec<ReachRule> {
        let own = self.posts.iter().flat_map(|post| reach_of(&post.kind, &post.unit));
        let beside = self.posts.iter().flat_map(|post| reach_beside(&post.kind, &post.unit, bodies));
        let taken = |post: &'_ StandingPost| -> Vec<ReachRule> {
            reach_inherited(&post.kind, post.taken_over(), post.co_heirs.as_deref().unwrap_or_default())
        };
        let taken = self.posts.iter().flat_map(taken);
        let mut rules: Vec<ReachRule> = own.chain(beside).chain(taken).collect();
        rules.sort();
        rules.dedup();
        rules
    }
}
