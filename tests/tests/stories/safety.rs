//! 隐患 and 线索: checklists, rectification, repeats; clues that stay with the police; warnings that list their facts.

use etong_core::AppError;
use etong_core::capture::{
    AnswerRequest, CaseActRequest, CaseRequest, ClueActRequest, ClueRequest, HazardRequest, InspectionRequest,
    PartyRequest,
};
use etong_core::sim::{SeededBug, seed};
use etong_server::directory::{DictionaryRow, Import};
use etong_tests::clock::DAY;
use etong_tests::phone::hazard;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

/// A fire inspection of one address, with the item found so.
fn looked_at(address: &str, found: &str) -> InspectionRequest {
    let answer = AnswerRequest {
        item: "exit_clear".into(),
        answer: found.into(),
        hazard: (found == "bad").then(HazardRequest::default),
        ..AnswerRequest::default()
    };
    InspectionRequest {
        kind: Some("fire".into()),
        address: Some(address.into()),
        answers: vec![answer],
        ..InspectionRequest::default()
    }
}

fn inspects(phone: &Phone, request: &InspectionRequest) -> String {
    phone.capture(|app| app.inspect(request)).record
}

fn clue(what: &str, anonymous: bool) -> ClueRequest {
    ClueRequest { kind: Some("den".into()), what: what.into(), anonymous, ..ClueRequest::default() }
}

fn clue_act(phone: &Phone, clue: &str, act: &str, text: Option<&str>) {
    let request = ClueActRequest { act: act.into(), text: text.map(str::to_owned), ..ClueActRequest::default() };
    phone.capture(|app| app.act_on_clue(clue, &request));
}

#[tokio::test]
async fn a_bad_item_becomes_a_hazard_is_looked_at_again_and_written_off() {
    let field = Field::new(261);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    field.chapter("王芳 finds the exit blocked, offline");
    let first = inspects(&wang, &looked_at("3 栋 2 单元", "bad"));
    let open = wang.app().rectifications(0).unwrap().rows;
    let case = open[0].case.clone();
    assert_eq!((open[0].title.as_str(), open[0].answer.as_str()), ("不合格：安全出口、疏散通道畅通", "bad"));
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已清空"));
    wang.syncs().await;
    lin.syncs().await;

    field.chapter("黄志国 would write it off unseen; 林强 looks: it is still bad, and 黄志国 is told who may look");
    huang.syncs().await;
    let closes = CaseActRequest { act: "close".into(), ..CaseActRequest::default() };
    let not_yet = |seen: &str| {
        let refused = huang.try_capture(|app| app.act_on_case(&case, &closes)).unwrap_err();
        assert!(refused.to_string().contains("re-check"), "{seen}: {refused}");
        assert!(
            matches!(&refused, etong_core::AppError::NotAllowed { who_may, .. } if who_may.contains("grid_worker"))
        );
    };
    not_yet("nobody looked again");
    assert!(!huang.app().case(&case).unwrap().next.contains(&"close".to_owned()), "nor does the menu offer it");
    let bad = InspectionRequest { recheck_of: Some(first.clone()), ..looked_at("3 栋 2 单元", "bad") };
    let still = inspects(&lin, &bad);
    lin.syncs().await;
    huang.syncs().await;
    not_yet("it is bad");
    assert!(huang.app().case(&case).unwrap().not_now.iter().any(|one| one.act == "close"), "and says why");
    field.clock.advance(DAY);

    field.chapter("林强 looks again: it is good");
    let recheck = InspectionRequest { recheck_of: Some(first.clone()), ..looked_at("3 栋 2 单元", "ok") };
    let second = inspects(&lin, &recheck);
    lin.syncs().await;
    huang.syncs().await;
    let waiting = huang.app().rectifications(0).unwrap().rows;
    assert_eq!((waiting[0].case.clone(), waiting[0].answer.as_str()), (case.clone(), "ok"), "waits to be written off");
    assert_eq!(huang.app().inspection(&first).unwrap().rechecks, [still, second]);

    field.chapter("黄志国 writes it off");
    huang.acts(&case, "close", None);
    field.settle().await;
    assert!(wang.app().rectifications(0).unwrap().rows.is_empty());
    {
        let other = inspects(&wang, &looked_at("4 栋 1 单元", "bad"));
        let unseen = wang.app().inspection(&other).unwrap().answers[0].case.clone().unwrap();
        wang.acts(&unseen, "handle", None);
        wang.acts(&unseen, "report_back", Some("已清空"));
        field.settle().await;
        assert!(huang.try_capture(|app| app.act_on_case(&unseen, &closes)).is_err());
        let _switched_on = seed(SeededBug::WrittenOffUnseen);
        huang.acts(&unseen, "close", None);
        field.settle().await;
    }
    assert_eq!(wang.app().inspection(&first).unwrap().answers[0].case_state.as_deref(), Some("closed"));
}

