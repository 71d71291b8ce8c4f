//! 首页 and 地图: what waits for each post, and what lies in a box. A count that does not open a list of as many records would send
//! people looking for work that is not there, or hide some that is. A list of deadlines has a row for each step of a case.

use std::collections::BTreeSet;

use etong_core::AppError;
use etong_core::capture::{
    AppealAnswerRequest, AppealRequest, AssessmentRequest, CaseRequest, FieldChange, FixRequest, MergeRequest,
    NoticeRequest, PlaceRequest, ResidentRequest,
};
use etong_core::domain::calendar::local_day;
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{AreaQuery, BoardQuery, DueQuery, MapQuery, PatrolRow};
use etong_server::directory::{DictionaryRow, Import, OfficeRow, UnitRow};
use etong_tests::clock::DAY;
use etong_tests::phone::{edit, hazard};
use etong_tests::town::{self, PEOPLE, Person};
use etong_tests::{Field, Phone};

/// A count of the first screen; `None` where this post has no such line.
fn count(phone: &Phone, what: &str) -> Option<u64> {
    phone.app().home().unwrap().lines.into_iter().find(|line| line.what == what).map(|line| line.count)
}

fn length<T>(rows: &[T]) -> u64 {
    u64::try_from(rows.len()).unwrap()
}

