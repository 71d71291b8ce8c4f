//! 退出本机: somebody gives their part of a shared phone back. What they had not sent is at the relay, or sealed for it, before a key
//! goes; what can go nowhere is lost only by their words, and those are in the log.

use std::sync::Arc;

use etong_core::sim::{SeededBug, seed};
use etong_core::view::AuditQuery;
use etong_core::{App, AppError, Device, LeaveRequest, LeftView, SyncLimits, Users};
use etong_tests::phone::was_killed;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

use super::users::{WANG, ZHAO, names, saves, shared, users};

const NAME: &str = "小赵";

async fn syncs(app: &App) {
    app.sync(SyncLimits::default(), &|_| {}).await.unwrap();
}

fn sealed() -> LeaveRequest {
    LeaveRequest { sealed: true, ..LeaveRequest::default() }
}

/// 赵敏's part, open, with two things only it has.
fn at_work(phone: &Phone, users: &Users, second: u32) -> App {
    let zhao = users.open_with_pin(second, ZHAO).unwrap();
    zhao.connect(phone.wire.clone());
    saves(&zhao, "欧阳明");
    saves(&zhao, "郑小红");
    zhao
}

/// Does anything in the phone's folder or key store still open, or name, what was theirs?
fn left_of(phone: &Phone, user: u32, secrets_before: &std::collections::BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut left = Vec::new();
    if phone.folder().join("users").join(user.to_string()).join("etong.db").exists() {
        left.push("its database".to_owned());
    }
    for (name, secret) in phone.device.all_secrets() {
        let theirs = name.starts_with(&format!("user-{user}.etong.d")) || name == format!("user-{user}.etong.lock");
        if theirs && !secret.is_empty() && secrets_before.get(&name) == Some(&secret) {
            left.push(name);
        }
    }
    let names = std::fs::read(phone.folder().join("users/names")).unwrap_or_default();
    if names.windows(NAME.len()).any(|part| part == NAME.as_bytes()) {
        left.push("the name they chose".to_owned());
    }
    left
}

#[tokio::test]
async fn who_leaves_a_shared_phone_hands_over_first_and_then_nothing_of_theirs_is_left() {
    let field = Field::new(961);
    let (wang, users, second) = shared(&field).await;
    let huang = field.phone("huang").await;
    let zhao = at_work(&wang, &users, second);
    let secrets = wang.device.all_secrets();
    assert!(matches!(users.remove(second), Err(AppError::Invalid { .. })), "nobody else takes it away");

    let left = zhao.leave_phone(&LeaveRequest::default()).await.unwrap();
    assert_eq!(left, LeftView { entries: 3, delivered: true, lost: 0 }, "two residents, and the word that says so");
    assert!(matches!(zhao.residents(0), Err(AppError::Erased { .. })));
    assert!(matches!(zhao.leave_phone(&LeaveRequest::default()).await, Err(AppError::Erased { .. })));
    drop(zhao);
    assert_eq!(users.list().unwrap().iter().map(|user| user.user).collect::<Vec<_>>(), [1]);
    assert_eq!(left_of(&wang, second, &secrets), Vec::<String>::new());
    assert!(!wang.folder().join("users").join(second.to_string()).exists());
    assert!(matches!(users.open_with_pin(second, ZHAO), Err(AppError::NotFound { .. })));

    field.chapter("the work counts, and the log says who left");
    huang.syncs().await;
    let read = huang.app().residents(0).unwrap().rows;
    assert!(["欧阳明", "郑小红"].iter().all(|name| read.iter().any(|row| row.name == *name)), "{read:?}");
    let auditor = field.phone("auditor").await;
    auditor.syncs().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let log = auditor.app().audits(&AuditQuery::default()).unwrap().rows;
    assert!(log.iter().any(|row| row.act == "leave_phone" && row.name.as_deref() == Some("赵敏")), "{log:?}");

    field.chapter("the other user has all of theirs, may take the PIN away now, and a third gets another number");
    let first = users.open_with_pin(1, WANG).unwrap();
    assert_eq!(names(&first), ["陈小明"]);
    first.connect(wang.wire.clone());
    syncs(&first).await;
    first.remove_pin(WANG).unwrap();
    first.set_pin(WANG).unwrap();
    assert_eq!(users.add("小李", None).unwrap(), second + 1);
}

