//! Codes and tokens.

use etong_core::{AppError, SyncLimits};
use etong_protocol::enrol::EnrolRequest;
use etong_protocol::{ChainId, Cursor, PullQuery, Refusal, RefusalCode, RelayRequest, wire};
use etong_tests::Field;
use etong_tests::auditor::Auditor;
use etong_tests::clock::MINUTE;
use etong_tests::post_office::CODE_MINUTES;
use etong_tests::town::Person;

use super::{at_the_relay, says};

#[tokio::test]
async fn a_wrong_used_or_expired_code_lets_nobody_in_and_says_so() {
    let field = Field::new(101);
    let wang = Person::called("wang");
    field.phone("wang").await;
    let used = field.office.issue_code(wang);
    field.bare_phone("wang", "second").app().enrol(&used, "second").await.unwrap();
    let expired = field.office.issue_code(wang);
    field.clock.advance(i64::from(CODE_MINUTES) * MINUTE);
    let before = at_the_relay(&field).await;
    for (nth, code) in ["7K3QX-09VBM", "", "看不清", "' OR 1=1 --", &used, &expired].into_iter().enumerate() {
        let phone = field.bare_phone("wang", &format!("stranger-{nth}"));
        let error = phone.app().enrol(code, "stranger").await.unwrap_err();
        assert!(matches!(&error, AppError::Refused { code, .. } if code == "BadCode"), "{code:?}: {error}");
        says(&error, "this code is wrong, used or expired; ask for a new one");
        assert!(!phone.app().status().unwrap().enrolled);
        field.forget(&phone.name);
    }
    assert_eq!(at_the_relay(&field).await, before);
    field.settle().await;
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let field = Field::new(102);
    let phone = field.bare_phone("wang", "guesser");
    let mut last = None;
    for nth in 0..11 {
        last = phone.app().enrol(&format!("AAAAA-0000{nth:X}"), "guesser").await.err();
    }
    says(&last.unwrap(), "too many wrong codes; try again in 10 minutes");
    let code = field.office.issue_code(phone.owner);
    assert!(phone.app().enrol(&code, "guesser").await.is_err(), "not even the right one, for a while");
    field.clock.advance(11 * MINUTE);
    phone.app().enrol(&code, "guesser").await.unwrap();
    field.settle().await;
}

#[tokio::test]
async fn an_enrolment_answer_that_got_lost_is_asked_for_again_with_the_same_code() {
    let field = Field::new(103);
    let phone = field.bare_phone("wang", "wang");
    let code = field.office.issue_code(phone.owner);
    phone.wire.set_weather(etong_tests::Weather { cut_after: 1.0, ..etong_tests::Weather::CALM });
    let error = phone.app().enrol(&code, "wang").await.unwrap_err();
    assert!(matches!(error, AppError::Offline { .. }), "{error}");
    phone.wire.set_weather(etong_tests::Weather::CALM);
    phone.app().enrol(&code, "wang").await.unwrap();
    field.settle().await;
}

#[tokio::test]
async fn an_expired_or_made_up_token_opens_nothing_and_a_phone_quietly_gets_a_new_one() {
    let field = Field::new(104);
    let wang = field.phone("wang").await;
    let mut bare = Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await;
    let token = bare.token().await;
    let query = PullQuery { cursor: Cursor::default(), chain: ChainId::NIL, standing: bare.standing.version };
    let pull = RelayRequest::get(query.to_path());
    assert_eq!(bare.send(pull.clone().with_token(&token)).await.status, 200);
    field.clock.advance(16 * MINUTE);
    for (token, words) in
        [(Some(token.as_str()), "the token has expired"), (Some("made up"), "the token is not known"), (None, "needed")]
    {
        let request = token.map_or_else(|| pull.clone(), |token| pull.clone().with_token(token));
        let answer = bare.send(request).await;
        let refusal: Refusal = wire::decode(&answer.body, "refusal").unwrap();
        assert_eq!((answer.status, refusal.code), (401, RefusalCode::Unauthenticated));
        assert!(refusal.detail.contains(words), "{}", refusal.detail);
    }
    wang.reports("垃圾未清");
    assert!(wang.syncs().await.complete);
    field.settle().await;
}

#[tokio::test]
async fn a_token_request_is_good_once_and_from_its_device_only() {
    let field = Field::new(105);
    let mut bare = Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await;
    let request = bare.token_request();
    assert_eq!(bare.send(request.clone()).await.status, 200);
    let answer = bare.send(request).await;
    let refusal: Refusal = wire::decode(&answer.body, "refusal").unwrap();
    assert_eq!(refusal.code, RefusalCode::Unauthenticated);
    assert!(refusal.detail.contains("used before"), "{}", refusal.detail);

    let other = Auditor::enrol(&field.office, Person::called("wang"), field.seed, &field.clock).await;
    bare.key = other.key;
    let forged = bare.token_request();
    let refusal: Refusal = wire::decode(&bare.send(forged).await.body, "refusal").unwrap();
    assert_eq!(refusal.code, RefusalCode::BadSignature);
}

#[tokio::test]
async fn a_revoked_phone_is_told_and_keeps_what_it_has() {
    let field = Field::new(106);
    let wang = field.phone("wang").await;
    let before = at_the_relay(&field).await;
    let case = wang.reports("桥栏杆松动");
    field.office.revoke(wang.device_id());
    let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(matches!(error, AppError::SignedOut { .. }), "{error}");
    says(&error, "this device has been revoked");
    assert_eq!(wang.app().status().unwrap().unsent, 1);
    assert_eq!(wang.app().case(&case).unwrap().title, "桥栏杆松动");
    assert_eq!(at_the_relay(&field).await, before);
}

#[tokio::test]
async fn a_newer_or_forged_enrolment_is_refused_by_name() {
    let field = Field::new(107);
    let bare = Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await;
    let before = at_the_relay(&field).await;
    let code = field.office.issue_code(Person::called("wang"));
    let good = EnrolRequest::sign(&code, etong_protocol::DeviceId::NIL, "x", &bare.key);
    let mut newer = good.clone();
    newer.version = 2;
    let mut forged = good.clone();
    forged.label = "y".into();
    for (body, code, status) in [
        (wire::encode(&newer), RefusalCode::Upgrade, 426),
        (wire::encode(&forged), RefusalCode::BadSignature, 401),
        (b"no enrolment".to_vec(), RefusalCode::Malformed, 400),
        (vec![0; 9 * 1024], RefusalCode::TooLarge, 413),
    ] {
        let answer = bare.send(RelayRequest::post("/v1/enrol", body)).await;
        let refusal: Refusal = wire::decode(&answer.body, "refusal").unwrap();
        assert_eq!((refusal.code, answer.status), (code, status));
    }
    assert_eq!(at_the_relay(&field).await, before);
}
