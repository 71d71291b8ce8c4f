//! `POST /v1/register`: a volunteer registers himself, and a verifier over real HTTP or somebody at a console decides.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use etong_protocol::register::{RegisterMessage, RegisterReply, RegisterRequest, RegistrationQuery, RegistrationState};
use etong_protocol::{DeviceId, PublicKey, RefusalCode, Signature, SigningKey, answer, wire};
use etong_server::directory::{
    self, By, Decision, DictionaryRow, DirectoryError, Import, audit_lines, decide, registrations, verify_audit,
};
use etong_server::{Clock, HttpVerifier, Verifier};

use crate::town::{MORNING, Phone, Town, Who, post_id, sun, zhao};

fn request_of(device: DeviceId, key: &SigningKey, spoil: impl FnOnce(&mut RegisterRequest)) -> RegisterRequest {
    let mut request = RegisterRequest {
        version: 0,
        device,
        key: PublicKey([0; 32]),
        label: "own phone".into(),
        name: "Guo Aihua".into(),
        phone: "13800138000".into(),
        unit: 4,
        born: "1990-05-01".into(),
        consent: "1".into(),
        signature: Signature([0; 64]),
        nonce: None,
    };
    spoil(&mut request);
    request.sign(key)
}

fn message(phone: &Phone, spoil: impl FnOnce(&mut RegisterRequest)) -> Vec<u8> {
    wire::encode(&RegisterMessage::Register(Box::new(request_of(phone.device, &phone.key, spoil))))
}

fn query(phone: &Phone) -> Vec<u8> {
    wire::encode(&RegisterMessage::Ask(RegistrationQuery::sign(phone.device, None, &phone.key)))
}

async fn says(town: &Town, body: Vec<u8>) -> RegisterReply {
    town.post("/v1/register", None, body).await.ok()
}

/// What of the applicant stands anywhere in the relay's database.
fn knows(town: &Town, word: &str) -> bool {
    let bytes = |name: &str| std::fs::read(town.folder.path().join(name)).unwrap_or_default();
    town.database().execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    let all = [bytes("relay.db"), bytes("relay.db-wal")].concat();
    all.windows(word.len()).any(|window| window == word.as_bytes())
}

#[tokio::test]
async fn a_volunteer_registers_and_can_only_ask_until_the_desk_of_the_unit_accepts() {
    let mut town = Town::new();
    let mut guo = town.stranger(&sun());
    assert_eq!(says(&town, message(&guo, |_| {})).await.state, RegistrationState::Waiting);
    assert_eq!(says(&town, message(&guo, |_| {})).await.state, RegistrationState::Waiting, "asked again it waits");
    let with_nonce = message(&guo, |request| request.nonce = Some([5; 16].into()));
    assert_eq!(says(&town, with_nonce).await.state, RegistrationState::Waiting, "and so does a newer program");
    assert_eq!(says(&town, query(&guo)).await.state, RegistrationState::Waiting);
    let token = guo.token_request(town.clock.now_ms(), 1);
    town.post("/v1/token", None, token).await.refused(RefusalCode::Unauthenticated);
    assert_eq!(town.rows()["device"], 0);

    let store = town.state.store();
    let [line] = &registrations(store).unwrap()[..] else { panic!("one registration") };
    assert_eq!((line.state.as_str(), line.applicant.unit), ("waiting", 4));
    let elsewhere = By::Post(post_id(1));
    assert!(matches!(decide(store, guo.device, &Decision::Accept, &elsewhere), Err(DirectoryError::Invalid(_))));
    decide(store, guo.device, &Decision::Accept, &By::Post(post_id(4))).unwrap();
    assert!(matches!(
        decide(store, guo.device, &Decision::Accept, &By::Post(post_id(4))),
        Err(DirectoryError::NoSuchRegistration(_))
    ));

    let reply = says(&town, query(&guo)).await;
    assert_eq!((reply.state, reply.relay_key), (RegistrationState::Accepted, town.relay_key()));
    let asked = RegisterMessage::Ask(RegistrationQuery::sign(guo.device, Some([7; 16]), &guo.key));
    let bound = town.post("/v1/register?bound=1", None, wire::encode(&asked)).await;
    let bound: RegisterReply = answer::open(&bound.body, &asked.question(), &town.relay_key()).unwrap();
    assert_eq!(bound.state, RegistrationState::Accepted);
    guo.sign_in(&town).await;
    let standing = guo.pull_page(&town).await.standing.unwrap();
    assert_eq!((standing.person_name.as_str(), standing.posts[0].kind.as_str()), ("Guo Aihua", "volunteer"));
    assert_eq!(standing.posts[0].unit.to_string(), "/1/2/3/4");
    assert!(!knows(&town, "13800138000") && !knows(&town, "1990-05-01"), "what is not needed any more is gone");
    let lines = audit_lines(town.state.store(), 0, 1_000).unwrap();
    let accepted = lines.iter().find(|line| line.what == "registration.accepted").unwrap();
    assert_eq!(accepted.who, format!("post:{}", post_id(4)));
    assert!(lines.iter().all(|line| !serde_json::to_string(line).unwrap().contains("Guo")));
    assert_eq!(verify_audit(town.state.store(), None).unwrap().fault, None);
}

