//! Who may read and write what. `table` is the one table of rights; `permission` asks it act by act (`may`: with the place), for the
//! phone and for what the relay opens; `writing` asks it whether any act is open, for the relay, which reads envelopes; `reach` says who
//! reads; `grant` opens one record to one more unit, `tombstone` erases one.

mod custody;
mod export;
mod grant;
mod permission;
mod reach;
mod table;
mod tombstone;
mod writing;

use minicbor::{Decode, Encode};

pub use custody::may_decide;
pub use export::{export_act, may_export};
pub use grant::{Grant, may_share, sharing_act};
pub use permission::{When, acts_of, may, may_act, may_any, who_may};
pub use reach::{ReachRule, Whereabouts, dispatches, reach_beside, reach_of, works_on_shared};
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
}

impl Standing {
    /// What all posts together may read. `bodies`: the paths of departments and teams, at least of those beside the posts' way up.
    #[must_use]
    pub fn reach(&self, bodies: &[OrgPath]) -> Vec<ReachRule> {
        let own = self.posts.iter().flat_map(|post| reach_of(&post.kind, &post.unit));
        let beside = self.posts.iter().flat_map(|post| reach_beside(&post.kind, &post.unit, bodies));
        let mut rules: Vec<ReachRule> = own.chain(beside).collect();
        rules.sort();
        rules.dedup();
        rules
    }
}
