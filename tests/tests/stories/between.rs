//! Somebody sits between phone and relay, with all that ever passed him and none of the keys: he answers with what was meant
//! for somebody else, with what was true yesterday, and with what he makes up.

use std::sync::{Arc, Mutex};

use etong_core::SyncLimits;
use etong_core::sim::{SeededBug, seed};
use etong_core::view::BoardQuery;
use etong_protocol::{PushReply, Refusal, RefusalCode, RelayResponse, frame, wire};
use etong_tests::chance::{Draw, stream};
use etong_tests::clock::{HOUR, MINUTE};
use etong_tests::{Field, Phone};
use rand::RngExt;
use rand::seq::IndexedRandom;

use super::names;

/// What passed, with the route it answered.
type Heard = Arc<Mutex<Vec<(String, RelayResponse)>>>;

/// Hears everything and changes nothing.
fn overhears(phone: &Phone, heard: &Heard) {
    let heard = Arc::clone(heard);
    phone.wire.let_in(move |request, answer| {
        heard.lock().unwrap().push((request.route().to_owned(), answer.clone()));
        answer
    });
}

/// Answers one route with the last that was heard of it.
fn repeats(phone: &Phone, heard: &Heard, wanted: &'static str) {
    let last = heard.lock().unwrap().iter().rev().find(|(of, _)| of == wanted).unwrap().1.clone();
    phone.wire.let_in(move |request, answer| if request.route() == wanted { last.clone() } else { answer });
}

fn alarms(phone: &Phone) -> usize {
    phone.app().history().unwrap().alarms.len()
}

async fn neighbours_page(with_bug: bool) -> Vec<String> {
    let field = Field::new(1001);
    let _switched_on = with_bug.then(|| seed(SeededBug::AnyAnswer));
    let (wang, zhao, heard) = (field.phone("wang").await, field.phone("zhao").await, Heard::default());
    let lin = field.phone("lin").await;
    lin.registers("陈小明");
    lin.syncs().await;
    overhears(&wang, &heard);
    wang.syncs().await;

    field.chapter("what 王芳 was answered is told to 赵敏 of the next grid");
    repeats(&zhao, &heard, "/v1/pull");
    let _whatever = zhao.try_sync(SyncLimits::default()).await;
    let shown = names(&zhao);
    if !with_bug {
        field.settle().await;
    }
    shown
}

#[tokio::test]
async fn a_page_for_somebody_else_is_shown_to_nobody() {
    assert_eq!(neighbours_page(false).await, Vec::<String>::new());
    assert_eq!(neighbours_page(true).await, ["陈小明"], "the mistake must be seen");
}

/// He changes one bit of a word inside a page and packs the page up again as it was.
fn flips_a_bit(phone: &Phone, word: &'static str) {
    phone.wire.let_in(move |request, mut answer| {
        if request.route() == "/v1/pull" && answer.status == 200 {
            let mut message = frame::unpack(&answer.body).unwrap();
            let found = message.windows(word.len()).position(|part| part == word.as_bytes());
            if let Some(place) = found {
                *message.get_mut(place + word.len() - 1).unwrap() ^= 1;
                answer.body = frame::pack(&message).unwrap();
            }
        }
        answer
    });
}

async fn titles_with_a_flipped_bit(bug: Option<SeededBug>) -> Vec<String> {
    let field = Field::new(1003);
    let (lin, huang) = (field.phone("lin").await, field.phone("huang").await);
    lin.reports("路灯不亮");
    lin.syncs().await;
    flips_a_bit(&huang, "路灯不亮");
    let switched_on = bug.map(seed);
    let outcome = huang.try_sync(SyncLimits::default()).await;
    assert_eq!(outcome.is_ok(), bug.is_some(), "{outcome:?}");
    let titles = || huang.app().board(&BoardQuery::default()).unwrap().rows.into_iter().map(|row| row.title).collect();
    let shown = titles();
    drop(switched_on);
    if bug.is_none() {
        field.settle().await;
        assert_eq!(titles(), ["路灯不亮"], "it was only kept from getting it");
    }
    shown
}

#[tokio::test]
async fn a_page_with_one_flipped_bit_is_shown_to_nobody() {
    assert_eq!(titles_with_a_flipped_bit(None).await, Vec::<String>::new());
    let shown = titles_with_a_flipped_bit(Some(SeededBug::DamagedPage)).await;
    assert_eq!(shown, ["路灯不亯"], "the mistake must be seen");
}

