//! 到期清理: three months after a case has ended 王芳's phone keeps what it was and not what was said; 黄志国's desk keeps both. What is
//! unsent, on hold or still needed stays, whatever the calendar says.

mod apart;
mod raw;
mod track;

use etong_core::capture::{CaseRequest, CheckpointRequest, FixRequest, PatrolRequest, PlanRequest};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{BoardQuery, RetentionPlan};
use etong_core::{AppError, SyncLimits, TidyReport};
use etong_tests::clock::{DAY, SECOND};
use etong_tests::phone::{hazard, was_killed};
use etong_tests::{Field, Phone};

use super::erasure::{holds, plain};

/// What must not be found once it is over: words of the title, the text, a comment, a result.
const TRACES: [&str; 4] = ["龘犇家", "靐齉", "13877665544", "麤鱻"];

fn left_on(phone: &Phone) -> Vec<&'static str> {
    let bytes = plain(phone);
    TRACES.into_iter().filter(|words| holds(&bytes, words)).collect()
}

pub(super) fn tidies(phone: &Phone) -> TidyReport {
    phone.app().tidy_up(&|_| {}).unwrap()
}

fn plan(phone: &Phone) -> RetentionPlan {
    phone.app().retention_plan(&|_| {}).unwrap()
}

pub(super) fn kept_back(phone: &Phone) -> Vec<(String, u64)> {
    plan(phone).kept_back.into_iter().map(|row| (row.reason, row.count)).collect()
}

pub(super) fn goes(phone: &Phone) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = phone.app().retention_rows(after.as_deref()).unwrap();
        all.extend(page.rows.into_iter().map(|row| row.record));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

/// A case that runs through 王芳 and 黄志国 to its end.
pub(super) async fn ended(wang: &Phone, huang: &Phone, title: &str) -> String {
    let request = CaseRequest { what: Some("靐齉 13877665544".into()), ..hazard(title) };
    let case = wang.capture(|app| app.report_case(&request)).record;
    wang.acts(&case, "handle", None);
    wang.acts(&case, "comment", Some("麤鱻"));
    wang.acts(&case, "report_back", Some("麤鱻已修"));
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "close", None);
    huang.syncs().await;
    wang.syncs().await;
    case
}

fn fix(nth: u32) -> FixRequest {
    let lat = 24.5 + f64::from(nth) * 0.0001;
    FixRequest { lat, lon: 117.65, accuracy_m: 6.0, at: None, provider: None, mocked: false }
}

/// A walk of 200 positions past one planned place, with a silence in it.
fn walks(field: &Field, wang: &Phone) -> String {
    let place = CheckpointRequest { name: "东门".into(), lat: 24.505, lon: 117.65, radius_m: 30 };
    let plan = PlanRequest { places: vec![place], ..PlanRequest::default() };
    let request = PatrolRequest { plan: Some(plan), ..PatrolRequest::default() };
    let patrol = wang.capture(|app| app.start_patrol(&request)).record;
    for nth in 0..200 {
        field.clock.advance(if nth == 120 { 900 * SECOND } else { 5 * SECOND });
        wang.app().add_fix(&patrol, &fix(nth)).unwrap();
    }
    wang.capture(|app| app.end_patrol(&patrol, None));
    patrol
}

async fn holds_together(phone: &Phone) {
    phone.syncs().await;
    let report = phone.try_verify().await.unwrap();
    assert!(report.equal && !report.read_again, "{report:?}");
    let history = phone.app().verify_history(SyncLimits::default()).await.unwrap();
    assert!(history.sound, "{history:?}");
}

