//! Fuzz targets: every decoder of this module, given bytes from anywhere and good payloads that were damaged. A short run is
//! part of the tests; `cargo bolero test` runs one for as long as wanted.

use etong_protocol::{EntryId, PostId, PostKind, WireError};

use super::case::{CaseAct, CaseClass, CaseEntry, CaseReply, CaseSource, Dispatch, Party, Report};
use super::clue::{ClueAct, ClueEntry, ClueKind, ClueReport};
use super::collection::{MergeAct, MergeEntry, Visit, VisitAct};
use super::directory::{DictionaryRow, OfficeRow, PersonRow, PostRow, UnitRow};
use super::inspection::{Answer, AnswerWord, Inspected, InspectionAct, PlaceKind};
use super::mediation::{MediationAct, every_act};
use super::patrol::{Finding, PatrolEntry, PatrolKind, Start, TrackPoint, pack_track, unpack_track};

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

pub(super) fn fuzz(good: &[Vec<u8>], decode: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    bolero::check!().with_type::<(u8, Vec<u8>, (Vec<(u16, u8)>, Option<u16>))>().for_each(|(pick, raw, damage)| {
        decode(raw);
        if let Some(payload) = good.get(usize::from(*pick) % good.len().max(1)) {
            decode(&damaged(payload, damage));
        }
    });
}

/// What decodes must also be writable, and come back the same.
pub(super) fn holds<T: PartialEq + std::fmt::Debug>(
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
    let parties = vec![Party { name: "王芳".into(), phone: Some("13800001234".into()), role: None }];
    let place = "24513000,117655000,8,1767225600000,gps,0".parse().ok();
    let report = Report::new(CaseClass::Hazard, "楼道堆物", CaseSource::Snap);
    let report = CaseAct::Report(Box::new(Report { what: "三楼".into(), place, parties, ..report }));
    let (to, to_kind, note) = (Some(PostId::NIL), PostKind::GridWorker, Some("速办".into()));
    let dispatch = CaseAct::Dispatch(Dispatch { to, to_kind, unit: None, note });
    let base = Some(EntryId::of(b"base"));
    let good =
        [report, dispatch, CaseAct::Unknown("drone".into())].map(|act| CaseEntry { base, act }.to_payload().unwrap());
    fuzz(&good, holds(CaseEntry::from_payload, CaseEntry::to_payload));
}

#[test]
fn any_bytes_give_an_act_of_a_mediation_or_an_error() {
    let good: Vec<Vec<u8>> = every_act().iter().map(|act| act.to_payload().unwrap()).collect();
    fuzz(&good, holds(MediationAct::from_payload, MediationAct::to_payload));
}

#[test]
fn any_bytes_give_an_entry_of_the_audit_log_or_an_error() {
    use super::audit::{AuditAct, AuditWord, RevealReason};
    let reason = Some(RevealReason::Identity);
    let act = AuditAct { field: "id".into(), reason, ..AuditAct::of(AuditWord::Reveal, "resident") };
    let looks = AuditAct::looks(&[etong_protocol::RecordId::NIL], "2026-11-29");
    fuzz(
        &[act.to_payload().unwrap(), looks.to_payload().unwrap()],
        holds(AuditAct::from_payload, AuditAct::to_payload),
    );
}

