//! 四级流转: cases up, down, to a department and back. One post answers for a case at all times, and whoever reported it is answered.

use etong_core::AppError;
use etong_core::capture::{CaseActRequest, CaseRequest, FixRequest, HelperRequest};
use etong_core::view::{BoardQuery, CaseView};
use etong_server::directory::Import;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

use super::acts;

const HOUR: i64 = 3_600_000;
const DEPARTMENT: &str = "/1/15";
const TEAM: &str = "/1/12/121/1219";

fn asked(act: &str) -> CaseActRequest {
    CaseActRequest { act: act.into(), ..CaseActRequest::default() }
}

fn told(act: &str, text: &str) -> CaseActRequest {
    CaseActRequest { text: Some(text.into()), ..asked(act) }
}

fn to_the_department(note: &str) -> CaseActRequest {
    CaseActRequest {
        to_kind: Some("department".into()),
        unit: Some(DEPARTMENT.into()),
        note: Some(note.into()),
        ..asked("dispatch")
    }
}

fn does(phone: &Phone, case: &str, request: &CaseActRequest) {
    phone.capture(|app| app.act_on_case(case, request));
}

fn refused(phone: &Phone, case: &str, request: &CaseActRequest) -> (String, String) {
    match phone.try_capture(|app| app.act_on_case(case, request)).unwrap_err() {
        AppError::NotAllowed { rule, who_may, .. } => (rule, who_may),
        other => panic!("{other}"),
    }
}

fn view(phone: &Phone, case: &str) -> CaseView {
    phone.app().case(case).unwrap()
}

/// State and owner, as in `accepted 王芳`.
fn stands(phone: &Phone, case: &str) -> String {
    let view = view(phone, case);
    format!("{} {}", view.state, view.responsible_name.unwrap_or(format!("any {}", view.responsible_kind)))
}

async fn all_sync(phones: &[&std::sync::Arc<Phone>]) {
    for _ in 0..2 {
        for phone in phones {
            phone.syncs().await;
        }
    }
}

#[tokio::test]
async fn a_snap_goes_up_two_levels_to_a_department_and_back_and_its_reporter_is_answered() {
    let field = Field::new(301);
    let (chen, wang, huang) = (field.phone("chen").await, field.phone("wang").await, field.phone("huang").await);
    let (xu, he) = (field.phone("xu").await, field.phone("he").await);
    let everybody = [&chen, &wang, &huang, &xu, &he];

    field.chapter("a snap report is accepted in the grid and handed up, level by level");
    let case = chen.reports("围墙要倒");
    all_sync(&everybody).await;
    wang.acts(&case, "accept", None);
    does(&wang, &case, &told("escalate", "需要专业鉴定"));
    assert_eq!(stands(&wang, &case), "accepted 王芳", "it waits for the relay");
    assert_eq!(acts(&view(&wang, &case)).last(), Some(&("escalate", "waiting")));
    all_sync(&everybody).await;
    assert_eq!(stands(&wang, &case), "reported any community_desk");
    let (rule, who_may) = refused(&wang, &case, &asked("accept"));
    assert!(rule.starts_with("the case was handed up"), "{rule}");
    assert_eq!(who_may, "community_desk");
    huang.acts(&case, "accept", None);
    does(&huang, &case, &told("escalate", "社区无鉴定资质"));
    all_sync(&everybody).await;
    assert_eq!(stands(&xu, &case), "reported any township_desk");

    field.chapter("the township gives it to a department, which sees it by a grant and hands it back");
    assert!(he.app().case(&case).is_err(), "not its case yet");
    does(&xu, &case, &to_the_department("请鉴定"));
    all_sync(&everybody).await;
    assert_eq!(stands(&he, &case), "dispatched any department");
    does(&he, &case, &told("return", "属住建职责"));
    all_sync(&everybody).await;
    assert_eq!(stands(&xu, &case), "returned 许建华");
    xu.dispatches(&case, Person::called("wang"));
    all_sync(&everybody).await;

    field.chapter("it is handled, checked, and closed");
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已拆除"));
    all_sync(&everybody).await;
    huang.acts(&case, "check", None);
    huang.acts(&case, "close", None);
    field.settle().await;
    let seen = view(&xu, &case);
    assert_eq!((seen.state.as_str(), seen.returns), ("closed", 1));
    assert!(seen.hops.iter().filter(|hop| hop.act == "escalate").all(|hop| hop.reason.is_some()));
    assert!(seen.hops.windows(2).all(|pair| pair[0].to_kind == pair[1].from_kind));
    let heard: Vec<String> =
        chen.app().my_reports().unwrap()[0].replies.iter().map(|reply| reply.state.clone()).collect();
    assert_eq!(heard, ["accepted", "reported_back", "closed"]);

    field.chapter("陈梅 says what it is worth");
    does(&chen, &case, &told("dispute", "砖头还在路上"));
    all_sync(&everybody).await;
    assert_eq!((view(&xu, &case).state.as_str(), view(&xu, &case).content), ("evaluated", Some(false)));
    does(&huang, &case, &told("reopen", "上报人不认可"));
    field.settle().await;
    assert_eq!(stands(&wang, &case), "returned 黄志国");
}

