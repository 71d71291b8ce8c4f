//! Disasters and the work that must survive them: a relay put back from a backup or replaced, posts that end too early,
//! phones whose clock is wrong, records that outgrow their limit.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "what prepares a story may fail it")]

use std::sync::Arc;

use etong_core::{App, SyncLimits};
use etong_server::directory::Import;
use etong_tests::clock::{DAY, HOUR, MINUTE};
use etong_tests::network::Wire;
use etong_tests::phone::edit;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

fn names(phone: &Phone) -> Vec<String> {
    phone.app().residents(0).unwrap().rows.into_iter().map(|row| row.name).collect()
}

fn note(phone: &Phone, resident: &str) -> String {
    let view = phone.app().resident(resident).unwrap();
    view.fields.into_iter().find(|field| field.key == "note").map(|field| field.value).unwrap_or_default()
}

/// Counts as restored from a backup the next time it opens.
fn forgets_its_generation(phone: &Phone) {
    phone.dies();
    phone.device.replace_secret("etong.generation", None);
}

#[tokio::test]
async fn a_phone_whose_clock_is_wrong_syncs_and_its_stamps_say_what_it_thought() {
    let field = Field::new(501);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    for (nth, off) in [8 * HOUR, 2 * 365 * DAY, -3 * 365 * DAY, -11 * MINUTE].into_iter().enumerate() {
        wang.device.set_clock_wrong_by(off);
        wang.restarts();
        field.clock.advance(16 * MINUTE);
        let case = wang.reports(&format!("隐患{nth}"));
        let report = wang.syncs().await;
        assert_eq!((report.sent, report.complete), (1, true), "{off}");
        huang.syncs().await;
        let said = huang.app().case(&case).unwrap().acts[0].captured_at;
        assert!((said - off - field.clock.now_ms()).abs() < 5 * MINUTE, "the wall clock is kept as evidence: {said}");
    }
}

#[tokio::test]
async fn what_a_relay_put_back_from_a_backup_has_lost_comes_back_from_the_phones() {
    let field = Field::new(502);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let early = wang.registers("陈小明");
    wang.syncs().await;
    lin.syncs().await;
    let kept = field.office.back_up("kept");
    let late = wang.registers("林大海");
    wang.edits(&early, "note", "备份之后");
    let case = wang.reports("备份之后的隐患");
    wang.syncs().await;
    lin.syncs().await;
    lin.edits(&late, "note", "林强的走访");
    lin.acts(&case, "comment", Some("已到场"));
    lin.syncs().await;
    huang.syncs().await;

    field.chapter("the relay's disk dies; yesterday's copy is put back; who built on others comes first");
    field.office.is_lost_and_restored(&kept).await;
    let mut refused = 0;
    for _ in 0..4 {
        for phone in [&lin, &huang, &wang] {
            phone.starts_over();
            refused += phone.syncs().await.refused;
        }
    }
    assert_eq!(refused, 1, "林强's note came before the record it is about");
    for phone in [&wang, &lin, &huang] {
        let status = phone.app().status().unwrap();
        assert!(status.complete, "{}: {status:?}", phone.name);
        assert_eq!(phone.app().kept_aside().unwrap(), [], "{}", phone.name);
        assert!(phone.try_verify().await.unwrap().equal);
    }
    field.chapter("a new phone learns everything from the relay");
    let fresh = field.phone("xu").await;
    assert_eq!(names(&fresh).len(), 2);
    assert_eq!((note(&fresh, &early), note(&fresh, &late)), ("备份之后".into(), "林强的走访".into()));
    assert_eq!(fresh.app().case(&case).unwrap().acts.len(), 2);
}

#[tokio::test]
async fn what_staff_wrote_on_a_volunteers_report_waits_for_it_after_the_relay_was_put_back() {
    let field = Field::new(510);
    let (chen, wang, huang) = (field.phone("chen").await, field.phone("wang").await, field.phone("huang").await);
    let kept = field.office.back_up("kept");
    let case = chen.reports("井盖缺失");
    chen.syncs().await;
    for phone in [&wang, &huang] {
        phone.syncs().await;
    }
    wang.acts(&case, "accept", None);
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "comment", Some("已通知市政"));
    huang.syncs().await;

    field.chapter("yesterday's copy is put back; staff sync first and keep their acts until the report is there");
    field.office.is_lost_and_restored(&kept).await;
    for (phone, waiting, acts) in [(&wang, 2, 2), (&huang, 1, 3)] {
        phone.starts_over();
        assert_eq!(phone.syncs().await.refused, 0);
        assert_eq!(phone.app().status().unwrap().unsent, waiting, "{}: an act, and a reply with it", phone.name);
        assert_eq!(phone.app().case(&case).unwrap().acts.len(), acts, "nothing is lost on {}'s screen", phone.name);
    }
    chen.starts_over();
    assert_eq!(chen.syncs().await.refused, 0, "陈梅 founds her own report");
    for phone in [&wang, &huang, &chen, &wang] {
        phone.syncs().await;
    }
    assert_eq!(chen.app().my_reports().unwrap()[0].replies.len(), 1, "and she is answered as before");
    field.settle().await;
}

