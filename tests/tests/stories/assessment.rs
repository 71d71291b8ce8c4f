//! 考评: figures that drill down to the cases they come from, counted again by anybody, objected to and put right.

use etong_core::AppError;
use etong_core::capture::{AlarmRequest, AppealAnswerRequest, AppealRequest, AssessmentRequest};
use etong_core::sim::{SeededBug, seed};
use etong_server::directory::{DictionaryRow, Import};
use etong_tests::clock::DAY;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

/// The field begins on its first day.
const MONTH: &str = "2026-09";

/// `works` ends on the 26th.
fn the_month_is_over(field: &Field) {
    field.clock.advance(6 * DAY);
}

/// Reports and finishes so many hazards; `late` of them long after their time.
fn works(phone: &Phone, field: &Field, cases: usize, late: usize) -> Vec<String> {
    let records: Vec<String> = (0..cases).map(|nth| phone.reports(&format!("堆物{nth}"))).collect();
    let finish = |case: &String| {
        phone.acts(case, "handle", None);
        phone.acts(case, "report_back", Some("已清"));
    };
    records.iter().skip(late).for_each(finish);
    field.clock.advance(25 * DAY);
    records.iter().take(late).for_each(finish);
    records
}

#[tokio::test]
async fn a_month_is_published_drilled_into_counted_again_and_put_right_after_an_appeal() {
    let field = Field::new(271);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    field.chapter("王芳 finishes eight hazards, two of them late");
    let cases = works(&wang, &field, 8, 2);
    for phone in [&wang, &zhou] {
        phone.syncs().await;
    }

    field.chapter("周岚 publishes; 黄志国 may not");
    let request = AssessmentRequest {
        period: MONTH.into(),
        unsynced_phones: Some(1),
        phones: Some(3),
        ..AssessmentRequest::default()
    };
    let refused = huang.try_capture(|app| app.publish_assessment(&request)).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may == "county_desk"), "{refused}");
    let early = zhou.try_capture(|app| app.publish_assessment(&request)).unwrap_err();
    assert!(early.to_string().contains("from 2026-10-01 on"), "{early}");
    {
        let _switched_on = seed(SeededBug::PublishedEarly);
        zhou.capture(|app| app.publish_assessment(&request));
    }
    the_month_is_over(&field);
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    field.settle().await;

    field.chapter("黄志国 reads it, drills to the cases, counts again");
    let view = huang.app().assessment(&published, 0).unwrap();
    let figure = super::figure_of(&huang, &published, "handled_in_time");
    assert_eq!((figure.numerator, figure.denominator, figure.said.as_str()), (6, 8, "known"));
    assert!(view.units.iter().all(|row| row.unit.split('/').count() <= 4), "no figure below a community");
    let behind = huang.app().figure_cases(&published, "/1/12/121", "overdue", 0).unwrap();
    let mut late: Vec<String> = behind.rows.iter().filter(|row| row.counts).map(|row| row.record.clone()).collect();
    late.sort();
    let mut expected = cases[..2].to_vec();
    expected.sort();
    assert_eq!(late, expected);
    let again = huang.app().recheck_assessment(&published, &|_| {}).unwrap();
    assert_eq!((again.differences.len(), again.cannot.clone()), (0, None));
    assert!(again.checked > 0 && again.out_of_reach == ["/1", "/1/12"], "{again:?}");
    assert_eq!(huang.app().assessment_report(&published).unwrap(), zhou.app().assessment_report(&published).unwrap());

    field.chapter("王芳 objects, 周岚 puts it right by another publication");
    let objection = AppealRequest {
        assessment: published.clone(),
        unit: "/1/12/121".into(),
        indicator: "overdue".into(),
        case: Some(late[0].clone()),
        reason: "停电三天".into(),
    };
    let appeal = wang.capture(|app| app.appeal(&objection)).record;
    wang.syncs().await;
    zhou.syncs().await;
    let correction =
        AssessmentRequest { corrects: Some(published.clone()), note: Some("申诉采纳".into()), ..request };
    let corrected = zhou.capture(|app| app.publish_assessment(&correction)).record;
    let answer =
        AppealAnswerRequest {
            upheld: true, words: "采纳，另行公布".into(), correction: Some(corrected.clone())
        };
    zhou.capture(|app| app.answer_appeal(&appeal, &answer));
    assert!(zhou.app().appeal_view(&appeal).unwrap().waits, "the answer counts once the relay has it");
    field.settle().await;
    let heard = wang.app().appeal_view(&appeal).unwrap();
    assert_eq!((heard.upheld, heard.correction), (Some(true), Some(corrected.clone())));
    let list = wang.app().assessments(0).unwrap().rows;
    let of = |id: &String| list.iter().find(|row| row.record == *id).unwrap();
    assert_eq!(of(&published).corrected_by, Some(corrected));
}

