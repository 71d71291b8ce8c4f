//! Rows of the directory as the centre writes them (class `reg`): units, people and their posts. Read here, never written.

use etong_protocol::{OrgPath, PersonId, PostId, PostKind, WireError, wire};
use serde::{Deserialize, Serialize};

/// 组织: a unit or grid. `code` is the administrative code (GB/T 2260 and below), which changes; `unit` never does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    pub unit: u32,
    pub parent: Option<u32>,
    pub name: String,
    #[serde(default)]
    pub code: String,
    /// `county`, `township`, `community`, `grid`, `subgrid`; `department`, `police_station`, `team`, `dedicated_grid`; or a word
    /// of a newer program.
    #[serde(default)]
    pub kind: String,
    /// A date as `2026-01-31`.
    #[serde(default)]
    pub valid_from: String,
    /// The last day; open when left out. A unit that ended keeps its number for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Lineage: the units whose place it took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<u32>,
    /// Rings of (latitude, longitude) in micro-degrees, WGS-84.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundary: Vec<Vec<(i32, i32)>>,
    /// 责任领导: the post that answers for the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<PostId>,
    /// Of a team: `patrol`, `legal_aid`, `volunteer`, `informant`, `mediation` or another word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_kind: Option<String>,
    /// Of a team: the unit that guides its work (业务指导部门).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guiding: Option<u32>,
    /// Of a team: what it can do, as tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    pub path: OrgPath,
}

/// 人员: staff, team member or volunteer; never a resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub person: PersonId,
    pub name: String,
    /// What the person can do, as tags: `mediator`, `lawyer`, `doctor`, `veteran`, `guard` and others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Unit where the person lives (就近原则).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lives_in: Option<u32>,
    /// GB/T 2261.1: `1` 男, `2` 女; for complementary pairs (互补搭档), when the unit says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
}

/// 任职: who holds which post where, and from when to when (dates; `to` is open when left out).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostRow {
    pub post: PostId,
    pub person: PersonId,
    pub kind: PostKind,
    pub unit: u32,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
    /// Tags of its duties (职责).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<String>,
    /// Leads its team or unit.
    #[serde(default)]
    pub lead: bool,
    /// Who gave, changed or ended it last, as the relay's trail says it; a relay of before does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// That row of the trail, `number:hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trail: Option<String>,
    pub path: OrgPath,
}

/// 字典: a code list, a calendar or a set of rules, with its days of validity. The body is JSON, so that a dictionary can be
/// read, published and compared as text; what it holds is said by the module that reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DictionaryRow {
    /// As in `calendar.cn`, `deadline_rules`, `assessment_rules`, `checklist.fire`.
    pub dictionary: String,
    /// Rises with every publication.
    pub version: u32,
    /// A date as `2026-01-31`, the first day it holds.
    pub valid_from: String,
    /// The last day; open when left out.
    #[serde(default)]
    pub valid_to: Option<String>,
    /// Where it comes from: a standard, a notice, a decision.
    #[serde(default)]
    pub source: String,
    pub body: String,
    pub path: OrgPath,
}

/// 办公场所: where a unit is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeRow {
    /// Number of the office, given out by the centre.
    pub office: u32,
    pub unit: u32,
    pub name: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub phone: String,
    /// Opening hours in plain words.
    #[serde(default)]
    pub hours: String,
    /// Somebody is there day and night (24 小时值守).
    #[serde(default)]
    pub all_day: bool,
    /// (latitude, longitude) in micro-degrees, WGS-84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(i32, i32)>,
    /// The last day; open when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    pub path: OrgPath,
}

macro_rules! payload {
    ($($row:ident)*) => {$(
        impl $row {
            /// # Errors
            /// `Malformed` when it is no such row.
            pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
                wire::decode_payload(bytes)
            }

            /// # Errors
            /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
            pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
                wire::encode_payload(self)
            }
        }
    )*};
}
payload!(UnitRow PersonRow PostRow DictionaryRow OfficeRow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_fields_from_a_newer_relay_is_read() {
        #[derive(Serialize)]
        struct Newer {
            unit: u32,
            parent: Option<u32>,
            name: &'static str,
            path: OrgPath,
            drones: Vec<(i32, i32)>,
        }
        let path: OrgPath = "/1/2".parse().unwrap();
        let newer = Newer { unit: 2, parent: Some(1), name: "巷口街道", path: path.clone(), drones: vec![(1, 2)] };
        let row = UnitRow::from_payload(&wire::encode_payload(&newer).unwrap()).unwrap();
        assert_eq!((row.unit, row.parent, row.name.as_str(), row.path), (2, Some(1), "巷口街道", path));
    }

    #[test]
    fn a_post_row_comes_back_as_it_went() {
        let row = PostRow {
            post: PostId::NIL,
            person: PersonId::NIL,
            kind: PostKind::AuxiliaryOfficer,
            unit: 4,
            from: Some("2026-01-01".into()),
            to: None,
            duties: vec!["collect".into()],
            lead: true,
            by: Some("operator:jia+yi".into()),
            trail: Some("12:00".into()),
            path: "/1/2/3/4".parse().unwrap(),
        };
        assert_eq!(PostRow::from_payload(&row.to_payload().unwrap()).unwrap(), row);
    }
}
