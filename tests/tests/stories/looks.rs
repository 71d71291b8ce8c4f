//! Whoever opens the details of a record about people is in the audit log, by post and day; the auditor and the person read it.

use std::sync::Arc;

use etong_core::capture::{ResidentRequest, RevealRequest};
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::view::{AuditQuery, AuditRow, BoardQuery};
use etong_core::{App, AppError, SyncLimits};
use etong_protocol::RecordId;
use etong_server::directory::{Import, PostRow};
use etong_server::sim::SeededBug as RelayBug;
use etong_tests::clock::DAY;
use etong_tests::phone::was_killed;
use etong_tests::town::{COMMUNITY, NEXT_GRID, Person};
use etong_tests::{Field, Phone};

/// What the auditor reads of looks, the latest first.
pub(super) fn looks(auditor: &Phone) -> Vec<AuditRow> {
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let query = AuditQuery { act: Some("looked".into()), ..AuditQuery::default() };
    auditor.app().audits(&query).unwrap().rows
}

/// Who, and how many records.
pub(super) fn told(rows: &[AuditRow]) -> Vec<(&str, u32)> {
    rows.iter().map(|row| (row.name.as_deref().unwrap_or_default(), row.records)).collect()
}

fn unsent(phone: &Phone) -> u64 {
    phone.app().status().unwrap().unsent
}

fn why() -> RevealRequest {
    RevealRequest { reason: "subject".into(), note: None }
}

/// 王芳 has registered somebody, and 黄志国 has it.
async fn registered(field: &Field) -> (Arc<Phone>, Arc<Phone>, String) {
    let wang = field.phone("wang").await;
    let resident = wang.registers("龘犇");
    wang.syncs().await;
    let huang = field.phone("huang").await;
    huang.syncs().await;
    (wang, huang, resident)
}

#[tokio::test]
async fn the_auditor_reads_who_opened_a_record_on_which_day_and_the_person_is_told() {
    let field = Field::new(1101);
    let (wang, huang, resident) = registered(&field).await;
    let auditor = field.phone("auditor").await;

    field.chapter("the desk looks, and looks again; who founded it looks too");
    let before = unsent(&huang);
    for _ in 0..3 {
        huang.app().resident(&resident).unwrap();
        wang.app().resident(&resident).unwrap();
    }
    assert_eq!(unsent(&huang), before, "the row comes first, the entry with the next sync");
    huang.syncs().await;
    wang.syncs().await;
    huang.app().resident(&resident).unwrap();
    assert_eq!(huang.syncs().await.sent, 0, "a look of a day is told once");

    field.chapter("the next day it looks again");
    field.clock.advance(DAY);
    huang.app().visits(&resident, None).unwrap();
    huang.syncs().await;
    auditor.syncs().await;
    let rows = looks(&auditor);
    assert_eq!(told(&rows), [("黄志国", 1), ("黄志国", 1)], "and 王芳 knows what she wrote herself");
    assert!(rows[0].day > rows[1].day && rows.iter().all(|row| row.unit == COMMUNITY && row.receipted));
    let which = auditor.app().looked(&rows[0].entry, 0).unwrap();
    assert_eq!(which.rows.iter().map(|row| row.record.as_str()).collect::<Vec<_>>(), [resident.as_str()]);
    assert_eq!((which.rows[0].kind.as_deref(), Some(&which.rows[0].day)), (Some("resident"), rows[0].day.as_ref()));
    let of_record = AuditQuery { record: Some(resident.clone()), ..AuditQuery::default() };
    let of_record = auditor.app().audits(&of_record).unwrap().rows;
    assert_eq!(told(&of_record), [("黄志国", 1), ("黄志国", 1)]);
    assert!(!format!("{rows:?}{which:?}{of_record:?}").contains("龘"), "ids, no names");
    assert!(matches!(huang.app().looked(&rows[0].entry, 0), Err(AppError::NotAllowed { .. })), "a desk reads no log");

    field.chapter("the person asks");
    huang.app().reveal(&resident, "name", &why()).unwrap();
    let report = huang.app().subject_report(&resident, &why()).unwrap();
    let seen: Vec<(&str, bool)> = report.seen_by.iter().map(|row| (row.act.as_str(), row.day.is_some())).collect();
    assert_eq!(seen, [("reveal", false), ("looked", true), ("looked", true)]);
    field.settle().await;
}

