//! A notice told in a few events, who it is for, and the laws of its fold.

use etong_protocol::{DeviceId, Hlc};
use proptest::prelude::*;

use super::*;
use crate::domain::notice::{NoticePriority, Read};

fn event(nth: u64, kind: PostKind, entry: NoticeEntry) -> Event<NoticeEntry> {
    Event {
        id: EntryId::of(&nth.to_be_bytes()),
        seq: Some(nth),
        hlc: Hlc::from_ms(i64::try_from(nth).unwrap()),
        device: DeviceId::NIL,
        post: PostId::NIL,
        unit: None,
        post_kind: kind,
        scope: "/1/12".parse().unwrap(),
        captured_at: 7,
        entry,
    }
}

fn publish(audience: &[PostKind]) -> NoticeEntry {
    NoticeEntry::Publish(Notice {
        title: "台风预警".into(),
        text: "请各网格巡查低洼地带".into(),
        priority: NoticePriority::Urgent,
        valid_until: Some(100),
        audience: audience.to_vec(),
        operational: true,
        replaces: None,
    })
}

fn told() -> Vec<Event<NoticeEntry>> {
    let withdraw = |reason: &str| NoticeEntry::Withdraw { reason: reason.into(), replaced_by: Some(RecordId::NIL) };
    vec![
        event(1, PostKind::TownshipDesk, publish(&[])),
        event(2, PostKind::Volunteer, withdraw("不想看")),
        event(3, PostKind::TownshipDesk, NoticeEntry::Unknown("pin".into())),
        event(4, PostKind::TownshipDesk, withdraw("路径有变")),
        event(5, PostKind::CountyDesk, withdraw("晚了")),
    ]
}

#[test]
fn a_notice_stands_until_its_last_day_or_until_it_is_withdrawn() {
    let all = told();
    let notice = fold(&RecordKind::Notice, &all[..3]).unwrap();
    assert_eq!((notice.standing(100), notice.standing(101)), (NoticeStanding::InForce, NoticeStanding::Expired));
    let gone = fold(&RecordKind::Notice, &all).unwrap();
    assert_eq!(gone.standing(50), NoticeStanding::Replaced);
    assert_eq!(gone.withdrawn.unwrap().reason, "路径有变", "the first withdrawal counts");
}

#[test]
fn a_notice_is_for_its_area_and_its_kinds_of_post() {
    let for_workers = fold(&RecordKind::Notice, &[event(1, PostKind::TownshipDesk, publish(&[PostKind::GridWorker]))]);
    let (notice, unit) = (for_workers.unwrap(), |text: &str| text.parse::<OrgPath>().unwrap());
    for (kind, at, expected) in [
        (PostKind::GridWorker, "/1/12/121/1211", true),
        (PostKind::GridWorker, "/1/13/131/1311", false),
        (PostKind::PoliceOfficer, "/1/12/121/1211", false),
        (PostKind::GridWorker, "/1", false),
    ] {
        assert_eq!(notice.is_for(&kind, &unit(at)), expected, "{kind} at {at}");
    }
}

#[test]
fn only_operational_notices_to_staff_ask_to_be_read() {
    let publish = [event(1, PostKind::CountyDesk, publish(&[]))];
    assert!(fold(&RecordKind::Notice, &publish).unwrap().asks_to_be_read());
    assert!(!fold(&RecordKind::PublicNotice, &publish).unwrap().asks_to_be_read());
    assert_eq!(fold(&RecordKind::Notice, &told()[1..3]), None, "nothing has been published");
}

#[test]
fn every_event_comes_back_as_it_went() {
    for event in told() {
        assert_eq!(NoticeEntry::from_payload(&event.entry.to_payload().unwrap()), Ok(event.entry));
    }
    let read = Read::of(EntryId::of(b"notice"));
    assert_eq!(Read::from_payload(&read.to_payload().unwrap()), Ok(read));
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(order in any::<u64>(), repeated in prop::collection::vec(0..5_usize, 0..5)) {
        let mut events = told();
        events.extend(repeated.iter().map(|index| told()[*index].clone()));
        events.sort_by_key(|event| EntryId::of(&[event.id.as_bytes().as_slice(), &order.to_be_bytes()].concat()));
        prop_assert_eq!(fold(&RecordKind::Notice, &events), fold(&RecordKind::Notice, &told()));
    }
}
