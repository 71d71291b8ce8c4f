//! Who reads what: the reach of a post as a few rules, each of which covers an entry or does not. The relay cuts every page
//! to them; whoever wants to know what a phone ought to hold asks them too.

use std::collections::BTreeSet;

use super::permission::may_act;
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
    /// What happens at `unit` and below, for the host's staff of a dedicated grid: no people, nothing restricted.
    Host { unit: OrgPath },
    /// The clues that exactly this team reported: its members' words and what they are told.
    Team { unit: OrgPath },
    /// All entries of records shared with this unit; restricted ones only if `restricted`.
    Shared { unit: OrgPath, restricted: bool },
    /// The audit log at `unit` and below.
    Audit { unit: OrgPath },
    /// What this person wrote, and to the records this person founded, replies and what erases them.
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
    /// The kind of post that wrote it.
    pub by: &'a PostKind,
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
        let audience = || Audience::of(entry.class, entry.kind, entry.of, entry.by);
        match self {
            Self::Subtree { unit, restricted } => {
                let kept = entry.kind.is_restricted() || entry.of.is_restricted();
                unit.covers(entry.scope) && (*restricted || !kept) && *entry.kind != RecordKind::Audit
            }
            Self::Board { unit, staff } => {
                entry.scope == unit
                    && match audience() {
                        Audience::Above | Audience::Team | Audience::Hosts => false,
                        Audience::Staff => *staff,
                        Audience::Everybody => true,
                    }
            }
            Self::Host { unit } => unit.covers(entry.scope) && audience() == Audience::Hosts,
            Self::Team { unit } => entry.scope == unit && audience() == Audience::Team,
            Self::Shared { unit, restricted } => {
                let kept = entry.of.is_restricted();
                let shared = unit.unit().is_some_and(|unit| entry.shared.contains(&unit));
                entry.class != EntryClass::Reg && (*restricted || !kept) && shared
            }
            Self::Audit { unit } => *entry.kind == RecordKind::Audit && unit.covers(entry.scope),
            Self::Own => {
                let told = entry.kind.is_told_to_founder() && entry.class == EntryClass::Event;
                entry.own || (entry.founded && told)
            }
        }
    }
}

/// The reach of one post (domain report, 3.4): those who work for a whole unit read its subtree; staff read the boards of
/// their own unit and of those above; whoever works on cases there reads what is shared with the unit (a clue:
/// police only); everybody reads what is meant for all, and what is their own.
#[must_use]
pub fn reach_of(post: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
    let mut rules = vec![ReachRule::Own];
    if post.reads_shared() {
        rules.push(ReachRule::Shared { unit: unit.clone(), restricted: post.is_police() });
    }
    if post.reads_below() {
        rules.push(ReachRule::Subtree { unit: unit.clone(), restricted: post.is_police() });
    }
    if post.reads_events_below() {
        rules.push(ReachRule::Host { unit: unit.clone() });
    }
    if *post == PostKind::TeamMember {
        rules.push(ReachRule::Team { unit: unit.clone() });
    }
    if *post == PostKind::Auditor {
        rules.push(ReachRule::Audit { unit: unit.clone() });
    }
    let staff = post.is_staff();
    let mut above = Some(unit.clone());
    while let Some(unit) = above {
        above = unit.parent();
        rules.push(ReachRule::Board { unit, staff });
    }
    rules
}

/// What a post reads of a unit that has ended and whose place its own unit took: what it would read of that unit, but nothing of what
/// stands above that. Whoever answers for nothing there, as a volunteer, reads nothing.
#[must_use]
pub fn reach_taken_over(post: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
    let takes_part = post.reads_shared() || post.reads_below() || post.reads_events_below();
    if !takes_part && *post != PostKind::TeamMember && *post != PostKind::Auditor {
        return Vec::new();
    }
    let mut rules = reach_of(post, unit);
    rules.retain(|rule| match rule {
        ReachRule::Own => false,
        ReachRule::Board { unit: board, .. } => board == unit,
        _ => true,
    });
    rules
}

/// What a post reads because its unit took the place of others: what they left, and of whoever else took the same places the directory
/// rows and what is told to everybody.
#[must_use]
pub fn reach_inherited(post: &PostKind, taken: &[OrgPath], co_heirs: &[OrgPath]) -> Vec<ReachRule> {
    let mut rules: Vec<ReachRule> = taken.iter().flat_map(|unit| reach_taken_over(post, unit)).collect();
    if !rules.is_empty() {
        rules.extend(co_heirs.iter().map(|unit| ReachRule::Board { unit: unit.clone(), staff: false }));
    }
    rules
}

/// Does such a post read, and write onto, a record of the kind `of` because it was shared with its unit?
#[must_use]
pub fn works_on_shared(post: &PostKind, of: &RecordKind) -> bool {
    post.reads_shared() && (post.is_police() || !of.is_restricted())
}

