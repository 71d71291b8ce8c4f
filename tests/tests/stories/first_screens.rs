//! 首页 and 地图: what waits for each post, and what lies in a box. A count that does not open a list of that length would send
//! people looking for work that is not there, or hide some that is.

use std::collections::BTreeSet;

use etong_core::AppError;
use etong_core::capture::{CaseRequest, FixRequest, NoticeRequest};
use etong_core::domain::calendar::local_day;
use etong_core::view::{AreaQuery, BoardQuery, DueQuery, MapQuery, PatrolRow};
use etong_server::directory::{DictionaryRow, Import, UnitRow};
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

/// Cases with a deadline that the query finds.
fn due(phone: &Phone, query: &DueQuery) -> u64 {
    let rows = phone.app().due(query).unwrap().rows;
    length(&rows.into_iter().map(|row| row.record).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
}

/// How long the list is that this count opens.
fn listed(phone: &Phone, what: &str) -> u64 {
    let app = phone.app();
    let board = |query: BoardQuery| u64::from(app.board(&query).unwrap().total);
    match what {
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
        "late_below" => due(phone, &DueQuery { late: true, ..DueQuery::default() }),
        "supervised" => board(BoardQuery { supervised: Some(true), open: Some(true), ..BoardQuery::default() }),
        "unclaimed" => u64::from(app.cases_without_owner().unwrap()),
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
        "appeals" => length(&app.appeals(0).unwrap().rows),
        "callbacks" => length(&app.draws(0).unwrap().rows),
        "duplicates" => length(&app.duplicates(0).unwrap().rows),
        "proposals" => length(&app.merge_proposals(0).unwrap().rows),
        "notices" => length(&app.notices(0).unwrap().rows.into_iter().filter(|row| !row.read).collect::<Vec<_>>()),
        "drafts" => length(&app.drafts(None).unwrap()),
        "unsent" => app.status().unwrap().unsent,
        "kept_aside" => length(&app.kept_aside().unwrap()),
        other => panic!("{other} opens nothing"),
    }
}

#[tokio::test]
async fn every_count_of_everybodys_first_screen_is_as_long_as_its_list() {
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
    assert_eq!(count(phone("lin"), "patrols"), Some(1));
    assert_eq!(count(phone("zhao"), "drafts"), Some(1));
    assert_eq!(count(phone("chen"), "own_reports"), Some(1));
    assert!(count(phone("wang"), "to_do") > Some(0));

    field.chapter("three days on a good part of it is late");
    field.clock.advance(3 * DAY);
    phone("wang").acts(&loose, "comment", Some("明天去看"));
    phone("wang").syncs().await;
    let mut late = 0;
    for phone in &phones {
        let home = phone.app().home().unwrap();
        assert_eq!(home.kind.as_deref(), Some(phone.owner.kind));
        for line in home.lines.iter().filter(|line| line.what != "callbacks") {
            assert_eq!(line.count, listed(phone, &line.what), "{} of {}", line.what, phone.name);
        }
        late += count(phone, "late").unwrap_or_default();
        let rows = phone.app().board(&BoardQuery::default()).unwrap().rows;
        for row in rows {
            let now = phone.app().home().unwrap().now;
            assert_eq!(row.late, row.due_at.is_some_and(|due| due < now), "{}", row.title);
        }
    }
    assert!(late > 0, "three days are more than an acceptance may take");
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
        matches!(&wrong, AppError::Invalid { reason, .. } if reason.contains("cases, residents, borders")),
        "{wrong}"
    );
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