/// Cases with a deadline that the query finds, each once.
fn due(phone: &Phone, query: &DueQuery) -> u64 {
    let rows = phone.app().due(query).unwrap().rows;
    length(&rows.into_iter().map(|row| row.record).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
}

/// How many records the list has that this count opens.
fn listed(phone: &Phone, what: &str) -> u64 {
    let app = phone.app();
    let board = |query: BoardQuery| u64::from(app.board(&query).unwrap().total);
    match what {
        "urgent" => board(BoardQuery { below: true, open: Some(true), urgent: Some(true), ..BoardQuery::default() }),
        "urgent_mine" => {
            board(BoardQuery { mine: true, open: Some(true), urgent: Some(true), ..BoardQuery::default() })
        }
        "reported" => board(BoardQuery { below: true, state: Some("reported".into()), ..BoardQuery::default() }),
        "to_do" => board(BoardQuery { mine: true, open: Some(true), ..BoardQuery::default() }),
        "late" => due(phone, &DueQuery { mine: true, late: true, ..DueQuery::default() }),
        "due_soon" => {
            let now = app.home().unwrap().now;
            let rows = app.due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
            let mut first = std::collections::BTreeMap::new();
            for (record, at) in rows.into_iter().filter_map(|row| Some((row.record, row.due_at?))) {
                first.entry(record).and_modify(|known: &mut i64| *known = at.min(*known)).or_insert(at);
            }
            length(&first.into_values().filter(|at| (now..=now + DAY).contains(at)).collect::<Vec<_>>())
        }
        "to_claim" => board(BoardQuery { to_claim: true, ..BoardQuery::default() }),
        "replies" => {
            let page = app.due(&DueQuery { mine: true, replies: true, ..DueQuery::default() }).unwrap();
            let soon = page.rows.into_iter().filter(|row| row.due_at.is_some_and(|at| at <= page.now + DAY));
            length(&soon.map(|row| row.record).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
        }
        "late_below" => due(phone, &DueQuery { late: true, below: true, ..DueQuery::default() }),
        "supervised" => {
            board(BoardQuery { supervised: Some(true), open: Some(true), below: true, ..BoardQuery::default() })
        }
        "unclaimed" => board(BoardQuery { unclaimed: true, below: true, ..BoardQuery::default() }),
        "own_reports" => {
            let ended = ["closed", "evaluated", "archived", "declined", "void"];
            let rows = app.my_reports().unwrap();
            length(
                &rows
                    .into_iter()
                    .filter(|row| row.replies.last().is_none_or(|reply| !ended.contains(&reply.state.as_str())))
                    .collect::<Vec<_>>(),
            )
        }
        "reminders" => length(&app.reminders(0, 0).unwrap().rows),
        "patrols" => {
            let mine = |row: &PatrolRow| row.by_name.as_deref() == Some(phone.owner.name);
            let waits = |row: &PatrolRow| ["assigned", "underway", "paused"].contains(&row.state.as_str());
            let rows = app.patrols(0).unwrap().rows;
            length(&rows.into_iter().filter(|row| mine(row) && waits(row)).collect::<Vec<_>>())
        }
        "calls" => {
            let rows = app.calls(0).unwrap().rows;
            length(&rows.into_iter().filter(|row| row.state == "open" && row.my_answer.is_none()).collect::<Vec<_>>())
        }
        "clues" => length(&app.clues(0).unwrap().rows),
        "appeals" => length(&app.appeals_to_answer(0).unwrap().rows),
        "callbacks" => {
            let rows = app.due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
            length(&rows.into_iter().filter(|row| row.what == "callback").collect::<Vec<_>>())
        }
        "duplicates" => length(&app.duplicates(0).unwrap().rows),
        "proposals" => length(&app.merge_proposals(0).unwrap().rows),
        "notices" => {
            let mut rows = Vec::new();
            loop {
                let page = app.notices(u32::try_from(rows.len()).unwrap()).unwrap();
                rows.extend(page.rows);
                if !page.more {
                    break length(&rows.into_iter().filter(|row| !row.read).collect::<Vec<_>>());
                }
            }
        }
        "drafts" => length(&app.drafts(None).unwrap()),
        "unsent" => app.status().unwrap().unsent,
        "kept_aside" => length(&app.kept_aside().unwrap()),
        other => panic!("{other} opens nothing"),
    }
}

#[tokio::test]
async fn every_count_of_everybodys_first_screen_is_of_as_many_records_as_its_list_has() {
    let field = Field::new(221);
    let mut phones = Vec::new();
    for person in PEOPLE {
        phones.push(field.phone(person.nick).await);
    }
    let phone = |nick: &str| phones.iter().find(|phone| phone.owner == Person::called(nick)).unwrap();

    field.chapter("a morning of many matters");
    let loose = phone("wang").reports("屋檐松动");
    phone("chen").reports("井盖丢失");
    phone("guo").reports("路灯不亮");
    let handed = phone("lin").reports("乱堆杂物");
    let lamp = CaseRequest { urgent: true, ..hazard("电线垂落") };
    phone("sun").capture(|app| app.report_case(&lamp));
    phone("wang").capture(|app| app.report_case(&lamp));
    phone("lin").syncs().await;
    phone("wang").syncs().await;
    phone("wang").acts(&handed, "accept", None);
    let resident = phone("wang").registers("邓秀英");
    phone("zhao").registers("李月娥");
    let runs_out = local_day(field.clock.now_ms() - 2 * DAY).to_string();
    phone("wang").capture(|app| app.edit_resident(&resident, &edit("registered_until", &runs_out)));
    phone("zhao").app().save_draft("draft-1", "case", "{}").unwrap();
    let typhoon =
        NoticeRequest { title: "台风预警".into(), text: "加强巡查".into(), ..NoticeRequest::default() };
    phone("xu").capture(|app| app.publish_notice(&typhoon));
    let patrol = phone("lin").app().start_patrol(&etong_core::capture::PatrolRequest::default()).unwrap();
    assert!(!patrol.record.is_empty());
    for phone in phones.iter().chain(&phones) {
        phone.syncs().await;
    }
    for what in ["urgent", "reported"] {
        let both = [count(phone("wang"), what), count(phone("lin"), what)];
        assert!(both[0] > Some(0) && both[0] == both[1], "the two of one grid (二员) see the same {what}: {both:?}");
    }
    assert_eq!(count(phone("lin"), "patrols"), Some(1));
    assert_eq!(count(phone("zhao"), "drafts"), Some(1));
    assert_eq!(count(phone("chen"), "own_reports"), Some(1));
    assert!(count(phone("wang"), "to_do") > Some(0));

    field.chapter("three days on a good part of it is late");
    field.clock.advance(3 * DAY);
    phone("wang").acts(&loose, "comment", Some("明天去看"));
    phone("wang").syncs().await;
    let (mut late, mut urgent) = (0, 0);
    for phone in &phones {
        let home = phone.app().home().unwrap();
        assert_eq!(home.kind.as_deref(), Some(phone.owner.kind));
        for line in &home.lines {
            assert_eq!(line.count, listed(phone, &line.what), "{} of {}", line.what, phone.name);
        }
        late += count(phone, "late").unwrap_or_default();
        urgent += count(phone, "urgent").unwrap_or_default();
        let rows = phone.app().board(&BoardQuery::default()).unwrap().rows;
        for row in rows {
            let now = phone.app().home().unwrap().now;
            assert_eq!(row.late, row.due_at.is_some_and(|due| due < now), "{}", row.title);
        }
    }
    assert!(late > 0, "three days are more than an acceptance may take");
    assert!(urgent > 0, "the lamp hangs down, and somebody answers for it");
    field.settle().await;
}

/// A person and the same person again.
fn twice(field: &Field, one: &Phone, other: &Phone) -> (String, String) {
    let request = ResidentRequest {
        name: "邓秀英".into(),
        id_no: Some("11010519491231002X".into()),
        ..ResidentRequest::default()
    };
    field.clock.advance(1_000);
    (
        one.capture(|app| app.capture_resident(&request)).record,
        other.capture(|app| app.capture_resident(&request)).record,
    )
}

/// Every count of the acting post is as long as the list it opens.
fn adds_up(phone: &Phone) {
    for line in phone.app().home().unwrap().lines {
        assert_eq!(line.count, listed(phone, &line.what), "{} of {}", line.what, phone.name);
    }
}

#[tokio::test]
async fn a_case_with_two_late_steps_is_one_in_the_count_and_two_rows_of_the_list() {
    let field = Field::new(239);
    let (wang, xu) = (field.phone("wang").await, field.phone("xu").await);
    let case = wang.reports("围墙要倒");
    wang.syncs().await;
    field.clock.advance(30 * DAY);
    for phone in [&wang, &xu] {
        phone.syncs().await;
    }
    let late = |phone: &Phone, query: DueQuery| {
        let rows = phone.app().due(&DueQuery { late: true, ..query }).unwrap().rows;
        assert!(rows.iter().all(|row| row.record == case), "{rows:?}");
        rows.into_iter().map(|row| row.what).collect::<Vec<_>>()
    };
    let steps = late(&xu, DueQuery { below: true, ..DueQuery::default() });
    assert!(steps.len() > 1 && steps.contains(&"accept".to_owned()), "{steps:?}");
    assert_eq!(count(&xu, "late_below"), Some(1));
    assert_eq!(late(&wang, DueQuery { mine: true, ..DueQuery::default() }), steps);
    assert_eq!(count(&wang, "late"), Some(1));
    field.settle().await;
}

#[tokio::test]
async fn one_person_in_three_posts_has_three_first_screens_and_each_count_opens_as_many_records() {
    let field = Field::new(224);
    let (wang, lin, sun) = (field.phone("wang").await, field.phone("lin").await, field.phone("sun").await);
    let (huang, xu, zhou) = (field.phone("huang").await, field.phone("xu").await, field.phone("zhou").await);
    let ma = field.phone("ma").await;
    let (first, second) = (Person::called("xu").post(), Person::called("xu").second_post("community_desk", 122));
    let other_grid = Person::called("wang").second_post("grid_worker", 1221);
    let below = Person::called("zhou").second_post("community_desk", 122);
    let posts = vec![second.clone(), other_grid.clone(), below.clone()];
    field.import(&Import { posts, ..Import::default() });

    field.chapter("one case, one person twice and a merge to confirm in 梧桥; a case and two notices next door");
    let case = wang.reports("围墙要倒");
    sun.reports("路面塌陷");
    let (kept, other) = twice(&field, &wang, &lin);
    let runs_out = local_day(field.clock.now_ms() - 2 * DAY).to_string();
    wang.capture(|app| app.edit_resident(&kept, &edit("registered_until", &runs_out)));
    field.settle().await;
    let propose = MergeRequest { act: "propose".into(), other, ..MergeRequest::default() };
    wang.capture(|app| app.merge(&kept, &propose));
    let notice =
        |title: &str| NoticeRequest { title: title.into(), text: "请知悉".into(), ..NoticeRequest::default() };
    for title in ["停水", "停电"] {
        ma.capture(|app| app.publish_notice(&notice(title)));
    }
    zhou.capture(|app| app.publish_notice(&notice("台风")));
    field.settle().await;
    field.clock.advance(3 * DAY);
    xu.acts(&case, "supervise", Some("今天之内到现场"));
    field.settle().await;

    let counts = |phone: &Phone, post: &str| {
        phone.app().act_as(post).unwrap();
        adds_up(phone);
        ["late_below", "supervised", "duplicates", "proposals", "notices"].map(|what| count(phone, what).unwrap())
    };
    assert_eq!(counts(&xu, &first.to_string()), [2, 1, 1, 1, 1], "the township");
    assert_eq!(counts(&xu, &second.post.to_string()), [1, 0, 0, 0, 3], "the community next door");
    {
        let _switched_on = seed(SeededBug::CountsThePhone);
        assert_eq!(count(&xu, "late_below"), Some(2), "what lies on the phone");
    }
    assert_eq!(count(&wang, "reminders"), Some(1));
    adds_up(&wang);
    wang.app().act_as(&other_grid.post.to_string()).unwrap();
    assert_eq!((count(&wang, "reminders"), listed(&wang, "reminders")), (Some(0), 0), "in the other grid");
    adds_up(&wang);

    field.chapter("whoever proposed a merge does not wait for himself");
    assert_eq!(wang.app().merge_proposals(0).unwrap().rows.len(), 0);
    assert_eq!(lin.app().merge_proposals(0).unwrap().rows.len(), 1);

    field.chapter("the county answers an objection; in her other post 周岚 has none to answer");
    field.clock.advance(30 * DAY);
    field.settle().await;
    let request = AssessmentRequest { period: "2026-09".into(), ..AssessmentRequest::default() };
    let assessment = zhou.capture(|app| app.publish_assessment(&request)).record;
    field.settle().await;
    let told = huang.app().assessment(&assessment, 0).unwrap().units;
    let unit = told.iter().find(|row| row.unit.starts_with("/1/12/121")).unwrap();
    let objection = AppealRequest {
        assessment,
        unit: unit.unit.clone(),
        indicator: unit.figures[0].indicator.clone(),
        case: None,
        reason: "停电三天".into(),
    };
    let appeal = huang.capture(|app| app.appeal(&objection)).record;
    field.settle().await;
    assert_eq!(count(&zhou, "appeals"), Some(1));
    adds_up(&zhou);
    zhou.app().act_as(&below.post.to_string()).unwrap();
    assert_eq!((count(&zhou, "appeals"), listed(&zhou, "appeals")), (None, 0));
    zhou.app().act_as(&Person::called("zhou").post().to_string()).unwrap();
    let answer = AppealAnswerRequest { upheld: false, words: "维持".into(), correction: None };
    zhou.capture(|app| app.answer_appeal(&appeal, &answer));
    assert_eq!((count(&zhou, "appeals"), listed(&zhou, "appeals")), (Some(0), 0), "answered, though not sent yet");
    field.settle().await;
}

/// A square of a hundredth of a degree at the town's corner.
fn square() -> Vec<Vec<[i32; 2]>> {
    let (south, west, north, east) = (24_510_000, 117_650_000, 24_520_000, 117_660_000);
    vec![vec![[south, west], [south, east], [north, east], [north, west], [south, west]]]
}

#[tokio::test]
async fn the_map_shows_open_cases_and_borders_of_ones_own_reach_in_the_box() {
    let field = Field::new(222);
    let (wang, sun, huang) = (field.phone("wang").await, field.phone("sun").await, field.phone("huang").await);
    let first_grid = town::directory().units.into_iter().find(|row| row.unit == 1211).unwrap();
    field.import(&Import { units: vec![UnitRow { boundary: square(), ..first_grid }], ..Import::default() });
    let at = |lat: f64| FixRequest { lat, lon: 117.655, accuracy_m: 5.0, at: None, provider: None, mocked: false };
    let placed = |title: &str, lat: f64| CaseRequest { place: Some(at(lat)), ..hazard(title) };
    let near = wang.capture(|app| app.report_case(&placed("屋檐松动", 24.515))).record;
    let done = CaseRequest { result: Some("已清理".into()), ..placed("已办的", 24.516) };
    wang.capture(|app| app.report_case(&done));
    wang.capture(|app| app.report_case(&placed("远处的", 24.6)));
    sun.capture(|app| app.report_case(&placed("别的社区的", 24.514)));
    field.settle().await;

    let area =
        AreaQuery { lat_from_e6: 24_500_000, lat_to_e6: 24_530_000, lon_from_e6: 117_640_000, lon_to_e6: 117_670_000 };
    let ask = |layers: &[&str]| MapQuery { area, layers: layers.iter().map(|layer| (*layer).to_owned()).collect() };
    let seen = huang.app().map(&ask(&["cases", "borders", "residents"])).unwrap();
    let marks: Vec<(&str, &str)> =
        seen.points.iter().map(|point| (point.record.as_str(), point.state.as_str())).collect();
    assert_eq!(marks, [(near.as_str(), "reported")], "{:?}", seen.points);
    assert_eq!((seen.points[0].lat_e6, seen.points[0].lon_e6), (24_515_000, 117_655_000));
    assert_eq!(seen.borders.len(), 1);
    assert_eq!((seen.borders[0].unit, seen.borders[0].rings[0].corners_e6.len()), (1211, 10));
    assert!(!seen.more);

    let elsewhere = AreaQuery { lat_from_e6: 25_000_000, lat_to_e6: 25_100_000, ..area };
    let empty = huang.app().map(&MapQuery { area: elsewhere, ..ask(&["cases", "borders"]) }).unwrap();
    assert_eq!((empty.points.len(), empty.borders.len()), (0, 0));
    let wrong = huang.app().map(&ask(&["people"])).unwrap_err();
    assert!(
        matches!(&wrong, AppError::Invalid { reason, .. } if reason.contains("cases, residents, places, offices, borders")),
        "{wrong}"
    );
}

#[tokio::test]
async fn each_layer_of_the_map_shows_what_lies_in_the_box_and_nobodys_number() {
    let field = Field::new(225);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let office = |office: u32, name: &str, place: Option<[i32; 2]>| OfficeRow {
        office,
        unit: 121,
        name: name.into(),
        address: String::new(),
        phone: String::new(),
        hours: String::new(),
        all_day: office == 1,
        place,
        valid_to: None,
    };
    let gone =
        OfficeRow { valid_to: Some("2026-01-31".into()), ..office(4, "旧址", Some([24_515_000, 117_655_000])) };
    let offices = vec![
        office(1, "梧桥警务室", Some([24_515_000, 117_655_000])),
        office(2, "远处", Some([25_515_000, 117_655_000])),
        office(3, "不知何处", None),
        gone,
    ];
    field.import(&Import { offices, ..Import::default() });
    let set = |changes: &[(&str, &str)]| -> Vec<FieldChange> {
        changes
            .iter()
            .map(|(field, value)| FieldChange { field: (*field).into(), value: Some((*value).into()) })
            .collect()
    };
    let at = "24.514,117.654,8";
    let named = ResidentRequest { name: "邓秀英".into(), more: set(&[("place", at)]), ..ResidentRequest::default() };
    let resident = wang.capture(|app| app.capture_resident(&named)).record;
    let building = PlaceRequest {
        kind: "building".into(),
        scope: None,
        set: set(&[("street", "新华西路 13800001234"), ("door", "12"), ("building", "3"), ("place", at)]),
    };
    let building = wang.capture(|app| app.capture_place(&building)).record;
    let fix = FixRequest { lat: 24.515, lon: 117.655, accuracy_m: 5.0, at: None, provider: None, mocked: false };
    let case = wang.capture(|app| app.report_case(&CaseRequest { place: Some(fix), ..hazard("屋檐松动") })).record;
    field.settle().await;

    let area =
        AreaQuery { lat_from_e6: 24_500_000, lat_to_e6: 24_530_000, lon_from_e6: 117_640_000, lon_to_e6: 117_670_000 };
    let seen = |phone: &Phone, area: AreaQuery, layer: &str| {
        let view = phone.app().map(&MapQuery { area, layers: vec![layer.to_owned()] }).unwrap();
        assert!(view.points.iter().all(|point| point.layer == layer) && !view.more);
        view.points.into_iter().map(|point| (point.record, point.state, point.label)).collect::<Vec<_>>()
    };
    for phone in [&wang, &huang] {
        assert_eq!(seen(phone, area, "offices"), [("1".to_owned(), "all_day".to_owned(), "梧桥警务室".to_owned())]);
        let places = seen(phone, area, "places");
        assert_eq!((places.len(), places[0].0.as_str(), places[0].1.as_str()), (1, building.as_str(), "building"));
        assert!(places[0].2.contains("新华西路") && !places[0].2.contains("13800001234"), "{}", places[0].2);
        let residents = seen(phone, area, "residents");
        assert_eq!((residents.len(), residents[0].0.as_str()), (1, resident.as_str()));
        let cases = seen(phone, area, "cases");
        assert_eq!((cases.len(), cases[0].0.as_str(), cases[0].1.as_str()), (1, case.as_str(), "reported"));
        let elsewhere = AreaQuery { lat_from_e6: 26_000_000, lat_to_e6: 26_100_000, ..area };
        for layer in ["offices", "places", "residents", "cases", "borders"] {
            assert_eq!(seen(phone, elsewhere, layer), [], "{layer}");
        }
    }

    field.chapter("a box that holds more than a page says so");
    let many = (100..230).map(|nth| office(nth, "服务站", Some([24_515_000, 117_655_000]))).collect();
    field.import(&Import { offices: many, ..Import::default() });
    huang.syncs().await;
    let view = huang.app().map(&MapQuery { area, layers: vec!["offices".into()] }).unwrap();
    assert_eq!((view.points.len(), view.more), (100, true));
}

fn texts(phone: &Phone, section: &str) -> Vec<String> {
    let view = phone.app().handbook(section, None).unwrap();
    assert_eq!(view.faults, Vec::<String>::new());
    view.entries.into_iter().map(|entry| entry.title).collect()
}

#[tokio::test]
async fn a_villages_own_rules_and_services_are_read_offline_and_its_leader_sees_what_is_late() {
    let field = Field::new(223);
    let (wang, sun, chen) = (field.phone("wang").await, field.phone("sun").await, field.phone("chen").await);
    let (gao, xu) = (field.phone("gao").await, field.phone("xu").await);
    assert_eq!(texts(&wang, "duties"), ["信息采集", "民意收集", "隐患排查整治"]);
    assert!(count(&gao, "late_below").is_none());

    field.chapter(
        "梧桥 publishes its rules, the county its services and the seven other duties; the township names its leader",
    );
    let edition = |section: &str, unit, body: &str| DictionaryRow {
        dictionary: format!("handbook.{section}"),
        version: 1,
        valid_from: "2026-01-01".into(),
        valid_to: None,
        source: "村民会议 2025-12-20".into(),
        unit: Some(unit),
        body: serde_json::from_str(body).unwrap(),
    };
    let township = town::directory().units.into_iter().find(|row| row.unit == 12).unwrap();
    field.import(&Import {
        units: vec![UnitRow { leader: Some(Person::called("gao").post()), ..township }],
        dictionaries: vec![
            edition("local_rules", 121, r#"{"entries":[{"id":"noise","title":"十点后不吵闹","text":"长辈先劝"}]}"#),
            edition("services", 1, r#"{"entries":[{"id":"permit","title":"居住证","text":"带身份证到社区窗口"}]}"#),
            edition("duties", 1, r#"{"entries":[{"id":"patrol","title":"义务巡防","opens":"patrol"}]}"#),
        ],
        ..Import::default()
    });
    let case = wang.reports("围墙要倒");
    field.settle().await;
    for phone in [&wang, &sun, &chen] {
        phone.device.set_online(false);
    }
    assert_eq!(texts(&wang, "local_rules"), ["十点后不吵闹"]);
    assert_eq!(texts(&sun, "local_rules"), Vec::<String>::new(), "another village has rules of its own");
    assert_eq!(texts(&chen, "services"), ["居住证"]);
    assert_eq!(texts(&wang, "duties"), ["信息采集", "民意收集", "隐患排查整治", "义务巡防"]);
    let found = chen.app().handbook("services", Some("窗口")).unwrap().entries;
    assert_eq!((found.len(), found[0].unit.as_str()), (1, "/1"));
    assert_eq!(chen.app().handbook("services", Some("护照")).unwrap().entries.len(), 0);
    assert!(matches!(chen.app().handbook("recipes", None), Err(AppError::NotFound { .. })));

    field.chapter("nobody takes the case on; the township puts it under supervision, and its leader sees both");
    field.clock.advance(3 * DAY);
    xu.acts(&case, "supervise", Some("今天之内到现场"));
    for phone in [&xu, &gao] {
        phone.syncs().await;
    }
    assert_eq!((count(&gao, "late_below"), count(&gao, "supervised")), (Some(1), Some(1)));
    field.settle().await;
}
