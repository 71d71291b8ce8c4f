//! A token is worth nothing without its device's key, and a request is worth nothing a second time.

use axum::body::Body;
use axum::http::{Method, Request};
use etong_protocol::{Asked, BodyHash, PROOF_HEADER, Proof, RefusalCode, SigningKey, Verb};
use etong_server::directory::revoke;
use futures::{FutureExt, StreamExt};
use tower::ServiceExt;

use crate::town::{Answer, GRID_4, Phone, Town, li, record, wang};

const PULL: &str = "/v1/pull?cursor=0.0&chain=00000000-0000-0000-0000-000000000000&standing=0";
const WIDER: &str = "/v1/pull?cursor=0.0&chain=00000000-0000-0000-0000-000000000000&standing=1";

/// A request on the wire, which whoever listens may send again.
#[derive(Clone)]
struct Recorded {
    verb: Verb,
    path: String,
    token: String,
    proof: Option<String>,
    body: Vec<u8>,
}

impl Recorded {
    fn pull(token: &str, number: u64, key: &SigningKey) -> Self {
        Self::new(Verb::Get, PULL, token, Vec::new(), number, key)
    }

    fn new(verb: Verb, path: &str, token: &str, body: Vec<u8>, number: u64, key: &SigningKey) -> Self {
        let asked = Asked { token, verb, path, body: BodyHash::of(&body) };
        let proof = Some(Proof::sign(&asked, number, key).to_text());
        Self { verb, path: path.to_owned(), token: token.to_owned(), proof, body }
    }

    fn request(&self) -> Request<Body> {
        let method = if self.verb == Verb::Post { Method::POST } else { Method::GET };
        let mut request = Request::builder().method(method).uri(&self.path);
        request = request.header("authorization", format!("Bearer {}", self.token));
        if let Some(proof) = &self.proof {
            request = request.header(PROOF_HEADER, proof);
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }

    async fn send(&self, town: &Town) -> Answer {
        town.send(self.request()).await
    }
}

fn push(phone: &mut Phone, number: u64) -> Recorded {
    let entries = [phone.event("case", record(1), GRID_4)];
    let frame = phone.whole(&entries).to_frame().unwrap();
    Recorded::new(Verb::Post, "/v1/push", &phone.token, frame, number, &phone.key)
}

#[tokio::test]
async fn a_stolen_token_without_the_key_gets_nothing_and_changes_nothing() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let wang = town.phone(&wang()).await;
    let pushed = push(&mut li, 1_000_000);
    let before = town.rows();
    let own = Recorded::pull(&li.token, 1_000_001, &li.key);
    let table = [
        ("no proof", Recorded { proof: None, ..own.clone() }, RefusalCode::Upgrade),
        ("no proof on a push", Recorded { proof: None, ..pushed.clone() }, RefusalCode::Upgrade),
        ("garbage", Recorded { proof: Some("AAAA".into()), ..own.clone() }, RefusalCode::Malformed),
        ("one's own key", Recorded::pull(&li.token, 1_000_002, &wang.key), RefusalCode::BadSignature),
        ("another token", Recorded { token: wang.token.clone(), ..own.clone() }, RefusalCode::BadSignature),
        ("another query", Recorded { path: WIDER.into(), ..own.clone() }, RefusalCode::BadSignature),
        ("another route", Recorded { path: "/v1/live".into(), ..own.clone() }, RefusalCode::BadSignature),
        ("another body", Recorded { body: vec![1], ..pushed.clone() }, RefusalCode::BadSignature),
        (
            "another verb",
            Recorded { verb: Verb::Post, path: "/v1/card".into(), ..own.clone() },
            RefusalCode::BadSignature,
        ),
    ];
    for (case, request, code) in table {
        let detail = request.send(&town).await.refused(code);
        assert!(!detail.contains(&li.token), "{case}");
        assert_eq!(town.rows(), before, "{case}");
    }
    let live = Recorded { path: "/v1/live".into(), proof: None, ..own.clone() };
    live.send(&town).await.refused(RefusalCode::Upgrade);
    assert_eq!(own.send(&town).await.status, 200, "its owner's request still works");
}

