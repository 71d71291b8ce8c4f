//! The rows of the centre's file, as `etong-server admin import` reads them.

use etong_protocol::{PersonId, PostId, PostKind};
use serde::Serialize;

use crate::border::Ring;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    pub unit: u32,
    pub parent: Option<u32>,
    pub name: String,
    /// Administrative code: 6, 9, 12 or (a grid) 15 digits; what is no place of the tree has that of the unit it serves. An
    /// attribute, never the unit's identity.
    pub code: String,
    pub kind: UnitKind,
    /// `YYYY-MM-DD`.
    pub valid_from: &'static str,
    /// One ring; empty for what has no ground of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub boundary: Vec<Ring>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader: Option<PostId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guiding: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    County,
    Township,
    Community,
    Grid,
    Department,
    PoliceStation,
    Team,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub person: PersonId,
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lives_in: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    pub post: PostId,
    pub person: PersonId,
    pub kind: PostKind,
    pub unit: u32,
    /// `YYYY-MM-DD`.
    pub from: &'static str,
    pub to: Option<&'static str>,
    /// Leads its team.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lead: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// The number of the unit that is found there: none has two.
    pub office: u32,
    pub unit: u32,
    pub name: String,
    pub address: String,
    /// Nobody's: no number of a subscriber begins with 0.
    pub phone: String,
    pub hours: &'static str,
    pub all_day: bool,
    /// [latitude, longitude] in millionths of a degree.
    pub place: [i32; 2],
}