async fn yesterday(route: &'static str, with_bug: bool) -> usize {
    let field = Field::new(1002);
    let _switched_on = with_bug.then(|| seed(SeededBug::AnyAnswer));
    let (wang, heard) = (field.phone("wang").await, Heard::default());
    overhears(&wang, &heard);
    wang.reports("路灯不亮");
    field.clock.advance(16 * MINUTE);
    wang.syncs().await;
    wang.wire.throw_out();
    field.clock.advance(16 * MINUTE);
    wang.reports("井盖缺失");
    wang.syncs().await;

    field.chapter("a day later the relay seems to say what it said then");
    field.clock.advance(24 * HOUR);
    wang.reports("围墙开裂");
    repeats(&wang, &heard, route);
    let _whatever = wang.try_sync(SyncLimits::default()).await;
    let raised = alarms(&wang);
    if !with_bug {
        field.settle().await;
    }
    raised
}

#[tokio::test]
async fn what_was_true_yesterday_raises_no_alarm_against_an_honest_relay() {
    for route in ["/v1/pull", "/v1/history"] {
        assert_eq!(yesterday(route, false).await, 0, "{route}");
        assert_eq!(yesterday(route, true).await, 1, "{route}: the mistake must be seen");
    }
}

const CODES: &[RefusalCode] = &[
    RefusalCode::Malformed,
    RefusalCode::Upgrade,
    RefusalCode::BadCode,
    RefusalCode::TooLarge,
    RefusalCode::BadSignature,
    RefusalCode::Gone,
    RefusalCode::ActorReuse,
    RefusalCode::InCustody,
    RefusalCode::Unauthenticated,
    RefusalCode::Forbidden,
    RefusalCode::BrokenChain,
    RefusalCode::SlowDown,
    RefusalCode::Unavailable,
    RefusalCode::WipeOrdered,
];

fn made_up(draw: &mut Draw) -> RelayResponse {
    let reply = |reply: &PushReply| RelayResponse { status: 200, body: wire::encode(reply) };
    match draw.random_range(0..6_u32) {
        0 => reply(&PushReply::Gap(draw.random_range(0..20))),
        1 => reply(&PushReply::Forked(draw.random_range(0..20))),
        2 => reply(&PushReply::NewEpoch(draw.random())),
        3 => RelayResponse { status: 200, body: vec![draw.random(); draw.random_range(0..5_000)] },
        _ => {
            let code = *CODES.choose(draw).unwrap();
            RelayResponse { status: code.http_status(), body: wire::encode(&Refusal::new(code, "tell them so")) }
        }
    }
}

/// Anything he ever heard from anybody, or thinks up, in place of what the relay says.
fn meddles(phone: &Phone, heard: &Heard, mut draw: Draw) {
    let heard = Arc::clone(heard);
    phone.wire.let_in(move |request, mut answer| {
        let mut heard = heard.lock().unwrap();
        heard.push((request.route().to_owned(), answer.clone()));
        let alike: Vec<_> = heard.iter().filter(|(of, _)| *of == request.route()).collect();
        match draw.random_range(0..10_u32) {
            0 | 1 => alike.choose(&mut draw).unwrap().1.clone(),
            2 => heard.choose(&mut draw).unwrap().1.clone(),
            3 => made_up(&mut draw),
            4 => {
                answer.body.truncate(draw.random_range(0..=answer.body.len()));
                answer
            }
            _ => answer,
        }
    });
}

#[tokio::test]
async fn whoever_sits_between_gets_nothing_shown_nothing_lost_and_nobody_alarmed() {
    for nth in 0..8 {
        let field = Field::new(1_100 + nth);
        let (mut phones, heard) = (Vec::new(), Heard::default());
        for nick in ["wang", "lin", "zhao", "huang"] {
            let phone = field.phone(nick).await;
            meddles(&phone, &heard, stream(field.seed, &format!("between {nick}")));
            phones.push(phone);
        }
        let mut draw = stream(field.seed, "days");
        for day in 0..30 {
            field.clock.advance(draw.random_range(1..=360) * MINUTE);
            let phone = phones.choose(&mut draw).unwrap();
            match phone.name.as_str() {
                "huang" => drop(phone.reports(&format!("第{day}件"))),
                "zhao" => drop(phone.registers(&format!("赵{day}"))),
                _ => drop(phone.registers(&format!("陈{day}"))),
            }
            let phone = phones.choose(&mut draw).unwrap();
            let _whatever = phone.try_sync(SyncLimits::default()).await;
            for phone in &phones {
                let foreign = if phone.name == "zhao" { "陈" } else { "赵" };
                let shown = names(phone);
                let seen = shown.iter().any(|name| name.starts_with(foreign));
                assert!(phone.name == "huang" || !seen, "{}: {shown:?}", phone.name);
            }
        }
        field.settle().await;
        for phone in &phones {
            assert_eq!(alarms(phone), 0, "{} was set against an honest relay", phone.name);
        }
    }
}