#[tokio::test]
async fn what_a_department_never_takes_on_is_the_grid_workers_again_and_either_may_still_take_it_on() {
    let field = Field::new(317);
    let (wang, xu, he) = (field.phone("wang").await, field.phone("xu").await, field.phone("he").await);
    let everybody = [&wang, &xu, &he];
    let case = wang.reports("路灯不亮");
    all_sync(&everybody).await;
    does(&wang, &case, &told("escalate", "市政设施"));
    all_sync(&everybody).await;
    does(&xu, &case, &asked("accept"));
    does(&xu, &case, &to_the_department("请维修"));
    all_sync(&everybody).await;
    let owners = || {
        let owner = |phone: &Phone| view(phone, &case).owner_now_kind;
        let mine = |phone: &Phone| {
            let query = BoardQuery { mine: true, open: Some(true), ..BoardQuery::default() };
            phone.app().board(&query).unwrap().rows.iter().any(|row| row.record == case)
        };
        everybody.map(|phone| (owner(phone), mine(phone)))
    };
    let of = |kind: &str, mine: [bool; 3]| mine.map(|mine| (kind.to_owned(), mine));
    assert_eq!(owners(), of("department", [false, false, true]));
    field.clock.advance(47 * HOUR);
    assert_eq!(owners(), of("department", [false, false, true]));
    field.clock.advance(2 * HOUR);
    assert_eq!(owners(), of("grid_worker", [true, false, false]), "worked out without a network, the same everywhere");

    does(&wang, &case, &asked("accept"));
    all_sync(&everybody).await;
    assert_eq!(owners(), of("grid_worker", [true, false, false]));
    assert_eq!(stands(&wang, &case), "accepted 王芳");
    field.settle().await;
}

#[tokio::test]
async fn after_two_returns_the_township_decides_and_the_grid_cannot_return_it() {
    let field = Field::new(302);
    let (wang, li) = (field.phone("wang").await, field.phone("li").await);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let everybody = [&wang, &li, &huang, &xu];
    let case = wang.reports("两不管的水沟");
    all_sync(&everybody).await;
    does(&wang, &case, &told("return", "不在网格内"));
    all_sync(&everybody).await;
    huang.dispatches(&case, Person::called("li"));
    all_sync(&everybody).await;
    does(&li, &case, &told("return", "非警务"));
    all_sync(&everybody).await;
    assert_eq!(stands(&huang, &case), "returned any township_desk");
    let (rule, who_may) = refused(
        &huang,
        &case,
        &CaseActRequest {
            to: Some(Person::called("wang").post().to_string()),
            to_kind: Some("grid_worker".into()),
            ..asked("dispatch")
        },
    );
    assert!(rule.contains("was returned 2 times: the township_desk decides now"), "{rule}");
    assert_eq!(who_may, "township_desk");
    xu.dispatches(&case, Person::called("wang"));
    all_sync(&everybody).await;
    let (rule, _) = refused(&wang, &case, &told("return", "还是不要"));
    assert!(rule.contains("what it decides is not returned again"), "{rule}");
    wang.acts(&case, "handle", None);
    field.settle().await;
    assert_eq!(stands(&xu, &case), "handling 王芳");
}