#[tokio::test]
async fn an_ended_case_is_slimmed_after_its_time_and_everything_goes_on_adding_up() {
    let field = Field::new(731);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    let open = wang.reports("路灯不亮");
    wang.syncs().await;
    assert_eq!(left_on(&wang).len(), 4, "the search finds what is there");

    field.chapter("the eighty-ninth day");
    field.clock.advance(89 * DAY);
    wang.syncs().await;
    assert_eq!((goes(&wang), tidies(&wang)), (vec![], TidyReport::default()));

    field.chapter("the ninetieth");
    field.clock.advance(DAY + SECOND);
    wang.syncs().await;
    huang.syncs().await;
    let plan = plan(&wang);
    assert_eq!(goes(&wang), [case.as_str()]);
    assert_eq!((plan.goes[0].rule.as_str(), plan.goes[0].then.as_str(), plan.goes[0].count), ("case", "slim", 1));
    let before = wang.app().receipts(&case).unwrap();
    let held = wang.app().status().unwrap().held;
    assert_eq!(tidies(&wang), TidyReport { cases: 1, ..TidyReport::default() });
    let journal = std::fs::metadata(wang.folder().join("etong.db-wal")).map_or(0, |file| file.len());
    assert_eq!(journal, 0, "the journal, which held the old pages, is cut");
    assert_eq!(left_on(&wang), Vec::<&str>::new(), "no byte of it is left in any table");
    assert_eq!(wang.app().status().unwrap().held, held);
    assert_eq!(wang.app().receipts(&case).unwrap(), before, "receipts stay");
    assert!(matches!(wang.app().case(&case), Err(AppError::Slimmed { id }) if id == case));
    let reported = wang.app().my_reports().unwrap();
    let row = reported.iter().find(|row| row.record == case).unwrap();
    assert_eq!(row.replies.len(), 0);
    assert!(row.title.contains("精简"), "{}", row.title);
    assert!(wang.app().case(&open).is_ok());
    assert_eq!((plan_slimmed(&wang), tidies(&wang)), (1, TidyReport::default()), "once is enough");
    holds_together(&wang).await;
    wang.restarts();
    holds_together(&wang).await;

    field.chapter("the desk keeps it for the assessment of the year");
    assert_eq!(tidies(&huang), TidyReport::default());
    assert_eq!(huang.app().case(&case).unwrap().title, "龘犇家漏水");

    field.chapter("wang asks for it again, and it stays a while");
    wang.app().bring_back(&case).await.unwrap();
    let back = wang.app().case(&case).unwrap();
    assert_eq!((back.title.as_str(), back.state.as_str()), ("龘犇家漏水", "closed"));
    assert_eq!(kept_back(&wang), [("asked_for".to_owned(), 1)]);
    holds_together(&wang).await;
    field.clock.advance(15 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 1);
    assert_eq!(left_on(&wang), Vec::<&str>::new());
    holds_together(&wang).await;
}

fn plan_slimmed(phone: &Phone) -> u64 {
    plan(phone).slimmed
}

#[tokio::test]
async fn a_slimmed_case_comes_back_by_itself_when_somebody_reopens_it() {
    let field = Field::new(732);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    field.clock.advance(91 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 1);
    huang.syncs().await;
    huang.acts(&case, "reopen", Some("又漏了"));
    huang.syncs().await;

    field.chapter("the line breaks between the news and the rest: the list says that there is something to do");
    let weak = std::sync::Arc::downgrade(&wang);
    wang.wire.watch(move |request| {
        if let Some(phone) = weak.upgrade().filter(|_| request.path.starts_with("/v1/bring-back")) {
            phone.wire.set_dead(true);
        }
    });
    wang.syncs().await;
    wang.wire.stop_watching();
    assert!(matches!(wang.app().case(&case), Err(AppError::Slimmed { .. })));
    let board = wang.app().board(&BoardQuery { open: Some(true), ..BoardQuery::default() }).unwrap();
    assert!(board.rows.iter().any(|row| row.record == case), "{board:?}");
    wang.wire.set_dead(false);
    wang.syncs().await;
    let back = wang.app().case(&case).unwrap();
    assert_eq!((back.title.as_str(), back.acts.last().unwrap().act.as_str()), ("龘犇家漏水", "reopen"));
    assert_eq!(back.state, huang.app().case(&case).unwrap().state);
    assert_eq!(goes(&wang), Vec::<String>::new(), "it is open");
    holds_together(&wang).await;
    field.settle().await;
}

