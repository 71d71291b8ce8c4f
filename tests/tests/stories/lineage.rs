//! 拆分与合并: what is open in a grid that was split or merged stands in the list of whoever took its place, who reads what the old grid
//! left, goes on with it, and answers who reported it. Nobody else reads more than before, and no work is lost on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use etong_core::AppError;
use etong_core::capture::{CaseRequest, FixRequest, MergeRequest};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::DueQuery;
use etong_server::directory::{Import, UnitRow};
use etong_tests::clock::DAY;
use etong_tests::phone::hazard;
use etong_tests::town::{self, GRID, Person};
use etong_tests::{Field, Phone};

use super::names;
use super::responsible::{all_sync, owners};

/// The stories begin on this day; the next morning the units have changed.
const LAST_DAY: &str = "2026-09-01";
const NEXT_DAY: &str = "2026-09-02";

fn unit(number: u32) -> UnitRow {
    town::directory().units.into_iter().find(|row| row.unit == number).unwrap()
}

fn ended(number: u32) -> UnitRow {
    UnitRow { valid_to: Some(LAST_DAY.into()), ..unit(number) }
}

/// A grid on the ground from `south` so many hundredths of a degree to the north.
fn heir(number: u32, replaces: &[u32], south: i32, steps: i32) -> UnitRow {
    let (south, west) = (24_510_000 + south * 10_000, 117_650_000);
    let (north, east) = (south + steps * 10_000, west + 10_000);
    UnitRow {
        unit: number,
        name: format!("梧桥社区第{number}网格"),
        valid_from: NEXT_DAY.into(),
        replaces: replaces.to_vec(),
        boundary: vec![vec![[south, west], [south, east], [north, east], [north, west], [south, west]]],
        ..unit(1211)
    }
}

fn reports_at(phone: &Phone, title: &str, lat: f64) -> String {
    let place = FixRequest { lat, lon: 117.655, accuracy_m: 5.0, at: None, provider: None, mocked: false };
    phone.capture(|app| app.report_case(&CaseRequest { place: Some(place), ..hazard(title) })).record
}