#[tokio::test]
async fn what_the_police_have_no_part_in_is_the_grid_workers() {
    let field = Field::new(303);
    let (wang, li) = (field.phone("wang").await, field.phone("li").await);
    let request = CaseRequest {
        class: "request".into(),
        title: "邻居狗叫".into(),
        source: Some("police_110".into()),
        external_no: Some("110-0417".into()),
        ..CaseRequest::default()
    };
    let case = li.capture(|app| app.report_case(&request)).record;
    does(&li, &case, &told("return", "非警务诉求"));
    all_sync(&[&li, &wang]).await;
    assert_eq!(stands(&wang, &case), "returned any grid_worker");
    let mine = BoardQuery { mine: true, ..BoardQuery::default() };
    assert_eq!(wang.app().board(&mine).unwrap().total, 1, "it is on 王芳's own list");
    assert_eq!(li.app().board(&mine).unwrap().total, 0);
    wang.acts(&case, "accept", None);
    field.settle().await;
    assert_eq!(stands(&li, &case), "accepted 王芳");
    assert_eq!(li.app().cases_without_owner().unwrap(), 0);
}

#[tokio::test]
async fn of_two_who_accept_offline_the_first_has_it_and_the_other_is_told() {
    let field = Field::new(304);
    let (wang, li) = (field.phone("wang").await, field.phone("li").await);
    let case = wang.reports("路灯不亮");
    all_sync(&[&wang, &li]).await;
    wang.acts(&case, "accept", None);
    li.acts(&case, "accept", None);
    li.syncs().await;
    field.settle().await;
    assert_eq!(stands(&wang, &case), "accepted 李军");
    let seen = view(&wang, &case);
    let lost = seen.acts.iter().find(|act| act.standing == "superseded").unwrap();
    assert_eq!(lost.because.as_deref(), Some("already_moved: accept by 李军"));
}

#[tokio::test]
async fn a_recall_that_comes_after_the_report_back_comes_too_late() {
    let field = Field::new(305);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("占道经营");
    all_sync(&[&wang, &huang]).await;
    huang.dispatches(&case, Person::called("wang"));
    all_sync(&[&huang, &wang]).await;
    wang.acts(&case, "handle", None);
    all_sync(&[&wang, &huang]).await;
    field.chapter("offline, 王芳 reports back while 黄志国 takes it away");
    wang.acts(&case, "report_back", Some("已劝离"));
    does(&huang, &case, &told("recall", "改派城管"));
    wang.syncs().await;
    field.settle().await;
    assert_eq!(stands(&huang, &case), "reported_back 王芳");
    assert_eq!(acts(&view(&huang, &case)).last(), Some(&("recall", "superseded")));
    huang.acts(&case, "close", None);
    field.settle().await;
    assert_eq!(view(&wang, &case).state, "closed");
}

