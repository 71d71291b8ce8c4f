//! 翻页: long lists page by page. No row is shown twice and none is lost, also when one comes while somebody reads.

use std::collections::BTreeSet;

use etong_core::capture::{
    AlarmRequest, AnnounceRequest, AssessmentRequest, CampaignRequest, NoticeRequest, ResidentRequest, SurveyRequest,
    SurveyResultRequest, VisitRequest,
};
use etong_core::sim::{SeededBug, seed};
use etong_core::{App, AppError};
use etong_server::directory::{Import, UnitRow};
use etong_tests::Field;
use etong_tests::clock::{DAY, SECOND};
use etong_tests::phone::hazard;
use etong_tests::town;

/// One page: what its rows are known by, and where it ended.
type Page = (Vec<String>, Option<String>);

/// All rows, and how many pages they were on. `meanwhile` happens after the first page.
fn through(page: impl Fn(Option<&str>) -> Page, meanwhile: impl FnOnce()) -> (Vec<String>, usize) {
    let (mut all, mut next) = page(None);
    let mut pages = 1;
    meanwhile();
    while let Some(end) = next {
        let (rows, further) = page(Some(&end));
        all.extend(rows);
        next = further;
        pages += 1;
        assert!(pages < 1_000, "a list without an end");
    }
    (all, pages)
}

fn once(all: &[String]) -> BTreeSet<&String> {
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!(once.len(), all.len(), "a row was shown twice");
    once
}

fn no_end(outcome: &Result<impl std::fmt::Debug, AppError>) {
    assert!(matches!(outcome, Err(AppError::Invalid { field, .. }) if field == "after"), "{outcome:?}");
}

#[tokio::test]
async fn visits_and_surveys_are_paged_and_one_that_comes_meanwhile_shifts_nothing() {
    let field = Field::new(911);
    let (wang, zhou) = (field.phone("wang").await, field.phone("zhou").await);
    let resident = wang.registers("邓秀英");
    let visit = || {
        field.clock.advance(60 * SECOND);
        wang.capture(|app| app.visit(&resident, &VisitRequest::default()));
    };
    (0..230).for_each(|_| visit());
    let page = |after: Option<&str>| {
        let page = wang.app().visits(&resident, after).unwrap();
        (page.rows.into_iter().map(|row| row.entry).collect(), page.next)
    };
    let (before, pages) = through(page, || {});
    assert_eq!((once(&before).len(), pages), (230, 3));
    let (read, _) = through(page, visit);
    assert_eq!(read, before, "what came meanwhile stands before the first page");
    assert_eq!(through(page, || {}).0.len(), 231);
    {
        let _switched_on = seed(SeededBug::PagesByNumber);
        let (first, next) = page(None);
        visit();
        assert_eq!(page(next.as_deref()).0.first(), first.last(), "a page by number shows one row twice");
    }
    no_end(&wang.app().visits(&resident, Some("3")));

    field.chapter("twice a year for many years");
    let result = SurveyResultRequest { unit: "/1".into(), planned: 100, answered: 90, safe: 80 };
    let survey = |year: u32| {
        let survey = SurveyRequest {
            title: format!("{year} 群众安全感"),
            first_day: format!("{year}-05-01"),
            last_day: format!("{year}-05-31"),
            institute: "市统计局".into(),
            method: "随机电话".into(),
            results: vec![result.clone()],
        };
        zhou.capture(|app| app.import_survey(&survey)).record
    };
    let imported: Vec<String> = (1980..2025).map(survey).collect();
    let page = |after: Option<&str>| {
        let page = zhou.app().surveys(after).unwrap();
        assert!(page.rows.iter().all(|row| row.results.len() == 1));
        (page.rows.into_iter().map(|row| row.record).collect(), page.next)
    };
    let (read, pages) = through(page, || drop(survey(2026)));
    assert_eq!((once(&read), pages), (imported.iter().collect(), 3));
    no_end(&zhou.app().surveys(Some("x~y")));
}

#[tokio::test]
async fn drawn_cases_and_what_is_over_are_paged() {
    let field = Field::new(912);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    xu.syncs().await;
    let cases: Vec<String> = (0..130).map(|nth| wang.reports(&format!("堆物{nth}"))).collect();
    for case in &cases {
        wang.acts(case, "handle", None);
        wang.acts(case, "report_back", Some("已清"));
    }
    wang.syncs().await;
    huang.syncs().await;
    for case in &cases {
        field.clock.advance(SECOND);
        huang.acts(case, "close", None);
    }
    huang.syncs().await;
    field.clock.advance(8 * DAY);
    xu.syncs().await;
    xu.capture(|app| app.carry_out_draw(&draw));
    let view = xu.app().draw(&draw, None).unwrap();
    let page = |after: Option<&str>| {
        let page = xu.app().draw(&draw, after).unwrap();
        assert_eq!((page.differences.len(), page.draw.picked), (0, view.draw.picked));
        (page.cases.into_iter().map(|case| case.record).collect(), page.next)
    };
    let (drawn, pages) = through(page, || {});
    assert_eq!(once(&drawn).len(), view.draw.picked as usize);
    assert_eq!(pages, if view.draw.picked > 100 { 2 } else { 1 });
    no_end(&xu.app().draw(&draw, Some("a~b")));

    field.chapter("a year later their time on 王芳's phone is over");
    let rows = |app: &App, after: Option<&str>| {
        let page = app.retention_rows(after).unwrap();
        (page.rows.into_iter().map(|row| row.record).collect::<Vec<_>>(), page.next)
    };
    field.clock.advance(400 * DAY);
    wang.syncs().await;
    let told = std::sync::Mutex::new(Vec::new());
    let plan = wang.app().retention_plan(&|progress| told.lock().unwrap().push((progress.done, progress.all))).unwrap();
    assert_eq!(told.into_inner().unwrap(), [(50, 130), (100, 130), (130, 130)]);
    let goes: u64 = plan.goes.iter().map(|row| row.count).sum();
    let (all, pages) = through(|after| rows(&wang.app(), after), || {});
    assert_eq!(once(&all).len() as u64, goes);
    assert!(goes > 100 && pages >= 3, "{goes} on {pages} pages");
    no_end(&wang.app().retention_rows(Some("draft~1~1")));
}