#[test]
fn any_bytes_give_an_act_of_an_erasure_or_an_error() {
    use etong_protocol::{ErasedRow, Holder, LegalBasis, Tombstone, TombstoneAct};
    let answer = Tombstone::answer(TombstoneAct::Approve, EntryId::of(b"ask"));
    let good = [Tombstone::ask(LegalBasis::Consent), answer].map(|act| act.to_payload().unwrap());
    fuzz(&good, holds(Tombstone::from_payload, Tombstone::to_payload));
    let holders = vec![Holder { device: etong_protocol::DeviceId::NIL, person: etong_protocol::PersonId::NIL }];
    let row = ErasedRow { record: etong_protocol::RecordId::NIL, holders };
    fuzz(&[row.to_payload().unwrap()], holds(ErasedRow::from_payload, ErasedRow::to_payload));
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
        PatrolEntry::Start(Start::of(PatrolKind::SelfStarted)),
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
    let path: etong_protocol::OrgPath = "/1/2/3/4".parse().unwrap();
    let post = PostRow {
        post: PostId::NIL,
        person: etong_protocol::PersonId::NIL,
        kind: PostKind::GridWorker,
        unit: 4,
        from: None,
        to: None,
        duties: vec!["collect".into()],
        lead: true,
        by: Some("operator:jia".into()),
        trail: None,
        path: path.clone(),
    };
    let unit = UnitRow {
        unit: 4,
        parent: Some(3),
        name: "网格".into(),
        code: "35".into(),
        kind: "grid".into(),
        valid_from: "2026-01-01".into(),
        valid_to: Some("2026-06-30".into()),
        replaces: vec![2],
        boundary: vec![vec![(1, 2), (3, 4), (5, 0), (1, 2)]],
        leader: Some(PostId::NIL),
        team_kind: Some("mediation".into()),
        guiding: Some(1),
        skills: vec!["律师".into()],
        path: path.clone(),
    };
    let office = OfficeRow {
        office: 1,
        unit: 4,
        name: "工作站".into(),
        address: "1 号".into(),
        phone: "0596".into(),
        hours: "8-18".into(),
        all_day: true,
        place: Some((1, 2)),
        valid_to: None,
        path,
    };
    let good = [post.to_payload().unwrap(), unit.to_payload().unwrap(), office.to_payload().unwrap()];
    fuzz(&good, holds(PostRow::from_payload, PostRow::to_payload));
    fuzz(&good, holds(UnitRow::from_payload, UnitRow::to_payload));
    fuzz(&good, holds(PersonRow::from_payload, PersonRow::to_payload));
    fuzz(&good, holds(OfficeRow::from_payload, OfficeRow::to_payload));
    fuzz(&good, holds(DictionaryRow::from_payload, DictionaryRow::to_payload));
}

#[test]
fn any_bytes_give_an_event_of_a_roster_or_an_error() {
    use super::organisation::{PlannedSlot, RosterEntry, RosterPlan, Sheet};
    let slot = PlannedSlot { post: PostId::NIL, from: 0, to: 1_440, with: Some(PostId::NIL) };
    let plan = RosterPlan { day: "2026-03-02".into(), sheet: Sheet::Pair, slots: vec![slot], note: None };
    let good = [RosterEntry::Plan(plan.clone()), RosterEntry::Own(plan), RosterEntry::Unknown("swap".into())]
        .map(|entry| entry.to_payload().unwrap());
    fuzz(&good, holds(RosterEntry::from_payload, RosterEntry::to_payload));
}

#[test]
fn any_bytes_give_a_ground_or_nothing() {
    use super::organisation::Ground;
    let good = [Ground::new(vec![vec![(1, 2), (3, 4), (5, 0)]]).to_bytes()];
    fuzz(&good, |bytes| {
        if let Some(ground) = Ground::from_bytes(bytes) {
            assert_eq!(ground.to_bytes(), bytes);
        }
    });
}

#[test]
fn any_bytes_give_a_visit_or_a_merge_or_an_error() {
    let visit = Visit {
        at: 1_767_225_600_000,
        purpose: "care".into(),
        place: "24513000,117655000,8".parse().ok(),
        present: vec![etong_protocol::RecordId::NIL],
        changed: vec!["phone".into()],
        note: Some("一切如常".into()),
        next_on: Some("2026-03-01".into()),
        during: None,
    };
    let good = [VisitAct::Visit(visit), VisitAct::Confirm { visit: EntryId::of(b"visit") }]
        .map(|act| act.to_payload().unwrap());
    fuzz(&good, holds(VisitAct::from_payload, VisitAct::to_payload));
    let merge = MergeEntry {
        act: MergeAct::Confirm,
        other: etong_protocol::RecordId::NIL,
        base: Some(EntryId::of(b"proposal")),
        reason: Some("同一人".into()),
    };
    fuzz(&[merge.to_payload().unwrap()], holds(MergeEntry::from_payload, MergeEntry::to_payload));
}

#[test]
fn any_bytes_give_an_act_on_an_inspection_or_an_error() {
    let answer = Answer {
        item: "exit_clear".into(),
        answer: AnswerWord::Bad,
        note: Some("堆物".into()),
        evidence: vec!["00".repeat(32)],
        case: Some(etong_protocol::RecordId::NIL),
    };
    let inspected = Inspected {
        kind: PlaceKind::Fire,
        version: 3,
        place: "24513000,117655000,8".parse().ok(),
        address: Some("3 栋".into()),
        premises: Some(etong_protocol::RecordId::NIL),
        answers: vec![answer],
        recheck_of: Some(etong_protocol::RecordId::NIL),
        note: None,
    };
    let good = [InspectionAct::Inspect(inspected), InspectionAct::Void { reason: "误录".into() }]
        .map(|act| act.to_payload().unwrap());
    fuzz(&good, holds(InspectionAct::from_payload, InspectionAct::to_payload));
}

