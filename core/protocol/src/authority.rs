//! The coarse table of who may write and read what, by kind of post, unit and kind of record: all the relay needs,
//! since it never opens a payload. The fine table of acts is the phone's (`etong-core`, domain).

use minicbor::{Decode, Encode};

use crate::entry::EntryClass;
use crate::id::{PersonId, PostId};
use crate::org_path::OrgPath;
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;

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
    /// What all posts together may read.
    #[must_use]
    pub fn reach(&self) -> Vec<ReachRule> {
        let mut rules: Vec<ReachRule> = self.posts.iter().flat_map(|post| reach_of(&post.kind, &post.unit)).collect();
        rules.sort();
        rules.dedup();
        rules
    }
}

/// One reason to be allowed to read an entry. An entry is in reach when any rule holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReachRule {
    /// Everything at `unit` and below, of kinds that are not restricted; restricted ones too if `restricted`.
    Subtree { unit: OrgPath, restricted: bool },
    /// Directory rows of exactly this unit (the units above one's own, so that they have names).
    Directory { unit: OrgPath },
    /// What this person wrote, and replies to the records this person founded.
    Own,
}

/// What of an entry decides who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts<'a> {
    pub class: EntryClass,
    pub kind: &'a RecordKind,
    pub scope: &'a OrgPath,
    /// Written by the reader.
    pub own: bool,
    /// About a record that the reader founded (the first entry of which the reader wrote).
    pub founded: bool,
}

impl ReachRule {
    #[must_use]
    pub fn covers(&self, entry: &Whereabouts<'_>) -> bool {
        match self {
            Self::Subtree { unit, restricted } => {
                unit.covers(entry.scope) && (*restricted || !entry.kind.is_restricted())
            }
            Self::Directory { unit } => entry.class == EntryClass::Reg && entry.scope == unit,
            Self::Own => entry.own || (entry.founded && *entry.kind == RecordKind::Reply),
        }
    }
}

/// The reach of one post: staff read the subtree of their unit and the names of the units above; everyone else
/// reads what is their own.
#[must_use]
pub fn reach_of(post: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
    let mut rules = vec![ReachRule::Own];
    if is_staff(post) {
        let restricted = *post == PostKind::PoliceOfficer;
        rules.push(ReachRule::Subtree { unit: unit.clone(), restricted });
    }
    let mut above = Some(unit.clone());
    while let Some(unit) = above {
        above = unit.parent();
        rules.push(ReachRule::Directory { unit });
    }
    rules
}

/// May a post of this kind at `unit` push such an entry at all?
#[must_use]
pub fn may_push(post: &PostKind, unit: &OrgPath, class: EntryClass, kind: &RecordKind, scope: &OrgPath) -> bool {
    if !unit.covers(scope) {
        return false;
    }
    let directory = matches!(kind, RecordKind::Unit | RecordKind::Person | RecordKind::Post);
    match class {
        EntryClass::Reg => false,
        _ if directory => false,
        _ if kind.is_restricted() => *post == PostKind::PoliceOfficer,
        EntryClass::Doc => is_staff(post),
        EntryClass::Event if is_staff(post) => true,
        EntryClass::Event => {
            matches!(post, PostKind::Volunteer | PostKind::TeamMember)
                && matches!(kind, RecordKind::Case | RecordKind::Patrol)
        }
    }
}

/// May a post of this kind write onto a record that somebody else founded?
#[must_use]
pub fn may_write_onto_others(post: &PostKind) -> bool {
    is_staff(post)
}

fn is_staff(post: &PostKind) -> bool {
    post.is_field() || post.is_desk()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OrgPath {
        text.parse().unwrap()
    }

    #[test]
    fn each_post_pushes_what_its_row_of_the_table_says() {
        use EntryClass::{Doc, Event, Reg};
        use PostKind::*;
        let clue: RecordKind = "clue".parse().unwrap();
        let newer: RecordKind = "drone_flight".parse().unwrap();
        let table = [
            // post, resident doc, case event, patrol event, clue event, kind from a newer program
            (GridWorker, true, true, true, false, true),
            (PoliceOfficer, true, true, true, true, true),
            (AuxiliaryOfficer, true, true, true, false, true),
            (TeamMember, false, true, true, false, false),
            (Volunteer, false, true, true, false, false),
            (CommunityDesk, true, true, true, false, true),
            (TownshipDesk, true, true, true, false, true),
            (CountyDesk, true, true, true, false, true),
            (Unknown("robot".into()), false, false, false, false, false),
        ];
        let (unit, scope) = (path("/1/2/3"), path("/1/2/3/4"));
        for (post, resident, case, patrol, clues, newer_kind) in table {
            let may = |class, kind: &RecordKind| may_push(&post, &unit, class, kind, &scope);
            assert_eq!(may(Doc, &RecordKind::Resident), resident, "{post} resident");
            assert_eq!(may(Event, &RecordKind::Case), case, "{post} case");
            assert_eq!(may(Event, &RecordKind::Patrol), patrol, "{post} patrol");
            assert_eq!(may(Event, &clue), clues, "{post} clue");
            assert_eq!(may(Event, &newer), newer_kind, "{post} newer");
            assert!(!may(Reg, &RecordKind::Unit) && !may(Event, &RecordKind::Post), "{post} directory");
            assert!(!may_push(&post, &unit, Event, &RecordKind::Case, &path("/1/2/5")), "{post} next door");
        }
    }

    #[test]
    fn a_volunteer_reads_own_reports_and_their_replies_only() {
        let rules = reach_of(&PostKind::Volunteer, &path("/1/2/3"));
        let scope = path("/1/2/3/4");
        let reads = |kind: RecordKind, own, founded| {
            let entry = Whereabouts { class: EntryClass::Event, kind: &kind, scope: &scope, own, founded };
            rules.iter().any(|rule| rule.covers(&entry))
        };
        assert!(reads(RecordKind::Case, true, true));
        assert!(reads(RecordKind::Reply, false, true));
        assert!(!reads(RecordKind::Case, false, true), "what staff write on the case stays with staff");
        assert!(!reads(RecordKind::Reply, false, false));
        assert!(!reads(RecordKind::Resident, false, false));
    }

    #[test]
    fn staff_read_their_subtree_but_not_police_files() {
        let rules = reach_of(&PostKind::GridWorker, &path("/1/2/3/4"));
        let reads = |kind: &str, scope: &str| {
            let (kind, scope) = (kind.parse().unwrap(), path(scope));
            let entry =
                Whereabouts { class: EntryClass::Event, kind: &kind, scope: &scope, own: false, founded: false };
            rules.iter().any(|rule| rule.covers(&entry))
        };
        assert!(reads("resident", "/1/2/3/4") && reads("case", "/1/2/3/4/9"));
        assert!(!reads("resident", "/1/2/3/5") && !reads("case", "/1/2/3") && !reads("clue", "/1/2/3/4"));
    }
}
