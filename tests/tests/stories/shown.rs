//! What a phone says of its clock and its hand, and what everybody else can see of that: a clock that is wrong makes nothing on time,
//! and nobody judges work of their own by switching posts.

use etong_core::capture::{AssessmentRequest, CaseRequest};
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::CaseView;
use etong_protocol::{Entry, EntryClass, EntryId, PostKind, RecordKind, Stamp, UnitId, Verdict};
use etong_server::directory::Import;
use etong_tests::auditor::Auditor;
use etong_tests::clock::DAY;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

const GRID: &str = "/1/12/121/1211";

fn request(title: &str) -> CaseRequest {
    CaseRequest { class: "request".into(), ..etong_tests::phone::hazard(title) }
}

/// How the result stands, by the relay's word and by the phones' clocks.
fn finish(view: &CaseView) -> (String, Option<String>) {
    let finish = view.deadlines.iter().find(|one| one.what == "finish").unwrap();
    (finish.state.clone(), finish.by_phones.clone())
}

#[tokio::test]
async fn a_clock_two_days_back_makes_nothing_on_time_and_everybody_is_told() {
    let field = Field::new(851);
    let (wang, lin, huang, zhou) =
        (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await, field.phone("zhou").await);
    let late = wang.capture(|app| app.report_case(&request("楼道灯坏"))).record;
    let met = lin.capture(|app| app.report_case(&request("井盖松动"))).record;
    wang.acts(&late, "handle", None);
    lin.acts(&met, "handle", None);
    for phone in [&wang, &lin, &huang] {
        phone.syncs().await;
    }

    field.chapter("林强 is done in time, by a good clock, and reaches the relay days after");
    field.clock.advance(DAY);
    lin.acts(&met, "report_back", Some("已修"));

    field.chapter("王芳 is done two days late, and her clock says that she was not");
    field.clock.advance(3 * DAY);
    wang.device.set_clock_wrong_by(-2 * DAY);
    wang.acts(&late, "report_back", Some("已修"));
    for phone in [&lin, &wang, &huang, &zhou] {
        phone.syncs().await;
    }
    for phone in [&wang, &huang, &zhou] {
        let view = phone.app().case(&late).unwrap();
        assert_eq!(finish(&view), ("late".into(), Some("met".into())), "{}", phone.name);
        let act = view.acts.iter().find(|act| act.act == "report_back").unwrap();
        assert!(act.clock_doubtful && act.counts_at > act.captured_at + DAY, "{act:?}");
        assert!(act.received_at.is_some_and(|at| act.counts_at <= at), "{act:?}");
        assert_eq!(act.standing, "effective", "it costs the work nothing else");
        let honest = phone.app().case(&met).unwrap();
        assert_eq!(finish(&honest), ("met".into(), None), "{}", phone.name);
        assert!(honest.acts.iter().all(|act| !act.clock_doubtful), "{}", phone.name);
    }
    {
        let _switched_on = seed(SeededBug::PhoneClocksOnly);
        assert_eq!(finish(&huang.app().case(&late).unwrap()), ("met".into(), None), "the mistake must be seen");
    }

    field.chapter("the month counts it as the relay bears it out, and says of which case a clock is in doubt");
    wang.device.set_clock_wrong_by(0);
    field.clock.advance(30 * DAY);
    zhou.syncs().await;
    let month = AssessmentRequest { period: "2026-09".into(), ..AssessmentRequest::default() };
    let published = zhou.capture(|app| app.publish_assessment(&month)).record;
    field.settle().await;
    for phone in [&zhou, &huang] {
        let opened = phone.app().figure_cases(&published, "/1/12/121", "handled_in_time", 0).unwrap();
        assert_eq!((opened.numerator, opened.denominator), (1, 2), "{}", phone.name);
        for row in &opened.rows {
            assert_eq!((row.counts, row.clock_doubtful), (row.record == met, row.record == late), "{}", phone.name);
        }
        assert_eq!(phone.app().recheck_assessment(&published, &|_| {}).unwrap().differences, [], "{}", phone.name);
    }
}

#[tokio::test]
async fn a_reporters_clock_two_days_back_makes_nobody_late() {
    let field = Field::new(852);
    let (chen, wang) = (field.phone("chen").await, field.phone("wang").await);
    chen.device.set_clock_wrong_by(-2 * DAY);
    let case = chen.capture(|app| app.report_case(&request("路面塌陷"))).record;
    chen.device.set_clock_wrong_by(0);
    chen.syncs().await;
    wang.syncs().await;
    wang.acts(&case, "handle", None);
    wang.syncs().await;
    let view = wang.app().case(&case).unwrap();
    let accept = view.deadlines.iter().find(|one| one.what == "accept").unwrap();
    assert_eq!(
        (accept.state.as_str(), accept.by_phones.as_deref()),
        ("met", Some("late")),
        "the reporter's clock was back"
    );
    field.settle().await;
}