#[tokio::test]
async fn what_is_unsent_on_hold_drawn_or_half_written_about_stays() {
    let field = Field::new(733);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let mut cases = Vec::new();
    for title in ["龘犇家一", "龘犇家二", "龘犇家三"] {
        cases.push(ended(&wang, &huang, title).await);
    }
    field.clock.advance(3 * DAY);
    for phone in [&wang, &huang, &xu] {
        phone.syncs().await;
    }
    field.chapter("xu puts one on hold, wang comments on one without a line and has a form about the third");
    xu.capture(|app| app.hold_record(&cases[0]));
    let error = wang.try_capture(|app| app.hold_record(&cases[1])).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { who_may, .. } if who_may.contains("township_desk")), "{error}");
    xu.syncs().await;
    wang.syncs().await;
    wang.device.set_online(false);
    wang.acts(&cases[1], "comment", Some("麤鱻"));
    wang.app().save_draft("d", "case", &format!("{{\"main\":\"{}\"}}", cases[2])).unwrap();
    assert_eq!((goes(&wang), kept_back(&wang)), (vec![], vec![]), "it is not time yet");
    field.clock.advance(100 * DAY);
    let expected = [("draft", 1), ("on_hold", 1), ("unsent", 1)].map(|(reason, count)| (reason.to_owned(), count));
    let mut kept = kept_back(&wang);
    kept.sort();
    assert_eq!(kept, expected);
    assert_eq!(tidies(&wang), TidyReport::default());
    assert_eq!(wang.app().held_records(0).unwrap().rows[0].record, cases[0]);

    field.chapter("each goes once nothing keeps it");
    wang.device.set_online(true);
    wang.syncs().await;
    wang.app().discard_draft("d").unwrap();
    xu.capture(|app| app.lift_hold(&cases[0]));
    xu.syncs().await;
    wang.syncs().await;
    field.clock.advance(100 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 3);
    assert_eq!(left_on(&wang), Vec::<&str>::new());
    holds_together(&wang).await;

    field.chapter("no hold is left");
    let held = xu.app().held_records(0).unwrap();
    assert_eq!(held.rows, []);
}

/// A comment without a line, 100 days later, and tidying up: then everything is sent. What the desk reads of it.
async fn comments_then_tidies(number: u64) -> (Field, Option<String>) {
    let field = Field::new(number);
    field.expect_refusals();
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    wang.device.set_online(false);
    wang.acts(&case, "comment", Some("还在滴水"));
    field.clock.advance(100 * DAY);
    tidies(&wang);
    wang.device.set_online(true);
    let _sent = wang.try_sync(SyncLimits::default()).await;
    huang.syncs().await;
    let acts = huang.app().case(&case).unwrap().acts;
    let said = acts.into_iter().filter_map(|act| act.text).find(|text| text == "还在滴水");
    (field, said)
}

#[tokio::test]
async fn a_phone_that_tidies_what_it_has_not_sent_is_caught() {
    let (_field, said) = comments_then_tidies(734).await;
    assert_eq!(said.as_deref(), Some("还在滴水"));
    let _mistake = seed(SeededBug::TidiesUnsent);
    let (_field, said) = comments_then_tidies(734).await;
    assert_eq!(said, None, "the mistake loses a comment, and the story sees it");
}

#[tokio::test]
async fn a_phone_that_does_not_ask_for_a_hold_is_caught() {
    let field = Field::new(735);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let case = ended(&wang, &huang, "龘犇家漏水").await;
    xu.syncs().await;
    xu.capture(|app| app.hold_record(&case));
    xu.syncs().await;
    field.clock.advance(100 * DAY);
    wang.syncs().await;
    assert_eq!(tidies(&wang).cases, 0);
    let _mistake = seed(SeededBug::TidiesHeld);
    assert_eq!(tidies(&wang).cases, 1);
}

