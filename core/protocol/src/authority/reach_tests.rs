//! Who reads what, as a table and as laws.

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
fn a_draw_is_read_by_all_who_serve_at_or_below_the_unit_that_drew_and_by_nobody_beside_it() {
    for post in PostKind::KNOWN {
        let own_or_above = ["/1/2/3", "/1/2", "/1"];
        let serves = post.is_staff();
        assert!(own_or_above.iter().all(|unit| reads(post, "/1/2/3", &told("draw", unit)) == serves), "{post}");
        assert!(!reads(post, "/1/2/3", &told("draw", "/1/2/9")), "{post}");
        assert_eq!(reads(post, "/1/2", &told("draw", "/1/2/3")), post.reads_below(), "{post}");
    }
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
    for kind in people.into_iter().chain(["patrol", "clue", "clue.team", "drone_flight"]) {
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