#[tokio::test]
async fn without_a_network_nobody_leaves_unless_their_work_stays_sealed_and_the_next_who_syncs_brings_it() {
    let field = Field::new(962);
    let (wang, users, second) = shared(&field).await;
    let huang = field.phone("huang").await;
    let zhao = at_work(&wang, &users, second);
    wang.device.set_online(false);
    let error = zhao.leave_phone(&LeaveRequest::default()).await.unwrap_err();
    assert!(matches!(&error, AppError::Offline { detail } if detail.contains("2 entries")), "{error}");
    assert_eq!(zhao.status().unwrap().unsent, 2, "nothing was changed");

    let left = zhao.leave_phone(&sealed()).await.unwrap();
    assert_eq!(left, LeftView { entries: 3, delivered: false, lost: 0 });
    drop(zhao);
    let list = users.list().unwrap();
    assert_eq!((list[1].user, list[1].sealed, list[1].pin.has_pin), (second, Some(3), false));
    assert!(users.open(second).unwrap().residents(0).is_err(), "there is nothing to see any more");
    assert!(matches!(users.remove(second), Err(AppError::Invalid { .. })), "its work is still to be brought");

    field.chapter("王芳 syncs");
    wang.device.set_online(true);
    let first = users.open_with_pin(1, WANG).unwrap();
    first.connect(wang.wire.clone());
    syncs(&first).await;
    assert_eq!(users.list().unwrap().len(), 1);
    huang.syncs().await;
    let read = huang.app().residents(0).unwrap().rows;
    assert!(read.iter().any(|row| row.name == "欧阳明"), "{read:?}");
}

#[tokio::test]
async fn work_of_a_post_that_has_ended_waits_for_a_desk_when_its_owner_leaves() {
    let field = Field::new(963);
    let (wang, users, second) = shared(&field).await;
    let zhao = at_work(&wang, &users, second);
    field.office.revoke(zhao.status().unwrap().device.parse().unwrap());
    let left = zhao.leave_phone(&LeaveRequest::default()).await.unwrap();
    assert!(left.delivered, "{left:?}");
    assert_eq!(field.office.custody().len(), usize::try_from(left.entries).unwrap());
}

#[tokio::test]
async fn what_can_go_nowhere_is_lost_only_by_words_and_the_next_who_is_here_has_them_in_the_log() {
    let field = Field::new(964);
    let wang = field.phone("wang").await;
    wang.app().set_pin(WANG).unwrap();
    wang.syncs().await;
    let users = users(&wang);
    let second = users.add(NAME, Some("王芳")).unwrap();
    let zhao = users.open(second).unwrap();
    zhao.set_pin(ZHAO).unwrap();
    zhao.connect(wang.wire.clone());
    zhao.enrol(&field.office.issue_code(Person::called("zhao")), "shared").await.unwrap();
    field.chapter("he has never synced: his phone does not know what to seal to");
    saves(&zhao, "欧阳明");
    let error = zhao.leave_phone(&sealed()).await.unwrap_err();
    assert!(
        matches!(&error, AppError::Invalid { field, reason } if field == "lose_unsent" && reason.contains("1 entries")),
        "{error}"
    );
    for words in ["", "打13877665544"] {
        let request = LeaveRequest { lose_unsent: Some(words.into()), ..sealed() };
        assert!(matches!(zhao.leave_phone(&request).await, Err(AppError::Invalid { .. })), "{words:?}");
    }
    assert_eq!(zhao.status().unwrap().unsent, 1, "nothing was changed");
    let request = LeaveRequest { lose_unsent: Some("登记错了手机".into()), ..LeaveRequest::default() };
    let left = zhao.leave_phone(&request).await.unwrap();
    assert_eq!((left.delivered, left.lost), (true, 1));
    drop(zhao);
    assert_eq!(users.list().unwrap().len(), 1);

    let first = users.open_with_pin(1, WANG).unwrap();
    first.connect(wang.wire.clone());
    syncs(&first).await;
    syncs(&first).await;
    let auditor = field.phone("auditor").await;
    auditor.syncs().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let log = auditor.app().audits(&AuditQuery::default()).unwrap().rows;
    let told: Vec<_> = log.iter().filter(|row| row.act == "leave_phone").collect();
    assert_eq!(told.len(), 1, "once: {log:?}");
    assert_eq!(told[0].name.as_deref(), Some("王芳"), "whoever is here next says it");
}

