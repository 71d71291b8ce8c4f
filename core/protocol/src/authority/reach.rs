//! Who reads what: the reach of a post as a few rules, each of which covers an entry or does not. The relay cuts every page
//! to them; whoever wants to know what a phone ought to hold asks them too.

use std::collections::BTreeSet;

use crate::entry::EntryClass;
use crate::org_path::{OrgPath, UnitId};
use crate::post_kind::PostKind;
use crate::record_kind::{Audience, RecordKind};

/// One reason to be allowed to read an entry. An entry is in reach when any rule holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReachRule {
    /// Everything at `unit` and below, of kinds that are not restricted; restricted ones too if `restricted`.
    Subtree { unit: OrgPath, restricted: bool },
    /// What exactly this unit tells everybody at or below it: directory rows and the kinds for all; the kinds for staff
    /// too if `staff`.
    Board { unit: OrgPath, staff: bool },
    /// All entries of records shared with this unit.
    Shared { unit: OrgPath },
    /// What this person wrote, and what is meant for the founder of records this person founded.
    Own,
}

/// What of an entry decides who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts<'a> {
    pub class: EntryClass,
    pub kind: &'a RecordKind,
    /// The kind of the record it is about: another than `kind` for companions, which are as restricted as their record.
    pub of: &'a RecordKind,
    pub scope: &'a OrgPath,
    /// Written by the reader.
    pub own: bool,
    /// About a record that the reader founded (the first entry of which the reader wrote).
    pub founded: bool,
    /// Units its record is shared with.
    pub shared: &'a BTreeSet<UnitId>,
}

impl ReachRule {
    #[must_use]
    pub fn covers(&self, entry: &Whereabouts<'_>) -> bool {
        match self {
            Self::Subtree { unit, restricted } => {
                let kept = entry.kind.is_restricted() || entry.of.is_restricted();
                unit.covers(entry.scope) && (*restricted || !kept)
            }
            Self::Board { unit, staff } => {
                entry.scope == unit
                    && match Audience::of(entry.class, entry.kind) {
                        Audience::Above => false,
                        Audience::Staff => *staff,
                        Audience::Everybody => true,
                    }
            }
            Self::Shared { unit } => {
                entry.class != EntryClass::Reg && unit.unit().is_some_and(|unit| entry.shared.contains(&unit))
            }
            Self::Own => entry.own || (entry.founded && entry.kind.is_for_founder()),
        }
    }
}

