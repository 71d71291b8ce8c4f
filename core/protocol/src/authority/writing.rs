//! Who writes what, as far as an envelope tells: the coarse questions of the relay, answered from the one table of rights.

use super::permission::may_any;
use crate::entry::EntryClass;
use crate::org_path::OrgPath;
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;

/// May a post of this kind write such entries at all, somewhere? Kinds of a newer program are trusted to staff.
#[must_use]
pub fn may_write(post: &PostKind, class: EntryClass, kind: &RecordKind) -> bool {
    let known = match (class, kind) {
        (EntryClass::Reg, _) => return false,
        (EntryClass::Doc, kind) if !kind.is_document() => return false,
        (_, RecordKind::Unknown(_)) => None,
        // A record of documents has no events: nothing would look through one, and no phone would show it.
        (EntryClass::Event, kind) if kind.is_document() => return false,
        (_, kind) => Some(may_any(post, kind)),
    };
    known.unwrap_or_else(|| match kind.is_restricted() {
        true => post.is_police(),
        false => post.is_field() || post.is_desk() || matches!(post, PostKind::PoliceChief | PostKind::Department),
    })
}

/// May a post of this kind at `unit` found a record of this kind at `scope`?
#[must_use]
pub fn may_push(post: &PostKind, unit: &OrgPath, class: EntryClass, kind: &RecordKind, scope: &OrgPath) -> bool {
    unit.covers(scope) && may_write(post, class, kind)
}

/// May a post of this kind write onto a record of kind `kind` that somebody else founded and that is not shared with its
/// unit? Only onto what it reads.
#[must_use]
pub fn may_write_onto_others(post: &PostKind, kind: &RecordKind) -> bool {
    let reads = post.reads_below() || post.reads_events_below() && kind.is_for_hosts();
    *kind != RecordKind::Audit && reads && (!kind.is_restricted() || post.is_police())
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
        let newer: RecordKind = "drone_flight".parse().unwrap();
        let newer_police: RecordKind = "police.drone".parse().unwrap();
        let (unit, scope) = (path("/1/2/3"), path("/1/2/3/4"));
        // Columns: a resident's document, a case, a patrol, a clue, a kind from a newer program, such a kind for police.
        let table = [
            (GridWorker, "xxxxx."),
            (PoliceOfficer, "xxxxxx"),
            (AuxiliaryOfficer, "xxxxx."),
            (TeamMember, ".xxx.."),
            (Volunteer, ".xxx.."),
            (CommunityDesk, "xxxxx."),
            (TownshipDesk, "xxxxx."),
            (CountyDesk, ".xxxx."),
            (Unknown("robot".into()), "......"),
        ];
        for (post, row) in table {
            let may = |class, kind: &RecordKind| may_push(&post, &unit, class, kind, &scope);
            let asked = [
                may(Doc, &RecordKind::Resident),
                may(Event, &RecordKind::Case),
                may(Event, &RecordKind::Patrol),
                may(Event, &RecordKind::Clue),
                may(Event, &newer),
                may(Event, &newer_police),
            ];
            for (nth, (may, cell)) in asked.into_iter().zip(row.chars()).enumerate() {
                assert_eq!(may, cell == 'x', "{post}, column {nth}");
            }
            assert!(!may(Reg, &RecordKind::Unit) && !may(Event, &RecordKind::Post), "{post} directory");
            assert!(!may(Event, &RecordKind::Dictionary) && !may(Doc, &RecordKind::Case), "{post} directory");
            assert!(!may(Event, &RecordKind::Special), "{post}: records of special groups are not kept yet");
            assert!(!may_push(&post, &unit, Event, &RecordKind::Case, &path("/1/2/5")), "{post} next door");
        }
    }

    #[test]
    fn everybody_known_reports_a_clue_and_only_police_write_onto_one() {
        for post in PostKind::KNOWN {
            assert!(may_write(post, EntryClass::Event, &RecordKind::Clue), "{post}");
            assert_eq!(may_write_onto_others(post, &RecordKind::Clue), post.is_police(), "{post}");
        }
        assert!(!may_write(&PostKind::Unknown("robot".into()), EntryClass::Event, &RecordKind::Clue));
    }

    #[test]
    fn who_does_not_read_below_writes_onto_own_records_only() {
        use PostKind::*;
        for post in PostKind::KNOWN {
            let keeps_to_own =
                matches!(post, TeamMember | Volunteer | Resident | CallbackClerk | Auditor | Administrator);
            assert_eq!(may_write_onto_others(post, &RecordKind::Case), !keeps_to_own, "{post}");
            let of_people = !keeps_to_own && *post != HostStaff;
            assert_eq!(may_write_onto_others(post, &RecordKind::Resident), of_people, "{post}");
        }
    }

    #[test]
    fn an_administrator_writes_nothing_about_cases() {
        for kind in [RecordKind::Case, RecordKind::Reply, RecordKind::Mediation, RecordKind::Grant, RecordKind::Patrol]
        {
            assert!(!may_write(&PostKind::Administrator, EntryClass::Event, &kind), "{kind}");
        }
    }

    #[test]
    fn a_record_of_documents_takes_no_event_from_anybody() {
        for kind in [RecordKind::Resident, RecordKind::Household, RecordKind::Dwelling, RecordKind::Building] {
            let wrote = PostKind::KNOWN.iter().filter(|post| may_write(post, EntryClass::Event, &kind)).count();
            assert_eq!(wrote, 0, "{kind}");
            assert!(may_write(&PostKind::GridWorker, EntryClass::Doc, &kind), "{kind}");
        }
    }
}