#[tokio::test]
async fn what_is_bad_again_within_a_year_tells_the_times_before_whoever_found_it_first() {
    let field = Field::new(262);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let mut found = Vec::new();
    for (who, address) in [(&wang, "5栋"), (&lin, "５ 栋"), (&wang, "5栋")] {
        let inspection = inspects(who, &looked_at(address, "bad"));
        let case = who.app().inspection(&inspection).unwrap().answers[0].case.clone().unwrap();
        if who.app().case(&case).unwrap().state == "reported" {
            who.acts(&case, "handle", None);
            who.acts(&case, "report_back", Some("已清"));
        }
        found.push(inspection);
        field.clock.advance(90 * DAY);
    }
    assert_eq!(
        wang.app().inspection(&found[2]).unwrap().answers[0].times,
        1,
        "the first hazard is still open: it was linked"
    );
    field.settle().await;
    let view = wang.app().inspection(&found[1]).unwrap();
    assert_eq!((view.answers[0].times, view.answers[0].earlier.clone()), (2, vec![found[0].clone()]));
    assert_eq!(wang.app().repeats(0).unwrap(), lin.app().repeats(0).unwrap());

    field.chapter("王芳's first one was a mistake");
    wang.capture(|app| app.void_inspection(&found[0], "走错了楼"));
    wang.capture(|app| app.void_inspection(&found[2], "走错了楼"));
    field.settle().await;
    assert_eq!(lin.app().inspection(&found[1]).unwrap().answers[0].times, 1);
    assert!(lin.app().repeats(0).unwrap().rows.is_empty());
}

#[tokio::test]
async fn an_anonymous_clue_reaches_police_only_and_names_nobody() {
    let field = Field::new(263);
    let (chen, wang, huang) = (field.phone("chen").await, field.phone("wang").await, field.phone("huang").await);
    let (li, gao) = (field.phone("li").await, field.phone("gao").await);
    assert!(chen.app().clue_guidance().unwrap()[0].contains("110"));
    let mut code = String::new();
    let record = chen
        .capture(|app| {
            let told = app.report_clue(&clue("旧厂房夜间聚赌", true))?;
            code = told.receipt_code;
            Ok(told.captured)
        })
        .record;
    for phone in [&chen, &wang, &huang, &li, &gao] {
        phone.syncs().await;
    }

    field.chapter("the grid worker and the desk know nothing of it");
    for phone in [&wang, &huang] {
        let refused = phone.app().clues(0).unwrap_err();
        assert!(
            matches!(&refused, AppError::NotAllowed { rule, who_may, .. }
                if rule.ends_with("reads no clues") && who_may == "police_officer, police_chief"),
            "{refused}"
        );
        assert!(phone.app().complete_id(&record[record.len() - 12..]).is_err(), "not even its number is there");
        assert_eq!(phone.app().status().unwrap().cases, 0);
    }

    field.chapter("李军 takes it, 高山 decides, 李军 closes it");
    let view = li.app().clue(&record).unwrap();
    assert_eq!((view.reporter_name, view.reporter_kind, view.anonymous), (None, None, true));
    clue_act(&li, &record, "take", None);
    clue_act(&li, &record, "note", Some("今晚去看"));
    li.syncs().await;
    gao.syncs().await;
    let decide =
        ClueActRequest { act: "decide".into(), decision: Some("investigate".into()), ..ClueActRequest::default() };
    gao.capture(|app| app.act_on_clue(&record, &decide));
    gao.syncs().await;
    li.syncs().await;
    clue_act(&li, &record, "close", Some("查获 4 人"));
    assert_eq!(li.app().clue(&record).unwrap().state, "decided", "closing waits for the relay");
    field.settle().await;

    field.chapter("陈梅 hears of it, and can prove it was her");
    let mine = chen.app().my_clues().unwrap();
    let heard: Vec<&str> = mine[0].replies.iter().map(|reply| reply.state.as_str()).collect();
    assert_eq!(heard, ["taken", "closed"]);
    assert!(mine[0].replies.iter().all(|reply| !reply.words.contains("今晚") && !reply.words.contains("4 人")));
    assert!(chen.app().my_reports().unwrap().is_empty(), "a clue is no case");
    assert_eq!(gao.app().clue_by_code(&code.to_lowercase()).unwrap().outcome.as_deref(), Some("查获 4 人"));
    assert!(wang.app().complete_id(&record[record.len() - 12..]).is_err(), "nor are the replies");
}

