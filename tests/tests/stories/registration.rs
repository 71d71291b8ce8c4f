//! How phones come in: a volunteer registers himself and the village decides, a QR code names the one relay that is
//! believed, tokens survive what happens to them, and the key of a phone stays on it.

use std::sync::{Arc, Mutex};

use etong_core::sim::{SeededBug, seed};
use etong_core::{AppError, Device, RegistrationRequest};
use etong_protocol::register::{RegisterMessage, RegisterReply, RegistrationState};
use etong_protocol::{RelayResponse, SigningKey, answer, wire};
use etong_server::directory::Decision;
use etong_tests::Field;
use etong_tests::clock::{DAY, HOUR};
use etong_tests::town::{GRID, Person};

pub(super) fn about_guo() -> RegistrationRequest {
    RegistrationRequest {
        name: "郭小满".into(),
        phone: "13800138000".into(),
        unit: 1211,
        born: "1990-05-01".into(),
        consent: "1".into(),
        label: "自己的手机".into(),
    }
}

#[tokio::test]
async fn a_volunteer_registers_himself_is_accepted_by_the_village_and_reports() {
    let field = Field::new(401);
    let (huang, wang) = (field.phone("huang").await, field.phone("wang").await);
    let phone = field.bare_phone("chen", "guo's own");
    let app = phone.app();

    field.chapter("nothing works before somebody has looked at it");
    assert!(matches!(app.registration().await, Err(AppError::SignedOut { .. })), "never registered");
    assert_eq!(app.register(&about_guo()).await.unwrap().state, "waiting");
    assert_eq!(app.registration().await.unwrap().state, "waiting");
    assert!(!app.status().unwrap().enrolled);
    assert!(matches!(phone.try_sync(etong_core::SyncLimits::default()).await, Err(AppError::SignedOut { .. })));
    assert!(app.report_case(&etong_tests::phone::hazard("井盖破损")).is_err());

    field.chapter("a desk elsewhere may not decide, the village's may");
    let elsewhere = field.office.decide(phone.device_id(), &Decision::Accept, Person::called("ma"));
    assert!(elsewhere.is_err_and(|error| error.to_string().contains("a desk of that unit decides")));
    field.office.decide(phone.device_id(), &Decision::Accept, Person::called("huang")).unwrap();
    assert_eq!(app.registration().await.unwrap().state, "accepted");
    let status = app.status().unwrap();
    assert_eq!((status.enrolled, status.person_name.as_deref()), (true, Some("郭小满")));
    assert_eq!((status.posts[0].kind.as_str(), status.posts[0].unit.as_str()), ("volunteer", GRID));
    assert!(status.posts[0].acting);

    field.chapter("he snaps a report, offline, and the village reads it");
    phone.device.set_online(false);
    let case = app.report_case(&etong_tests::phone::hazard("井盖破损")).unwrap().record;
    phone.device.set_online(true);
    phone.syncs().await;
    huang.syncs().await;
    wang.syncs().await;
    assert_eq!(huang.app().case(&case).unwrap().title, "井盖破损");
    assert_eq!(app.status().unwrap().residents, 0);
    assert_eq!(app.registration().await.unwrap().state, "accepted", "asking again changes nothing");
    assert_eq!(app.status().unwrap().unsent, 0);
}

#[tokio::test]
async fn a_declined_volunteer_reads_why_and_stays_outside() {
    let field = Field::new(402);
    let phone = field.bare_phone("chen", "guo's own");
    phone.app().register(&about_guo()).await.unwrap();
    let decline = Decision::Decline("不在本村服务".into());
    field.office.decide(phone.device_id(), &decline, Person::called("xu")).unwrap();
    let stands = phone.app().registration().await.unwrap();
    assert_eq!((stands.state.as_str(), stands.reason.as_deref()), ("declined", Some("不在本村服务")));
    assert!(!phone.app().status().unwrap().enrolled);
}

#[tokio::test]
async fn what_is_wrong_in_a_registration_is_named_before_anything_is_sent() {
    let field = Field::new(403);
    let phone = field.bare_phone("chen", "guo's own");
    phone.wire.set_dead(true);
    type Spoil = fn(&mut RegistrationRequest);
    let table: [(&str, Spoil); 5] = [
        ("name", |r| r.name = "  ".into()),
        ("phone", |r| r.phone = "call me".into()),
        ("unit", |r| r.unit = 0),
        ("born", |r| r.born = "1.5.1990".into()),
        ("consent", |r| r.consent = " ".into()),
    ];
    for (field, spoil) in table {
        let mut request = about_guo();
        spoil(&mut request);
        let error = phone.app().register(&request).await.unwrap_err();
        assert!(matches!(&error, AppError::Invalid { field: named, .. } if named == field), "{field}: {error}");
    }
}

#[tokio::test]
async fn a_qr_code_lets_a_phone_in_at_its_own_relay_and_at_no_other() {
    let field = Field::new(404);
    let phone = field.bare_phone("wang", "wang");
    let invitation = field.office.invitation(phone.owner);
    let mut false_relay = invitation.clone();
    false_relay.relay_key = SigningKey::from_seed(&[9; 32]).public();
    let error = phone.app().enrol_by_qr(&false_relay.to_text().unwrap(), None, "wang").await.unwrap_err();
    assert!(matches!(&error, AppError::Invalid { field, .. } if field == "relay"), "{error}");
    assert!(!phone.app().status().unwrap().enrolled, "nothing was kept");
    let error = phone.app().enrol_by_qr("https://example.com", None, "wang").await.unwrap_err();
    assert!(matches!(&error, AppError::Invalid { field, .. } if field == "qr"), "{error}");

    phone.app().enrol_by_qr(&invitation.to_text().unwrap(), None, "wang").await.unwrap();
    assert!(phone.syncs().await.complete);
    field.settle().await;
}