#[tokio::test]
async fn each_bad_registration_is_refused_with_its_reason_and_changes_nothing() {
    let mut town = Town::new();
    let enrolled = town.phone(&zhao()).await;
    let guo = town.stranger(&sun());
    let before = town.rows();
    let mut forged = request_of(guo.device, &guo.key, |_| {});
    forged.unit = 5;
    let forged = wire::encode(&RegisterMessage::Register(Box::new(forged)));
    let table = [
        ("no name", message(&guo, |r| r.name = " ".into()), RefusalCode::Malformed, "the name"),
        ("no phone", message(&guo, |r| r.phone = "call me".into()), RefusalCode::Malformed, "the phone number"),
        ("no day", message(&guo, |r| r.born = "1990-02-30".into()), RefusalCode::Malformed, "the birth day"),
        ("no consent", message(&guo, |r| r.consent.clear()), RefusalCode::Malformed, "the consent text"),
        ("no unit", message(&guo, |r| r.unit = 99), RefusalCode::Forbidden, "no unit 99"),
        ("17 years", message(&guo, |r| r.born = "2008-03-03".into()), RefusalCode::Forbidden, "must be 18 or older"),
        ("unborn", message(&guo, |r| r.born = "2030-01-01".into()), RefusalCode::Forbidden, "must be 18 or older"),
        ("forged", forged, RefusalCode::BadSignature, "signature of the registration"),
        ("enrolled", message(&enrolled, |_| {}), RefusalCode::Forbidden, "enrolled already"),
        ("never registered", query(&guo), RefusalCode::Unauthenticated, "has not registered"),
        ("garbage", vec![0xff; 30], RefusalCode::Malformed, "not a valid registration"),
        ("too large", vec![0; 9_000], RefusalCode::TooLarge, "over the limit"),
    ];
    for (case, body, code, said) in table {
        town.clock.advance_minutes(11);
        let detail = town.post("/v1/register", None, body).await.refused(code);
        assert!(detail.contains(said), "{case}: {detail}");
        assert_eq!(town.rows(), before, "{case}");
    }
}

#[tokio::test]
async fn the_age_and_the_consent_text_are_those_of_the_dictionary_but_never_below_sixteen() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    let rules = |version, body| DictionaryRow {
        dictionary: "volunteer_rules".into(),
        version,
        valid_from: "2026-01-01".into(),
        valid_to: None,
        source: String::new(),
        unit: None,
        body,
    };
    let publish = |town: &Town, row| {
        directory::import(town.state.store(), &Import { dictionaries: vec![row], ..Import::default() }).unwrap();
    };
    publish(&town, rules(1, serde_json::json!({"min_age": 12, "consent": "2026-2"})));
    let detail = town.post("/v1/register", None, message(&guo, |_| {})).await.refused(RefusalCode::Forbidden);
    assert!(detail.contains("version 2026-2"), "{detail}");
    let young = |r: &mut RegisterRequest| (r.born, r.consent) = ("2010-03-03".into(), "2026-2".into());
    let detail = town.post("/v1/register", None, message(&guo, young)).await.refused(RefusalCode::Forbidden);
    assert_eq!(detail, "volunteers must be 16 or older");
    let sixteen = |r: &mut RegisterRequest| (r.born, r.consent) = ("2010-03-02".into(), "2026-2".into());
    assert_eq!(says(&town, message(&guo, sixteen)).await.state, RegistrationState::Waiting);
}

