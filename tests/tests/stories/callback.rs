//! 限期 and 回访: what is due, what a township may decide for itself, who is called back, what reopens. The field's first day is
//! Tuesday, 1 September 2026.

use etong_core::AppError;
use etong_core::capture::{
    AnnounceRequest, CallbackRequest, CaseActRequest, CaseRequest, SurveyRequest, SurveyResultRequest,
};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{DeadlineView, DueQuery};
use etong_server::directory::{DictionaryRow, Import};
use etong_tests::clock::{DAY, HOUR};
use etong_tests::{Field, Phone};

fn complaint(title: &str) -> CaseRequest {
    CaseRequest { class: "complaint".into(), ..etong_tests::phone::hazard(title) }
}

fn of<'a>(deadlines: &'a [DeadlineView], what: &str) -> &'a DeadlineView {
    deadlines.iter().find(|deadline| deadline.what == what).unwrap()
}

/// The last millisecond of a day of September 2026 in 漳州.
fn end_of(day: i64) -> i64 {
    1_788_192_000_000 + day * DAY - 1
}

fn rule_of(error: &AppError) -> &str {
    match error {
        AppError::NotAllowed { rule, .. } => rule,
        other => unreachable!("{other}"),
    }
}

#[tokio::test]
async fn a_case_counts_down_without_a_line_and_is_urged_when_it_runs_out() {
    let field = Field::new(61);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let case = wang.capture(|app| app.report_case(&complaint("夜市噪声"))).record;
    let deadlines = wang.app().deadlines(&case).unwrap();
    assert_eq!(of(&deadlines, "accept").due_at, Some(end_of(2)));
    assert_eq!(of(&deadlines, "finish").due_at, Some(end_of(8)), "five working days, a weekend between them");
    assert!(!of(&deadlines, "finish").replies.is_empty(), "who tells the reporter what by then");

    field.chapter("a week without a line");
    wang.acts(&case, "accept", None);
    wang.syncs().await;
    wang.device.set_online(false);
    field.clock.advance(8 * DAY);
    let mine = wang.app().due(&DueQuery { mine: true, late: true, ..DueQuery::default() }).unwrap();
    assert_eq!(mine.rows.len(), 1);
    assert_eq!((mine.rows[0].what.as_str(), mine.rows[0].late), ("finish", true));
    assert_eq!(mine.rows[0].proposed.as_deref(), Some("urge"));
    assert_eq!(mine.clock, "relay", "the relay's time, carried on since the last sync");
    wang.restarts();
    assert_eq!(wang.app().due(&DueQuery::default()).unwrap().clock, "phone", "all it has after a restart");

    field.chapter("the community urges, the township looks");
    huang.syncs().await;
    let late = DueQuery { late: true, unit: Some("/1/12/121".into()), ..DueQuery::default() };
    assert_eq!(huang.app().due(&late).unwrap().rows[0].record, case);
    huang.acts(&case, "urge", Some("请尽快办理"));
    assert_eq!(huang.app().due(&late).unwrap().rows[0].proposed, None);
    field.clock.advance(7 * DAY);
    huang.syncs().await;
    xu.syncs().await;
    assert_eq!(xu.app().due(&late).unwrap().rows[0].proposed.as_deref(), Some("supervise"));
    let elsewhere = DueQuery { unit: Some("/1/12/122".into()), ..DueQuery::default() };
    assert!(xu.app().due(&elsewhere).unwrap().rows.is_empty());
    field.settle().await;
}