fn expected(of: &[(&String, &'static str)]) -> BTreeMap<String, Vec<&'static str>> {
    of.iter().map(|(case, nick)| ((*case).clone(), vec![*nick])).collect()
}

async fn phones(field: &Field, nicks: &[&'static str]) -> Vec<(&'static str, Arc<Phone>)> {
    let mut phones = Vec::new();
    for nick in nicks {
        phones.push((*nick, field.phone(nick).await));
    }
    phones
}

fn heard(phone: &Phone, case: &str) -> Vec<String> {
    let reports = phone.app().my_reports().unwrap();
    let report = reports.into_iter().find(|report| report.record == case).unwrap();
    report.replies.into_iter().map(|reply| reply.state).collect()
}

#[tokio::test]
async fn after_a_split_each_open_case_is_in_the_list_of_whoever_has_its_ground_and_the_reporter_is_answered() {
    let field = Field::new(741);
    let phones = phones(&field, &["wang", "zhao", "sun", "huang", "xu"]).await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let (wang, zhao, sun, huang) = (of("wang"), of("zhao"), of("sun"), of("huang"));
    let (chen, ma) = (field.phone("chen").await, field.phone("ma").await);
    let (north, south) = (reports_at(&chen, "北边护栏松动", 24.525), reports_at(&chen, "南边井盖缺失", 24.515));
    chen.syncs().await;
    wang.syncs().await;
    let nowhere = wang.reports("电话里说有积水");
    let handled = reports_at(&wang, "北边电线老化", 24.526);
    wang.acts(&handled, "handle", None);
    let resident = wang.registers("陈阿婆");
    all_sync(&phones).await;
    let before = expected(&[(&north, "wang"), (&south, "wang"), (&nowhere, "wang"), (&handled, "wang")]);
    assert_eq!(owners(&phones), before);
    assert!(zhao.app().resident(&resident).is_err(), "the neighbour reads nothing of it yet");

    field.chapter("the grid is split; 王芳 is without a network on her last day and has not sent everything");
    wang.device.set_online(false);
    let last = reports_at(&wang, "北边路灯不亮", 24.527);
    wang.edits(&resident, "note", "搬到了北边");
    let new_posts = [
        Person::called("zhao").second_post("grid_worker", 1213),
        Person::called("sun").second_post("grid_worker", 1214),
    ];
    let [in_south, in_north] = new_posts.clone().map(|row| row.post.to_string());
    field.import(&Import {
        units: vec![ended(1211), heir(1213, &[1211], 0, 1), heir(1214, &[1211], 1, 1)],
        posts: [Person::called("wang").post_until(Some(LAST_DAY))].into_iter().chain(new_posts).collect(),
        ..Import::default()
    });
    field.clock.advance(2 * DAY);
    wang.device.set_online(true);
    let report = wang.syncs().await;
    assert_eq!((report.sent, report.refused, report.in_custody), (2, 0, 0), "written while her post held: it counts");
    all_sync(&phones).await;
    zhao.app().act_as(&in_south).unwrap();
    sun.app().act_as(&in_north).unwrap();

    field.chapter("what was open is in the lists of the two, by its ground; what has none is the first one's");
    let rest: Vec<_> = phones.iter().filter(|(nick, _)| *nick != "wang").cloned().collect();
    let after = [(&north, "sun"), (&south, "zhao"), (&nowhere, "zhao"), (&handled, "sun"), (&last, "sun")];
    assert_eq!(owners(&rest), expected(&after));
    let due = sun.app().due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
    assert!(due.iter().any(|row| row.record == north) && due.iter().all(|row| row.record != south));
    assert_eq!(huang.app().case(&handled).unwrap().owner_now_kind, "grid_worker");
    assert_eq!(huang.app().cases_without_owner().unwrap(), 0);
    {
        let _switched_on = seed(SeededBug::HeirsForgotten);
        assert_eq!(owners(&rest).remove(&handled), Some(vec!["huang"]), "the mistake must be seen");
    }

    field.chapter("both read who lives there; the next community and the old post do not");
    for phone in [&zhao, &sun] {
        assert!(names(phone).contains(&"陈阿婆".to_owned()), "{}", phone.name);
    }
    assert!(ma.app().case(&north).is_err() && ma.app().resident(&resident).is_err());
    assert!(matches!(wang.app().resident(&resident), Err(AppError::NotFound { .. })), "she has left");

    field.chapter("孙丽 goes on with two of them, writes onto the register, and 陈梅 hears of it");
    sun.acts(&north, "handle", None);
    sun.acts(&north, "report_back", Some("已加固"));
    sun.acts(&handled, "report_back", Some("已更换"));
    sun.edits(&resident, "note", "已走访");
    all_sync(&rest).await;
    huang.acts(&north, "check", None);
    huang.acts(&north, "close", None);
    // Who holds no post any more reads nothing, and the checker asks every phone for all it wrote.
    field.forget("wang");
    field.settle().await;
    assert_eq!(heard(&chen, &north).last().map(String::as_str), Some("closed"));
    let seen = huang.app().case(&handled).unwrap();
    assert_eq!((seen.state.as_str(), seen.scope.as_str()), ("reported_back", GRID), "a case keeps its path");
    let still = [(&south, "zhao"), (&nowhere, "zhao"), (&handled, "sun"), (&last, "sun")];
    assert_eq!(owners(&rest), expected(&still));
}

#[tokio::test]
async fn after_a_merge_what_several_grids_had_open_is_in_one_list_and_their_people_can_be_made_one() {
    let field = Field::new(742);
    let phones = phones(&field, &["wang", "zhao", "sun", "huang"]).await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let (wang, zhao, sun, huang) = (of("wang"), of("zhao"), of("sun"), of("huang"));
    let guo = field.phone("guo").await;
    let second = guo.reports("护栏松动");
    guo.syncs().await;
    let first = wang.reports("井盖缺失");
    wang.acts(&first, "handle", None);
    let (one, other) = (wang.registers("陈小明"), zhao.registers("陈晓明"));
    all_sync(&phones).await;
    assert_eq!(owners(&phones), expected(&[(&first, "wang"), (&second, "zhao")]));

    field.chapter("two grids become one, which is 赵敏's");
    let new_post = Person::called("zhao").second_post("grid_worker", 1215);
    let post = new_post.post.to_string();
    let ends = ["wang", "zhao"].map(|nick| Person::called(nick).post_until(Some(LAST_DAY)));
    zhao.device.set_online(false);
    zhao.acts(&second, "comment", Some("看过了，要换"));
    field.import(&Import {
        units: vec![ended(1211), ended(1212), heir(1215, &[1211, 1212], 0, 2)],
        posts: ends.into_iter().chain([new_post]).collect(),
        ..Import::default()
    });
    field.clock.advance(2 * DAY);
    zhao.device.set_online(true);
    let report = zhao.syncs().await;
    assert_eq!((report.refused, report.in_custody), (0, 0));
    zhao.app().act_as(&post).unwrap();
    all_sync(&phones).await;
    let rest: Vec<_> = phones.iter().filter(|(nick, _)| *nick != "wang").cloned().collect();
    assert_eq!(owners(&rest), expected(&[(&first, "zhao"), (&second, "zhao")]));
    assert_eq!(huang.app().case(&second).unwrap().acts.len(), 2, "what she had not sent is there");
    assert!(sun.app().case(&first).is_err(), "another community reads nothing of it");

    field.chapter("she goes on, proposes that two residents are one, and new things are filed in the new grid");
    zhao.acts(&first, "report_back", Some("已补上"));
    zhao.acts(&second, "handle", None);
    let propose = MergeRequest { act: "propose".into(), other: other.clone(), ..MergeRequest::default() };
    zhao.capture(|app| app.merge(&one, &propose));
    let new = zhao.reports("楼道堆物");
    all_sync(&rest).await;
    field.forget("wang");
    field.settle().await;
    assert_eq!(zhao.app().case(&new).unwrap().scope, "/1/12/121/1215");
    assert_eq!(heard(&guo, &second).last().map(String::as_str), Some("handling"));
    assert_eq!(owners(&rest), expected(&[(&first, "zhao"), (&second, "zhao"), (&new, "zhao")]));

    field.chapter("her post ends with nobody after her: the desk above, as for any other");
    let gone = etong_server::directory::PostRow {
        to: Some("2026-09-03".into()),
        ..Person::called("zhao").second_post("grid_worker", 1215)
    };
    field.import(&Import { posts: vec![gone], ..Import::default() });
    field.clock.advance(2 * DAY);
    huang.syncs().await;
    let desk = vec![("huang", huang.clone())];
    assert_eq!(owners(&desk), expected(&[(&first, "huang"), (&second, "huang"), (&new, "huang")]));
}