#[tokio::test]
async fn somebody_elses_key_learns_and_changes_nothing() {
    let mut town = Town::new();
    let (guo, mallory) = (town.stranger(&sun()), town.stranger(&sun()));
    says(&town, message(&guo, |_| {})).await;
    let before = town.rows();
    let asked = RegistrationQuery::sign(guo.device, None, &mallory.key);
    let body = wire::encode(&RegisterMessage::Ask(asked));
    town.post("/v1/register", None, body).await.refused(RefusalCode::BadSignature);
    let over = request_of(guo.device, &mallory.key, |r| r.name = "Mallory".into());
    let body = wire::encode(&RegisterMessage::Register(Box::new(over)));
    town.post("/v1/register", None, body).await.refused(RefusalCode::Forbidden);
    assert_eq!(town.rows(), before);
    assert_eq!(registrations(town.state.store()).unwrap()[0].applicant.name, "Guo Aihua");
}

#[tokio::test]
async fn registrations_are_slowed_down_per_device_and_per_address() {
    let mut town = Town::new();
    let from = |address: &str, phone: &Phone| {
        let mut request = Request::post("/v1/register").body(Body::from(message(phone, |_| {}))).unwrap();
        let address: SocketAddr = format!("{address}:4000").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        request
    };
    let guo = town.stranger(&sun());
    for _ in 0..5 {
        town.send(from("10.0.0.1", &guo)).await.ok::<RegisterReply>();
    }
    let detail = town.send(from("10.0.0.2", &guo)).await.refused(RefusalCode::SlowDown);
    assert_eq!(detail, "too many registrations; try again in 10 minutes");
    for number in 0..20_u8 {
        let phone = town.stranger(&sun());
        town.send(from(&format!("[2001:db8::{number}]"), &phone)).await.ok::<RegisterReply>();
    }
    let phone = town.stranger(&sun());
    town.send(from("[2001:db8::ffff]", &phone)).await.refused(RefusalCode::SlowDown);
    town.send(from("10.0.0.3", &phone)).await.ok::<RegisterReply>();
    town.clock.advance_minutes(11);
    town.send(from("10.0.0.1", &guo)).await.ok::<RegisterReply>();
}

#[tokio::test]
async fn after_a_decline_the_reason_is_told_and_a_week_later_nothing_personal_is_left() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    says(&town, message(&guo, |_| {})).await;
    decide(town.state.store(), guo.device, &Decision::Decline("not of this village".into()), &By::Post(post_id(4)))
        .unwrap();
    let reply = says(&town, query(&guo)).await;
    assert_eq!((reply.state, reply.reason.as_str()), (RegistrationState::Declined, "not of this village"));
    town.clock.advance_minutes(6 * 24 * 60);
    assert_eq!(directory::erase_old_registrations(town.state.store()).unwrap(), 0);
    assert!(knows(&town, "Guo Aihua"));
    town.clock.advance_minutes(24 * 60);
    assert_eq!(directory::erase_old_registrations(town.state.store()).unwrap(), 1);
    for word in ["Guo Aihua", "13800138000", "1990-05-01", "own phone"] {
        assert!(!knows(&town, word), "{word}");
    }
    assert_eq!(says(&town, query(&guo)).await.state, RegistrationState::Declined);
    assert_eq!(says(&town, message(&guo, |_| {})).await.state, RegistrationState::Waiting, "may ask once more");
}

#[tokio::test]
async fn what_nobody_decides_is_declined_and_erased_after_ninety_days() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    says(&town, message(&guo, |_| {})).await;
    town.clock.advance_minutes(90 * 24 * 60);
    directory::erase_old_registrations(town.state.store()).unwrap();
    assert!(!knows(&town, "Guo Aihua"));
    assert_eq!(says(&town, query(&guo)).await.state, RegistrationState::Declined);
}

/// A service of an authority, on a socket: answers from a list, remembers what it was asked.
#[derive(Clone, Default)]
struct Authority(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    /// The next one last.
    answers: Vec<(StatusCode, String)>,
    /// Bearer and body.
    asked: Vec<(String, serde_json::Value)>,
}

