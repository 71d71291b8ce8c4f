//! What a phone says of its clock and its hand, and what everybody else can see of that: a clock that is wrong makes nothing on time,
//! and nobody judges work of their own by switching posts.

use etong_core::capture::{AnnounceRequest, AssessmentRequest, CaseRequest, ClueActRequest, ClueRequest};
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{CaseView, DueQuery};
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

/// 许建华 announces a draw of the first week; 王芳 does a case, and 黄志国 closes it by a clock that is wrong by so much. The draw, once
/// the week is over.
async fn closed_by_a_wrong_clock(field: &Field, xu: &Phone, wrong_by: i64) -> String {
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    xu.syncs().await;
    let case = wang.capture(|app| app.report_case(&request("路灯不亮"))).record;
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已修"));
    wang.syncs().await;
    huang.syncs().await;
    huang.device.set_clock_wrong_by(wrong_by);
    huang.acts(&case, "close", None);
    huang.device.set_clock_wrong_by(0);
    huang.syncs().await;
    field.clock.advance(7 * DAY);
    draw
}

/// How many cases a draw is made from whose only closing was dated three weeks ahead.
async fn population(seed: u64) -> u32 {
    let field = Field::new(seed);
    let (xu, zhou) = (field.phone("xu").await, field.phone("zhou").await);
    let draw = closed_by_a_wrong_clock(&field, &xu, 21 * DAY).await;
    xu.syncs().await;
    xu.capture(|app| app.carry_out_draw(&draw));
    xu.syncs().await;
    zhou.syncs().await;
    let view = zhou.app().draw(&draw, None).unwrap();
    assert!(view.frame_checked && view.differences.is_empty(), "{:?}", view.differences);
    view.draw.frame
}

#[tokio::test]
async fn a_closing_dated_into_another_month_stays_in_the_population_of_the_draw() {
    assert_eq!(population(854).await, 1);
    let _switched_on = seed(SeededBug::PhoneClocksOnly);
    assert_eq!(population(854).await, 0, "the mistake must be seen");
}

/// By when a clerk has to call whoever was drawn by a desk whose clock was a month ahead.
async fn to_be_called_by(seed: u64) -> Vec<Option<i64>> {
    let field = Field::new(seed);
    let (xu, luo) = (field.phone("xu").await, field.phone("luo").await);
    let draw = closed_by_a_wrong_clock(&field, &xu, 0).await;
    xu.syncs().await;
    xu.device.set_clock_wrong_by(30 * DAY);
    xu.capture(|app| app.carry_out_draw(&draw));
    xu.device.set_clock_wrong_by(0);
    xu.syncs().await;
    luo.syncs().await;
    let due = luo.app().due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
    due.into_iter().filter(|row| row.what == "callback").map(|row| row.due_at).collect()
}

#[tokio::test]
async fn a_desks_clock_a_month_ahead_puts_no_call_off() {
    // The end of the tenth in 漳州: two working days after the draw of the eighth.
    let tenth = 1_788_192_000_000 + 10 * DAY - 1;
    assert_eq!(to_be_called_by(855).await, [Some(tenth)]);
    let _switched_on = seed(SeededBug::PhoneClocksOnly);
    assert!(to_be_called_by(855).await[0] > Some(tenth + 20 * DAY), "the mistake must be seen");
}

/// How being looked at in time stands of a clue, by a reporter whose clock is wrong by so much, and by an officer who takes it at once, or
/// after four days by a clock that is wrong too.
async fn looked_at(seed: u64, of_the_report: i64, of_the_officer: i64) -> (String, Option<String>) {
    let field = Field::new(seed);
    let (chen, li) = (field.phone("chen").await, field.phone("li").await);
    chen.device.set_clock_wrong_by(of_the_report);
    let told = ClueRequest { kind: Some("den".into()), what: "旧厂房夜间聚赌".into(), ..ClueRequest::default() };
    let clue = chen.capture(|app| Ok(app.report_clue(&told)?.captured)).record;
    chen.syncs().await;
    li.syncs().await;
    if of_the_officer != 0 {
        field.clock.advance(4 * DAY);
        li.device.set_clock_wrong_by(of_the_officer);
    }
    let take = ClueActRequest { act: "take".into(), ..ClueActRequest::default() };
    li.capture(|app| app.act_on_clue(&clue, &take));
    li.device.set_clock_wrong_by(0);
    li.syncs().await;
    let view = li.app().clue(&clue).unwrap();
    let accept = view.deadlines.into_iter().find(|one| one.what == "accept").unwrap();
    (accept.state, accept.by_phones)
}

#[tokio::test]
async fn a_clue_is_looked_at_in_time_or_late_as_the_relay_bears_it_out() {
    let told = |state: &str, by_phones: &str| (state.to_owned(), Some(by_phones.to_owned()));
    assert_eq!(looked_at(856, 0, -4 * DAY).await, told("late", "met"), "an officer's clock four days back");
    assert_eq!(looked_at(857, -4 * DAY, 0).await, told("met", "late"), "a reporter's clock four days back");
    let _switched_on = seed(SeededBug::PhoneClocksOnly);
    assert_eq!(looked_at(856, 0, -4 * DAY).await, ("met".into(), None), "the mistake must be seen");
    assert_eq!(looked_at(857, -4 * DAY, 0).await, ("late".into(), None), "the mistake must be seen");
}

#[tokio::test]
async fn what_was_taken_on_without_a_clock_and_done_by_a_good_one_was_taken_on_in_time() {
    let field = Field::new(858);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.capture(|app| app.report_case(&request("井盖松动"))).record;
    wang.syncs().await;
    wang.device.set_online(false);
    wang.restarts();
    wang.acts(&case, "handle", None);
    wang.app().lend_gps_time(field.clock.now_ms(), 1_000, field.clock.now_ms());
    wang.acts(&case, "report_back", Some("已修"));
    field.clock.advance(12 * DAY);
    wang.device.set_online(true);
    wang.syncs().await;
    huang.syncs().await;
    for phone in [&wang, &huang] {
        let view = phone.app().case(&case).unwrap();
        let act = |word: &str| view.acts.iter().find(|act| act.act == word).unwrap();
        let (taken, done) = (act("handle"), act("report_back"));
        assert!(!done.clock_doubtful && taken.counts_at <= done.counts_at, "{}: {taken:?} {done:?}", phone.name);
        let accept = view.deadlines.iter().find(|one| one.what == "accept").unwrap();
        assert_eq!(accept.state, "met", "{}", phone.name);
    }
    field.settle().await;
}
