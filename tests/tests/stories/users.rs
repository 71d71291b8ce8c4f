//! Two people share a phone of their unit: each has a part of it, and nothing of one opens for the other.

use std::sync::Arc;

use etong_core::capture::ResidentRequest;
use etong_core::sim::{SeededBug, seed};
use etong_core::{App, AppError, Device, SyncLimits, Users};
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

pub(super) const WANG: &str = "290417";
pub(super) const ZHAO: &str = "271828";

pub(super) fn users(phone: &Phone) -> Users {
    phone.dies();
    Users::at(phone.folder(), Arc::clone(&phone.device) as Arc<dyn Device>)
}

pub(super) fn saves(app: &App, name: &str) {
    app.capture_resident(&ResidentRequest { name: name.into(), ..ResidentRequest::default() }).unwrap();
}

pub(super) fn names(app: &App) -> Vec<String> {
    app.residents(0).unwrap().rows.into_iter().map(|row| row.name).collect()
}

/// 王芳's phone, to which 赵刚 has come as a second user with a PIN.
pub(super) async fn shared(field: &Field) -> (Arc<Phone>, Users, u32) {
    let wang = field.phone("wang").await;
    wang.app().set_pin(WANG).unwrap();
    saves(&wang.app(), "陈小明");
    let users = users(&wang);
    let second = users.add("小赵", Some("王芳")).unwrap();
    let app = users.open(second).unwrap();
    app.connect(wang.wire.clone());
    let code = field.office.issue_code(Person::called("zhao"));
    let refused = app.enrol(&code, "shared").await.unwrap_err();
    assert!(
        matches!(&refused, AppError::Invalid { field, .. } if field == "pin"),
        "records come only behind a PIN: {refused}"
    );
    app.set_pin(ZHAO).unwrap();
    app.enrol(&code, "shared").await.unwrap();
    app.sync(SyncLimits::default(), &|_| {}).await.unwrap();
    drop(app);
    (wang, users, second)
}

#[tokio::test]
async fn two_users_of_one_phone_see_their_own_and_keep_what_they_have_not_sent() {
    let field = Field::new(941);
    let (wang, users, second) = shared(&field).await;
    wang.device.set_online(false);
    let zhao = users.open_with_pin(second, ZHAO).unwrap();
    saves(&zhao, "欧阳明");
    zhao.lock().unwrap();
    let first = users.open_with_pin(1, WANG).unwrap();
    assert_eq!(names(&first), ["陈小明"], "what the other has not sent is not here");
    assert_eq!(first.status().unwrap().unsent, 1);
    saves(&first, "郑小红");
    first.lock().unwrap();
    assert_eq!(first.status().unwrap_err(), AppError::Locked);
    zhao.unlock(ZHAO).unwrap();
    assert_eq!(zhao.status().unwrap().unsent, 1);
    assert_ne!(zhao.status().unwrap().device, {
        first.unlock(WANG).unwrap();
        first.status().unwrap().device
    });
    wang.device.set_online(true);
    for app in [&first, &zhao] {
        app.connect(wang.wire.clone());
        app.sync(SyncLimits::default(), &|_| {}).await.unwrap();
        assert_eq!(app.status().unwrap().unsent, 0);
    }
    for pin in [ZHAO, WANG] {
        assert!(matches!(first.remove_pin(pin), Err(AppError::Invalid { .. })), "who shares a phone keeps a PIN");
    }
}

/// Does the PIN of one open what is the other's?
async fn one_opens_the_other(field: &Field) -> bool {
    let wang = field.phone("wang").await;
    wang.app().set_pin(WANG).unwrap();
    let users = users(&wang);
    let Ok(second) = users.add("小赵", Some("王芳")) else { return true };
    let Ok(app) = users.open(second) else { return true };
    let _set = app.set_pin(ZHAO);
    drop(app);
    users.open_with_pin(second, WANG).is_ok() || users.open_with_pin(1, ZHAO).is_ok()
}

#[tokio::test]
async fn no_users_pin_opens_anything_of_anothers() {
    assert!(!one_opens_the_other(&Field::new(942)).await);
    let _switched_on = seed(SeededBug::OneKeyForAll);
    assert!(one_opens_the_other(&Field::new(942)).await, "the mistake must be seen");
}

#[tokio::test]
async fn wrong_tries_at_one_door_cost_none_at_another() {
    let field = Field::new(943);
    let (_, users, second) = shared(&field).await;
    assert!(matches!(users.open_with_pin(second, WANG), Err(AppError::WrongPin { left: 9, .. })));
    let list = users.list().unwrap();
    assert_eq!(
        list.iter().map(|user| (user.user, &*user.name, user.pin.tries_left)).collect::<Vec<_>>(),
        [(1, "王芳", 10), (second, "小赵", 9)]
    );
    assert!(matches!(users.open(7), Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn nobody_comes_to_a_phone_that_lies_open_and_a_name_is_only_a_name() {
    let field = Field::new(944);
    let wang = field.phone("wang").await;
    let users = users(&wang);
    let refused = users.add("小赵", Some("王芳")).unwrap_err();
    assert!(matches!(&refused, AppError::Invalid { field, .. } if field == "pin"), "{refused}");
    wang.app().set_pin(WANG).unwrap();
    for (name, own) in [("小赵", None), ("小赵 13800138000", Some("王芳")), ("王芳", Some("王芳")), ("", Some("王芳"))]
    {
        assert!(matches!(users.add(name, own), Err(AppError::Invalid { .. })), "{name:?} {own:?}");
    }
    assert_eq!(users.list().unwrap().len(), 1);
}

#[tokio::test]
async fn one_users_part_is_erased_and_the_others_stays() {
    let field = Field::new(945);
    let (wang, users, second) = shared(&field).await;
    let zhao = users.open_with_pin(second, ZHAO).unwrap();
    saves(&zhao, "欧阳明");
    zhao.lock().unwrap();
    field.office.wipe(field.office.devices().last().unwrap().device);
    zhao.connect(wang.wire.clone());
    let error = zhao.sync(SyncLimits::default(), &|_| {}).await.unwrap_err();
    assert!(matches!(error, AppError::Erased { delivered: true, .. }), "{error}");
    let first = users.open_with_pin(1, WANG).unwrap();
    assert_eq!(names(&first), ["陈小明"]);
}