impl Authority {
    async fn open(answers: &[(StatusCode, &str)]) -> (Self, String) {
        let authority = Self::default();
        authority.0.lock().unwrap().answers =
            answers.iter().rev().map(|(code, said)| (*code, (*said).to_owned())).collect();
        let asked = authority.clone();
        let verify = move |headers: HeaderMap, body: String| {
            let asked = asked.clone();
            async move {
                let bearer = headers.get("authorization").unwrap().to_str().unwrap().to_owned();
                let mut held = asked.0.lock().unwrap();
                held.asked.push((bearer, serde_json::from_str(&body).unwrap()));
                held.answers.pop().unwrap()
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/verify", listener.local_addr().unwrap());
        let routes = axum::Router::new().route("/verify", post(verify));
        tokio::spawn(axum::serve(listener, routes).into_future());
        (authority, url)
    }

    fn asked(&self) -> Vec<(String, serde_json::Value)> {
        self.0.lock().unwrap().asked.clone()
    }
}

#[tokio::test]
async fn a_verifier_over_http_is_asked_again_with_pauses_until_it_decides() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    says(&town, message(&guo, |_| {})).await;
    let (authority, url) = Authority::open(&[
        (StatusCode::INTERNAL_SERVER_ERROR, ""),
        (StatusCode::OK, "no json"),
        (StatusCode::OK, r#"{"answer":"later"}"#),
        (StatusCode::OK, r#"{"answer":"accepted"}"#),
    ])
    .await;
    let verifier: Arc<dyn Verifier> = Arc::new(HttpVerifier::new(&url, "shared-secret\n").unwrap());
    let round = |town: &Town| town.state.clone();
    for (asked, minutes) in [(1, 1), (2, 1), (3, 2)] {
        assert_eq!(round(&town).verify_waiting(verifier.clone()).await.unwrap(), 0);
        assert_eq!(authority.asked().len(), asked);
        assert_eq!(round(&town).verify_waiting(verifier.clone()).await.unwrap(), 0);
        assert_eq!(authority.asked().len(), asked, "not before the pause is over");
        assert_eq!(says(&town, query(&guo)).await.state, RegistrationState::Waiting);
        town.clock.advance_minutes(minutes);
    }
    assert_eq!(round(&town).verify_waiting(verifier.clone()).await.unwrap(), 1);
    assert_eq!(says(&town, query(&guo)).await.state, RegistrationState::Accepted);
    let (bearer, body) = &authority.asked()[3];
    assert_eq!(bearer, "Bearer shared-secret");
    assert_eq!(body["name"], "Guo Aihua");
    assert_eq!(
        (body["unit"].as_u64(), body["born"].as_str(), body["device"].as_str()),
        (Some(4), Some("1990-05-01"), Some(guo.device.to_string().as_str()))
    );
    let lines = audit_lines(town.state.store(), 0, 1_000).unwrap();
    assert!(lines.iter().any(|line| line.what == "registration.accepted" && line.who == "verifier"));
}

#[tokio::test]
async fn a_verifier_declines_with_a_reason_and_one_that_is_down_or_silent_decides_nothing() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    says(&town, message(&guo, |_| {})).await;
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/", nobody.local_addr().unwrap());
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let down = format!("http://{}/", gone.local_addr().unwrap());
    drop(gone);
    for url in [silent, down] {
        let verifier = HttpVerifier::with_timeout(&url, "secret", Duration::from_millis(200)).unwrap();
        assert_eq!(town.state.verify_waiting(Arc::new(verifier)).await.unwrap(), 0, "{url}");
        assert_eq!(says(&town, query(&guo)).await.state, RegistrationState::Waiting);
        town.clock.advance_minutes(5);
    }
    let (_, url) = Authority::open(&[(StatusCode::OK, r#"{"answer":"declined","reason":"unknown"}"#)]).await;
    let verifier = HttpVerifier::new(&url, "secret").unwrap();
    assert_eq!(town.state.verify_waiting(Arc::new(verifier)).await.unwrap(), 1);
    let reply = says(&town, query(&guo)).await;
    assert_eq!((reply.state, reply.reason.as_str()), (RegistrationState::Declined, "unknown"));
}

#[test]
fn a_verifier_is_reached_by_tls_or_on_this_machine_only() {
    for (url, secret) in
        [("http://verify.example/", "s"), ("ftp://localhost/", "s"), ("no url", "s"), ("https://a/", "")]
    {
        assert!(HttpVerifier::new(url, secret).is_err(), "{url}");
    }
    assert!(HttpVerifier::new("https://verify.example/v", "s").is_ok());
}

#[tokio::test]
async fn the_volunteer_gets_no_other_post_by_registering() {
    let mut town = Town::new();
    let guo = town.stranger(&Who { person: 5, kind: etong_protocol::PostKind::PoliceOfficer, unit: 1 });
    says(&town, message(&guo, |r| r.unit = 1)).await;
    decide(town.state.store(), guo.device, &Decision::Accept, &By::Post(post_id(6))).unwrap();
    let posts = directory::posts(town.state.store()).unwrap();
    let new: Vec<_> = posts.iter().filter(|line| line.from == "2026-03-02").collect();
    assert_eq!(new.len(), 1);
    assert_eq!((new[0].kind.as_str(), new[0].unit), ("volunteer", 1));
    assert!(town.clock.now_ms() >= MORNING);
}

#[tokio::test]
async fn nobody_uses_up_the_tries_of_another_phone() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    let stranger = town.stranger(&sun());
    for _ in 0..20 {
        let mut forged = message(&guo, |_| {});
        // The last byte is of the signature.
        *forged.last_mut().unwrap() ^= 1;
        town.post("/v1/register", None, forged).await.refused(RefusalCode::BadSignature);
    }
    let before = town.rows();
    assert_eq!(says(&town, message(&guo, |_| {})).await.state, RegistrationState::Waiting);
    assert_eq!(town.rows()["registration"], before["registration"] + 1);
    town.post("/v1/register", None, query(&stranger)).await.refused(RefusalCode::Unauthenticated);
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_counts_what_nobody_signed_is_found_out() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    town.state.sim().plant(etong_server::sim::SeededBug::RegistrationsCountedEarly);
    for _ in 0..20 {
        let mut forged = message(&guo, |_| {});
        *forged.last_mut().unwrap() ^= 1;
        town.post("/v1/register", None, forged).await;
    }
    town.post("/v1/register", None, message(&guo, |_| {})).await.refused(RefusalCode::SlowDown);
}

/// Runs in a process of its own, which the system told to use a proxy.
#[tokio::test]
async fn names_on_their_way_to_a_verifier_on_this_machine_pass_no_proxy() {
    const NAME: &str = "register::names_on_their_way_to_a_verifier_on_this_machine_pass_no_proxy";
    if std::env::var_os("http_proxy").is_none() {
        let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", proxy.local_addr().unwrap());
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", NAME]).env("http_proxy", &address).env("HTTP_PROXY", &address).env_remove("no_proxy");
        let output = child.env_remove("NO_PROXY").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        proxy.set_nonblocking(true).unwrap();
        assert!(proxy.accept().is_err(), "the proxy was called");
        return;
    }
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    says(&town, message(&guo, |_| {})).await;
    let (authority, url) = Authority::open(&[(StatusCode::OK, r#"{"answer":"accepted"}"#)]).await;
    let verifier = HttpVerifier::with_timeout(&url, "secret", Duration::from_secs(2)).unwrap();
    assert_eq!(town.state.verify_waiting(Arc::new(verifier)).await.unwrap(), 1);
    assert_eq!(authority.asked().len(), 1);
}

#[tokio::test]
async fn a_desks_decision_that_an_operator_types_names_the_operator() {
    let mut town = Town::new();
    let guo = town.stranger(&sun());
    says(&town, message(&guo, |_| {})).await;
    let by = By::AtDesk(post_id(4), Box::new(By::Machine("root".into())));
    decide(town.state.store(), guo.device, &Decision::Accept, &by).unwrap();
    let lines = audit_lines(town.state.store(), 0, 1_000).unwrap();
    let accepted = lines.iter().find(|line| line.what == "registration.accepted").unwrap();
    assert_eq!(accepted.who, format!("machine:root for post:{}", post_id(4)));
}
