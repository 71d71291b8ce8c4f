//! `POST /v1/enrol`.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use etong_protocol::enrol::{EnrolReply, EnrolRequest};
use etong_protocol::{RefusalCode, answer, wire};
use etong_server::RelayOptions;
use etong_server::directory::{CodeFor, DirectoryError, Import, import, issue_code};
#[cfg(feature = "sim")]
use etong_server::sim::SeededBug;
use tokio::sync::Barrier;

use crate::town::{Town, li, person_id, post_id, post_row, sun, wang};

#[tokio::test]
async fn a_phone_with_a_code_learns_who_it_is_and_whom_to_trust() {
    let mut town = Town::new();
    let phone = town.stranger(&li());
    let reply: EnrolReply = town.post("/v1/enrol", None, phone.enrolment(&town.code(1))).await.ok();
    assert_eq!(reply.relay_key, town.relay_key());
    assert_eq!(reply.epoch, town.state.store().epoch());
    assert_eq!((reply.standing.person, reply.standing.person_name.as_str()), (person_id(1), "person 1"));
    let [post] = reply.standing.posts.as_slice() else { panic!("one post") };
    assert_eq!(
        (post.post, post.unit.to_string().as_str(), post.unit_name.as_str()),
        (post_id(1), "/1/2/3/4", "unit 4")
    );
    assert_eq!(town.rows()["device"], 1);
}

#[tokio::test]
async fn a_phone_that_asks_for_it_is_answered_in_a_way_that_nobody_can_change() {
    let mut town = Town::new();
    let phone = town.stranger(&li());
    let request = EnrolRequest::sign(&town.code(1), phone.device, "phone", &phone.key);
    let plain: EnrolReply = town.post("/v1/enrol", None, wire::encode(&request)).await.ok();
    let bound = town.post("/v1/enrol?bound=1", None, wire::encode(&request)).await;
    let said: EnrolReply = answer::open(&bound.body, &request.question(), &town.relay_key()).unwrap();
    assert_eq!((said.relay_key, said.epoch, &said.standing), (plain.relay_key, plain.epoch, &plain.standing));
    let other = EnrolRequest::sign("AAAAA-AAAAA", phone.device, "phone", &phone.key).question();
    assert!(answer::open::<EnrolReply>(&bound.body, &other, &town.relay_key()).is_err());
}

#[tokio::test]
async fn a_lost_answer_is_repaired_by_asking_again() {
    let mut town = Town::new();
    let phone = town.stranger(&li());
    let request = phone.enrolment(&town.code(1));
    let first: EnrolReply = town.post("/v1/enrol", None, request.clone()).await.ok();
    town.clock.advance_minutes(120);
    let again: EnrolReply = town.post("/v1/enrol", None, request).await.ok();
    assert_eq!(again.standing, first.standing);
    assert_eq!(town.rows()["device"], 1);
}