#[tokio::test]
async fn a_look_is_of_the_day_the_relay_says_and_no_clock_that_was_set_back_hides_it() {
    let field = Field::new(1105);
    let (_, huang, resident) = registered(&field).await;
    let auditor = field.phone("auditor").await;
    huang.app().resident(&resident).unwrap();
    huang.syncs().await;

    field.chapter("the next day, with the clock a day back, and then two days ahead: it is one look, of that day");
    field.clock.advance(DAY);
    huang.syncs().await;
    for wrong_by in [-DAY, 2 * DAY] {
        huang.device.set_clock_wrong_by(wrong_by);
        huang.app().resident(&resident).unwrap();
    }
    huang.device.set_clock_wrong_by(0);
    huang.syncs().await;
    huang.app().resident(&resident).unwrap();
    assert_eq!(huang.syncs().await.sent, 0, "it was noted already");
    auditor.syncs().await;
    let rows = looks(&auditor);
    assert_eq!(told(&rows), [("黄志国", 1), ("黄志国", 1)]);
    assert!(rows[0].day > rows[1].day, "{rows:?}");
}

/// How often the auditor reads of one look.
async fn lines_of_one_look(number: u64, bug: Option<SeededBug>) -> usize {
    let field = Field::new(number);
    let (_, huang, resident) = registered(&field).await;
    let auditor = field.phone("auditor").await;
    let _switched_on = bug.map(switch_on);
    huang.app().resident(&resident).unwrap();
    huang.syncs().await;
    auditor.syncs().await;
    looks(&auditor).len()
}

#[tokio::test]
async fn a_look_that_reaches_no_log_is_found_out() {
    assert_eq!(lines_of_one_look(1102, None).await, 1);
    assert_eq!(lines_of_one_look(1102, Some(SeededBug::LooksForgotten)).await, 0, "the mistake must be seen");
}

#[tokio::test]
async fn a_look_at_any_record_about_people_is_one_and_a_list_is_none() {
    let field = Field::new(1103);
    let (wang, huang, resident) = registered(&field).await;
    let case = wang.reports("楼道堆物");
    wang.syncs().await;
    huang.syncs().await;

    field.chapter("lists, a search, the board, the map of what there is: no record is asked for, no look");
    huang.app().residents(0).unwrap();
    huang.app().search_residents("龘").unwrap();
    huang.app().board(&BoardQuery::default()).unwrap();
    huang.app().record(&resident).unwrap();
    huang.app().receipts(&case).unwrap();
    assert_eq!(huang.syncs().await.sent, 0);

    field.chapter("a case; what is masked in a resident");
    huang.app().case(&case).unwrap();
    huang.app().masked(&resident).unwrap();
    let sent = huang.syncs().await.sent;
    assert_eq!(sent, 2, "both in one entry of the log, and 王芳 hears that her case was opened");
    let auditor = field.phone("auditor").await;
    auditor.syncs().await;
    assert_eq!(told(&looks(&auditor)), [("黄志国", 2)]);
    field.settle().await;
}

#[tokio::test]
async fn who_looks_at_a_whole_grid_is_told_in_entries_of_two_hundred() {
    let field = Field::new(1104);
    let wang = field.phone("wang").await;
    let request = |nth: u32| ResidentRequest { name: format!("陈{nth}"), ..ResidentRequest::default() };
    let requests: Vec<ResidentRequest> = (0..230).map(request).collect();
    let captured = wang.app().capture_residents(&requests).unwrap();
    wang.syncs().await;
    let (huang, auditor) = (field.phone("huang").await, field.phone("auditor").await);
    huang.syncs().await;
    huang.device.set_online(false);
    for one in &captured {
        huang.app().resident(&one.record).unwrap();
    }
    let error = huang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(matches!(error, AppError::Offline { .. }), "{error}");
    assert_eq!(unsent(&huang), 0, "without a network they wait together");
    huang.device.set_online(true);
    assert_eq!(huang.syncs().await.sent, 2);
    auditor.syncs().await;
    let mut rows = looks(&auditor);
    rows.sort_by_key(|row| row.records);
    assert_eq!(told(&rows), [("黄志国", 30), ("黄志国", 200)]);
    let first = auditor.app().looked(&rows[1].entry, 0).unwrap();
    assert!(first.more && first.rows.iter().all(|row| row.record.parse::<RecordId>().is_ok()));
}

