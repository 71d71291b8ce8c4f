//! What was copied: a phone's database put back from a backup, a whole phone with its keys, the relay itself.

use std::collections::BTreeSet;

use etong_core::SyncLimits;
use etong_core::capture::CaseRequest;
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_merge::gate::inspect;
use etong_protocol::EntryClass;
use etong_server::sim::{SeededBug as RelayBug, seed_here};
use etong_tests::clock::DAY;
use etong_tests::{Field, Phone};

use super::names;

#[tokio::test]
async fn a_phone_restored_from_a_backup_keeps_working_and_loses_nothing_it_had_sent() {
    let field = Field::new(41);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;

    field.chapter("a backup is made with unsent work in it");
    wang.edits(&resident, "note", "备份之前");
    let case = wang.reports("备份之前的隐患");
    let backup = field.backup(&wang);

    field.chapter("the work goes on and is sent");
    wang.edits(&resident, "workplace", "备份之后");
    wang.registers("林大海");
    wang.syncs().await;
    huang.syncs().await;

    field.chapter("the phone breaks and the backup is put back");
    field.restore(&wang, &backup).await;
    assert_eq!(names(&wang), ["陈小明"]);
    assert_eq!(wang.app().status().unwrap().unsent, 2);
    wang.edits(&resident, "used_name", "恢复之后");
    wang.acts(&case, "comment", Some("恢复之后"));
    field.settle().await;

    let view = wang.app().resident(&resident).unwrap();
    for (key, value) in [("note", "备份之前"), ("workplace", "备份之后"), ("used_name", "恢复之后")] {
        assert_eq!(super::field(&view, key), (value.to_owned(), vec![]), "{key}");
    }
    assert_eq!(names(&wang).len(), 2);
    assert_eq!(super::acts(&huang.app().case(&case).unwrap()), [("report", "effective"), ("comment", "remark")]);
}

/// Under how many actors a phone wrote that was put back from a backup in the middle.
async fn actors_of_a_restored_phone(bug: Option<SeededBug>) -> usize {
    let field = Field::new(46);
    let wang = field.phone("wang").await;
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    let backup = field.backup(&wang);
    wang.edits(&resident, "workplace", "备份之后");
    wang.syncs().await;
    let _switched_on = bug.map(switch_on);
    field.restore(&wang, &backup).await;
    wang.edits(&resident, "note", "恢复之后");
    // A phone with the mistake offers what is refused again and again: it is given a minute.
    let minute = SyncLimits { deadline_ms: Some(60_000), ..SyncLimits::default() };
    let _whatever = wang.try_sync(minute).await;
    let feed = field.feed().await;
    let actors = feed.entries.iter().filter(|sealed| sealed.1.entry.class == EntryClass::Doc);
    actors.map(|sealed| inspect(&sealed.1.entry.payload).unwrap().actor).collect::<BTreeSet<_>>().len()
}

#[tokio::test]
async fn a_phone_that_writes_on_as_the_actor_it_was_before_a_backup_is_found_out() {
    assert_eq!(actors_of_a_restored_phone(None).await, 2);
    assert_eq!(actors_of_a_restored_phone(Some(SeededBug::OldActorStays)).await, 1, "the mistake must be seen");
}

#[tokio::test]
async fn two_phones_with_one_key_are_told_apart_and_lose_nothing() {
    let field = Field::new(42);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;

    field.chapter("somebody clones the phone, keys and all; both go on");
    let twin = field.whole_copy(&wang, "twin");
    wang.edits(&resident, "note", "原机");
    let from_wang = wang.reports("原机的隐患");
    twin.edits(&resident, "workplace", "克隆机");
    let from_twin = twin.reports("克隆机的隐患");
    wang.syncs().await;
    let report = twin.syncs().await;
    assert_eq!(report.refused, 0);
    twin.starts_over();

    field.chapter("the relay noticed, the second phone took another chain");
    wang.registers("林大海");
    wang.syncs().await;
    field.settle().await;
    for phone in [&wang, &twin, &huang] {
        let view = phone.app().resident(&resident).unwrap();
        assert_eq!(super::field(&view, "note").0, "原机", "{}", phone.name);
        assert_eq!(super::field(&view, "workplace").0, "克隆机", "{}", phone.name);
        for case in [&from_wang, &from_twin] {
            assert_eq!(phone.app().case(case).unwrap().state, "reported", "{}", phone.name);
        }
    }
}