#[tokio::test]
async fn a_phone_with_work_to_send_learns_that_the_relay_was_put_back_before_it_sends_any() {
    let field = Field::new(512);
    let (chen, wang) = (field.phone("chen").await, field.phone("wang").await);
    let kept = field.office.back_up("kept");
    let case = chen.reports("井盖缺失");
    chen.syncs().await;
    wang.syncs().await;
    let accept = wang.acts(&case, "accept", None).entries[0].parse().unwrap();

    field.chapter("yesterday's copy is put back; 王芳's act on a report the relay does not have must not found it");
    field.office.is_lost_and_restored(&kept).await;
    wang.starts_over();
    assert_eq!(wang.syncs().await.refused, 0);
    assert_eq!(field.feed().await.find(accept), None, "it waits for 陈梅's report");
    assert_eq!(wang.app().case(&case).unwrap().acts.len(), 2, "and stands on her own screen");
    chen.starts_over();
    for phone in [&chen, &wang, &chen] {
        phone.syncs().await;
    }
    assert!(field.feed().await.find(accept).is_some());
    assert_eq!(chen.app().my_reports().unwrap()[0].replies.len(), 1, "she is answered");
    field.settle().await;
}

#[tokio::test]
async fn what_waits_for_a_report_that_never_comes_back_is_sent_after_two_weeks() {
    let field = Field::new(511);
    let (chen, wang) = (field.phone("chen").await, field.phone("wang").await);
    let kept = field.office.back_up("kept");
    let case = chen.reports("井盖缺失");
    chen.syncs().await;
    wang.syncs().await;
    let act = wang.acts(&case, "comment", Some("已通知市政")).entries[0].parse().unwrap();
    wang.syncs().await;
    field.office.is_lost_and_restored(&kept).await;
    wang.starts_over();
    wang.syncs().await;
    field.clock.advance(13 * DAY);
    wang.syncs().await;
    assert_eq!(field.feed().await.find(act), None);
    field.clock.advance(2 * DAY);
    wang.syncs().await;
    assert!(field.feed().await.find(act).is_some());
    assert_eq!(wang.app().status().unwrap().unsent, 0);
}

#[tokio::test]
async fn a_phone_that_counts_as_restored_while_a_new_epoch_begins_keeps_what_was_receipted() {
    let field = Field::new(503);
    let wang = field.phone("wang").await;
    let kept = field.office.back_up("kept");
    let resident = wang.registers("陈小明");
    wang.edits(&resident, "note", "走访");
    wang.syncs().await;
    field.office.is_lost_and_restored(&kept).await;
    let wire = wang.wire.clone();
    wang.wire.watch(move |request| {
        if request.route() == "/v1/push" {
            wire.set_dead(true);
        }
    });
    wang.starts_over();
    wang.try_sync(SyncLimits::default()).await.unwrap_err();
    forgets_its_generation(&wang);
    wang.wire.set_dead(false);
    wang.starts_over();
    wang.syncs().await;
    assert_eq!(names(&wang), ["陈小明"]);
    let huang = field.phone("huang").await;
    assert_eq!((names(&huang), note(&huang, &resident)), (vec!["陈小明".to_owned()], "走访".to_owned()));
}

#[tokio::test]
async fn a_phone_enrolled_at_the_relay_that_replaces_a_lost_one_brings_its_work_and_reads_all() {
    let (lost, new) = (Field::new(504), Field::new(505));
    let wang = lost.phone("wang").await;
    let resident = wang.registers("陈小明");
    wang.edits(&resident, "note", "走访");
    wang.syncs().await;
    let lin = new.phone("lin").await;
    (0..40).for_each(|nth| drop(lin.registers(&format!("住户{nth}"))));
    lin.syncs().await;

    let app = wang.app();
    app.connect(Arc::new(Wire::new(new.office.clone(), new.clock.clone(), 506, "wang")));
    app.enrol(&new.office.issue_code(Person::called("wang")), "wang").await.unwrap();
    let mut complete = false;
    for _ in 0..2 {
        complete = app.sync(SyncLimits::default(), &|_| {}).await.unwrap().complete;
    }
    assert!(complete, "{:?}", app.status().unwrap());
    assert_eq!(names(&wang).len(), 41);
    lin.syncs().await;
    assert_eq!(note(&lin, &resident), "走访");
}