#[test]
fn any_bytes_give_an_act_on_a_clue_or_an_error() {
    let report = ClueReport {
        team: true,
        kind: ClueKind::Theft,
        what: "撬锁".into(),
        place: "24513000,117655000,8".parse().ok(),
        address: None,
        seen_at: Some(1_767_225_600_000),
        evidence: vec!["00".repeat(32)],
        anonymous: true,
        code_hash: Some("11".repeat(32)),
    };
    let hand_over = ClueAct::HandOver { to: PostId::NIL, to_kind: PostKind::PoliceChief, reason: "辖区外".into() };
    let base = Some(EntryId::of(b"base"));
    let good =
        [ClueAct::Report(report), hand_over, ClueAct::Take].map(|act| ClueEntry { base, act }.to_payload().unwrap());
    fuzz(&good, holds(ClueEntry::from_payload, ClueEntry::to_payload));
}

#[test]
fn any_bytes_give_an_assessment_an_appeal_or_an_error() {
    use super::assessment::{
        AppealAct, AppealAnswer, AppealOf, AsOf, AssessmentAct, Counted, Published, UnitFigures, Unsynced,
    };
    let unit: etong_protocol::OrgPath = "/1/2/3".parse().unwrap();
    let published = Published {
        period: "2026-03".into(),
        as_of: AsOf { epoch: 1, seq: 40 },
        rules: 2,
        indicators: vec![("overdue".into(), 5)],
        units: vec![UnitFigures { unit: unit.clone(), figures: vec![Counted(1, 9, 77)] }],
        unsynced: Some(Unsynced { phones: 1, of: 9 }),
        alarms: Vec::new(),
        corrects: Some(etong_protocol::RecordId::NIL),
        note: None,
        counting: 1,
    };
    let good = [AssessmentAct::Publish(published).to_payload().unwrap()];
    fuzz(&good, holds(AssessmentAct::from_payload, AssessmentAct::to_payload));
    let of = AppealOf {
        assessment: etong_protocol::RecordId::NIL,
        unit,
        indicator: "overdue".into(),
        case: None,
        reason: "停电".into(),
    };
    let answer = AppealAnswer { upheld: true, words: "更正".into(), correction: None };
    let good = [AppealAct::Appeal(of), AppealAct::Answer(answer)].map(|act| act.to_payload().unwrap());
    fuzz(&good, holds(AppealAct::from_payload, AppealAct::to_payload));
}

#[test]
fn any_bytes_give_a_draw_a_survey_or_an_error() {
    use super::callback::{Announcement, DrawAct, DrawEntry, Drawn, FrameCase};
    use super::survey::{Survey, SurveyEntry, SurveyResult};
    let unit: etong_protocol::OrgPath = "/1/2/3".parse().unwrap();
    let plan = Announcement {
        first_day: "2026-03-01".into(),
        last_day: "2026-03-31".into(),
        rate_percent: 10,
        at_least: 1,
        rules: 0,
        commit: "00".repeat(32),
    };
    let case = etong_protocol::RecordId::NIL;
    let frame = vec![FrameCase { case, unit: unit.clone(), class: "hazard".into() }];
    let drawn = Drawn { secret: "00".repeat(32), upto: 9, frame, picked: vec![case] };
    let base = Some(EntryId::of(b"base"));
    let good = [
        DrawEntry { base: None, act: DrawAct::Announce(plan) },
        DrawEntry { base, act: DrawAct::Draw(drawn) },
        DrawEntry { base, act: DrawAct::Withdraw { reason: "手机丢失".into() } },
        DrawEntry { base, act: DrawAct::Unknown("audit".into()) },
    ]
    .map(|entry| entry.to_payload().unwrap());
    fuzz(&good, holds(DrawEntry::from_payload, DrawEntry::to_payload));
    let results = vec![SurveyResult { unit, planned: 500, answered: 480, safe: 470 }];
    let survey = Survey {
        title: "2026 上半年".into(),
        first_day: "2026-05-01".into(),
        last_day: "2026-05-31".into(),
        institute: "市统计局".into(),
        method: "电话".into(),
        results,
    };
    fuzz(
        &[SurveyEntry::import(survey).to_payload().unwrap()],
        holds(SurveyEntry::from_payload, SurveyEntry::to_payload),
    );
}