#[tokio::test]
async fn a_clue_of_a_team_is_read_by_the_team_and_police_and_the_team_never_reads_what_police_write() {
    let field = Field::new(267);
    let (qian, guo, wang) = (field.phone("qian").await, field.phone("guo").await, field.phone("wang").await);
    let (huang, gao) = (field.phone("huang").await, field.phone("gao").await);
    let mate = Person::called("guo").second_post("team_member", 1219);
    field.import(&Import { posts: vec![mate.clone()], ..Import::default() });
    field.settle().await;
    let for_team = ClueRequest { for_team: true, ..clue("夜间多次有人盗割电缆", false) };
    let refused = wang.try_capture(|app| Ok(app.report_clue(&for_team)?.captured)).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may == "team_member"), "{refused}");
    let alone = qian.capture(|app| Ok(app.report_clue(&clue("独自看到的", false))?.captured)).record;
    let record = qian.capture(|app| Ok(app.report_clue(&for_team)?.captured)).record;
    field.settle().await;

    field.chapter("another member reads it and adds what he saw");
    guo.app().act_as(&mate.post.to_string()).unwrap();
    let mine = |phone: &Phone| phone.app().my_clues().unwrap();
    let read: Vec<String> = mine(&guo).into_iter().map(|row| row.record).collect();
    assert_eq!(read, std::slice::from_ref(&record));
    assert!(guo.app().complete_id(&alone[alone.len() - 12..]).is_err(), "what one of them reported alone stays his");
    clue_act(&guo, &record, "add", Some("车牌尾号 7"));
    field.settle().await;
    assert_eq!(mine(&qian).iter().find(|row| row.record == record).unwrap().added, ["车牌尾号 7"]);
    for phone in [&wang, &huang] {
        assert!(phone.app().complete_id(&record[record.len() - 12..]).is_err(), "{}", phone.name);
    }

    field.chapter("the police take it, note what they plan, and close it");
    let view = gao.app().clue(&record).unwrap();
    assert_eq!((view.team.as_deref(), view.acts.len()), (Some("/1/12/121/1219"), 1));
    clue_act(&gao, &record, "take", None);
    clue_act(&gao, &record, "note", Some("今晚布控"));
    gao.syncs().await;
    clue_act(&gao, &record, "close", Some("抓获 2 人"));
    field.settle().await;
    for phone in [&qian, &guo] {
        let row = mine(phone).into_iter().find(|row| row.record == record).unwrap();
        let heard: Vec<&str> = row.replies.iter().map(|reply| reply.state.as_str()).collect();
        assert_eq!(heard, ["taken", "closed"], "{}", phone.name);
        assert!(phone.app().clue(&record).is_err() && phone.app().receipts(&record).is_ok());
    }
    let feed = field.feed().await;
    let by_police = feed
        .entries
        .values()
        .filter(|sealed| sealed.entry.record.to_string() == record && sealed.entry.kind.as_str() == "clue.team");
    let by_police = by_police.filter(|sealed| sealed.entry.post_kind.as_str() == "police_chief").count();
    assert_eq!(by_police, 3, "they are at the relay, and on no phone of the team: settling compares what each holds");

    field.chapter("who leaves the team reads no more of it");
    let left = etong_server::directory::PostRow { from: "2025-01-01".into(), to: Some("2025-12-31".into()), ..mate };
    field.import(&Import { posts: vec![left], ..Import::default() });
    guo.app().act_as(&Person::called("guo").post().to_string()).unwrap();
    field.settle().await;
    assert!(mine(&guo).is_empty());
}

#[tokio::test]
async fn a_clue_goes_to_police_elsewhere_and_leaves_who_is_no_policeman_any_more() {
    let field = Field::new(265);
    let (chen, li, sun) = (field.phone("chen").await, field.phone("li").await, field.phone("sun").await);
    let record = chen.capture(|app| Ok(app.report_clue(&clue("车库有人收赃", false))?.captured)).record;
    chen.syncs().await;
    li.syncs().await;
    assert_eq!(li.app().clue(&record).unwrap().reporter_name.as_deref(), Some("陈梅"));

    field.chapter("孙丽 becomes an officer of the next community, and 李军 hands it to her");
    let post = Person::called("sun").second_post("police_officer", 1221);
    field.import(&Import { posts: vec![post.clone()], ..Import::default() });
    sun.syncs().await;
    sun.app().act_as(&post.post.to_string()).unwrap();
    assert!(sun.app().clues(0).unwrap().rows.is_empty());
    let hand_over = ClueActRequest {
        act: "hand_over".into(),
        text: Some("辖区外".into()),
        to: Some(post.post.to_string()),
        to_kind: Some("police_officer".into()),
        to_unit: Some("/1/12/122/1221".into()),
        ..ClueActRequest::default()
    };
    li.capture(|app| app.act_on_clue(&record, &hand_over));
    li.syncs().await;
    sun.syncs().await;
    assert_eq!(sun.app().clues(0).unwrap().rows[0].state, "handed_over");
    clue_act(&sun, &record, "take", None);
    field.settle().await;
    assert_eq!(li.app().clue(&record).unwrap().state, "taken");

    field.chapter("李军 is no officer any more: what is on his phone is closed to him");
    let (li_was, away) = (Person::called("li"), Person::called("li").second_post("grid_worker", 1211));
    field.import(&Import { posts: vec![li_was.post_until(Some("2026-08-31")), away.clone()], ..Import::default() });
    li.syncs().await;
    li.app().act_as(&away.post.to_string()).unwrap();
    for refused in [li.app().clues(0).unwrap_err(), li.app().clue(&record).unwrap_err()] {
        assert!(matches!(&refused, AppError::NotAllowed { .. }), "{refused}");
    }
    field.settle().await;
}

