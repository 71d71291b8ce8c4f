//! A call told in a few events: who is asked when, and the laws of its fold.

use etong_protocol::{DeviceId, EntryId, Hlc, PostKind};
use proptest::prelude::*;

use super::*;
use crate::domain::event::tests::told_again;
use crate::domain::mobilisation::{CallAmendment, CallPurpose, Wave};

const HOUR: i64 = 3_600_000;
/// 2026-01-01 08:00 here.
const EIGHT: i64 = 1_767_225_600_000;

fn event(nth: u64, kind: PostKind, entry: CallEntry) -> Event<CallEntry> {
    Event {
        id: EntryId::of(&nth.to_be_bytes()),
        seq: Some(nth),
        hlc: Hlc::from_ms(i64::try_from(nth).unwrap()),
        device: DeviceId::NIL,
        post: PostId::NIL,
        unit: None,
        post_kind: kind,
        scope: "/1/12/121".parse().unwrap(),
        captured_at: EIGHT,
        entry,
    }
}

fn call(waves: Vec<Wave>, urgent: bool) -> CallEntry {
    CallEntry::Publish(Box::new(Call {
        purpose: CallPurpose::Volunteering,
        title: "清理积水".into(),
        what: String::new(),
        skills: Vec::new(),
        from: EIGHT + HOUR,
        until: EIGHT + 3 * HOUR,
        quota: 5,
        place: None,
        address: "东门".into(),
        lead: None,
        contact: None,
        urgent,
        waves,
        case: None,
        campaign: None,
    }))
}

fn told() -> Vec<Event<CallEntry>> {
    let more = CallAmendment { quota: Some(8), until: None, waves: Vec::new(), note: Some("再要三人".into()) };
    vec![
        event(1, PostKind::CommunityDesk, call(Vec::new(), false)),
        event(2, PostKind::CommunityDesk, CallEntry::Amend(more)),
        event(3, PostKind::CommunityDesk, CallEntry::Unknown("photo".into())),
        event(4, PostKind::Volunteer, CallEntry::Stop { reason: "够了".into() }),
        event(5, PostKind::CommunityDesk, CallEntry::Stop { reason: "水已退".into() }),
        event(
            6,
            PostKind::CommunityDesk,
            CallEntry::Amend(CallAmendment { quota: Some(99), ..CallAmendment::default() }),
        ),
    ]
}

#[test]
fn a_call_is_open_until_it_is_over_or_stopped() {
    let all = told();
    let open = fold(&all[..4]).unwrap();
    assert_eq!((open.call.quota, open.notes.len(), open.unknown), (8, 1, 1));
    assert_eq!((open.state(EIGHT), open.state(EIGHT + 4 * HOUR)), (CallState::Open, CallState::Over));
    let stopped = fold(&all).unwrap();
    assert_eq!((stopped.stopped.as_deref(), stopped.call.quota), (Some("水已退"), 8));
    assert_eq!(fold(&all[1..]), None, "nothing was published");
}

#[test]
fn waves_ask_one_after_the_other() {
    let near = Wave { at: EIGHT, units: vec!["/1/12/121/1211".parse().unwrap()], skills: Vec::new() };
    let divers = Wave { at: EIGHT + HOUR, units: Vec::new(), skills: vec!["潜水".into()] };
    let call = fold(&[event(1, PostKind::CommunityDesk, call(vec![near, divers], false))]).unwrap();
    let unit = |text: &str| text.parse::<OrgPath>().unwrap();
    let (none, diver) = (Vec::new(), vec!["潜水".to_owned()]);
    let table: [(&str, Option<&[String]>, i64, Ring); 6] = [
        ("/1/12/121/1211", Some(&none), EIGHT, Ring::Now),
        ("/1/12/121/1212", Some(&none), EIGHT, Ring::Never),
        ("/1/12/121/1212", Some(&diver), EIGHT, Ring::Later { at: EIGHT + HOUR }),
        ("/1/12/121/1212", Some(&diver), EIGHT + HOUR, Ring::Now),
        ("/1/12/121/1212", None, EIGHT + HOUR, Ring::Now),
        ("/1/12/121/1211", None, EIGHT - 1, Ring::Later { at: EIGHT }),
    ];
    for (at, skills, now, expected) in table {
        assert_eq!(call.ring(&unit(at), skills, now), expected, "{at} {skills:?} {now}");
    }
}

#[test]
fn a_call_is_quiet_at_night_unless_it_is_urgent() {
    let unit: OrgPath = "/1/12/121".parse().unwrap();
    let seven_next_day = EIGHT + 23 * HOUR;
    for (now, ring) in [
        (EIGHT, Ring::Now),
        (EIGHT + 14 * HOUR - 1, Ring::Now),
        (EIGHT + 14 * HOUR, Ring::Quiet { until: seven_next_day }),
        (EIGHT + 20 * HOUR, Ring::Quiet { until: seven_next_day }),
        (seven_next_day, Ring::Now),
    ] {
        let [calm, urgent] =
            [false, true].map(|urgent| fold(&[event(1, PostKind::CountyDesk, call(Vec::new(), urgent))]));
        assert_eq!(calm.unwrap().ring(&unit, None, now), ring, "{now}");
        assert_eq!(urgent.unwrap().ring(&unit, None, now), Ring::Now);
    }
}

#[test]
fn every_event_comes_back_as_it_went() {
    let wave = Wave { at: 1, units: vec!["/1".parse().unwrap()], skills: vec!["潜水".into()] };
    for event in told().into_iter().chain([event(7, PostKind::CountyDesk, call(vec![wave], true))]) {
        assert_eq!(CallEntry::from_payload(&event.entry.to_payload().unwrap()), Ok(event.entry));
    }
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(order in any::<u64>(), repeated in prop::collection::vec(any::<usize>(), 0..8)) {
        prop_assert_eq!(fold(&told_again(&told(), order, &repeated)), fold(&told()));
    }
}