#[tokio::test]
async fn a_phone_that_dies_anywhere_tells_each_look_once() {
    for points in 1..=6 {
        let field = Field::new(1110 + u64::from(points));
        let (_, huang, resident) = registered(&field).await;
        let auditor = field.phone("auditor").await;
        huang.app().resident(&resident).unwrap();
        huang.restarts();
        huang.app().faults().kill_after(points);
        if let Err(error) = huang.try_sync(SyncLimits::default()).await {
            assert!(was_killed(&error), "{error}");
        }
        huang.dies();
        huang.restarts();
        huang.syncs().await;
        auditor.syncs().await;
        assert_eq!(told(&looks(&auditor)), [("黄志国", 1)], "killed at {points}");
        field.settle().await;
    }
}

#[tokio::test]
async fn a_locked_phone_that_is_lost_brings_what_was_looked_at() {
    let field = Field::new(1120);
    let (_, huang, resident) = registered(&field).await;
    huang.app().set_pin("290417").unwrap();
    huang.app().resident(&resident).unwrap();
    let device = huang.device_id();
    huang.app().lock().unwrap();
    field.office.wipe(device);
    huang.dies();
    let app = App::open_locked(huang.folder(), huang.device.clone()).unwrap();
    app.connect(huang.wire.clone());
    let error = app.sync(SyncLimits::default(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, AppError::Erased { delivered: true, .. }), "{error}");
    assert_eq!(field.office.custody().len(), 1, "the one entry of the log, for it had sent all else");
}

#[tokio::test]
async fn what_an_ended_post_looked_at_is_told_in_the_name_of_another_post_of_the_same_person() {
    let field = Field::new(1121);
    let (_, huang, resident) = registered(&field).await;
    let auditor = field.phone("auditor").await;
    let township = Person::called("huang").second_post("township_desk", 12);
    let ended: PostRow = Person::called("huang").post_until(Some("2026-01-01"));
    field.import(&Import { posts: vec![township.clone(), ended], ..Import::default() });
    field.clock.advance(2 * DAY);
    huang.syncs().await;
    field.chapter("the post that acts on the phone has ended, and what the other one reads is there");
    huang.app().resident(&resident).unwrap();
    assert_eq!(huang.syncs().await.sent, 0, "nobody acts: it waits");
    huang.app().act_as(&township.post.to_string()).unwrap();
    huang.syncs().await;
    auditor.syncs().await;
    assert_eq!(told(&looks(&auditor)), [("黄志国", 1)]);
    field.settle().await;
}

/// What the auditor reads of 陈梅's second post: what became of it, until when, by whom, by which row of the trail.
type Change = (String, Option<String>, Option<String>, Option<String>);

async fn changes_of_a_post(field: &Field) -> (PostRow, Vec<Change>) {
    let given = Person::called("chen").second_post("volunteer", 1212);
    field.import(&Import { posts: vec![given.clone()], ..Import::default() });
    let ended = PostRow { to: Some("2026-06-30".into()), ..given };
    field.import(&Import { posts: vec![ended.clone()], ..Import::default() });
    let auditor = field.phone("auditor").await;
    auditor.syncs().await;
    let person = Person::called("chen").id().to_string();
    assert!(matches!(auditor.app().role_changes(None, None, 0), Err(AppError::NotAllowed { .. })));
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let page = auditor.app().role_changes(Some(NEXT_GRID), Some(&person), 0).unwrap();
    assert!(page.rows.iter().all(|row| row.name.as_deref() == Some("陈梅") && row.unit == NEXT_GRID));
    (ended, page.rows.into_iter().map(|row| (row.change, row.to, row.given_by, row.trail)).collect())
}