#[tokio::test]
async fn a_recorded_request_gets_nothing_a_second_time() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let requests = [push(&mut li, 2_000_000), Recorded::pull(&li.token, 2_000_001, &li.key)];
    for request in &requests {
        assert_eq!(request.send(&town).await.status, 200);
    }
    let before = town.rows();
    for request in &requests {
        let detail = request.send(&town).await.refused(RefusalCode::Unauthenticated);
        assert_eq!(detail, "this request was used before; ask for a new token");
    }
    let live = Recorded::new(Verb::Get, "/v1/live", &li.token, Vec::new(), 2_000_002, &li.key);
    let opened = town.router().oneshot(live.request()).await.unwrap();
    assert_eq!(opened.status(), 200);
    live.send(&town).await.refused(RefusalCode::Unauthenticated);
    assert_eq!(town.rows(), before);
}

#[tokio::test]
async fn requests_of_one_phone_may_overtake_one_another() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    for number in [40, 10, 30, 20, 73, 11] {
        let request = Recorded::pull(&li.token, 3_000_000 + number, &li.key);
        assert_eq!(request.send(&town).await.status, 200, "{number}");
        request.send(&town).await.refused(RefusalCode::Unauthenticated);
    }
}

#[tokio::test]
async fn after_a_restart_neither_recorded_requests_nor_old_tokens_work_and_a_phone_asks_again() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let used = Recorded::pull(&li.token, 4_000_000, &li.key);
    let unused = Recorded::pull(&li.token, 4_000_001, &li.key);
    assert_eq!(used.send(&town).await.status, 200);
    town.restart().await;
    for request in [used, unused] {
        let detail = request.send(&town).await.refused(RefusalCode::Unauthenticated);
        assert_eq!(detail, "the relay was started anew; ask for a new token");
    }
    li.sign_in(&town).await;
    assert_eq!(town.get(PULL, Some(&li.token)).await.status, 200);
}

#[tokio::test]
async fn a_live_channel_ends_when_its_device_is_revoked_and_no_other_does() {
    let mut town = Town::new();
    let (li, wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let mut channels = Vec::new();
    for phone in [&li, &wang] {
        let live = Recorded::new(Verb::Get, "/v1/live", &phone.token, Vec::new(), 5_000_000, &phone.key);
        let mut events = town.router().oneshot(live.request()).await.unwrap().into_body().into_data_stream().boxed();
        assert!(events.next().await.unwrap().unwrap().starts_with(b"data: "));
        channels.push(events);
    }
    revoke(town.state.store(), li.device).unwrap();
    assert!(channels[0].next().await.is_none(), "the revoked one has ended");
    assert!(channels[1].next().now_or_never().is_none(), "the other one goes on");
    Recorded::pull(&li.token, 5_000_001, &li.key).send(&town).await.refused(RefusalCode::Unauthenticated);
}

#[tokio::test]
async fn a_live_channel_ends_when_another_process_revoked_its_device() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    let live = Recorded::new(Verb::Get, "/v1/live", &li.token, Vec::new(), 6_000_000, &li.key);
    let mut events = town.router().oneshot(live.request()).await.unwrap().into_body().into_data_stream().boxed();
    events.next().await.unwrap().unwrap();
    town.database().execute("UPDATE device SET revoked_at = 1", []).unwrap();
    town.state.look_for_news().unwrap();
    assert!(events.next().await.is_none());
}

/// The tests above are there to catch these; each must make a forbidden request succeed.
#[cfg(feature = "sim")]
#[tokio::test]
async fn seeded_bugs_of_proofs_and_revocation_let_in_what_these_tests_forbid() {
    use etong_server::sim::SeededBug;
    let mut town = Town::new();
    let (li, wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let stolen = Recorded::pull(&li.token, 7_000_000, &wang.key);
    stolen.send(&town).await.refused(RefusalCode::BadSignature);
    town.state.sim().plant(SeededBug::ProofUnchecked);
    assert_eq!(stolen.send(&town).await.status, 200, "proof not checked");

    let mut town = Town::new();
    let li = town.phone(&crate::town::li()).await;
    let recorded = Recorded::pull(&li.token, 7_000_000, &li.key);
    recorded.send(&town).await;
    recorded.send(&town).await.refused(RefusalCode::Unauthenticated);
    town.state.sim().plant(SeededBug::WindowUnchecked);
    assert_eq!(recorded.send(&town).await.status, 200, "window not checked");

    town.state.sim().plant(SeededBug::RevokedTaken);
    revoke(town.state.store(), li.device).unwrap();
    let after = Recorded::pull(&li.token, 7_000_001, &li.key);
    assert_eq!(after.send(&town).await.status, 200, "a revoked device is still taken");
}