#[tokio::test]
async fn a_case_is_extended_once_before_it_runs_out() {
    let field = Field::new(62);
    let (wang, xu) = (field.phone("wang").await, field.phone("xu").await);
    let case = wang.capture(|app| app.report_case(&complaint("夜市噪声"))).record;
    wang.acts(&case, "accept", None);
    wang.syncs().await;
    xu.syncs().await;
    let extend = |until| CaseActRequest {
        act: "extend".into(),
        text: Some("等待检测报告".into()),
        until: Some(until),
        ..CaseActRequest::default()
    };
    let too_far = xu.try_capture(|app| app.act_on_case(&case, &extend(end_of(30)))).unwrap_err();
    assert_eq!(rule_of(&too_far), "the rule complaint extends a case to 2026-09-15 at most");
    xu.capture(|app| app.act_on_case(&case, &extend(end_of(11))));
    xu.syncs().await;
    wang.syncs().await;
    let deadlines = wang.app().deadlines(&case).unwrap();
    assert_eq!((of(&deadlines, "finish").due_at, of(&deadlines, "finish").extended), (Some(end_of(11)), true));
    let twice = xu.try_capture(|app| app.act_on_case(&case, &extend(end_of(14)))).unwrap_err();
    assert!(rule_of(&twice).contains("it was extended already"), "{twice}");
    field.settle().await;
}

#[tokio::test]
async fn a_township_publishes_its_own_rules_and_they_hold_for_what_comes_after() {
    let field = Field::new(63);
    let (wang, xu) = (field.phone("wang").await, field.phone("xu").await);
    let before = wang.capture(|app| app.report_case(&complaint("夜市噪声"))).record;
    let rules = r#"{"supervise_after":{"days":1},"entries":[
        {"id":"quick","class":"*","accept":{"minutes":30},"finish":{"working_days":1}}]}"#;
    field.import(&Import {
        dictionaries: vec![DictionaryRow {
            dictionary: "deadline_rules".into(),
            version: 1,
            valid_from: "2026-09-02".into(),
            valid_to: None,
            source: "蓝田街道 [2026] 9".into(),
            unit: Some(12),
            body: serde_json::from_str(rules).unwrap(),
        }],
        ..Import::default()
    });
    field.clock.advance(DAY);
    wang.syncs().await;
    let after = wang.capture(|app| app.report_case(&complaint("油烟"))).record;
    let rule = |phone: &Phone, case: &str| {
        let deadlines = phone.app().deadlines(case).unwrap();
        let finish = of(&deadlines, "finish");
        (finish.rule.clone(), finish.version, finish.due_at)
    };
    assert_eq!(rule(&wang, &before), ("complaint".into(), 0, Some(end_of(8))));
    assert_eq!(rule(&wang, &after), ("quick".into(), 1, Some(end_of(3))));
    field.settle().await;
    assert_eq!(rule(&xu, &after), rule(&wang, &after), "the same on every phone");
}