#[tokio::test]
async fn who_has_read_less_is_told_to_sync_and_what_waits_here_changes_no_figure() {
    let field = Field::new(272);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    works(&wang, &field, 6, 1);
    wang.syncs().await;
    zhou.syncs().await;
    let request = AssessmentRequest { period: MONTH.into(), ..AssessmentRequest::default() };
    the_month_is_over(&field);
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    assert_eq!(zhou.app().recheck_assessment(&published, &|_| {}).unwrap().differences, []);
    field.settle().await;
    wang.reports("后来的");
    assert_eq!(wang.app().recheck_assessment(&published, &|_| {}).unwrap().differences, []);
    assert_eq!(huang.app().recheck_assessment(&published, &|_| {}).unwrap().differences, []);
    field.settle().await;
    assert_eq!(huang.app().recheck_assessment(&published, &|_| {}).unwrap().differences, [], "as the log stood then");
}

#[tokio::test]
async fn without_a_count_from_outside_zero_alarm_is_unknown() {
    let field = Field::new(273);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    let dispute = etong_core::capture::CaseRequest { class: "dispute".into(), ..etong_tests::phone::hazard("噪音") };
    let case = wang.capture(|app| app.report_case(&dispute)).record;
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("握手言和"));
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "close", None);
    huang.syncs().await;
    zhou.syncs().await;
    field.clock.advance(31 * DAY);
    zhou.syncs().await;
    let alarm = |calls| AlarmRequest { unit: "/1/12/121/1211".into(), calls, source: "派出所 110 台账".into() };
    let ask = |alarms: Vec<AlarmRequest>| {
        let request = AssessmentRequest { period: MONTH.into(), alarms, ..AssessmentRequest::default() };
        the_month_is_over(&field);
        let published = zhou.capture(|app| app.publish_assessment(&request)).record;
        zhou.app().zero_alarm(&published, None).unwrap().rows[0].outcome.clone()
    };
    assert_eq!(ask(Vec::new()), "unknown");
    assert_eq!(ask(vec![alarm(0)]), "zero_alarm");
    assert_eq!(ask(vec![alarm(1)]), "not");
    field.settle().await;
}

/// Every figure that is in reach here opens to the cases that counting the log again gives; how many of them are other than published.
fn opens_to_what_the_log_gives(phone: &Phone, assessment: &str) -> usize {
    let app = phone.app();
    let again = app.recheck_assessment(assessment, &|_| {}).unwrap();
    assert_eq!(again.cannot, None, "{}", phone.name);
    let view = app.assessment(assessment, 0).unwrap();
    let mut looked_at = 0;
    for unit in view.units.iter().filter(|unit| !again.out_of_reach.contains(&unit.unit)) {
        for figure in &unit.figures {
            let other = again.differences.iter().find(|one| one.unit == unit.unit && one.indicator == figure.indicator);
            let counted = other
                .map_or((figure.numerator, figure.denominator), |other| (other.here_numerator, other.here_denominator));
            let opened = app.figure_cases(assessment, &unit.unit, &figure.indicator, 0).unwrap();
            let of = format!("{}: {} of {}", phone.name, figure.indicator, unit.unit);
            assert_eq!((opened.numerator, opened.denominator), counted, "{of}");
            let marked = match figure.measure.as_str() {
                "share" => opened.rows.iter().filter(|row| row.counts).count(),
                _ => opened.rows.iter().map(|row| row.amount.unwrap() as usize).sum(),
            };
            assert_eq!((marked, opened.rows.len()), (counted.0 as usize, counted.1 as usize), "{of}");
            assert_eq!(opened.incomplete, None, "{of}");
            looked_at += opened.rows.len();
        }
    }
    assert!(looked_at > 20, "{} has something to open: {looked_at}", phone.name);
    again.differences.len()
}