#[tokio::test]
async fn an_urgent_case_is_taken_on_with_one_tap_by_whoever_is_near() {
    let field = Field::new(306);
    let (chen, wang, li) = (field.phone("chen").await, field.phone("wang").await, field.phone("li").await);
    let place = |lat: f64| FixRequest {
        lat,
        lon: 117.65,
        accuracy_m: 8.0,
        at: Some(chen.app().status().unwrap().synced_at.unwrap_or(1_772_000_000_000)),
        provider: Some("gps".into()),
        mocked: false,
    };
    let earlier = wang.reports("巡查点");
    chen.syncs().await;
    wang.syncs().await;
    li.syncs().await;
    does(&wang, &earlier, &CaseActRequest { place: Some(place(24.520)), ..asked("visit") });
    does(&li, &earlier, &CaseActRequest { place: Some(place(24.501)), ..asked("visit") });
    let drowning = CaseRequest {
        class: "emergency".into(),
        title: "有人落水".into(),
        place: Some(place(24.500)),
        ..CaseRequest::default()
    };
    let case = chen.capture(|app| app.report_case(&drowning)).record;
    all_sync(&[&chen, &wang, &li]).await;
    assert!(view(&wang, &case).urgent, "an emergency always is");
    assert_eq!(names_near(&wang, &case), ["李军", "王芳"]);
    li.acts(&case, "handle", None);
    does(&li, &case, &CaseActRequest { step: Some("rescue".into()), ..asked("first_response") });
    let receipt = CaseActRequest { to_name: Some("120".into()), receipt: Some("7".into()), ..asked("hand_over") };
    does(&li, &case, &receipt);
    field.settle().await;
    assert_eq!(stands(&wang, &case), "handling 李军");
    assert_eq!(view(&wang, &case).first_steps, ["rescue"]);
}

fn names_near(phone: &Phone, case: &str) -> Vec<String> {
    let near = phone.app().nearest_to_case(case).unwrap();
    assert!(near.placed, "{near:?}");
    near.rows.into_iter().filter_map(|one| one.name).collect()
}

#[tokio::test]
async fn whose_post_has_ended_is_sent_to_no_urgent_case() {
    let field = Field::new(315);
    let (wang, li) = (field.phone("wang").await, field.phone("li").await);
    wang.syncs().await;
    let at = wang.app().status().unwrap().synced_at;
    let here =
        FixRequest { lat: 24.501, lon: 117.65, accuracy_m: 8.0, at, provider: Some("gps".into()), mocked: false };
    let drowning = CaseRequest {
        class: "emergency".into(),
        title: "有人落水".into(),
        place: Some(here.clone()),
        ..CaseRequest::default()
    };
    let case = wang.capture(|app| app.report_case(&drowning)).record;
    all_sync(&[&wang, &li]).await;
    does(&li, &case, &CaseActRequest { place: Some(here), ..asked("visit") });
    all_sync(&[&li, &wang]).await;
    assert_eq!(names_near(&wang, &case), ["王芳", "李军"]);
    field.import(&Import { posts: vec![Person::called("li").post_until(Some("2026-01-01"))], ..Import::default() });
    wang.syncs().await;
    assert_eq!(names_near(&wang, &case), ["王芳"], "李军 serves here no more");
}

#[tokio::test]
async fn a_case_without_a_place_still_says_whom_to_call() {
    let field = Field::new(316);
    let wang = field.phone("wang").await;
    let drowning =
        CaseRequest {
            class: "emergency".into(), title: "有人落水，地点不清".into(), ..CaseRequest::default()
        };
    let case = wang.capture(|app| app.report_case(&drowning)).record;
    let near = wang.app().nearest_to_case(&case).unwrap();
    let numbers: Vec<&str> = near.first_call.iter().map(|call| call.number.as_str()).collect();
    assert_eq!((numbers, near.placed, near.rows), (vec!["110", "119", "120"], false, Vec::new()));
}

#[tokio::test]
async fn five_reports_of_one_thing_are_all_answered_when_it_is_done() {
    let field = Field::new(307);
    let (chen, deng) = (field.phone("chen").await, field.phone("deng").await);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let (li, huang) = (field.phone("li").await, field.phone("huang").await);
    let main = chen.reports("下水道堵了");
    let seconds =
        [deng.reports("污水外溢"), lin.reports("井盖处积水"), li.reports("路面有污水"), wang.reports("下水道气味大")];
    all_sync(&[&chen, &deng, &lin, &li, &wang, &huang]).await;
    for second in &seconds {
        does(&huang, second, &CaseActRequest { main: Some(main.clone()), ..asked("link_duplicate") });
    }
    all_sync(&[&huang, &wang]).await;
    wang.acts(&main, "handle", None);
    wang.acts(&main, "report_back", Some("已疏通"));
    all_sync(&[&wang, &huang]).await;
    huang.acts(&main, "close", None);
    field.settle().await;
    for phone in [&chen, &deng, &lin, &li, &wang] {
        let reports = phone.app().my_reports().unwrap();
        assert_eq!(reports.len(), 1, "{}", phone.name);
        // Staff see it on the case itself; who stands outside is told.
        let told = reports[0].replies.last().map(|reply| reply.state.clone());
        let state = told.unwrap_or_else(|| view(phone, &reports[0].record).state);
        assert_eq!(state, "closed", "{}", phone.name);
    }
    let second = seconds[0].clone();
    let seen = view(&wang, &second);
    assert_eq!((seen.state.as_str(), seen.duplicate_of), ("closed", Some(main)));
    let open = BoardQuery { open: Some(true), ..BoardQuery::default() };
    assert_eq!(huang.app().board(&open).unwrap().total, 0, "no loop is left open");
}