#[tokio::test]
async fn a_draw_is_bound_before_anything_is_closed_and_a_dissatisfied_answer_reopens() {
    let field = Field::new(64);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let (xu, luo, zhou) = (field.phone("xu").await, field.phone("luo").await, field.phone("zhou").await);
    field.chapter("许建华 announces, nobody has closed anything");
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let refused = wang.try_capture(|app| app.announce_draw(&week)).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may == "township_desk, county_desk"));
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    let early = xu.try_capture(|app| app.carry_out_draw(&draw)).unwrap_err();
    assert_eq!(rule_of(&early), "the relay does not have the announcement yet: sync first");
    xu.syncs().await;
    let early = xu.try_capture(|app| app.carry_out_draw(&draw)).unwrap_err();
    assert_eq!(rule_of(&early), "the period ends on 2026-09-07; the draw is made after it");

    field.chapter("a week of work");
    let cases: Vec<String> = ["楼道堆物", "井盖缺失", "路灯不亮"].map(|title| wang.reports(title)).to_vec();
    super::finish(&wang, &huang, &cases).await;
    field.clock.advance(7 * DAY);

    field.chapter("the draw, and everybody draws again");
    xu.syncs().await;
    xu.capture(|app| app.carry_out_draw(&draw));
    let again = xu.try_capture(|app| app.carry_out_draw(&draw)).unwrap_err();
    assert_eq!(rule_of(&again), "the draw was carried out already; it is made once");
    for phone in [&xu, &zhou, &luo] {
        phone.syncs().await;
    }
    for phone in [&xu, &zhou] {
        let view = phone.app().draw(&draw, None).unwrap();
        assert!(view.frame_checked && view.differences.is_empty(), "{:?}", view.differences);
        assert_eq!((view.draw.frame, view.draw.picked, view.draw.to_call), (3, 1, 1));
    }
    let view = luo.app().draw(&draw, None).unwrap();
    assert!(view.differences.is_empty() && !view.frame_checked, "罗静 holds the drawn cases only");
    let drawn = view.cases[0].record.clone();
    assert!(cases.contains(&drawn));
    let to_call = |phone: &Phone| {
        let lines = phone.app().home().unwrap().lines;
        lines.into_iter().find(|line| line.what == "callbacks").map(|line| line.count)
    };
    assert_eq!((to_call(&luo), to_call(&wang)), (Some(1), None));
    let kept_away = cases.iter().find(|case| **case != drawn).unwrap();
    assert!(luo.app().case(kept_away).is_err());

    field.chapter("罗静 calls; the reporter is not content");
    let answer = CaseActRequest {
        act: "callback".into(),
        text: Some("又堆起来了".into()),
        callback: Some(CallbackRequest {
            reached: true,
            handled_as_told: Some(false),
            satisfied: Some(false),
            draw: Some(draw.clone()),
        }),
        ..CaseActRequest::default()
    };
    field.clock.advance(HOUR);
    let refused = wang.try_capture(|app| app.act_on_case(&drawn, &answer)).unwrap_err();
    assert!(
        matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may.contains("callback_clerk")),
        "{refused}"
    );
    luo.capture(|app| app.act_on_case(&drawn, &answer));
    luo.syncs().await;
    luo.acts(&drawn, "reopen", Some("回访不满意"));
    field.settle().await;
    let view = xu.app().draw(&draw, None).unwrap();
    assert_eq!((view.called, view.reached, view.satisfied, view.draw.to_call), (1, 1, 0, 0));
    assert_eq!(view.satisfaction, None, "one answer is no rate");
    assert_eq!(to_call(&luo), Some(0));
    assert!(view.differences.is_empty(), "reopened since, and still the same draw: {:?}", view.differences);
    assert_eq!(xu.app().case(&drawn).unwrap().state, "returned");
}

#[tokio::test]
async fn a_survey_is_shown_as_it_was_published_with_its_margin() {
    let field = Field::new(65);
    let (zhou, wang) = (field.phone("zhou").await, field.phone("wang").await);
    let result =
        |unit: &str, planned, answered, safe| SurveyResultRequest { unit: unit.into(), planned, answered, safe };
    let survey = SurveyRequest {
        title: "2026 上半年群众安全感".into(),
        first_day: "2026-05-01".into(),
        last_day: "2026-05-31".into(),
        institute: "市统计局".into(),
        method: "随机电话".into(),
        results: vec![result("/1", 10_500, 10_000, 9_912), result("/1/12", 40, 20, 20)],
    };
    let refused = wang.try_capture(|app| app.import_survey(&survey)).unwrap_err();
    assert!(matches!(refused, AppError::NotAllowed { .. }));
    zhou.capture(|app| app.import_survey(&survey));
    field.settle().await;
    let shown = &zhou.app().surveys(None).unwrap().rows[0];
    let county = &shown.results[0];
    assert_eq!((county.rate, county.low, county.high), (Some(9_912), Some(9_892), Some(9_929)));
    assert_eq!(shown.results[1].rate, None, "twenty answers are no rate");
}