#[tokio::test]
async fn a_figure_opens_to_what_the_log_gives_on_every_phone_however_it_came() {
    let field = Field::new(274);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    let ma = field.phone("ma").await;
    let cases = works(&wang, &field, 7, 2);
    for phone in [&wang, &huang] {
        phone.syncs().await;
    }
    cases.iter().take(3).for_each(|case| drop(huang.acts(case, "close", None)));
    for phone in [&huang, &zhou] {
        phone.syncs().await;
    }

    field.chapter("周岚 publishes and opens her own figures; 黄志国 has it from the relay");
    let request = AssessmentRequest { period: MONTH.into(), ..AssessmentRequest::default() };
    the_month_is_over(&field);
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    assert_eq!(opens_to_what_the_log_gives(&zhou, &published), 0);
    field.settle().await;
    for phone in [&zhou, &huang] {
        assert_eq!(opens_to_what_the_log_gives(phone, &published), 0);
    }

    field.chapter(
        "许建华 joins afterwards; 马丽 gets a post in that community: its cases come to her after the assessment",
    );
    let xu = field.phone("xu").await;
    field.import(&Import { posts: vec![Person::called("ma").second_post("community_desk", 121)], ..Import::default() });
    ma.syncs().await;
    for phone in [&xu, &ma] {
        assert_eq!(opens_to_what_the_log_gives(phone, &published), 0);
    }

    field.chapter("what is done later counts for nothing, whether it is at the relay or waits");
    wang.reports("后来的");
    huang.acts(&cases[4], "close", None);
    huang.acts(&cases[0], "reopen", Some("又堆上了"));
    assert_eq!(opens_to_what_the_log_gives(&huang, &published), 0);
    field.settle().await;
    for phone in [&zhou, &huang, &xu, &ma] {
        phone.restarts();
        assert_eq!(opens_to_what_the_log_gives(phone, &published), 0);
    }

    field.chapter("the centre publishes other deadlines for days gone by: both ways of counting say so");
    let body = r#"{"supervise_after":{"days":1},"entries":[{"id":"quick","class":"*","accept":{"minutes":30},"finish":{"working_days":60}}]}"#;
    let rules = DictionaryRow {
        dictionary: "deadline_rules".into(),
        version: 1,
        unit: Some(1),
        valid_from: "2026-01-01".into(),
        valid_to: None,
        source: "县级规定".into(),
        body: serde_json::from_str(body).unwrap(),
    };
    field.import(&Import { dictionaries: vec![rules], ..Import::default() });
    for phone in [&zhou, &huang, &xu, &ma] {
        phone.syncs().await;
        assert!(opens_to_what_the_log_gives(phone, &published) > 0, "{}", phone.name);
    }
    field.settle().await;
}

#[tokio::test]
async fn a_figure_says_when_the_feed_it_was_counted_in_is_no_more() {
    let field = Field::new(275);
    let (wang, zhou) = (field.phone("wang").await, field.phone("zhou").await);
    works(&wang, &field, 6, 1);
    for phone in [&wang, &zhou] {
        phone.syncs().await;
    }
    let request = AssessmentRequest { period: MONTH.into(), ..AssessmentRequest::default() };
    the_month_is_over(&field);
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    zhou.syncs().await;
    let opened = zhou.app().figure_cases(&published, "/1/12/121", "overdue", 0).unwrap();
    assert_eq!((opened.rows.len(), opened.incomplete), (6, None));

    field.chapter("the relay is put back from a backup: places in its feed mean something else from now on");
    let kept = field.office.back_up("nightly");
    field.office.is_lost_and_restored(&kept).await;
    field.settle().await;
    let opened = zhou.app().figure_cases(&published, "/1/12/121", "overdue", 0).unwrap();
    assert_eq!(opened.rows.len(), 6, "what was kept with it is still there");
    let why = opened.incomplete.expect("the figure cannot be counted as of then any more");
    assert!(why.contains("began anew"), "{why}");
}

/// Unit, indicator, numerator and denominator of everything 周岚 publishes now.
fn figures(zhou: &Phone) -> Vec<(String, String, u32, u32)> {
    let request = AssessmentRequest { period: MONTH.into(), ..AssessmentRequest::default() };
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    let units = zhou.app().assessment(&published, 0).unwrap().units;
    let of = |unit: &str, figure: &etong_core::view::FigureView| {
        (unit.to_owned(), figure.indicator.clone(), figure.numerator, figure.denominator)
    };
    units.iter().flat_map(|row| row.figures.iter().map(|figure| of(&row.unit, figure))).collect()
}

#[tokio::test]
async fn what_is_done_after_the_month_changes_no_figure_of_it() {
    let field = Field::new(276);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    let cases = works(&wang, &field, 8, 2);
    wang.syncs().await;
    huang.syncs().await;
    cases.iter().take(5).for_each(|case| drop(huang.acts(case, "close", None)));
    field.settle().await;
    field.clock.advance(12 * DAY);
    field.chapter("October: 周岚 publishes September");
    let published = figures(&zhou);
    let of = |indicator: &str| {
        let found = published.iter().find(|row| row.0 == "/1/12/121" && row.1 == indicator);
        found.map(|row| (row.2, row.3)).unwrap()
    };
    assert_eq!((of("closed_in_time"), of("reopened"), of("pending")), ((0, 8), (0, 5), (3, 8)));
    assert_eq!(
        (of("handled_in_time"), of("handled")),
        ((6, 8), (8, 8)),
        "two were done after their time, in September"
    );
    assert_eq!(of("rework_times"), (0, 8));
    assert_eq!(of("handling_time").1, 8);

    field.chapter("two are opened again, one is sent back, one is closed: all of it in October");
    for case in &cases[..2] {
        huang.acts(case, "reopen", Some("又堆上了"));
    }
    huang.acts(&cases[5], "rework", Some("没清完"));
    huang.acts(&cases[6], "close", None);
    field.settle().await;
    assert_eq!(figures(&zhou), published);
    let _switched_on = seed(SeededBug::LogRunsOn);
    assert_ne!(figures(&zhou), published, "the mistake must be seen");
}