/// What else a post reads because it sends cases there: whoever may dispatch a case reads the directory rows, and what is told to
/// everybody, of the departments and teams that sit beside its way up, and of those below them. Names only: their cases and
/// what they tell their own staff stay theirs. `bodies`: the paths of departments and teams.
#[must_use]
pub fn reach_beside(post: &PostKind, unit: &OrgPath, bodies: &[OrgPath]) -> Vec<ReachRule> {
    if !dispatches(post) {
        return Vec::new();
    }
    let beside = |body: &&OrgPath| !unit.covers(body) && is_beside(unit, body, bodies);
    bodies.iter().filter(beside).map(|body| ReachRule::Board { unit: body.clone(), staff: false }).collect()
}

/// May a post of this kind dispatch a case, and so has to know to whom?
#[must_use]
pub fn dispatches(post: &PostKind) -> bool {
    may_act(post, &RecordKind::Case, "dispatch").is_some()
}

fn is_beside(unit: &OrgPath, body: &OrgPath, bodies: &[OrgPath]) -> bool {
    let mut above = body.parent();
    while let Some(stands_below) = above {
        if stands_below.covers(unit) {
            return true;
        }
        if !bodies.contains(&stands_below) {
            return false;
        }
        above = stands_below.parent();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One entry, told as it stands in a table of the tests.
    struct Told {
        kind: &'static str,
        of: &'static str,
        scope: &'static str,
        by: PostKind,
        own: bool,
        founded: bool,
        shared: &'static [u32],
    }

    const fn told(kind: &'static str, scope: &'static str) -> Told {
        Told { kind, of: kind, scope, by: PostKind::Volunteer, own: false, founded: false, shared: &[] }
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
            by: &entry.by,
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
        // community, the name of the township, a case in the community next door, a notice there, a resident below, a visit
        // there, an inspection below.
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
            told("resident", "/1/2/3/4"),
            Told { of: "resident", ..told("visit", "/1/2/3/4") },
            told("inspection", "/1/2/3/4"),
        ];
        let table = [
            (GridWorker, "x..xxxxx..xxx"),
            (PoliceOfficer, "xxxxxxxx..xxx"),
            (AuxiliaryOfficer, "x..xxxxx..xxx"),
            (TeamMember, "....x.xx....."),
            (Volunteer, "....x..x....."),
            (CommunityDesk, "x..xxxxx..xxx"),
            (TownshipDesk, "x..xxxxx..xxx"),
            (CountyDesk, "x..xxxxx..xxx"),
            (GridLeader, "x..xxxxx..xxx"),
            (Resident, "....x..x....."),
            (PoliceChief, "xxxxxxxx..xxx"),
            (Department, "x..xxxxx..xxx"),
            (CallbackClerk, "...xx.xx....."),
            (Auditor, "...xx..x....."),
            (Administrator, "...xx..x....."),
            (HostStaff, "x..xx..x....x"),
            (Unknown("robot".into()), "....x..x....."),
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
    fn of_a_unit_whose_place_it_took_a_post_reads_what_it_would_read_there_and_nothing_above_it() {
        let at = |kind: &'static str, scope: &'static str| Told { by: PostKind::GridWorker, ..told(kind, scope) };
        let inside = ["case", "clue", "notice", "resident", "patrol", "unit"].map(|kind| at(kind, "/1/2/3/4"));
        let outside = [at("notice", "/1/2/3"), at("public_notice", "/1/2"), at("case", "/1/2/3/5")];
        for post in PostKind::KNOWN {
            let taken = reach_taken_over(post, &path("/1/2/3/4"));
            let covered = |entry: &Told| {
                let kind: RecordKind = entry.kind.parse().unwrap();
                let class = if kind.is_directory() { EntryClass::Reg } else { EntryClass::Event };
                let (scope, shared) = (path(entry.scope), BTreeSet::new());
                let (own, founded) = (false, false);
                let entry = Whereabouts {
                    class,
                    kind: &kind,
                    of: &kind,
                    scope: &scope,
                    by: &entry.by,
                    own,
                    founded,
                    shared: &shared,
                };
                taken.iter().any(|rule| rule.covers(&entry))
            };
            assert!(outside.iter().all(|entry| !covered(entry)), "{post}");
            for entry in &inside {
                let there = reads(post, "/1/2/3/4", entry);
                let nothing = matches!(post, PostKind::Volunteer | PostKind::Resident | PostKind::Administrator);
                assert_eq!(covered(entry), there && !nothing, "{post} {}", entry.kind);
            }
        }
        assert!(reach_taken_over(&PostKind::Unknown("robot".into()), &path("/1/2/3/4")).is_empty());
    }

    #[test]
    fn a_clue_that_is_shared_with_a_unit_is_read_by_its_police_only() {
        for post in PostKind::KNOWN {
            let clue = Told { shared: &[3], ..told("clue", "/1/2/9") };
            assert_eq!(reads(post, "/1/2/3", &clue), post.is_police(), "{post}");
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
    fn host_staff_read_what_happens_in_their_grid_and_nobody_who_lives_there() {
        let reads = |entry: &Told| reads(&PostKind::HostStaff, "/1/2/3/30", entry);
        let at = |kind, of, scope| Told { of, ..told(kind, scope) };
        for (kind, of) in [("case", "case"), ("reply", "case"), ("grant", "case"), ("inspection", "inspection")] {
            assert!(reads(&at(kind, of, "/1/2/3/30")), "{kind} of {of}");
            assert!(!reads(&at(kind, of, "/1/2/3/4")) && !reads(&at(kind, of, "/1/2/3")), "{kind} of {of} elsewhere");
        }
        let people = ["resident", "household", "dwelling", "building", "visit", "merge", "special", "mediation"];
        for kind in people.into_iter().chain(["patrol", "clue", "clue.team", "draw", "drone_flight"]) {
            assert!(!reads(&at(kind, kind, "/1/2/3/30")), "{kind}");
            assert!(!reads(&at("reply", kind, "/1/2/3/30")), "a reply to a {kind}");
        }
    }

    #[test]
    fn a_team_reads_its_clue_and_what_it_is_told_and_never_what_police_write() {
        let written = |by, kind, scope| Told { by, of: "clue.team", ..told(kind, scope) };
        let team = |entry: &Told| reads(&PostKind::TeamMember, "/1/2/3/77", entry);
        let police = |entry: &Told| reads(&PostKind::PoliceOfficer, "/1/2/3", entry);
        let by_member = written(PostKind::TeamMember, "clue.team", "/1/2/3/77");
        assert!(team(&by_member) && police(&by_member));
        let answer = written(PostKind::PoliceOfficer, "reply", "/1/2/3/77");
        assert!(team(&answer) && police(&answer));
        for kind in ["clue.team", "grant", "read"] {
            let by_police = written(PostKind::PoliceOfficer, kind, "/1/2/3/77");
            assert!(!team(&by_police) && police(&by_police), "{kind}");
        }
        assert!(!team(&written(PostKind::TeamMember, "clue.team", "/1/2/3/78")), "another team's");
        assert!(!team(&told("clue", "/1/2/3/77")), "what one of them reported alone");
        for post in PostKind::KNOWN {
            let reads = reads(post, "/1/2/3", &by_member);
            assert_eq!(reads, post.is_police(), "{post} of the community");
            assert!(!self::reads(post, "/1/2/9", &by_member), "{post} elsewhere");
        }
    }

    #[test]
    fn whoever_dispatches_knows_the_departments_and_teams_beside_the_way_up_and_nobody_else_does() {
        // A department of the county, its team; a team of the township, one of the community; a department elsewhere, a team of the next township.
        let bodies = ["/1/15", "/1/15/17", "/1/2/16", "/1/2/3/18", "/7/19", "/1/9/20"].map(path);
        let beside = |post: &PostKind, unit| {
            let rules = reach_beside(post, &path(unit), &bodies);
            let names = rules.iter().map(|rule| match rule {
                ReachRule::Board { unit, staff: false } => unit.to_string(),
                other => panic!("{other:?}"),
            });
            names.collect::<Vec<_>>()
        };
        assert_eq!(beside(&PostKind::TownshipDesk, "/1/2"), ["/1/15", "/1/15/17"]);
        assert_eq!(beside(&PostKind::CommunityDesk, "/1/2/3"), ["/1/15", "/1/15/17", "/1/2/16"]);
        assert_eq!(beside(&PostKind::CountyDesk, "/1"), Vec::<String>::new(), "its own it reads anyway");
        for post in PostKind::KNOWN {
            let any = !reach_beside(post, &path("/1/2/3"), &bodies).is_empty();
            assert_eq!(any, post.is_desk() || *post == PostKind::PoliceChief, "{post}");
        }
        let names = |kind: &str, scope: &str| {
            reach_beside(&PostKind::TownshipDesk, &path("/1/2"), &bodies).iter().any(|rule| {
                let (kind, scope, nobody): (RecordKind, _, _) =
                    (kind.parse::<RecordKind>().unwrap(), path(scope), BTreeSet::new());
                let class = if kind.is_directory() { EntryClass::Reg } else { EntryClass::Event };
                rule.covers(&Whereabouts {
                    class,
                    kind: &kind,
                    of: &kind,
                    scope: &scope,
                    by: &PostKind::Department,
                    own: false,
                    founded: false,
                    shared: &nobody,
                })
            })
        };
        assert!(names("post", "/1/15") && names("unit", "/1/15/17") && names("public_notice", "/1/15"));
        for kind in ["case", "notice", "roster", "clue", "resident", "mediation"] {
            assert!(!names(kind, "/1/15"), "{kind}");
        }
        assert!(!names("post", "/1/9/20"));
    }

    #[test]
    fn a_unit_that_was_moved_keeps_what_was_shared_with_it() {
        let entry = Told { shared: &[15], ..told("case", "/1/2/3/4") };
        assert!(reads(&PostKind::Department, "/1/15", &entry) && reads(&PostKind::Department, "/7/15", &entry));
        assert!(!reads(&PostKind::Department, "/1/16", &entry) && !reads(&PostKind::Department, "/1/15/1", &entry));
    }
}
