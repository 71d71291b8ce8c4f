//! A look counts for the unit its envelope names, and for nobody when its words say otherwise.

use etong_protocol::{EntryClass, Hlc, RecordId, Stamp};

use super::*;

const GRID: &str = "/1/12/121/1211";

fn path(text: &str) -> OrgPath {
    text.parse().unwrap()
}

/// A look whose words name `said` and whose envelope names `unit`.
fn opened(post_kind: PostKind, unit: Option<u32>, said: &str) -> Entry {
    Entry {
        class: EntryClass::Event,
        kind: RecordKind::Opened,
        record: RecordId::NIL,
        scope: path(GRID),
        device: DeviceId::from_bytes([1; 16]),
        post: PostId::from_bytes([1; 16]),
        post_kind,
        stamp: Stamp::new(Hlc::from_ms(1), 1, None),
        schema: 1,
        payload: Opened { unit: path(said), opened_at: 5 }.to_payload().unwrap(),
        unit: unit.map(UnitId),
    }
}

fn case() -> LookedAt {
    LookedAt::record(&RecordKind::Case, &path(GRID))
}

#[test]
fn what_is_told_comes_back_as_it_went() {
    let opened = Opened { unit: path("/1/2/3"), opened_at: 5 };
    assert_eq!(Opened::from_payload(&opened.to_payload().unwrap()).unwrap(), opened);
    assert!(Opened::from_payload(b"?").is_err());
}

#[test]
fn desks_tell_of_cases_and_only_police_tell_of_clues() {
    for post in PostKind::KNOWN {
        let supervises = post.is_desk() || matches!(post, PostKind::PoliceChief | PostKind::Department);
        assert_eq!(tells_founder(post, &RecordKind::Case), supervises, "{post}");
        assert_eq!(tells_founder(post, &RecordKind::Clue), post.is_police(), "{post}");
        assert!(!tells_founder(post, &RecordKind::Resident), "{post}");
    }
}

#[test]
fn the_unit_is_the_one_in_the_envelope_and_words_that_name_another_are_no_look() {
    use LookedFrom::{Above, Beside, Unproven};
    use PostKind::{CommunityDesk, CountyDesk, Department};
    for (kind, unit, said, expected) in [
        (CommunityDesk, Some(121), "/1/12/121", Ok(Above(path("/1/12/121")))),
        (CountyDesk, Some(1), "/1", Ok(Above(path("/1")))),
        // A unit that was moved since: its number is its own wherever it stands.
        (CommunityDesk, Some(121), "/1/13/121", Ok(Above(path("/1/12/121")))),
        (Department, Some(15), "/1/15", Ok(Beside(UnitId(15)))),
        (CommunityDesk, Some(121), "/1", Err(NoLook::OtherUnit)),
        (CommunityDesk, Some(121), "/", Err(NoLook::OtherUnit)),
        (CommunityDesk, Some(1), "/1/12/121", Err(NoLook::OtherUnit)),
        (CommunityDesk, None, "/1/12/121", Ok(Unproven)),
        (CommunityDesk, None, "/1", Ok(Unproven)),
    ] {
        let looked = case().look(&opened(kind.clone(), unit, said)).map(|look| look.from);
        assert_eq!(looked, expected, "{kind} {unit:?} {said}");
    }
}

#[test]
fn only_whoever_supervises_looks_and_nobody_at_what_is_ones_own() {
    let honest = || opened(PostKind::CommunityDesk, Some(121), "/1/12/121");
    for kind in PostKind::KNOWN {
        let look = |on: &LookedAt| on.look(&opened(kind.clone(), Some(121), "/1/12/121")).is_ok();
        assert_eq!(look(&case()), tells_founder(kind, &RecordKind::Case), "{kind}");
        assert_eq!(look(&LookedAt::default()), may_look(kind), "{kind}: of an unknown record");
    }
    let mut own = case();
    own.written_by_device(honest().device);
    assert_eq!(own.look(&honest()), Err(NoLook::TheAuthors));
    let written = Entry { kind: RecordKind::Case, post_kind: PostKind::PoliceOfficer, ..honest() };
    let mut of_the_post = LookedAt::default();
    of_the_post.written(&Entry { device: DeviceId::NIL, ..written.clone() });
    assert_eq!(of_the_post.look(&honest()), Err(NoLook::TheAuthors));
    let mut other = LookedAt::default();
    other.written(&Entry { device: DeviceId::NIL, post: PostId::NIL, ..written });
    assert!(other.look(&honest()).is_ok());
    assert_eq!(other.look(&Entry { scope: path("/1/12/122"), ..honest() }), Err(NoLook::Elsewhere));
    let officer = opened(PostKind::PoliceOfficer, Some(1211), GRID);
    assert_eq!(other.look(&officer), Err(NoLook::NotSupervising), "what was written says that it is a case");
    assert_eq!(case().look(&Entry { payload: vec![], ..honest() }), Err(NoLook::Unreadable));
    assert_eq!(case().look(&Entry { kind: RecordKind::Reply, ..honest() }), Err(NoLook::NotSupervising));
}
