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
    /// `county`, `township`, `community`, `grid`, `sub_grid` or a word of a newer program.
    #[serde(default)]
    pub kind: String,
    /// A date as `2026-01-31`.
    #[serde(default)]
    pub valid_from: String,
    pub path: OrgPath,
}

/// 人员: staff, team member or volunteer; never a resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub person: PersonId,
    pub name: String,
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
payload!(UnitRow PersonRow PostRow);

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
            boundary: Vec<(i32, i32)>,
        }
        let path: OrgPath = "/1/2".parse().unwrap();
        let newer =
            Newer { unit: 2, parent: Some(1), name: "巷口街道", path: path.clone(), boundary: vec![(1, 2)] };
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
            path: "/1/2/3/4".parse().unwrap(),
        };
        assert_eq!(PostRow::from_payload(&row.to_payload().unwrap()).unwrap(), row);
    }
}