/// Dies at each step of leaving, is opened again, and goes on. How many of his two records reach the relay?
async fn arrives_though_it_died(number: u64, online: bool) -> Vec<usize> {
    let mut arrived = Vec::new();
    for point in 1..40 {
        let field = Field::new(number);
        let (wang, users, second) = shared(&field).await;
        let huang = field.phone("huang").await;
        let zhao = at_work(&wang, &users, second);
        wang.device.set_online(online);
        zhao.faults().kill_after(point);
        let outcome = zhao.leave_phone(&sealed()).await;
        drop(zhao);
        wang.device.set_online(true);
        let died = match outcome {
            Ok(_) => false,
            Err(error) => {
                assert!(was_killed(&error), "{point}: {error}");
                true
            }
        };
        if users.list().unwrap().iter().any(|user| user.user == second) {
            match users.open_with_pin(second, ZHAO).or_else(|_| users.open(second)) {
                Ok(app) if app.residents(0).is_ok() => {
                    app.connect(wang.wire.clone());
                    let _left = app.leave_phone(&sealed()).await.unwrap();
                }
                Ok(app) => {
                    app.connect(wang.wire.clone());
                    let error = app.sync(SyncLimits::default(), &|_| {}).await.unwrap_err();
                    assert!(matches!(error, AppError::Erased { delivered: true, .. }), "{point}: {error}");
                }
                Err(error) => panic!("{point}: {error}"),
            }
        }
        assert_eq!(users.list().unwrap().len(), 1, "{point}");
        assert!(!wang.folder().join("users").join(second.to_string()).exists(), "{point}");
        huang.syncs().await;
        let read = huang.app().residents(0).unwrap().rows;
        arrived.push(["欧阳明", "郑小红"].iter().filter(|name| read.iter().any(|row| row.name == **name)).count());
        if !died {
            return arrived;
        }
    }
    unreachable!()
}

#[tokio::test]
async fn a_phone_that_dies_at_any_step_while_somebody_leaves_loses_nothing_and_goes_on() {
    for online in [true, false] {
        let arrived = arrives_though_it_died(965, online).await;
        assert!(arrived.len() > 5 && arrived.iter().all(|count| *count == 2), "{online}: {arrived:?}");
    }
}

#[tokio::test]
async fn leaving_that_erases_before_it_has_sealed_is_found_out() {
    let field = Field::new(966);
    let (wang, users, second) = shared(&field).await;
    let huang = field.phone("huang").await;
    let zhao = at_work(&wang, &users, second);
    let _switched_on = seed(SeededBug::LeavesUnsent);
    let left = zhao.leave_phone(&LeaveRequest::default()).await.unwrap();
    assert_eq!(left.entries, 0);
    huang.syncs().await;
    let read = huang.app().residents(0).unwrap().rows;
    assert!(!read.iter().any(|row| row.name == "欧阳明"), "the mistake loses work, and the story sees it");
}

#[tokio::test]
async fn the_only_user_leaves_and_the_next_finds_a_phone_like_new() {
    let field = Field::new(967);
    let wang = field.phone("wang").await;
    wang.registers("陈小明");
    let app = wang.app();
    let left = app.leave_phone(&LeaveRequest::default()).await.unwrap();
    assert_eq!((left.entries, left.delivered), (2, true));
    drop(app);
    wang.dies();
    let app = App::open(wang.folder(), Arc::clone(&wang.device) as Arc<dyn Device>).unwrap();
    let status = app.status().unwrap();
    assert_eq!((status.enrolled, status.residents), (false, 0));
    app.connect(wang.wire.clone());
    app.enrol(&field.office.issue_code(Person::called("lin")), "as new").await.unwrap();
    syncs(&app).await;
    assert_eq!(names(&app), ["陈小明"], "林强 works in the same grid and reads what 王芳 left");
}