#[tokio::test]
async fn nobody_checks_closes_or_gives_stars_to_work_of_their_own_in_whatever_post() {
    let field = Field::new(65_002);
    let second = etong_tests::town::Person::called("wang").second_post("community_desk", 121);
    let desk = second.post.to_string();
    field.import(&Import { posts: vec![second], ..Import::default() });
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    field.chapter("王芳 reports and clears it in the grid's post, and judges it in the community's");
    wang.app().act_as(&wang.owner.post().to_string()).unwrap();
    let case = wang.reports("楼道堆物");
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已清"));
    wang.syncs().await;
    wang.app().act_as(&desk).unwrap();
    let ask = |act: &str| {
        let stars = (act == "rate").then_some(5);
        let request = CaseActRequest { act: act.into(), stars, ..CaseActRequest::default() };
        wang.try_capture(|app| app.act_on_case(&case, &request))
    };
    for act in ["check", "close"] {
        let refused = ask(act).unwrap_err();
        assert!(rule_of(&refused).starts_with("whoever said what was done does not check it"), "{act}: {refused}");
        assert!(!wang.app().case(&case).unwrap().next.contains(&act.to_owned()), "{act} is not offered either");
        assert!(
            matches!(&refused, AppError::NotAllowed { instead: way, .. } if !way.steps.contains(&"close".to_owned()))
        );
    }
    field.chapter("黄志国 closes it; 王芳 would give it five stars");
    huang.syncs().await;
    huang.acts(&case, "close", None);
    huang.syncs().await;
    wang.syncs().await;
    wang.app().act_as(&wang.owner.post().to_string()).unwrap();
    for act in ["rate", "confirm"] {
        let refused = ask(act).unwrap_err();
        assert!(rule_of(&refused).contains("neither rates nor confirms it"), "{act}: {refused}");
    }
    field.settle().await;
}

#[tokio::test]
async fn who_worked_on_a_case_in_another_post_and_on_another_phone_does_not_call_about_it() {
    let field = Field::new(65_001);
    let (zhao, huang, xu) = (field.phone("zhao").await, field.phone("huang").await, field.phone("xu").await);
    let luo = field.phone("luo").await;
    let second = etong_tests::town::Person::called("luo").second_post("grid_worker", 1212);
    let of_the_grid = second.post.to_string();
    field.import(&Import { posts: vec![second], ..Import::default() });
    let tablet = field.bare_phone("luo", "luo's tablet");
    tablet.app().enrol(&field.office.issue_code(tablet.owner), "tablet").await.unwrap();
    tablet.syncs().await;
    tablet.app().act_as(&of_the_grid).unwrap();
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    let case = zhao.reports("楼道堆物");
    for phone in [&xu, &zhao, &tablet] {
        phone.syncs().await;
    }
    tablet.acts(&case, "handle", None);
    tablet.acts(&case, "report_back", Some("已处理"));
    tablet.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "close", None);
    huang.syncs().await;
    field.clock.advance(7 * DAY);
    xu.syncs().await;
    xu.capture(|app| app.carry_out_draw(&draw));
    xu.syncs().await;
    luo.syncs().await;
    luo.app().act_as(&luo.owner.post().to_string()).unwrap();
    let answer = CaseActRequest {
        act: "callback".into(),
        callback: Some(CallbackRequest {
            reached: true,
            handled_as_told: Some(true),
            satisfied: Some(true),
            draw: Some(draw),
        }),
        ..CaseActRequest::default()
    };
    let refused = luo.try_capture(|app| app.act_on_case(&case, &answer)).unwrap_err();
    assert_eq!(rule_of(&refused), "who worked on a case does not make the callback on it");
    let view = luo.app().case(&case).unwrap();
    assert!(!view.next.contains(&"callback".to_owned()), "{:?}", view.next);
    field.chapter(
        "a phone that does not know the rule: it counts, for no fold knows the person, and every desk is told",
    );
    let switched_on = seed(SeededBug::JudgesItself);
    luo.capture(|app| app.act_on_case(&case, &answer));
    drop(switched_on);
    luo.syncs().await;
    field.settle().await;
    let view = xu.app().case(&case).unwrap();
    let act = view.acts.iter().find(|act| act.act == "callback").unwrap();
    assert!(act.standing == "marked" && act.judged_own, "{act:?}");
    assert!(view.acts.iter().filter(|act| act.judged_own).count() == 1, "the close was another's");
}
