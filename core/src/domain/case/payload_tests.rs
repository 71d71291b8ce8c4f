//! Every act comes back as it went, and what is newer is kept.

use super::*;

fn report() -> Report {
    let what = "三楼楼道堆放纸箱".into();
    let place = Some(Fix::new(24_513_000, 117_655_000, 8).unwrap());
    let parties = vec![Party { name: "王芳".into(), phone: Some("13800001234".into()), role: None }];
    let report = Report::new(CaseClass::Hazard, "楼道堆物", CaseSource::Snap);
    Report { what, place, address: Some("3 栋 2 单元".into()), parties, ..report }
}

fn full_report() -> Report {
    Report {
        kind: Some("消防通道".into()),
        level: Some(CaseLevel::Major),
        urgent: true,
        police_matter: true,
        hosted: true,
        cause: Some("装修".into()),
        happened_at: Some(1_767_225_600_000),
        external_no: Some("12345-2026-0001".into()),
        paper_no: Some("007".into()),
        caller: Some(Party { name: "李四".into(), phone: None, role: Some("住户".into()) }),
        ..report()
    }
}

/// One of each act, with all it can hold.
pub(crate) fn one_of_each() -> Vec<CaseAct> {
    let note = || Some("好".to_owned());
    let text = || "有理由".to_owned();
    let place = || Some(Fix::new(1, 2, 3).unwrap());
    let unit = || Some("/1/15".parse().unwrap());
    let post = PostId::NIL;
    let evidence = Evidence {
        hash: "00".repeat(32),
        media: "image/jpeg".into(),
        size: 300_000,
        taken_at: 1_767_225_600_000,
        in_app: true,
        place: None,
        note: None,
    };
    let callback = Callback {
        reached: true,
        handled_as_told: Some(false),
        satisfied: Some(false),
        comment: note(),
        draw: Some(RecordId::NIL),
    };
    let classification = Classification {
        class: Some(CaseClass::Dispute),
        kind: Some("邻里".into()),
        level: Some(CaseLevel::Ordinary),
        urgent: Some(false),
        police_matter: Some(false),
        reason: note(),
    };
    let rectification = Rectification { by: 5, who: "物业".into(), measure: "清理".into() };
    vec![
        CaseAct::Report(Box::new(full_report())),
        CaseAct::SelfHandle { report: Box::new(report()), result: text() },
        CaseAct::Accept { note: None },
        CaseAct::File { note: note() },
        CaseAct::Dispatch(Dispatch { to: Some(post), to_kind: PostKind::GridWorker, unit: None, note: note() }),
        CaseAct::ToCollector { reason: text() },
        CaseAct::Escalate { to_kind: PostKind::TownshipDesk, reason: text() },
        CaseAct::Handle { note: note(), place: place() },
        CaseAct::ReportBack { result: text(), note: None },
        CaseAct::Check { note: note() },
        CaseAct::Rework { reason: text() },
        CaseAct::Close { note: note(), main: Some(RecordId::from_bytes([5; 16])) },
        CaseAct::Return { reason: text() },
        CaseAct::Decline { reason: text() },
        CaseAct::Void { reason: text() },
        CaseAct::Recall { reason: text() },
        CaseAct::Transfer { to_name: "供电所".into(), reason: text(), receipt: note() },
        CaseAct::Suspend { reason: text(), until: Some(7) },
        CaseAct::Resume { note: note() },
        CaseAct::Evaluate { note: note() },
        CaseAct::Archive { note: note() },
        CaseAct::Reopen { reason: text() },
        CaseAct::Extend { until: 9, reason: text() },
        CaseAct::Supervise { text: text() },
        CaseAct::Urge { text: text() },
        CaseAct::Joint { helpers: vec![Helper { post, kind: PostKind::TeamMember, unit: unit() }], note: note() },
        CaseAct::LinkDuplicate { main: RecordId::NIL, note: note() },
        CaseAct::UnlinkDuplicate { reason: text() },
        CaseAct::Classify(classification),
        CaseAct::Rectify(rectification),
        CaseAct::Rate { stars: 5, text: note() },
        CaseAct::Confirm { text: note() },
        CaseAct::Dispute { text: text() },
        CaseAct::Callback(callback),
        CaseAct::Ask(Request { wish: Wish::Extension, reason: text(), until: Some(8) }),
        CaseAct::FirstResponse { step: FirstStep::Secure, note: note(), place: place() },
        CaseAct::HandOver { to_name: "李军".into(), receipt: note(), note: note() },
        CaseAct::Comment { text: text() },
        CaseAct::Visit { note: None, place: place() },
        CaseAct::Evidence(evidence),
    ]
}

#[test]
fn every_act_comes_back_as_it_went() {
    let acts = one_of_each();
    let words: Vec<Option<ActWord>> = acts.iter().map(CaseAct::word).collect();
    assert_eq!(words, ActWord::ALL.map(Some), "one of each");
    let to_unit =
        Dispatch { to: None, to_kind: PostKind::Department, unit: Some("/1/15".parse().unwrap()), note: None };
    for act in acts.into_iter().chain([CaseAct::Dispatch(to_unit), CaseAct::Unknown("drone".into())]) {
        let entry = CaseEntry { base: Some(EntryId::of(b"base")), act };
        assert_eq!(CaseEntry::from_payload(&entry.to_payload().unwrap()).unwrap(), entry);
    }
}

#[test]
fn an_act_without_words_costs_little_more_than_its_base() {
    let accept = CaseEntry { base: Some(EntryId::of(b"base")), act: CaseAct::Accept { note: None } };
    assert_eq!(accept.to_payload().unwrap().len(), 49);
}

#[test]
fn an_act_from_a_newer_program_is_kept_whatever_its_fields_hold() {
    #[derive(Serialize)]
    struct Newer {
        a: &'static str,
        base: Option<EntryId>,
        title: u8,
        place: [u8; 2],
    }
    let base = Some(EntryId::of(b"x"));
    let bytes = wire::encode_payload(&Newer { a: "drone", base, title: 7, place: [1, 2] }).unwrap();
    let entry = CaseEntry::from_payload(&bytes).unwrap();
    assert_eq!(entry, CaseEntry { base, act: CaseAct::Unknown("drone".into()) });
}

#[test]
fn a_field_from_a_newer_program_is_skipped() {
    #[derive(Serialize)]
    struct Newer {
        a: &'static str,
        text: &'static str,
        mood: Vec<u8>,
    }
    let bytes = wire::encode_payload(&Newer { a: "comment", text: "好", mood: vec![1] }).unwrap();
    let entry = CaseEntry::from_payload(&bytes).unwrap();
    assert_eq!(entry, CaseEntry { base: None, act: CaseAct::Comment { text: "好".into() } });
}

#[test]
fn a_known_act_without_what_it_needs_is_malformed() {
    let free = [
        "accept", "file", "handle", "check", "close", "resume", "evaluate", "archive", "confirm", "visit", "joint",
        "classify",
    ];
    for word in ActWord::ALL {
        let bytes = wire::encode_payload(&Flat { a: word.as_str().into(), ..Flat::default() }).unwrap();
        assert_eq!(CaseEntry::from_payload(&bytes).is_ok(), free.contains(&word.as_str()), "{word}");
    }
    assert!(CaseEntry::from_payload(b"").is_err());
}