#[tokio::test]
async fn a_relay_that_restarts_costs_a_phone_one_more_token_and_a_clock_put_back_at_most_one() {
    let field = Field::new(405);
    let wang = field.phone("wang").await;
    let asked = Arc::new(Mutex::new(0));
    let counting = Arc::clone(&asked);
    wang.wire.watch(move |request| *counting.lock().unwrap() += u32::from(request.path == "/v1/token"));
    let tokens = |asked: &Mutex<u32>| std::mem::take(&mut *asked.lock().unwrap());

    wang.reports("路灯不亮");
    assert!(wang.syncs().await.complete);
    assert_eq!(tokens(&asked), 0, "the token of a minute ago");
    field.office.restart().await;
    wang.reports("围墙裂缝");
    assert!(wang.syncs().await.complete);
    assert_eq!(tokens(&asked), 1);

    field.chapter("a process that starts with a clock put back asks with lower numbers");
    wang.device.set_clock_wrong_by(-HOUR / 6);
    wang.app().suspend(1_000).unwrap();
    wang.dies();
    let counting = Arc::clone(&asked);
    wang.wire.watch(move |request| *counting.lock().unwrap() += u32::from(request.path == "/v1/token"));
    assert!(wang.syncs().await.complete);
    assert!(tokens(&asked) <= 1);
    wang.device.set_clock_wrong_by(0);
    field.settle().await;
}

#[tokio::test]
async fn a_phone_whose_clock_is_days_off_gets_in_and_the_relay_writes_down_how_far() {
    let field = Field::new(406);
    let wang = field.phone("wang").await;
    let skew = || field.office.devices()[0].skew_ms.unwrap();
    assert!(skew().abs() < 60_000);
    wang.device.set_clock_wrong_by(2 * DAY);
    wang.restarts();
    field.clock.advance(HOUR);
    assert!(wang.syncs().await.complete);
    assert!((skew() - 2 * DAY).abs() < 60_000, "{}", skew());
    wang.device.set_clock_wrong_by(0);
    field.settle().await;
}

#[tokio::test]
async fn the_key_of_a_phone_is_in_its_key_store_and_in_nothing_that_leaves_it() {
    let field = Field::new(407);
    let wang = field.bare_phone("wang", "wang");
    let sent: Arc<Mutex<Vec<u8>>> = Arc::default();
    let recording = Arc::clone(&sent);
    wang.wire.watch(move |request| {
        let mut sent = recording.lock().unwrap();
        sent.extend_from_slice(request.path.as_bytes());
        sent.extend_from_slice(request.token.as_deref().unwrap_or_default().as_bytes());
        sent.extend_from_slice(request.proof.as_deref().unwrap_or_default().as_bytes());
        sent.extend_from_slice(&request.body);
    });
    wang.app().enrol(&field.office.issue_code(wang.owner), "wang").await.unwrap();
    wang.registers("陈建国");
    wang.syncs().await;
    let seed = wang.device.secret("etong.device".into()).unwrap().expect("kept by the device");
    assert_eq!(seed.len(), 32);
    let sent = sent.lock().unwrap().clone();
    assert!(sent.len() > 500);
    let mut files = sent;
    for file in std::fs::read_dir(wang.folder()).unwrap() {
        files.extend(std::fs::read(file.unwrap().path()).unwrap_or_default());
    }
    let hex: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    for form in [seed.clone(), hex.into_bytes()] {
        assert!(!files.windows(form.len()).any(|window| window == form.as_slice()));
    }
    let public = SigningKey::from_seed(&seed.try_into().unwrap()).public();
    assert!(files.windows(32).any(|window| window == public.0), "only the public half was shown");
}

/// Whom an accepted volunteer's phone believes after somebody else answered how his registration stands.
async fn answered_by_another_relay(with_bug: bool) -> bool {
    let field = Field::new(407);
    let _switched_on = with_bug.then(|| seed(SeededBug::AnyRelay));
    let phone = field.bare_phone("chen", "guo's own");
    phone.app().register(&about_guo()).await.unwrap();
    field.office.decide(phone.device_id(), &Decision::Accept, Person::called("huang")).unwrap();
    assert_eq!(phone.app().registration().await.unwrap().state, "accepted");

    field.chapter("somebody between phone and relay says that he is the relay");
    let other = SigningKey::from_seed(&[9; 32]);
    phone.wire.let_in(move |request, answer| {
        if request.route() != "/v1/register" {
            return answer;
        }
        let (state, reason, relay_key) = (RegistrationState::Accepted, String::new(), other.public());
        let reply = RegisterReply { state, reason, relay_key, epoch: 3, sent_at: 9, bound: None };
        let asked: RegisterMessage = wire::decode(&request.body, "registration").unwrap();
        RelayResponse { status: 200, body: answer::seal(&reply, &asked.question(), &other).unwrap() }
    });
    let said = phone.app().registration().await;
    phone.wire.let_in(|_, answer| answer);
    if !with_bug {
        assert!(matches!(&said, Err(AppError::Invalid { field, .. }) if field == "relay"), "{said:?}");
        phone.syncs().await;
        assert_eq!(phone.app().status().unwrap().person_name.as_deref(), Some("郭小满"));
    }
    phone.try_sync(etong_core::SyncLimits::default()).await.is_ok()
}

#[tokio::test]
async fn an_enrolled_phone_that_asks_how_its_registration_stands_moves_to_no_other_relay() {
    assert!(answered_by_another_relay(false).await);
    assert!(!answered_by_another_relay(true).await, "the mistake must be seen");
}