#[tokio::test]
async fn a_joint_task_has_one_lead_and_helpers_who_share_the_evidence() {
    let field = Field::new(308);
    let (wang, li) = (field.phone("wang").await, field.phone("li").await);
    let (huang, qian) = (field.phone("huang").await, field.phone("qian").await);
    let everybody = [&wang, &li, &huang, &qian];
    let case = wang.reports("群体讨薪");
    wang.acts(&case, "handle", None);
    all_sync(&everybody).await;
    let helper = |nick: &str, unit: Option<&str>| {
        let who = Person::called(nick);
        HelperRequest { post: who.post().to_string(), kind: who.kind.into(), unit: unit.map(str::to_owned) }
    };
    let helpers = vec![helper("gao", None), helper("li", None), helper("qian", Some("/1/12/121/1219"))];
    does(&huang, &case, &CaseActRequest { helpers, ..asked("joint") });
    all_sync(&everybody).await;
    all_sync(&everybody).await;
    does(&qian, &case, &told("comment", "劳动合同有效"));
    field.settle().await;
    let seen = view(&wang, &case);
    assert_eq!(seen.responsible_name.as_deref(), Some("王芳"), "who has the case leads");
    let kinds: Vec<&str> = seen.helpers.iter().map(|helper| helper.kind.as_str()).collect();
    assert_eq!(kinds, ["police_chief", "police_officer", "team_member"]);
    assert!(seen.acts.iter().any(|act| act.text.as_deref() == Some("劳动合同有效")));
}