#[tokio::test]
async fn each_bad_enrolment_is_refused_with_its_reason_and_changes_nothing() {
    let mut town = Town::new();
    let (used, expired, good) = (town.code(1), town.code(1), town.code(1));
    let owner = town.stranger(&li());
    town.post("/v1/enrol", None, owner.enrolment(&used)).await.ok::<EnrolReply>();
    town.database()
        .execute("UPDATE code SET expires_at = 1 WHERE used_by IS NULL AND rowid = 2", [])
        .map(|changed| assert_eq!(changed, 1))
        .unwrap();
    let thief = town.stranger(&wang());
    let before = town.rows();

    let mut forged = EnrolRequest::sign(&good, thief.device, "phone", &thief.key);
    forged.key = owner.key.public();
    let mut newer = EnrolRequest::sign(&good, thief.device, "phone", &thief.key);
    newer.version = 9;
    let taken_id = EnrolRequest::sign(&good, owner.device, "phone", &thief.key);
    let table: [(&str, Vec<u8>, RefusalCode, &str); 9] = [
        ("wrong", thief.enrolment("AAAAA-AAAAA"), RefusalCode::BadCode, "wrong, used or expired"),
        ("no code", thief.enrolment("居民"), RefusalCode::BadCode, "wrong, used or expired"),
        ("used", thief.enrolment(&used), RefusalCode::BadCode, "wrong, used or expired"),
        ("expired", thief.enrolment(&expired), RefusalCode::BadCode, "wrong, used or expired"),
        ("forged", wire::encode(&forged), RefusalCode::BadSignature, "signature of the enrolment"),
        ("newer", wire::encode(&newer), RefusalCode::Upgrade, "version 9 is newer"),
        ("taken id", wire::encode(&taken_id), RefusalCode::Forbidden, "this device id is taken"),
        ("garbage", vec![0xff; 40], RefusalCode::Malformed, "not a valid enrolment"),
        ("too large", vec![0; 9_000], RefusalCode::TooLarge, "over the limit of 8192"),
    ];
    for (case, body, code, said) in table {
        let detail = town.post("/v1/enrol", None, body).await.refused(code);
        assert!(detail.contains(said), "{case}: {detail}");
        assert_eq!(town.rows(), before, "{case}");
    }
    town.post("/v1/enrol", None, thief.enrolment(&good)).await.ok::<EnrolReply>();
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_per_address_and_in_all() {
    let options = RelayOptions { enrol_failures_in_all: 15, ..RelayOptions::default() };
    let mut town = Town::with(options);
    let guesser = town.stranger(&sun());
    let from = |address: &str, code: &str| {
        let mut request = Request::post("/v1/enrol").body(Body::from(guesser.enrolment(code))).unwrap();
        let address: SocketAddr = format!("{address}:4000").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        request
    };
    let good = town.code(5);
    for _ in 0..10 {
        town.send(from("10.0.0.1", "00000-00000")).await.refused(RefusalCode::BadCode);
    }
    let detail = town.send(from("10.0.0.1", &good)).await.refused(RefusalCode::SlowDown);
    assert_eq!(detail, "too many wrong codes; try again in 10 minutes");
    for _ in 0..5 {
        town.send(from("10.0.0.2", "00000-00000")).await.refused(RefusalCode::BadCode);
    }
    town.send(from("10.0.0.3", &good)).await.refused(RefusalCode::SlowDown);
    town.clock.advance_minutes(11);
    town.send(from("10.0.0.1", &good)).await.ok::<EnrolReply>();
}

/// How many of sixty wrong codes are tried that are all let in at the door before the first of them is: their bodies end together.
async fn tried_at_once(town: &mut Town) -> usize {
    const GUESSES: usize = 60;
    let guesser = town.stranger(&sun());
    let all_are_in = Arc::new(Barrier::new(GUESSES));
    let guess = |number: usize| {
        let (body, all_are_in) = (guesser.enrolment(&format!("{number:05}-00000")), Arc::clone(&all_are_in));
        let body = futures::stream::once(async move {
            all_are_in.wait().await;
            Ok::<_, std::io::Error>(body)
        });
        let mut request = Request::post("/v1/enrol").body(Body::from_stream(body)).unwrap();
        let address: SocketAddr = format!("10.0.0.1:{}", 4_000 + number).parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        town.send(request)
    };
    let answers = futures::future::join_all((0..GUESSES).map(guess)).await;
    answers.iter().filter(|answer| answer.refusal().unwrap().code == RefusalCode::BadCode).count()
}

#[tokio::test]
async fn guesses_that_come_at_once_are_tried_no_more_often_than_guesses_in_turn() {
    assert_eq!(tried_at_once(&mut Town::new()).await, 10);
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_counts_guesses_at_its_door_only_is_found_out() {
    let mut town = Town::new();
    town.state.sim().plant(SeededBug::GuessesCountedEarly);
    assert_eq!(tried_at_once(&mut town).await, 60, "the mistake must be seen");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_counts_no_guesses_is_found_out() {
    let mut town = Town::new();
    town.state.sim().plant(SeededBug::GuessesFree);
    assert_eq!(tried_at_once(&mut town).await, 60, "the mistake must be seen");
}

#[tokio::test]
async fn a_code_is_made_only_for_somebody_who_may_act() {
    let town = Town::new();
    let before = town.rows();
    let unknown = issue_code(town.state.store(), CodeFor::Post(post_id(99)), 60);
    assert!(matches!(unknown, Err(DirectoryError::NoSuchPost(_))));
    let unknown = issue_code(town.state.store(), CodeFor::Person(person_id(99)), 60);
    assert!(matches!(unknown, Err(DirectoryError::NoSuchPerson(_))));
    assert_eq!(town.rows(), before);

    let mut ended = post_row(&li());
    ended.to = Some("2026-03-01".to_owned());
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();
    let error = issue_code(town.state.store(), CodeFor::Post(post_id(1)), 60).unwrap_err();
    assert!(error.to_string().contains("has ended"), "{error}");
}

#[test]
fn any_enrolment_body_is_answered() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let town = Town::new();
    let before = town.rows();
    let asked = AssertUnwindSafe((&runtime, &town));
    bolero::check!().with_iterations(200).with_type::<Vec<u8>>().for_each(|body: &Vec<u8>| {
        let (runtime, town) = *asked;
        let answer = runtime.block_on(town.post("/v1/enrol", None, body.clone()));
        assert!(answer.refusal().is_some(), "{answer:?}");
    });
    assert_eq!(town.rows(), before);
}
