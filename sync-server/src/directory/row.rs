//! The rows of the centre's file, and the payloads phones get for them: the same fields and the unit's path.

use etong_protocol::{OrgPath, PersonId, PostId, PostKind};
use serde::{Deserialize, Serialize};

/// The file of `admin import`. Any part may be missing; rows may stand in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    #[serde(default)]
    pub units: Vec<UnitRow>,
    #[serde(default)]
    pub people: Vec<PersonRow>,
    #[serde(default)]
    pub posts: Vec<PostRow>,
}

/// A unit or grid. Number and place in the tree never change; the rest may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRow {
    /// From 1 on, given out by the centre, never reused.
    pub unit: u32,
    /// `None` for a county.
    pub parent: Option<u32>,
    pub name: String,
    /// Administrative code: digits, an attribute that may change.
    pub code: String,
    /// `county`, `township`, `community`, `grid` or `subgrid`: the level it stands at.
    pub kind: String,
    /// `YYYY-MM-DD`.
    pub valid_from: String,
}

/// Staff, team member or volunteer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRow {
    pub person: PersonId,
    pub name: String,
}

/// An appointment: this person, in this unit, as this. Only its days may change; for anything else, end it and appoint anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRow {
    pub post: PostId,
    pub person: PersonId,
    pub kind: PostKind,
    pub unit: u32,
    /// First day it may act, `YYYY-MM-DD` at UTC+8.
    pub from: String,
    /// Last day it may act; `None` when no end is known.
    pub to: Option<String>,
}

/// A row as phones get it.
#[derive(Debug, Serialize)]
pub(super) struct Placed<'a, R> {
    #[serde(flatten)]
    pub(super) row: &'a R,
    pub(super) path: &'a OrgPath,
}