#[tokio::test]
async fn a_phone_whose_twin_wrote_in_its_name_finds_out_by_verify() {
    let field = Field::new(43);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.syncs().await;
    let twin = field.whole_copy(&wang, "twin");
    twin.registers("林大海");
    twin.syncs().await;

    field.chapter("王芳 has nothing to send, so the relay has nothing to refuse");
    let report = wang.syncs().await;
    assert!(!report.complete, "it is not 100 %: the relay holds more of this phone's chain than the phone");
    let verified = wang.try_verify().await.unwrap();
    assert!(verified.equal && verified.read_again, "{verified:?}");
    assert_eq!(names(&wang).len(), 2);
    field.settle().await;
}

#[tokio::test]
async fn a_relay_put_back_from_its_backup_gets_back_everything_the_phones_still_hold() {
    let field = Field::new(44);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let before = wang.registers("陈小明");
    wang.syncs().await;

    field.chapter("the nightly backup, beside the running relay");
    field.feed().await;
    let epoch = field.office.epoch();
    let kept = field.office.back_up("nightly");

    field.chapter("the day goes on: residents, a case that is accepted, an edit of what the backup has");
    wang.edits(&before, "note", "备份之后");
    wang.registers("林大海");
    let case = wang.reports("井盖松动");
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "comment", Some("已知晓"));
    huang.syncs().await;

    field.chapter("the relay's machine is lost, the backup is put back");
    field.office.is_lost_and_restored(&kept).await;
    let offline = wang.registers("王小二");
    field.settle().await;

    assert_ne!(field.office.epoch(), epoch, "phones must notice");
    for phone in [&wang, &huang] {
        assert_eq!(names(phone).len(), 3, "{}", phone.name);
        let view = phone.app().resident(&before).unwrap();
        assert_eq!(super::field(&view, "note").0, "备份之后", "{}", phone.name);
        assert!(phone.app().resident(&offline).is_ok());
        let acts = super::acts(&phone.app().case(&case).unwrap()).len();
        assert_eq!(acts, 2, "{}", phone.name);
    }
}

/// How work that its phone cannot vouch for stands once the relay was restored from before it: on the phone of its author, and at the desk.
async fn in_time_after_a_restore(bug: Option<SeededBug>) -> Vec<String> {
    let field = Field::new(47);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let request = CaseRequest { class: "request".into(), ..etong_tests::phone::hazard("楼道灯坏") };
    let case = wang.capture(|app| app.report_case(&request)).record;
    wang.syncs().await;
    field.feed().await;
    let kept = field.office.back_up("nightly");

    field.chapter("a phone that was started anew knows nothing of the time; the relay has what it did at once");
    wang.restarts();
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已修"));
    for phone in [&wang, &huang] {
        phone.syncs().await;
    }
    let finish = |phone: &Phone| {
        let view = phone.app().case(&case).unwrap();
        assert_eq!(view.acts.last().unwrap().within_ms, None, "{}", phone.name);
        view.deadlines.iter().find(|one| one.what == "finish").unwrap().state.clone()
    };
    assert_eq!([finish(&wang), finish(&huang)], ["met", "met"]);

    field.chapter("ten days later the backup is put back, and the phones give it all back");
    field.clock.advance(10 * DAY);
    let _switched_on = bug.map(switch_on);
    field.office.is_lost_and_restored(&kept).await;
    field.settle().await;
    vec![finish(&wang), finish(&huang)]
}

#[tokio::test]
async fn a_restored_relay_makes_nobody_late_whose_work_it_had_in_time() {
    assert_eq!(in_time_after_a_restore(None).await, ["met", "met"]);
    assert_eq!(
        in_time_after_a_restore(Some(SeededBug::LastReceived)).await,
        ["late", "late"],
        "the mistake must be seen"
    );
}

/// A relay with a backup that lacks the last of the day.
async fn with_an_older_backup(seed: u64) -> (Field, std::path::PathBuf) {
    let field = Field::new(seed);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    wang.syncs().await;
    field.feed().await;
    let kept = field.office.back_up("nightly");
    wang.registers("林大海");
    wang.syncs().await;
    (field, kept)
}

/// Does everything hold after it is put back?
async fn holds_after_a_restore(bug: Option<RelayBug>) -> bool {
    let (field, kept) = with_an_older_backup(48).await;
    let switched_on = bug.map(seed_here);
    field.office.is_lost_and_restored(&kept).await;
    drop(switched_on);
    field.try_settle().await.is_ok()
}

#[tokio::test]
async fn a_restore_that_keeps_the_epoch_is_found_out() {
    assert!(holds_after_a_restore(None).await);
    assert!(!holds_after_a_restore(Some(RelayBug::EpochKept)).await, "the mistake must be seen");
}

#[tokio::test]
async fn without_a_new_epoch_the_field_would_notice_that_something_is_lost() {
    let (field, kept) = with_an_older_backup(45).await;
    field.office.is_put_back_by_hand(&kept).await;
    assert!(field.try_settle().await.is_err(), "what makes a restore safe is the new epoch, and the check sees it");
}