#[tokio::test]
async fn the_auditor_reads_who_gave_and_ended_a_post_and_by_which_row_of_the_trail() {
    let field = Field::new(1130);
    let (post, changes) = changes_of_a_post(&field).await;
    let lines = field.office.trail();
    let mut expected: Vec<Change> = lines
        .iter()
        .filter(|line| line.subject == post.post.to_string())
        .map(|line| {
            let what = line.what.trim_start_matches("post.").to_owned();
            let to = post.to.clone().filter(|_| what == "ended");
            (what, to, Some(line.who.clone()), Some(format!("{}:{}", line.no, line.hash)))
        })
        .collect();
    expected.reverse();
    assert_eq!(changes, expected);
    assert_eq!(changes.iter().map(|change| change.0.as_str()).collect::<Vec<_>>(), ["ended", "given"]);

    field.chapter("everybody's first post stands there too, and a unit that is not the auditor's does not");
    let auditor = field.phone("auditor").await;
    let all = auditor.app().role_changes(None, None, 0).unwrap();
    assert!(all.rows.len() >= 19 && all.rows.iter().all(|row| row.given_by.is_some() && row.trail.is_some()));
    assert!(matches!(auditor.app().role_changes(Some("/2"), None, 0), Err(AppError::NotAllowed { .. })));
    field.settle().await;
}

#[tokio::test]
async fn a_post_that_is_lengthened_shortened_or_begins_earlier_is_changed_and_not_ended_as_the_trail_says() {
    let field = Field::new(1132);
    let given = Person::called("chen").second_post("volunteer", 1212);
    let until = |to: Option<&str>| PostRow { to: to.map(Into::into), ..given.clone() };
    let earlier = PostRow { from: "2025-01-02".into(), ..until(Some("2026-10-31")) };
    assert!(earlier.from < given.from);
    let rows = [
        (until(None), "given"),
        (until(Some("2026-11-30")), "ended"),
        (until(Some("2026-12-31")), "changed"),
        (until(Some("2026-10-31")), "changed"),
        (earlier.clone(), "changed"),
        (PostRow { to: None, ..earlier.clone() }, "changed"),
        (earlier, "ended"),
    ];
    for (row, _) in &rows {
        field.import(&Import { posts: vec![row.clone()], ..Import::default() });
    }
    let auditor = field.phone("auditor").await;
    auditor.syncs().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let person = Person::called("chen").id().to_string();
    let page = auditor.app().role_changes(Some(NEXT_GRID), Some(&person), 0).unwrap();
    let mut shown: Vec<_> = page.rows.iter().map(|row| row.change.as_str()).collect();
    shown.reverse();
    assert_eq!(shown, rows.iter().map(|(_, change)| *change).collect::<Vec<_>>());
    let subject = given.post.to_string();
    let trail = field.office.trail();
    let said = trail.iter().filter(|line| line.subject == subject).map(|line| line.what.trim_start_matches("post."));
    assert_eq!(said.collect::<Vec<_>>(), shown, "one word on both sides");
    field.settle().await;
}

#[tokio::test]
async fn a_post_without_its_giver_is_found_out() {
    let field = Field::new(1131);
    field.office.plant(RelayBug::GiverUntold);
    let (_, changes) = changes_of_a_post(&field).await;
    assert!(changes.iter().all(|change| change.2.is_none()), "the mistake must be seen: {changes:?}");
}

#[tokio::test]
async fn tidying_forgets_what_was_told_and_nothing_else() {
    let field = Field::new(1122);
    let (_, huang, resident) = registered(&field).await;
    let auditor = field.phone("auditor").await;
    huang.app().resident(&resident).unwrap();
    field.clock.advance(30 * DAY);
    huang.app().tidy_up(&|_| {}).unwrap();
    huang.syncs().await;
    huang.app().tidy_up(&|_| {}).unwrap();
    auditor.syncs().await;
    assert_eq!(told(&looks(&auditor)), [("黄志国", 1)]);
    assert_eq!(huang.syncs().await.sent, 0);
}
