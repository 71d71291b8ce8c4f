//! Somebody sits between phone and relay from the first byte on. He knows the relay's key, which is public, and has none of
//! the secret ones: of the answer that makes a phone known he changes one thing after the other, and nothing of it is believed.

use std::sync::{Arc, Mutex};

use etong_core::sim::{SeededBug, seed};
use etong_core::{AppError, SyncLimits};
use etong_protocol::enrol::{EnrolReply, EnrolRequest};
use etong_protocol::register::{RegisterMessage, RegisterReply, RegistrationState};
use etong_protocol::{
    ChainId, Cursor, Introduction, Invitation, PersonId, PostId, PostKind, PullQuery, RelayRequest, RelayResponse,
    Signature, SigningKey, answer, frame, wire,
};
use etong_server::RelayOptions;
use etong_server::directory::Decision;
use etong_tests::auditor::Auditor;
use etong_tests::clock::{DAY, MINUTE};
use etong_tests::town::Person;
use etong_tests::{Field, Phone};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::names;
use super::registration::about_guo;

/// One thing that he changes.
type Bend<T> = fn(&mut T);

fn his_key() -> SigningKey {
    SigningKey::from_seed(&[9; 32])
}

/// What an answer says, and the signature over it if there is one.
fn read<T: for<'b> Decode<'b, ()>>(answer: &RelayResponse) -> (T, Option<Signature>) {
    let signed = frame::unpack(&answer.body).ok().and_then(|packed| wire::decode(&packed, "signed").ok());
    match signed {
        Some::<(ByteVec, Signature)>((said, signature)) => (wire::decode(&said, "answer").unwrap(), Some(signature)),
        None => (wire::decode(&answer.body, "answer").unwrap(), None),
    }
}

fn pack<T: Encode<()>>(said: &T, signature: Option<Signature>) -> RelayResponse {
    let said = wire::encode(said);
    let body = match signature {
        Some(signature) => frame::pack(&wire::encode(&(ByteVec::from(said), signature))).unwrap(),
        None => said,
    };
    RelayResponse { status: 200, body }
}