/// The reach of one post (domain report, 3.4): those who work for a whole unit read its subtree; staff read the boards of
/// their own unit and of those above; everybody reads what is meant for all, what is shared with the unit, and what is
/// their own.
#[must_use]
pub fn reach_of(post: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
    let mut rules = vec![ReachRule::Own, ReachRule::Shared { unit: unit.clone() }];
    if post.reads_below() {
        rules.push(ReachRule::Subtree { unit: unit.clone(), restricted: post.is_police() });
    }
    let staff = post.is_staff();
    let mut above = Some(unit.clone());
    while let Some(unit) = above {
        above = unit.parent();
        rules.push(ReachRule::Board { unit, staff });
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One entry, told as it stands in a table of the tests.
    struct Told {
        kind: &'static str,
        of: &'static str,
        scope: &'static str,
        own: bool,
        founded: bool,
        shared: &'static [u32],
    }

    const fn told(kind: &'static str, scope: &'static str) -> Told {
        Told { kind, of: kind, scope, own: false, founded: false, shared: &[] }
    }

    fn path(text: &str) -> OrgPath {
        text.parse().unwrap()
    }

    fn reads(post: &PostKind, unit: &str, entry: &Told) -> bool {
        let (kind, of): (RecordKind, RecordKind) = (entry.kind.parse().unwrap(), entry.of.parse().unwrap());
        let class = if kind.is_directory() { EntryClass::Reg } else { EntryClass::Event };
        let shared = entry.shared.iter().copied().map(UnitId).collect();
        let scope = path(entry.scope);
        let entry = Whereabouts {
            class,
            kind: &kind,
            of: &of,
            scope: &scope,
            own: entry.own,
            founded: entry.founded,
            shared: &shared,
        };
        reach_of(post, &path(unit)).iter().any(|rule| rule.covers(&entry))
    }

    #[test]
    fn each_kind_of_post_reads_its_row_of_the_domain_report() {
        use PostKind::*;
        // A post of community /1/2/3. Columns: a case below, a clue below, a reply to a clue below, a notice of the
        // township above, a public notice of the county above, a notice of a grid below, a case shared with the
        // community, the name of the township, a case in the community next door, a notice there.
        let entries = [
            told("case", "/1/2/3/4"),
            told("clue", "/1/2/3/4"),
            Told { of: "clue", ..told("reply", "/1/2/3/4") },
            told("notice", "/1/2"),
            told("public_notice", "/1"),
            told("notice", "/1/2/3/4"),
            Told { shared: &[3], ..told("case", "/1/2/9") },
            told("unit", "/1/2"),
            told("case", "/1/2/9"),
            told("notice", "/1/2/9"),
        ];
        let table = [
            (GridWorker, "x..xxxxx.."),
            (PoliceOfficer, "xxxxxxxx.."),
            (AuxiliaryOfficer, "x..xxxxx.."),
            (TeamMember, "....x.xx.."),
            (Volunteer, "....x.xx.."),
            (CommunityDesk, "x..xxxxx.."),
            (TownshipDesk, "x..xxxxx.."),
            (CountyDesk, "x..xxxxx.."),
            (GridLeader, "x..xxxxx.."),
            (Resident, "....x.xx.."),
            (PoliceChief, "xxxxxxxx.."),
            (Department, "x..xxxxx.."),
            (CallbackClerk, "...xx.xx.."),
            (Auditor, "...xx.xx.."),
            (Administrator, "...xx.xx.."),
            (Unknown("robot".into()), "....x.xx.."),
        ];
        assert_eq!(table.len(), PostKind::KNOWN.len() + 1);
        for (post, row) in table {
            for (entry, cell) in entries.iter().zip(row.chars()) {
                let words = format!("{post} reads {} of {} at {}", entry.kind, entry.of, entry.scope);
                assert_eq!(reads(&post, "/1/2/3", entry), cell == 'x', "{words}");
            }
        }
    }

    #[test]
    fn a_volunteer_reads_own_reports_and_their_replies_only() {
        let table = [
            (Told { own: true, founded: true, ..told("case", "/1/2/3/4") }, true),
            (Told { of: "case", founded: true, ..told("reply", "/1/2/3/4") }, true),
            // What staff write on the case stays with staff, and whom they share it with.
            (Told { founded: true, ..told("case", "/1/2/3/4") }, false),
            (Told { of: "case", founded: true, ..told("grant", "/1/2/3/4") }, false),
            (Told { of: "case", ..told("reply", "/1/2/3/4") }, false),
            (told("resident", "/1/2/3/4"), false),
        ];
        for (entry, expected) in &table {
            assert_eq!(reads(&PostKind::Volunteer, "/1/2/3", entry), *expected, "{} of {}", entry.kind, entry.of);
        }
    }

    #[test]
    fn whoever_reports_a_clue_reads_his_own_and_the_answer() {
        let own = Told { own: true, founded: true, ..told("clue", "/1/2/3/4") };
        let answer = Told { of: "clue", founded: true, ..told("reply", "/1/2/3/4") };
        for post in PostKind::KNOWN {
            assert!(reads(post, "/1/2/3/4", &own) && reads(post, "/1/2/3/4", &answer), "{post}");
        }
    }

    #[test]
    fn a_unit_that_was_moved_keeps_what_was_shared_with_it() {
        let entry = Told { shared: &[15], ..told("case", "/1/2/3/4") };
        assert!(reads(&PostKind::Department, "/1/15", &entry) && reads(&PostKind::Department, "/7/15", &entry));
        assert!(!reads(&PostKind::Department, "/1/16", &entry) && !reads(&PostKind::Department, "/1/15/1", &entry));
    }
}
