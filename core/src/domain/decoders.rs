//! Fuzz targets: every decoder of this module, given bytes from anywhere and good payloads that were damaged. A short run is
//! part of the tests; `cargo bolero test` runs one for as long as wanted.

use etong_protocol::{EntryId, PostId, PostKind, WireError};

use super::case::{CaseAct, CaseClass, CaseEntry, CaseReply, CaseSource, Party, Report};
use super::directory::{PersonRow, PostRow, UnitRow};
use super::patrol::{Finding, PatrolEntry, PatrolKind, TrackPoint, pack_track, unpack_track};

/// Flips bits of `good` as `damage` says (place and mask), then cuts it when told to.
fn damaged(good: &[u8], damage: &(Vec<(u16, u8)>, Option<u16>)) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for (place, mask) in &damage.0 {
        let place = usize::from(*place) % bytes.len().max(1);
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= mask;
        }
    }
    if let Some(keep) = damage.1 {
        bytes.truncate(usize::from(keep) % (bytes.len() + 1));
    }
    bytes
}

fn fuzz(good: &[Vec<u8>], decode: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    bolero::check!().with_type::<(u8, Vec<u8>, (Vec<(u16, u8)>, Option<u16>))>().for_each(|(pick, raw, damage)| {
        decode(raw);
        if let Some(payload) = good.get(usize::from(*pick) % good.len().max(1)) {
            decode(&damaged(payload, damage));
        }
    });
}

/// What decodes must also be writable, and come back the same.
fn holds<T: PartialEq + std::fmt::Debug>(
    decode: impl Fn(&[u8]) -> Result<T, WireError>,
    encode: impl Fn(&T) -> Result<Vec<u8>, WireError>,
) -> impl Fn(&[u8]) {
    move |bytes| {
        if let Ok(value) = decode(bytes) {
            assert_eq!(decode(&encode(&value).unwrap()).unwrap(), value);
        }
    }
}

fn points() -> Vec<TrackPoint> {
    let point = |tick: i64| TrackPoint { at_ms: tick * 5_000, lat_e6: 24_513_000, lon_e6: 117_655_000, accuracy_m: 5 };
    (0..200).map(point).collect()
}

#[test]
fn any_bytes_give_an_act_on_a_case_or_an_error() {
    let report = CaseAct::Report(Report {
        class: CaseClass::Hazard,
        title: "楼道堆物".into(),
        what: "三楼".into(),
        place: "24513000,117655000,8,1767225600000,gps,0".parse().ok(),
        address: Some("3 栋".into()),
        source: CaseSource::Snap,
        parties: vec![Party { name: "王芳".into(), phone: Some("13800001234".into()), role: None }],
    });
    let dispatch = CaseAct::Dispatch { to: PostId::NIL, to_kind: PostKind::GridWorker, note: Some("速办".into()) };
    let base = Some(EntryId::of(b"base"));
    let good = [report, dispatch, CaseAct::Unknown("supervise".into())]
        .map(|act| CaseEntry { base, act }.to_payload().unwrap());
    fuzz(&good, holds(CaseEntry::from_payload, CaseEntry::to_payload));
}

#[test]
fn any_bytes_give_a_reply_or_an_error() {
    let reply = CaseReply { state: "accepted".into(), words: "已受理".into(), base: Some(EntryId::of(b"base")) };
    fuzz(&[reply.to_payload().unwrap()], holds(CaseReply::from_payload, CaseReply::to_payload));
}

#[test]
fn any_bytes_give_a_patrol_event_or_an_error() {
    let finding = Finding { text: "井盖缺失".into(), place: None, case: None };
    let good = [
        PatrolEntry::Start { kind: PatrolKind::SelfStarted, place: None },
        PatrolEntry::Segment(points()),
        PatrolEntry::Finding(finding),
    ]
    .map(|event| event.to_payload().unwrap());
    fuzz(&good, holds(PatrolEntry::from_payload, PatrolEntry::to_payload));
}

#[test]
fn any_bytes_give_a_track_or_an_error() {
    let good = pack_track(&points()).unwrap();
    fuzz(&[good], |bytes| {
        if let Ok(points) = unpack_track(bytes) {
            assert_eq!(unpack_track(&pack_track(&points).unwrap()), Ok(points));
        }
    });
}

#[test]
fn any_bytes_give_a_row_of_the_directory_or_an_error() {
    let path = "/1/2/3/4".parse().unwrap();
    let row = PostRow {
        post: PostId::NIL,
        person: etong_protocol::PersonId::NIL,
        kind: PostKind::GridWorker,
        unit: 4,
        from: None,
        to: None,
        path,
    };
    let good = [row.to_payload().unwrap()];
    fuzz(&good, holds(PostRow::from_payload, PostRow::to_payload));
    fuzz(&good, holds(UnitRow::from_payload, UnitRow::to_payload));
    fuzz(&good, holds(PersonRow::from_payload, PersonRow::to_payload));
}
