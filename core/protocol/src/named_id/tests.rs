//! A computed id is bent in every way, and each bend founds nothing.

use serde::Serialize;

use super::*;
use crate::entry::EntryClass;
use crate::id::{DeviceId, EntryId, PostId};
use crate::org_path::OrgPath;
use crate::post_kind::PostKind;
use crate::stamp::{Hlc, Stamp};
use crate::wire;

#[derive(Serialize)]
struct Said {
    a: &'static str,
    day: &'static str,
    source: &'static str,
    external_no: &'static str,
    title: &'static str,
}

fn said() -> Said {
    Said { a: "report", day: "2026-03-02", source: "hotline_12345", external_no: "ZZ-1", title: "路灯不亮" }
}

fn path(text: &str) -> OrgPath {
    text.parse().unwrap()
}

fn entry(kind: &RecordKind, record: RecordId, by: &PostKind) -> Entry {
    Entry {
        class: EntryClass::Event,
        kind: kind.clone(),
        record,
        scope: path("/1/2/3"),
        device: DeviceId::new(1, [1; 10]),
        post: PostId::new(1, [2; 10]),
        post_kind: by.clone(),
        stamp: Stamp::new(Hlc::from_ms(1), 1, None),
        schema: 1,
        unit: None,
        payload: wire::encode_payload(&said()).unwrap(),
    }
}

/// Every computed id that stands for something of its own, and the kind and post that may found it.
fn computed() -> Vec<(RecordKind, PostKind, RecordId)> {
    let (unit, said) = (path("/1/2/3"), said());
    let log = log_of(DeviceId::new(1, [1; 10]), PostId::new(1, [2; 10]), &unit);
    vec![
        (RecordKind::Audit, PostKind::GridWorker, log),
        (RecordKind::Roster, PostKind::CommunityDesk, roster_record(&unit, said.day)),
        (RecordKind::Case, PostKind::CommunityDesk, order_record(&unit, said.source, said.external_no)),
        (RecordKind::Case, PostKind::CommunityDesk, order_record(&unit, "", said.external_no)),
    ]
}

#[test]
fn a_computed_id_is_founded_by_what_it_is_computed_from_and_by_nothing_else() {
    for (kind, by, record) in computed() {
        assert!(!is_drawn(record) && may_found(&entry(&kind, record, &by)), "{kind}");
        for other in RecordKind::KNOWN.iter().chain(&["drone_flight".parse().unwrap()]) {
            assert_eq!(may_found(&entry(other, record, &by)), *other == kind, "{other} under the id of a {kind}");
        }
        let bends: [fn(&mut Entry); 4] = [
            |entry| entry.scope = path("/2/9/1"),
            |entry| (entry.device, entry.payload) = (DeviceId::NIL, Vec::new()),
            |entry| entry.record = RecordId::from_bytes([0x17; 16]),
            |entry| entry.record = RecordId::NIL,
        ];
        for (nth, bend) in bends.iter().enumerate() {
            let mut bent = entry(&kind, record, &by);
            bend(&mut bent);
            assert!(!may_found(&bent), "{kind}, bend {nth}");
        }
    }
}

#[test]
fn a_roster_and_a_log_have_no_other_id_and_an_order_is_a_desks() {
    let drawn = draw(1_772_413_200_000, [9; 10]);
    for kind in RecordKind::KNOWN {
        let expected = !matches!(kind, RecordKind::Audit | RecordKind::Roster);
        assert_eq!(may_found(&entry(kind, drawn, &PostKind::CommunityDesk)), expected, "{kind}");
    }
    let order = order_record(&path("/1/2"), said().source, said().external_no);
    for by in PostKind::KNOWN {
        assert_eq!(may_found(&entry(&RecordKind::Case, order, by)), by.is_desk(), "{by}");
    }
}

#[test]
fn what_was_drawn_by_any_clock_is_drawn_and_hashes_hardly_ever_are() {
    for clock in [i64::MIN, -1, 0, 1_772_413_200_000, 4_102_444_799_999, 4_102_444_800_000, i64::MAX] {
        for byte in [0, 0x55, 0xff] {
            assert!(is_drawn(draw(clock, [byte; 10])), "{clock}");
        }
    }
    let hashed = (0..40_000_u32).map(|nth| EntryId::of(&nth.to_be_bytes()));
    let drawn = hashed.filter(|id| is_drawn(crate::custody::decision_record(*id))).count();
    assert!(drawn < 40, "{drawn} of 40000 hashes look drawn");
}

#[test]
fn a_log_is_one_posts_on_one_device_a_roster_one_units_month_and_an_order_one_case_of_its_county() {
    let (device, post, unit) = (DeviceId::from_bytes([1; 16]), PostId::from_bytes([2; 16]), path("/1/2"));
    let log = log_of(device, post, &unit);
    assert_ne!(log, log_of(device, PostId::from_bytes([3; 16]), &unit));
    assert_ne!(log, log_of(DeviceId::from_bytes([3; 16]), post, &unit));
    assert_ne!(log, log_of(device, post, &path("/1/3")));

    let march = roster_record(&unit, "2026-03-01");
    assert_eq!(roster_record(&unit, "2026-03-31"), march);
    assert_ne!(roster_record(&unit, "2026-04-01"), march);
    assert_ne!(roster_record(&path("/1/3"), "2026-03-01"), march);

    let of = |unit: &str, source, no| order_record(&path(unit), source, no);
    let order = of("/1/12", "hotline_12345", "ZZ2026-001");
    assert_eq!(of("/1/13/131", "hotline_12345", " ZZ2026-001 "), order);
    assert_ne!(of("/2/12", "hotline_12345", "ZZ2026-001"), order);
    assert_ne!(of("/1/12", "police_110", "ZZ2026-001"), order);
    assert_ne!(of("/1/12", "hotline_12345", "ZZ2026-002"), order);
}

/// What old phones wrote under must stay where they look for it.
#[test]
fn computed_ids_are_what_they_always_were() {
    let ids: Vec<String> = computed().iter().map(|(_, _, id)| id.to_string()).collect();
    let expected = [
        "be5459a8-83ce-d6d1-a3ab-94405e91be1d",
        "b577883a-cd12-626b-8feb-07bda8b2260e",
        "08efc8c7-0744-76d0-c187-9444c071a132",
        "92dfe168-d6f9-e80a-621f-98736e73550d",
    ];
    assert_eq!(ids, expected);
}