#[tokio::test]
async fn warnings_list_their_facts_and_name_nobody() {
    let field = Field::new(264);
    let wang = field.phone("wang").await;
    for title in ["楼道堆物", "楼道飞线", "楼道充电"] {
        let request = CaseRequest { address: Some("8 栋".into()), ..hazard(title) };
        wang.capture(|app| app.report_case(&request));
    }
    for title in ["邻里噪音", "邻里漏水"] {
        let party = PartyRequest { name: "郑大勇".into(), phone: Some("13800001234".into()), role: None };
        let request = CaseRequest { class: "dispute".into(), parties: vec![party], ..hazard(title) };
        wang.capture(|app| app.report_case(&request));
    }
    let warnings = wang.app().warnings(0).unwrap().rows;
    let told: Vec<(&str, u32)> = warnings.iter().map(|row| (row.rule.as_str(), row.count)).collect();
    assert_eq!(told, [("repeat_party", 2), ("repeat_place", 3)]);
    assert!(!format!("{warnings:?}").contains("郑") && !format!("{warnings:?}").contains("1380000"));
    wang.capture(|app| app.note_warning("repeat_place", &warnings[1].facts[2].case, "物业本周清理"));
    let noted: Vec<bool> = wang.app().warnings(0).unwrap().rows.iter().map(|row| row.noted).collect();
    assert_eq!(noted, [false, true]);
    field.chapter("the community publishes thresholds of its own: five at one place, four quarrels of one party");
    let body = r#"{"place":{"cases":5},"party":{"disputes":4}}"#;
    field.import(&Import {
        dictionaries: vec![DictionaryRow {
            dictionary: "warning_rules".into(),
            version: 1,
            valid_from: "2026-01-01".into(),
            valid_to: None,
            source: "梧桥社区 [2026] 3".into(),
            unit: Some(121),
            body: serde_json::from_str(body).unwrap(),
        }],
        ..Import::default()
    });
    wang.syncs().await;
    let by_own = wang.app().warnings(0).unwrap();
    assert_eq!((by_own.rows.len(), by_own.version), (0, 1));
    field.clock.advance(400 * DAY);
    assert!(wang.app().warnings(0).unwrap().rows.is_empty(), "what is long ago warns nobody");
    field.clock.advance(-400 * DAY);
    field.settle().await;
}

#[tokio::test]
async fn who_quarrels_again_is_told_while_both_disputes_count_and_on_every_phone() {
    let field = Field::new(266);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let quarrel = |title: &str| {
        let party = PartyRequest { name: "郑大勇".into(), phone: Some("13800001234".into()), role: None };
        CaseRequest { class: "dispute".into(), parties: vec![party], ..hazard(title) }
    };
    let quarrels = |phone: &Phone| {
        let rows = phone.app().warnings(0).unwrap().rows;
        rows.iter().filter(|row| row.rule == "repeat_party").map(|row| row.count).collect::<Vec<u32>>()
    };
    let first = wang.capture(|app| app.report_case(&quarrel("邻里噪音"))).record;
    wang.syncs().await;
    huang.syncs().await;
    assert!(quarrels(&huang).is_empty(), "once is no repeat");
    let second = wang.capture(|app| app.report_case(&quarrel("邻里漏水"))).record;
    wang.syncs().await;
    huang.syncs().await;
    for phone in [&wang, &huang] {
        assert_eq!(quarrels(phone), [2], "{}", phone.name);
    }

    field.chapter("one of them was registered by mistake; then a third comes");
    huang.acts(&first, "void", Some("重复登记"));
    field.settle().await;
    for phone in [&wang, &huang] {
        assert!(quarrels(phone).is_empty(), "{}", phone.name);
    }
    wang.capture(|app| app.report_case(&quarrel("邻里占道")));
    field.settle().await;
    for phone in [&wang, &huang] {
        assert_eq!(quarrels(phone), [2], "{}", phone.name);
    }
    assert_eq!(wang.app().case(&second).unwrap().state, "reported");
}
