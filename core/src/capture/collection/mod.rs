//! Buildings, dwellings and households; visits to them and to residents; two records that become one.

mod merge;
mod place;
mod special;
mod visit;

use std::collections::BTreeMap;

use etong_merge::Field;
use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::drafts::{Draft, Drafts, Remark};

pub use merge::{MergeRequest, merge};
pub use place::{PlaceRequest, edit_place, place};
pub use special::{SpecialRequest, special};
pub use visit::{VisitRequest, confirm_visit, visit};

/// A document as this phone knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRecord {
    pub record: RecordId,
    pub kind: RecordKind,
    pub scope: OrgPath,
    pub fields: BTreeMap<String, Field>,
}

fn with_remarks(drafts: Vec<Draft>, mut remarks: Vec<Remark>) -> Drafts {
    remarks.sort_by(|a, b| a.field.cmp(&b.field));
    Drafts { drafts, remarks }
}

#[cfg(test)]
mod tests;