#[tokio::test]
async fn a_half_filled_form_outlives_the_phone_and_never_travels() {
    let field = Field::new(309);
    let chen = field.phone("chen").await;
    chen.app().save_draft("d1", "case", r#"{"class": "hazard"}"#).unwrap();
    chen.app().save_draft("d1", "case", r#"{"class": "hazard", "title": "井盖"}"#).unwrap();
    chen.restarts();
    let drafts = chen.app().drafts(Some("case")).unwrap();
    assert_eq!((drafts.len(), drafts[0].body.contains("井盖")), (1, true));
    assert_eq!(chen.app().status().unwrap().unsent, 0);
    assert!(chen.app().save_draft("d2", "case", "{").is_err());
    chen.app().discard_draft("d1").unwrap();
    assert!(chen.app().drafts(None).unwrap().is_empty() && chen.app().discard_draft("d1").is_err());
    field.settle().await;
}

#[tokio::test]
async fn a_question_asked_online_becomes_a_case_and_is_answered() {
    let field = Field::new(310);
    let (deng, huang) = (field.phone("deng").await, field.phone("huang").await);
    let question = CaseRequest {
        class: "consultation".into(),
        title: "居住证怎么办".into(),
        source: Some("online".into()),
        ..CaseRequest::default()
    };
    let case = deng.capture(|app| app.report_case(&question)).record;
    all_sync(&[&deng, &huang]).await;
    let answer = CaseActRequest { reply: Some("带身份证到社区窗口".into()), ..asked("accept") };
    does(&huang, &case, &answer);
    let turned = CaseActRequest {
        classify: Some(etong_core::capture::ClassifyRequest {
            class: Some("request".into()),
            ..etong_core::capture::ClassifyRequest::default()
        }),
        text: Some("需上门办理".into()),
        ..asked("classify")
    };
    does(&huang, &case, &turned);
    field.settle().await;
    assert_eq!(view(&huang, &case).class, "request");
    assert_eq!(deng.app().my_reports().unwrap()[0].replies[0].words, "带身份证到社区窗口");
}

#[tokio::test]
async fn what_was_put_right_on_the_spot_is_one_act_and_not_routed() {
    let field = Field::new(311);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let done = CaseRequest {
        class: "hazard".into(),
        title: "井盖移位".into(),
        result: Some("已复位".into()),
        ..CaseRequest::default()
    };
    let case = wang.capture(|app| app.report_case(&done)).record;
    all_sync(&[&wang, &huang]).await;
    let seen = view(&huang, &case);
    assert_eq!((seen.state.as_str(), seen.self_handled, seen.result.as_deref()), ("closed", true, Some("已复位")));
    let open = BoardQuery { open: Some(true), ..BoardQuery::default() };
    assert_eq!(huang.app().board(&open).unwrap().total, 0);
    field.settle().await;
}

#[tokio::test]
async fn a_case_goes_to_the_legal_team_which_works_on_it_and_hands_it_back() {
    let field = Field::new(309);
    let (chen, huang, qian) = (field.phone("chen").await, field.phone("huang").await, field.phone("qian").await);
    let everybody = [&chen, &huang, &qian];
    let case = chen.reports("房东不退押金");
    let read_only = chen.reports("楼道灯坏了");
    all_sync(&everybody).await;

    field.chapter("what the team only reads is not its work");
    huang.capture(|app| app.share_record(&read_only, TEAM));
    all_sync(&everybody).await;
    let (rule, who_may) = refused(&qian, &read_only, &asked("accept"));
    assert_eq!(rule, "a unit that only reads a case works on it once it was dispatched to that unit");
    assert!(who_may.contains("community_desk"), "{who_may}");

    field.chapter("黄志国 sends it to the team, whose unit must be named");
    let nowhere = CaseActRequest {
        to: Some(Person::called("qian").post().to_string()),
        to_kind: Some("team_member".into()),
        ..asked("dispatch")
    };
    let error = huang.try_capture(|app| app.act_on_case(&case, &nowhere)).unwrap_err();
    assert!(error.to_string().contains("name its unit"), "{error}");
    let to_team = CaseActRequest { unit: Some(TEAM.into()), to: None, ..nowhere };
    does(&huang, &case, &to_team);
    all_sync(&everybody).await;
    assert_eq!(stands(&qian, &case), "dispatched any team_member");
    let mine = |phone: &Phone| phone.app().board(&BoardQuery { mine: true, ..BoardQuery::default() }).unwrap().total;
    assert_eq!(mine(&qian), 1);

    field.chapter("钱文 works on it without a line, and it is closed at the desk");
    qian.device.set_online(false);
    qian.acts(&case, "accept", None);
    assert_eq!(mine(&qian), 1, "still the team's, and now hers by name");
    assert_eq!(view(&qian, &case).responsible_scope, TEAM);
    qian.acts(&case, "handle", None);
    qian.acts(&case, "report_back", Some("已协商退还"));
    qian.device.set_online(true);
    all_sync(&everybody).await;
    assert_eq!(view(&huang, &case).state, "reported_back");
    huang.acts(&case, "rework", Some("还差两百元"));
    all_sync(&everybody).await;
    assert_eq!((view(&qian, &case).state.as_str(), mine(&qian)), ("handling", 1), "back with whoever had it");
    qian.acts(&case, "report_back", Some("已全部退还"));
    all_sync(&everybody).await;
    huang.acts(&case, "close", None);
    field.settle().await;
    let reports = chen.app().my_reports().unwrap();
    let report = reports.iter().find(|report| report.record == case).unwrap();
    assert_eq!(report.replies.last().map(|reply| reply.state.as_str()), Some("closed"));
}