#[tokio::test]
async fn what_was_refused_is_not_shown_and_can_be_offered_again_after_later_edits() {
    let field = Field::new(507);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    lin.syncs().await;
    lin.edits(&resident, "note", "先写的");
    lin.registers("林大海");
    let patrol = lin.capture(|app| app.start_patrol(&etong_core::capture::PatrolRequest::default())).record;

    field.chapter("林强's post ended a day too early in the centre's file");
    let until = |to| Import { posts: vec![Person::called("lin").post_until(to)], ..Import::default() };
    field
        .import(&Import { posts: vec![Person::called("lin").second_post("community_desk", 121)], ..Import::default() });
    field.import(&until(Some("2026-08-31")));
    let report = lin.syncs().await;
    assert_eq!(report.in_custody, 3, "at the relay, which does not let it count by itself");
    assert_eq!(
        names(&lin),
        ["陈*明"],
        "a resident nobody else will see is not left without a name; no post acts, so it is masked"
    );
    assert!(lin.app().patrols(0).unwrap().rows.is_empty(), "{patrol}");

    field.chapter("the centre puts it right; he goes on, and offers what was refused");
    field.import(&until(None));
    lin.syncs().await;
    lin.edits(&resident, "workplace", "后写的");
    lin.syncs().await;
    for row in lin.app().kept_aside().unwrap() {
        lin.app().offer_again(&row.entry).unwrap();
    }
    lin.syncs().await;
    assert_eq!(lin.app().kept_aside().unwrap(), []);
    wang.syncs().await;
    assert_eq!(note(&wang, &resident), "先写的");
    assert_eq!((names(&wang).len(), names(&lin).len()), (2, 2));
    assert_eq!(lin.app().patrols(0).unwrap().rows.len(), 1);
    field.expect_refusals();
    field.settle().await;
}

#[tokio::test]
async fn an_answer_about_a_chain_that_was_left_says_nothing_about_the_one_after() {
    let field = Field::new(508);
    let wang = field.phone("wang").await;
    (0..5).for_each(|nth| drop(wang.registers(&format!("住户{nth}"))));
    wang.syncs().await;
    wang.reports("在路上");
    let (app, folder, device) = (wang.app(), wang.folder().to_owned(), wang.device.clone());
    let mut done = false;
    wang.wire.watch(move |request| {
        if request.route() == "/v1/push" && !std::mem::replace(&mut done, true) {
            app.report_case(&etong_tests::phone::hazard("之后")).unwrap();
            device.replace_secret("etong.generation", None);
            let _another_chain = App::open(&folder, device.clone()).unwrap();
        }
    });
    wang.starts_over();
    let _ = wang.try_sync(SyncLimits::default()).await;
    wang.wire.stop_watching();
    wang.starts_over();
    wang.syncs().await;
    assert_eq!(wang.app().status().unwrap().unsent, 0);
}

#[tokio::test]
async fn a_record_that_outgrew_its_limit_does_not_keep_a_restored_phone_from_opening() {
    let field = Field::new(509);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    lin.syncs().await;
    let long = |nth: usize| format!("{nth}{}", "访".repeat(400));
    let (id, words) = (resident.clone(), long);
    let fill =
        move |app: &App| (0..200).take_while(|nth| app.edit_resident(&id, &edit("note", &words(*nth))).is_ok()).count();
    assert!((10..200).contains(&fill(&lin.app())));
    lin.syncs().await;

    field.chapter("王芳 writes while 林强's words are on their way to her, and cannot send");
    let (app, wire, mut filled) = (wang.app(), wang.wire.clone(), false);
    wang.wire.watch(move |request| {
        if request.path.starts_with("/v1/pull") && !std::mem::replace(&mut filled, true) {
            assert!(fill(&app) > 10);
        }
        wire.set_dead(request.route() == "/v1/push");
    });
    wang.try_sync(SyncLimits::default()).await.unwrap_err();
    wang.wire.set_dead(false);
    forgets_its_generation(&wang);
    wang.starts_over();
    wang.try_open().expect("the phone opens");
    wang.syncs().await;
    assert!(!note(&wang, &resident).is_empty());
}