#[tokio::test]
async fn a_campaigns_units_are_paged_and_a_unit_that_comes_meanwhile_shifts_none() {
    let field = Field::new(913);
    let xu = field.phone("xu").await;
    let sample = town::directory().units.into_iter().find(|row| row.unit == 121).unwrap();
    let unit =
        |unit: u32| UnitRow { unit, name: format!("社区{unit}"), code: format!("3506020{unit}"), ..sample.clone() };
    field.import(&Import { units: (5_000..5_120).map(unit).collect(), ..Import::default() });
    let request = CampaignRequest {
        name: "平安守护".into(),
        from: 0,
        until: i64::MAX,
        tasks: vec!["夜巡".into()],
        ..CampaignRequest::default()
    };
    let campaign = xu.capture(|app| app.publish_campaign(&request)).record;
    xu.syncs().await;
    let page = |after: Option<&str>| {
        let page = xu.app().campaign(&campaign, after).unwrap();
        (page.progress.into_iter().map(|row| row.path).collect(), page.next)
    };
    let (all, pages) = through(page, || {});
    assert_eq!((once(&all).len(), pages), (122, 2));
    assert!(all.is_sorted());
    let (first, next) = page(None);
    field.import(&Import { units: vec![unit(4_000)], ..Import::default() });
    xu.syncs().await;
    let (rest, _) = page(next.as_deref());
    assert_eq!([first, rest].concat(), all);
    assert_eq!(through(page, || {}).0.len(), 123);
    no_end(&xu.app().campaign(&campaign, Some("here")));
}

#[tokio::test]
async fn mentions_look_through_the_log_a_stretch_at_a_time_and_say_how_far() {
    let field = Field::new(914);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let resident = wang.registers("欧阳慧敏");
    let first = wang.reports("欧阳慧敏家漏水");
    let many: Vec<ResidentRequest> =
        (0..2_100).map(|nth| ResidentRequest { name: format!("林{nth}"), ..ResidentRequest::default() }).collect();
    for some in many.chunks(700) {
        wang.app().capture_residents(some).unwrap();
    }
    let last = wang.reports("欧阳慧敏来信");
    wang.syncs().await;
    huang.syncs().await;
    let far = std::cell::RefCell::new(Vec::new());
    let page = |after: Option<&str>| {
        let page = huang.app().mentions(&resident, after).unwrap();
        assert!(page.rows.iter().all(|row| row.what == ["name"]));
        far.borrow_mut().push(page.looked_through);
        assert_eq!(page.next.is_none(), page.looked_through == page.of);
        (page.rows.into_iter().map(|row| row.record).collect(), page.next)
    };
    let (found, pages) = through(page, || {});
    assert_eq!(once(&found), BTreeSet::from([&first, &last]));
    assert!(pages >= 3 && far.borrow().is_sorted(), "{:?}", far.borrow());
    no_end(&huang.app().mentions(&resident, Some("x")));
}

#[tokio::test]
async fn grids_without_an_alarm_are_paged() {
    let field = Field::new(915);
    let (wang, zhou) = (field.phone("wang").await, field.phone("zhou").await);
    wang.reports("楼道堆物");
    wang.syncs().await;
    field.clock.advance(31 * DAY);
    zhou.syncs().await;
    let alarm = |unit| AlarmRequest { unit: format!("/1/12/121/{unit}"), calls: 0, source: "派出所".into() };
    let request = AssessmentRequest {
        period: "2026-09".into(),
        alarms: (7_000..7_150).map(alarm).collect(),
        ..AssessmentRequest::default()
    };
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    let page = |after: Option<&str>| {
        let page = zhou.app().zero_alarm(&published, after).unwrap();
        assert_eq!(page.incomplete, None);
        (page.rows.into_iter().map(|row| row.unit).collect(), page.next)
    };
    let (all, pages) = through(page, || {});
    assert_eq!((once(&all).len(), pages), (150, 2));
    no_end(&zhou.app().zero_alarm(&published, Some("grid")));
}

#[tokio::test]
async fn more_unread_notices_than_a_page_are_all_counted() {
    let field = Field::new(916);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    for nth in 0..120 {
        let title = format!("通知{nth}");
        let notice = NoticeRequest { title, text: "请知悉".into(), ..NoticeRequest::default() };
        huang.capture(|app| app.publish_notice(&notice));
    }
    wang.reports(&hazard("墙裂").title);
    huang.syncs().await;
    wang.syncs().await;
    let unread = || wang.app().home().unwrap().lines.into_iter().find(|line| line.what == "notices").unwrap().count;
    assert_eq!(unread(), 120);
    let first = wang.app().notices(0).unwrap();
    assert_eq!((first.rows.len(), first.more), (100, true));
    wang.app().see_notice(&first.rows[0].record).unwrap();
    assert_eq!(unread(), 119);
}