/// Changes what one route answers, and leaves the relay's signature beside it or takes it away, as an older relay answers.
fn bends<T>(phone: &Phone, route: &'static str, signed: bool, bend: Bend<T>)
where
    T: Encode<()> + for<'b> Decode<'b, ()> + 'static,
{
    phone.wire.let_in(move |request, answer| {
        if request.route() != route || answer.status != 200 {
            return answer;
        }
        let (mut said, signature) = read::<T>(&answer);
        bend(&mut said);
        pack(&said, signature.filter(|_| signed))
    });
}

/// Everything that an answer to an enrolment says.
const BENT: &[(&str, Bend<EnrolReply>)] = &[
    ("relay_key", |said| said.relay_key = his_key().public()),
    ("epoch", |said| said.epoch += 1),
    ("sent_at", |said| said.sent_at += DAY),
    ("bound", |said| said.bound = None),
    ("standing.version", |said| said.standing.version += 1),
    ("standing.person", |said| said.standing.person = PersonId::NIL),
    ("standing.person_name", |said| said.standing.person_name = "赵敏".into()),
    ("standing.posts", |said| said.standing.posts.clear()),
    ("post", |said| said.standing.posts.iter_mut().for_each(|held| held.post = PostId::NIL)),
    ("kind", |said| said.standing.posts.iter_mut().for_each(|held| held.kind = PostKind::Volunteer)),
    ("unit", |said| said.standing.posts.iter_mut().for_each(|held| held.unit = "/1/12/122/1221".parse().unwrap())),
    ("unit_name", |said| said.standing.posts.iter_mut().for_each(|held| held.unit_name.push('二'))),
    ("took_over", |said| {
        said.standing.posts.iter_mut().for_each(|held| held.took_over = Some(vec![held.unit.clone()]))
    }),
    ("co_heirs", |said| said.standing.posts.iter_mut().for_each(|held| held.co_heirs = Some(vec![held.unit.clone()]))),
];

/// Everything this phone remembers of itself and of its relay.
fn remembered(phone: &Phone) -> Vec<(String, Vec<u8>)> {
    let _open = phone.app();
    let database = phone.folder().join("etong.db");
    let connection = super::leaving::unlocked(&database, &super::leaving::key_of(phone)).unwrap();
    let mut rows = connection.prepare("SELECT key, value FROM setting ORDER BY key").unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

async fn enrols(phone: &Phone, invitation: &Invitation, by_qr: bool) -> Result<(), AppError> {
    let app = phone.app();
    match by_qr {
        true => app.enrol_by_qr(&invitation.to_text().unwrap(), None, "wang").await.map(drop),
        false => app.enrol(&invitation.code, "wang").await.map(drop),
    }
}

fn kinds(phone: &Phone) -> Vec<String> {
    phone.app().status().unwrap().posts.into_iter().map(|post| post.kind).collect()
}

#[tokio::test]
async fn of_an_enrolment_answer_that_was_changed_on_its_way_nothing_is_believed() {
    for (seed, by_qr) in [(1_010, true), (1_011, false)] {
        let field = Field::new(seed);
        let phone = field.bare_phone("wang", "wang");
        let invitation = field.office.invitation(phone.owner);
        let before = remembered(&phone);
        for (what, bend) in BENT {
            for signed in [true, false] {
                bends(&phone, "/v1/enrol", signed, *bend);
                let refused = enrols(&phone, &invitation, by_qr).await;
                let named = matches!(&refused, Err(AppError::Invalid { field, .. }) if field == "relay");
                assert!(named, "{what}, signed: {signed}, by QR: {by_qr}: {refused:?}");
                assert!(!phone.app().status().unwrap().enrolled, "{what}");
                assert_eq!(remembered(&phone), before, "{what}");
            }
        }
        field.chapter("over an honest line the same code lets her in: the relay knows her phone already");
        phone.wire.throw_out();
        enrols(&phone, &invitation, by_qr).await.unwrap();
        assert!(phone.syncs().await.complete);
        assert_eq!(kinds(&phone), ["grid_worker"]);
        field.settle().await;
    }
}

/// The answer to an enrolment or a registration, said and signed by himself.
fn forges<T: Introduction>(asked: &RelayRequest, answer: &RelayResponse, bend: Bend<T>) -> RelayResponse {
    let question = match asked.route() {
        "/v1/enrol" => wire::decode::<EnrolRequest>(&asked.body, "enrolment").unwrap().question(),
        _ => wire::decode::<RegisterMessage>(&asked.body, "registration").unwrap().question(),
    };
    let (mut said, _) = read::<T>(answer);
    bend(&mut said);
    RelayResponse { status: 200, body: answer::seal(&said, &question, &his_key()).unwrap() }
}

#[tokio::test]
async fn an_answer_to_another_phone_or_signed_by_another_key_is_not_believed_where_a_code_names_the_relay() {
    let field = Field::new(1_012);
    let (phone, other) = (field.bare_phone("wang", "wang"), field.bare_phone("lin", "lin"));
    let (invitation, of_lin) = (field.office.invitation(phone.owner), field.office.invitation(other.owner));
    let heard = Arc::new(Mutex::new(None));
    let hears = Arc::clone(&heard);
    other.wire.let_in(move |request, answer| {
        if request.route() == "/v1/enrol" {
            *hears.lock().unwrap() = Some(answer.clone());
        }
        answer
    });
    enrols(&other, &of_lin, true).await.unwrap();
    let of_other = heard.lock().unwrap().clone().unwrap();
    let before = remembered(&phone);
    for by_qr in [true, false] {
        let of_other = of_other.clone();
        phone
            .wire
            .let_in(move |request, answer| if request.route() == "/v1/enrol" { of_other.clone() } else { answer });
        assert!(matches!(enrols(&phone, &invitation, by_qr).await, Err(AppError::Invalid { .. })), "another phone's");
        assert_eq!(remembered(&phone), before);
    }
    let is_the_relay = |phone: &Phone| {
        phone.wire.let_in(|request, answer| match request.route() {
            "/v1/enrol" => forges::<EnrolReply>(request, &answer, |said| said.relay_key = his_key().public()),
            _ => answer,
        });
    };
    is_the_relay(&phone);
    assert!(matches!(enrols(&phone, &invitation, true).await, Err(AppError::Invalid { .. })), "his own");
    assert_eq!(remembered(&phone), before);

    field.chapter("what is left over: a code typed by hand names no relay, and he is one as a whole");
    enrols(&phone, &invitation, false).await.unwrap();
    assert!(phone.try_sync(SyncLimits::default()).await.is_err(), "the real one is then not believed");
}

/// For how many days a new officer's phone may stay away once it has synced, after somebody said that she is a volunteer.
async fn days_of_a_lease(with_bug: bool) -> (Vec<String>, i64) {
    let field = Field::with_options(1_013, RelayOptions::default());
    let _switched_on = with_bug.then(|| seed(SeededBug::EnrolmentBelieved));
    let phone = field.bare_phone("li", "li");
    let invitation = field.office.invitation(phone.owner);
    bends::<EnrolReply>(&phone, "/v1/enrol", true, |said| {
        said.standing.posts.iter_mut().for_each(|held| held.kind = PostKind::Volunteer);
    });
    assert_eq!(enrols(&phone, &invitation, true).await.is_ok(), with_bug);
    phone.wire.throw_out();
    if !with_bug {
        enrols(&phone, &invitation, true).await.unwrap();
    }
    phone.syncs().await;
    let status = phone.app().status().unwrap();
    (kinds(&phone), (status.lease_until.unwrap() - field.clock.now_ms() + DAY / 2) / DAY)
}

#[tokio::test]
async fn a_phone_that_believes_its_first_answer_unchecked_keeps_false_posts_and_is_found_out() {
    assert_eq!(days_of_a_lease(false).await, (vec!["police_officer".to_owned()], 3));
    let seen = days_of_a_lease(true).await;
    assert_eq!(seen, (vec!["volunteer".to_owned()], 14), "the mistake must be seen");
}

/// Whom 赵敏's new phone shows after somebody took the binding out of its first answer, and gave it a page that an older phone of 林强
/// had asked for without.
async fn neighbours_page(with_bug: bool) -> Vec<String> {
    let field = Field::new(1_014);
    let _switched_on = with_bug.then(|| seed(SeededBug::EnrolmentBelieved));
    let lin = field.phone("lin").await;
    lin.registers("陈小明");
    lin.syncs().await;
    let mut older = Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await;
    let token = older.token().await;
    let query = PullQuery { cursor: Cursor::default(), chain: ChainId::NIL, standing: older.standing.version };
    let page = older.send(RelayRequest::get(query.to_path()).with_token(&token)).await;

    let zhao = field.bare_phone("zhao", "zhao");
    let invitation = field.office.invitation(zhao.owner);
    zhao.wire.let_in(move |request, answer| match request.route() {
        "/v1/enrol" => {
            let (mut said, signature) = read::<EnrolReply>(&answer);
            said.bound = None;
            pack(&said, signature)
        }
        "/v1/pull" => page.clone(),
        _ => answer,
    });
    assert_eq!(enrols(&zhao, &invitation, true).await.is_ok(), with_bug);
    let _whatever = zhao.try_sync(SyncLimits::default()).await;
    names(&zhao)
}

#[tokio::test]
async fn a_phone_whose_first_answer_lost_its_binding_shows_no_page_of_another() {
    assert_eq!(neighbours_page(false).await, Vec::<String>::new());
    assert_eq!(neighbours_page(true).await, ["陈小明"], "the mistake must be seen");
}

/// Everything that an answer to a registration says.
const BENT_STANDS: &[(&str, Bend<RegisterReply>)] = &[
    ("accepted", |said| said.state = RegistrationState::Accepted),
    ("declined", |said| said.state = RegistrationState::Declined),
    ("reason", |said| said.reason = "不在本村服务".into()),
    ("relay_key", |said| said.relay_key = his_key().public()),
    ("epoch", |said| said.epoch += 1),
    ("sent_at", |said| said.sent_at += DAY),
    ("bound", |said| said.bound = None),
];

async fn asks(field: &Field, phone: &Phone, anew: bool) -> Result<String, AppError> {
    // So many registrations of a device in ten minutes.
    field.clock.advance(11 * MINUTE);
    let app = phone.app();
    let view = if anew { app.register(&about_guo()).await } else { app.registration().await };
    view.map(|view| view.state)
}

fn is_refused(answer: &Result<String, AppError>) -> bool {
    matches!(answer, Err(AppError::Invalid { field, .. }) if field == "relay")
}

#[tokio::test]
async fn of_a_registration_answer_that_was_changed_on_its_way_nothing_is_believed() {
    let field = Field::new(1_015);
    let phone = field.bare_phone("chen", "guo's own");
    for anew in [true, false] {
        let before = remembered(&phone);
        for (what, bend) in BENT_STANDS {
            for signed in [true, false] {
                bends(&phone, "/v1/register", signed, *bend);
                let answer = asks(&field, &phone, anew).await;
                assert!(is_refused(&answer), "{what}, signed: {signed}, anew: {anew}: {answer:?}");
                assert_eq!(remembered(&phone), before, "{what}");
            }
        }
        phone.wire.throw_out();
        assert_eq!(asks(&field, &phone, anew).await.unwrap(), "waiting");
    }
    field.chapter("the relay that answered first is the one: another is not believed, whatever it signs");
    phone.wire.let_in(|request, answer| match request.route() {
        "/v1/register" => forges::<RegisterReply>(request, &answer, |said| {
            (said.relay_key, said.state) = (his_key().public(), RegistrationState::Accepted);
        }),
        _ => answer,
    });
    for anew in [true, false] {
        assert!(is_refused(&asks(&field, &phone, anew).await), "anew: {anew}");
    }
    phone.wire.throw_out();
    field.office.decide(phone.device_id(), &Decision::Accept, Person::called("huang")).unwrap();
    assert_eq!(asks(&field, &phone, false).await.unwrap(), "accepted");
    assert_eq!(phone.app().status().unwrap().person_name.as_deref(), Some("郭小满"));
}

#[tokio::test]
async fn whoever_registers_at_another_address_takes_the_first_answer_from_there() {
    let field = Field::new(1_018);
    let phone = field.bare_phone("chen", "guo's own");
    let (app, keeps) = (phone.app(), |phone: &Phone| remembered(phone).iter().any(|(key, _)| key == "registrar"));
    for (address, kept) in
        [("https://one.example", true), ("https://one.example", true), ("https://two.example", false)]
    {
        app.connect_url(address).unwrap();
        assert!(kept || !keeps(&phone), "{address}");
        app.connect(phone.wire.clone());
        assert_eq!(asks(&field, &phone, true).await.unwrap(), "waiting");
        assert!(keeps(&phone), "{address}");
    }
}

#[tokio::test]
async fn what_was_answered_to_a_registration_yesterday_is_no_answer_today() {
    let field = Field::new(1_016);
    let phone = field.bare_phone("chen", "guo's own");
    asks(&field, &phone, true).await.unwrap();
    let heard = Arc::new(Mutex::new(None));
    let hears = Arc::clone(&heard);
    phone.wire.let_in(move |_, answer| {
        *hears.lock().unwrap() = Some(answer.clone());
        answer
    });
    assert_eq!(asks(&field, &phone, false).await.unwrap(), "waiting");
    let yesterday = heard.lock().unwrap().clone().unwrap();
    field.office.decide(phone.device_id(), &Decision::Accept, Person::called("huang")).unwrap();
    phone.wire.let_in(move |_, _| yesterday.clone());
    assert!(is_refused(&asks(&field, &phone, false).await));
    phone.wire.throw_out();
    assert_eq!(asks(&field, &phone, false).await.unwrap(), "accepted");
}

#[tokio::test]
async fn what_was_answered_to_a_registration_before_it_was_declined_is_no_answer_to_the_next() {
    let field = Field::new(1_019);
    let phone = field.bare_phone("chen", "guo's own");
    let heard = Arc::new(Mutex::new(None));
    let hears = Arc::clone(&heard);
    phone.wire.let_in(move |_, answer| {
        *hears.lock().unwrap() = Some(answer.clone());
        answer
    });
    assert_eq!(asks(&field, &phone, true).await.unwrap(), "waiting");
    let before = heard.lock().unwrap().clone().unwrap();
    let declined = Decision::Decline("不在本村服务".into());
    field.office.decide(phone.device_id(), &declined, Person::called("huang")).unwrap();
    phone.wire.let_in(move |_, _| before.clone());
    assert!(is_refused(&asks(&field, &phone, true).await), "the same words, and another question");
}

async fn said_to_a_volunteer(with_bug: bool) -> Option<String> {
    let field = Field::new(1_017);
    let phone = field.bare_phone("chen", "guo's own");
    asks(&field, &phone, true).await.unwrap();
    let _switched_on = with_bug.then(|| seed(SeededBug::EnrolmentBelieved));
    bends::<RegisterReply>(&phone, "/v1/register", true, |said| said.state = RegistrationState::Declined);
    asks(&field, &phone, false).await.ok()
}

#[tokio::test]
async fn a_volunteer_is_not_told_that_he_was_declined_by_whoever_sits_between() {
    assert_eq!(said_to_a_volunteer(false).await, None);
    assert_eq!(said_to_a_volunteer(true).await.as_deref(), Some("declined"), "the mistake must be seen");
}