#[tokio::test]
async fn a_phone_that_dies_at_any_step_of_tidying_up_holds_a_whole_store_and_goes_on() {
    let mut deaths = 0;
    for point in 1..=7 {
        let field = Field::new(740);
        let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
        let case = ended(&wang, &huang, "龘犇家漏水").await;
        let patrol = walks(&field, &wang);
        wang.syncs().await;
        field.clock.advance(91 * DAY);
        wang.syncs().await;
        wang.app().faults().kill_after(point);
        match wang.app().tidy_up(&|_| {}) {
            Ok(_) => {}
            Err(error) => {
                assert!(was_killed(&error), "{error}");
                deaths += 1;
                wang.restarts();
            }
        }
        wang.restarts();
        let half = wang.app().case(&case);
        assert!(half.is_ok() || matches!(half, Err(AppError::Slimmed { .. })), "all of it is here, or none");
        holds_together(&wang).await;
        tidies(&wang);
        assert!(matches!(wang.app().case(&case), Err(AppError::Slimmed { .. })));
        assert!(wang.app().patrol(&patrol).unwrap().summed_up);
        assert_eq!(left_on(&wang), Vec::<&str>::new());
        holds_together(&wang).await;
    }
    assert!(deaths >= 4, "{deaths}");
}

#[tokio::test]
async fn a_slimmed_case_is_erased_and_left_like_any_other() {
    let field = Field::new(741);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let erased = ended(&wang, &huang, "龘犇家一").await;
    let left = ended(&wang, &huang, "龘犇家二").await;
    lin.syncs().await;
    xu.syncs().await;
    field.clock.advance(91 * DAY);
    for phone in [&wang, &lin] {
        phone.syncs().await;
        assert_eq!(tidies(phone).cases, 2);
    }
    huang.capture(|app| app.ask_erasure(&erased, "retention"));
    huang.syncs().await;
    xu.syncs().await;
    xu.capture(|app| app.approve_erasure(&erased));
    for phone in [&xu, &wang, &lin] {
        phone.syncs().await;
    }
    for phone in [&wang, &lin] {
        assert!(matches!(phone.app().case(&erased), Err(AppError::NotFound { .. })));
        assert!(matches!(phone.app().case(&left), Err(AppError::Slimmed { .. })));
        holds_together(phone).await;
    }

    field.chapter("lin moves to the next grid");
    super::leaving::moves_on(&field, "lin", 1212);
    lin.syncs().await;
    lin.syncs().await;
    assert!(matches!(lin.app().case(&left), Err(AppError::NotFound { .. })));
    assert_eq!(plan_slimmed(&lin), 0, "nothing of what is slimmed is left behind");
    holds_together(&lin).await;

    field.chapter("wang had a second grid for a while; her tables are made again when she leaves it");
    let wang_in = etong_tests::town::Person::called("wang");
    let second = wang_in.second_post("grid_worker", 1212);
    let posts = |to: Option<&str>| etong_server::directory::Import {
        posts: vec![etong_server::directory::PostRow { to: to.map(str::to_owned), ..second.clone() }],
        ..etong_server::directory::Import::default()
    };
    field.import(&posts(None));
    let zhao = field.phone("zhao").await;
    let there = zhao.reports("井盖缺失");
    zhao.syncs().await;
    wang.syncs().await;
    assert!(wang.app().case(&there).is_ok());
    field.import(&posts(Some("2026-08-31")));
    wang.syncs().await;
    wang.syncs().await;
    assert!(matches!(wang.app().case(&there), Err(AppError::NotFound { .. })), "left");
    assert!(matches!(wang.app().case(&left), Err(AppError::Slimmed { .. })));
    let row = wang.app().my_reports().unwrap().into_iter().find(|row| row.record == left).unwrap();
    assert!(row.title.contains("精简"));
    assert_eq!(plan_slimmed(&wang), 1);
    holds_together(&wang).await;
}