#[tokio::test]
async fn a_clock_that_lies_is_told_also_when_an_honest_act_of_its_own_lies_between() {
    let field = Field::new(854);
    let (lin, huang) = (field.phone("lin").await, field.phone("huang").await);
    let reported = lin.capture(|app| app.report_case(&request("楼道堆物")));
    let (case, report) = (reported.record, reported.entries[0].parse::<EntryId>().unwrap());
    lin.syncs().await;
    let mut bare = Auditor::enrol(&field.office, Person::called("wang"), 854, &field.clock).await;
    let act = |base: EntryId, act: CaseAct| {
        let payload = CaseEntry { base: Some(base), act }.to_payload().unwrap();
        bare.entry(EntryClass::Event, RecordKind::Case, case.parse().unwrap(), GRID, payload)
    };
    field.chapter("a program takes it on with a good clock, and says by a bad one that it was done the day before it was reported");
    field.clock.advance(3 * DAY);
    let handled = act(report, CaseAct::Handle { note: None, place: None });
    let now = field.clock.now_ms();
    let handled = Entry { stamp: Stamp::new(handled.stamp.hlc, now, Some(0)), ..handled }.seal();
    let done = act(handled.id, CaseAct::ReportBack { result: "已清".into(), note: None });
    let done = Entry { stamp: Stamp::new(done.stamp.hlc, now - 4 * DAY, Some(0)), ..done }.seal();
    let verdicts = bare.push_all(&[handled, done]).await;
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Stored { .. })), "{verdicts:?}");
    for phone in [&huang, &lin] {
        phone.syncs().await;
        let acts = phone.app().case(&case).unwrap().acts;
        let doubtful: Vec<_> = acts.iter().map(|act| (act.act.as_str(), act.clock_doubtful)).collect();
        assert_eq!(doubtful, [("report", false), ("handle", false), ("report_back", true)], "{}", phone.name);
    }
    field.settle().await;
}

/// What became of an act, on a phone.
fn standing(phone: &Phone, case: &str, entry: EntryId) -> (String, Option<String>) {
    let view = phone.app().case(case).unwrap();
    let act = view.acts.into_iter().find(|act| act.entry == entry.to_string()).unwrap();
    (act.standing, act.because)
}

#[tokio::test]
async fn a_program_that_closes_in_another_post_what_the_same_phone_reported_back_is_found_out_by_every_phone() {
    let field = Field::new(853);
    let second = Person::called("wang").second_post("community_desk", 121);
    let desk = second.post;
    field.import(&Import { posts: vec![second], ..Import::default() });
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    wang.app().act_as(&wang.owner.post().to_string()).unwrap();
    let reported = wang.capture(|app| app.report_case(&request("楼道堆物")));
    let (case, report) = (reported.record, reported.entries[0].parse::<EntryId>().unwrap());
    wang.syncs().await;

    field.chapter("another program of 王芳's says what was done, and closes it at the community's desk");
    let mut bare = Auditor::enrol(&field.office, Person::called("wang"), 853, &field.clock).await;
    let act = |base: EntryId, act: CaseAct| {
        let payload = CaseEntry { base: Some(base), act }.to_payload().unwrap();
        bare.entry(EntryClass::Event, RecordKind::Case, case.parse().unwrap(), GRID, payload)
    };
    let handled = act(report, CaseAct::Handle { note: None, place: None }).seal();
    let done = act(handled.id, CaseAct::ReportBack { result: "已清".into(), note: None }).seal();
    let close = act(done.id, CaseAct::Close { note: None, main: None });
    let close = Entry { post: desk, post_kind: PostKind::CommunityDesk, unit: Some(UnitId(121)), ..close }.seal();
    let verdicts = bare.push_all(&[handled, done.clone(), close.clone()]).await;
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Stored { .. })), "no relay opens what is said");
    for phone in [&wang, &huang] {
        phone.syncs().await;
        assert_eq!(standing(phone, &case, done.id).0, "effective", "{}", phone.name);
        let (standing, because) = standing(phone, &case, close.id);
        assert_eq!(standing, "not_allowed", "{}", phone.name);
        assert!(because.unwrap().contains("does not check it"), "{}", phone.name);
        assert_eq!(phone.app().case(&case).unwrap().state, "reported_back", "{}", phone.name);
    }
    {
        let _switched_on = seed(SeededBug::HandsUnseen);
        assert_eq!(standing(&huang, &case, close.id).0, "effective", "the mistake must be seen");
    }
    field.chapter("黄志国 looks and closes it");
    huang.acts(&case, "close", None);
    field.settle().await;
    assert_eq!(wang.app().case(&case).unwrap().state, "closed");
}
