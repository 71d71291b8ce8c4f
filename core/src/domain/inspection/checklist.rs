//! Checklists: what is looked at in each kind of place. The centre publishes them as dictionaries `checklist.<kind>`; until it
//! does, the ones built in hold (`checklist/*.json`, each with its source).

use serde::{Deserialize, Serialize};

use crate::domain::word::open_word;

open_word!(
    /// The kinds of place that have a checklist.
    PlaceKind {
        /// 消防.
        Fire = "fire",
        /// 燃气.
        Gas = "gas",
        /// 电.
        Electricity = "electricity",
        /// 建筑.
        Building = "building",
        /// 道路.
        Road = "road",
        /// 危化.
        Chemicals = "chemicals",
        /// 水域.
        Water = "water",
        /// 校园, a dedicated grid.
        Campus = "campus",
        /// 景区, a dedicated grid.
        Scenic = "scenic",
        /// 园区, a dedicated grid.
        Park = "park",
    }
);

/// The items of one kind of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    pub kind: PlaceKind,
    /// 0: built in.
    #[serde(default)]
    pub version: u32,
    /// Where it comes from: regulation, standard or decision.
    pub source: String,
    pub items: Vec<ChecklistItem>,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// Stays the same from version to version, so that a repeat is noticed.
    pub id: String,
    /// What is good, in Chinese; bad is its opposite.
    pub zh: String,
}

/// Text that is no checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a checklist: kind, source and items with id and zh are needed, every id once")]
pub struct NotAChecklist;

impl Checklist {
    /// The checklist every phone has; `None` for a kind of a newer program.
    #[must_use]
    pub fn built_in(kind: &PlaceKind) -> Option<Self> {
        let text = match kind {
            PlaceKind::Fire => include_str!("checklist/fire.json"),
            PlaceKind::Gas => include_str!("checklist/gas.json"),
            PlaceKind::Electricity => include_str!("checklist/electricity.json"),
            PlaceKind::Building => include_str!("checklist/building.json"),
            PlaceKind::Road => include_str!("checklist/road.json"),
            PlaceKind::Chemicals => include_str!("checklist/chemicals.json"),
            PlaceKind::Water => include_str!("checklist/water.json"),
            PlaceKind::Campus => include_str!("checklist/campus.json"),
            PlaceKind::Scenic => include_str!("checklist/scenic.json"),
            PlaceKind::Park => include_str!("checklist/park.json"),
            PlaceKind::Unknown(_) => return None,
        };
        Self::read(text).ok()
    }

    /// The dictionary a kind's checklist is published under.
    #[must_use]
    pub fn dictionary(kind: &PlaceKind) -> String {
        format!("checklist.{kind}")
    }

    /// The body of a dictionary; its version is the dictionary's, set by the caller.
    ///
    /// # Errors
    /// `NotAChecklist`.
    pub fn read(json: &str) -> Result<Self, NotAChecklist> {
        let list: Self = serde_json::from_str(json).map_err(|_| NotAChecklist)?;
        let mut ids = std::collections::BTreeSet::new();
        let sound = list.items.iter().all(|item| !item.id.is_empty() && !item.zh.is_empty() && ids.insert(&item.id));
        if sound && !list.items.is_empty() { Ok(list) } else { Err(NotAChecklist) }
    }

    #[must_use]
    pub fn item(&self, id: &str) -> Option<&ChecklistItem> {
        self.items.iter().find(|item| item.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_place_has_a_checklist_with_a_source() {
        let items = [8, 7, 5, 6, 6, 6, 6, 7, 6, 7];
        for (kind, items) in PlaceKind::KNOWN.iter().zip(items) {
            let list = Checklist::built_in(kind).unwrap();
            assert_eq!((&list.kind, list.version, list.items.len()), (kind, 0, items));
            assert!(list.source.contains("built-in default after"), "{kind}");
        }
        assert_eq!(Checklist::built_in(&PlaceKind::from("cave")), None);
    }

    #[test]
    fn text_that_is_no_checklist_is_told() {
        for text in [
            "",
            "{}",
            r#"{"kind":"fire","source":"x","items":[]}"#,
            r#"{"kind":"fire","source":"x","items":[{"id":"a","zh":"甲"},{"id":"a","zh":"乙"}]}"#,
            r#"{"kind":"fire","source":"x","items":[{"id":"","zh":"甲"}]}"#,
        ] {
            assert_eq!(Checklist::read(text), Err(NotAChecklist), "{text}");
        }
        let newer = r#"{"kind":"cave","source":"x","items":[{"id":"a","zh":"甲","grave":true}],"colour":"red"}"#;
        assert_eq!(Checklist::read(newer).unwrap().item("a").unwrap().zh, "甲");
    }
}
