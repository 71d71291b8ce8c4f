//! Draws as sentences: what is drawn, what everybody can check, and what a cheat cannot hide.

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind, RecordId};
use proptest::prelude::*;

use super::*;
use crate::domain::calendar::start_of;
use crate::domain::dictionary::built_in;

const SECRET: &str = "5ec4e7";

fn plan() -> Announcement {
    Announcement {
        first_day: "2026-03-01".into(),
        last_day: "2026-03-31".into(),
        rate_percent: 10,
        at_least: 1,
        rules: 0,
        commit: commit_of(SECRET),
    }
}

fn record(no: u16) -> RecordId {
    let [high, low] = no.to_be_bytes();
    RecordId::new(1_767_225_600_000, [high, low, 0, 0, 0, 0, 0, 0, 0, 1])
}

fn unit() -> OrgPath {
    "/1/12".parse().unwrap()
}

fn closed(no: u16, scope: &str, class: &str, seq: u64, day: &str) -> Closed {
    Closed {
        case: record(no),
        scope: scope.parse().unwrap(),
        class: class.into(),
        seq,
        day: day.into(),
        received_at: None,
    }
}

/// Thirty disputes and three hazards of one community, two requests of another.
fn month() -> Vec<Closed> {
    let mut all: Vec<Closed> =
        (0..30).map(|no| closed(no, "/1/12/121/1211", "dispute", 100 + u64::from(no), "2026-03-10")).collect();
    all.extend((30..33).map(|no| closed(no, "/1/12/121/1212", "hazard", 100 + u64::from(no), "2026-03-11")));
    all.extend((33..35).map(|no| closed(no, "/1/12/122", "request", 100 + u64::from(no), "2026-03-31")));
    all
}

fn drawn(closed: &[Closed]) -> Drawn {
    let frame = frame_of(&unit(), &plan(), 50, 500, closed);
    let picked = pick(&seed_of(record(999), SECRET), &plan(), &frame);
    Drawn { secret: SECRET.into(), upto: 500, frame, picked }
}

fn again(drawn: &Drawn, closed: Option<&[Closed]>) -> Vec<Difference> {
    replay(record(999), &unit(), &plan(), 50, drawn, closed)
}

#[test]
fn a_draw_that_stops_before_what_the_relay_had_in_its_period_is_told_and_what_it_left_out_is_named() {
    let at = |day: &str, hour: i64| start_of(day.parse().unwrap()) + hour * 60 * 60 * 1_000;
    let had = |one: Closed, at: i64| Closed { received_at: Some(at), ..one };
    let mut month: Vec<Closed> = month().into_iter().map(|one| had(one, at("2026-03-31", 9))).collect();
    let spared = closed(40, "/1/12/121/1211", "dispute", 501, "2026-03-31");
    let after = closed(41, "/1/12/121/1211", "dispute", 502, "2026-03-31");
    let elsewhere = closed(42, "/1/13", "dispute", 503, "2026-03-31");
    month.extend([
        had(spared, at("2026-03-31", 23)),
        had(after, at("2026-04-01", 0)),
        had(elsewhere, at("2026-03-31", 1)),
    ]);
    let short = drawn(&month);
    let told = [Difference::StopsShort { upto: 500, had: 501 }, Difference::LeftOut { case: record(40) }];
    assert_eq!(again(&short, Some(&month)), told);
    month.retain(|one| one.case != record(40));
    assert_eq!(again(&short, Some(&month)), [], "what came after the period, or is of another unit, asks nothing");
}

#[test]
fn every_stratum_is_drawn_from_and_none_beyond_its_rate() {
    let drawn = drawn(&month());
    assert_eq!(drawn.frame.len(), 35);
    let of = |class: &str| {
        let cases: Vec<RecordId> = drawn.frame.iter().filter(|one| one.class == class).map(|one| one.case).collect();
        drawn.picked.iter().filter(|case| cases.contains(case)).count()
    };
    assert_eq!((of("dispute"), of("hazard"), of("request")), (3, 1, 1));
    assert!(again(&drawn, Some(&month())).is_empty());
}

#[test]
fn the_frame_is_what_was_closed_in_the_period_after_the_announcement() {
    let table = [
        (closed(1, "/1/12/121", "dispute", 51, "2026-03-01"), true, "the first number after the announcement"),
        (closed(2, "/1/12/121", "dispute", 50, "2026-03-02"), false, "closed before it was announced"),
        (closed(3, "/1/12/121", "dispute", 60, "2026-02-28"), false, "the day before"),
        (closed(4, "/1/12/121", "dispute", 60, "2026-04-01"), false, "the day after"),
        (closed(5, "/1/13/131", "dispute", 60, "2026-03-02"), false, "next door"),
        (closed(6, "/1/12/121", "dispute", 501, "2026-03-02"), false, "not known to whoever drew"),
        (closed(7, "/1/12/121/1211/12111", "dispute", 500, "2026-03-31"), true, "a sub-grid, on the last day"),
    ];
    for (case, inside, why) in table {
        let frame = frame_of(&unit(), &plan(), 50, 500, std::slice::from_ref(&case));
        assert_eq!(!frame.is_empty(), inside, "{why}");
        assert!(frame.iter().all(|one| one.unit == "/1/12/121".parse().unwrap()), "{why}");
    }
}

#[test]
fn a_draw_that_was_tampered_with_is_named() {
    let honest = drawn(&month());
    let picked = honest.picked[0];
    let spared = honest.frame.iter().map(|one| one.case).find(|case| !honest.picked.contains(case)).unwrap();
    let mut secret = honest.clone();
    secret.secret = "another".into();
    assert!(again(&secret, None).contains(&Difference::Secret));
    let mut swapped = honest.clone();
    swapped.picked[0] = spared;
    assert_eq!(again(&swapped, None), [Difference::Drawn { case: spared }, Difference::NotDrawn { case: picked }]);
    let mut hidden = honest.clone();
    hidden.frame.retain(|one| one.case != spared);
    assert!(again(&hidden, Some(&month())).contains(&Difference::LeftOut { case: spared }));
    let mut put_in = honest.clone();
    put_in.frame.push(FrameCase { case: record(500), unit: unit(), class: "dispute".into() });
    assert!(again(&put_in, Some(&month())).contains(&Difference::PutIn { case: record(500) }));
    let mut turned = honest;
    turned.picked.reverse();
    assert_eq!(again(&turned, None), [Difference::Order]);
}

#[test]
fn the_numbers_of_a_draw_never_change() {
    let seed = seed_of(record(999), SECRET);
    assert_eq!(
        data_encoding::HEXLOWER.encode(&seed),
        "c8a03ae35b18198006dce21dfd092726237c0e8afded80a546b6baa3cbe08c3b"
    );
}

fn event(no: u8, seq: Option<u64>, kind: PostKind, base: Option<EntryId>, act: DrawAct) -> DrawEvent {
    DrawEvent {
        id: EntryId::of(&[no]),
        seq,
        hlc: Hlc(u64::from(no)),
        device: DeviceId::NIL,
        post: PostId::NIL,
        unit: None,
        post_kind: kind,
        scope: unit(),
        captured_at: i64::from(no),
        entry: DrawEntry { base, act },
    }
}

fn history() -> Vec<DrawEvent> {
    let base = Some(EntryId::of(&[1]));
    let desk = PostKind::TownshipDesk;
    vec![
        event(1, Some(50), desk.clone(), None, DrawAct::Announce(plan())),
        event(2, Some(60), PostKind::GridWorker, base, DrawAct::Withdraw { reason: "no".into() }),
        event(3, Some(70), desk.clone(), base, DrawAct::Draw(drawn(&month()))),
        event(4, Some(80), desk.clone(), base, DrawAct::Withdraw { reason: "too late".into() }),
        event(5, None, desk, base, DrawAct::Unknown("audit".into())),
    ]
}

#[test]
fn a_draw_is_carried_out_once_by_a_desk_that_may() {
    let draw = fold(&history()).unwrap();
    assert_eq!((draw.state, draw.announced, draw.void_acts), (DrawState::Drawn, Some(50), 2));
    let withdrawn = fold(&[history()[0].clone(), {
        let mut early = history()[3].clone();
        early.seq = Some(55);
        early
    }])
    .unwrap();
    assert_eq!((withdrawn.state, withdrawn.reason.as_deref()), (DrawState::Withdrawn, Some("too late")));
    assert_eq!(fold(&history()[1..]), None);
}

#[test]
fn a_draw_as_a_file_is_the_same_bytes_and_every_change_shows_in_its_digest() {
    let draw = fold(&history()).unwrap();
    let file = DrawFile::of(record(999), &draw).unwrap();
    assert_eq!(file.to_text().unwrap(), DrawFile::of(record(999), &draw).unwrap().to_text().unwrap());
    assert_eq!(serde_json::from_str::<DrawFile>(&file.to_text().unwrap()).unwrap(), file);
    assert_eq!(file.strata.iter().map(|one| one.cases.len()).sum::<usize>(), draw.drawn.as_ref().unwrap().frame.len());
    assert_eq!(file.seed, data_encoding::HEXLOWER.encode(&seed_of(record(999), SECRET)));
    let mut other = file.clone();
    other.strata[0].cases.pop();
    assert_ne!(other.reckoned(), file.digest);
    let mut other = file.clone();
    other.picked.reverse();
    assert_ne!(other.reckoned(), file.digest);
    assert_eq!(DrawFile::of(record(999), &fold(&history()[..1]).unwrap()), None, "not carried out yet");
}

#[test]
fn a_text_that_is_more_than_a_line_is_no_part_of_a_draw_nor_of_its_file() {
    let honest = DrawFile::of(record(999), &fold(&history()).unwrap()).unwrap();
    let mut joined = honest.clone();
    let all = joined.strata[0].cases.join("\n");
    joined.strata[0].cases = vec![all];
    assert_eq!(joined.reckoned(), honest.digest, "the digest alone does not tell");
    assert!(serde_json::from_str::<DrawFile>(&joined.to_text().unwrap()).is_err());
    let mut classed = honest.clone();
    let first = classed.strata[0].cases.remove(0);
    classed.strata[0].class = format!("{}\n{first}", classed.strata[0].class);
    assert_eq!(classed.reckoned(), honest.digest);
    assert!(serde_json::from_str::<DrawFile>(&classed.to_text().unwrap()).is_err());

    let mut act = drawn(&month());
    act.frame[0].class = "dispute\nhazard".into();
    let entry = DrawEntry { base: Some(EntryId::of(&[1])), act: DrawAct::Draw(act) };
    assert!(DrawEntry::from_payload(&entry.to_payload().unwrap()).is_err());
    let plan = Announcement { last_day: "2026-03-31\r".into(), ..plan() };
    let entry = DrawEntry { base: None, act: DrawAct::Announce(plan) };
    assert!(DrawEntry::from_payload(&entry.to_payload().unwrap()).is_err());

    let odd = closed(1, "/1/12/121", "dis\npute", 60, "2026-03-02");
    let frame = frame_of(&unit(), &self::plan(), 50, 500, &[odd]);
    assert_eq!(frame[0].class, "dis pute", "nobody's word for a case keeps it out of a draw");
}

#[test]
fn every_act_comes_back_as_it_went() {
    for event in history() {
        assert_eq!(DrawEntry::from_payload(&event.entry.to_payload().unwrap()).unwrap(), event.entry);
    }
}

#[test]
fn the_cells_of_the_table_of_rights_are_as_written() {
    use etong_protocol::RecordKind::{Draw, Survey};
    use etong_protocol::authority::{When, acts_of, may_act};
    assert_eq!(acts_of(&Draw).collect::<Vec<_>>(), ["announce", "draw", "withdraw"]);
    for post in PostKind::KNOWN {
        let desk = matches!(post, PostKind::TownshipDesk | PostKind::CountyDesk);
        for act in acts_of(&Draw) {
            assert_eq!(may_act(post, &Draw, act), desk.then_some(When::Relay), "{post} {act}");
        }
        assert_eq!(may_act(post, &Survey, "import").is_some(), desk, "{post}");
    }
}

#[test]
fn a_rate_over_too_few_is_not_shown() {
    assert_eq!(rate(9, 10, 10), Some(9_000));
    assert_eq!(rate(9, 9, 10), None);
    assert_eq!(rate(2, 3, 1), Some(6_667));
    assert_eq!(rate(0, 0, 0), None);
    let rules = CallbackRules::read(built_in(CallbackRules::DICTIONARY).unwrap()).unwrap();
    assert_eq!((rules.rate_percent, rules.at_least, rules.small_number), (10, 1, 10));
}

proptest! {
    #[test]
    fn the_draw_depends_on_the_frame_and_the_seed_and_on_no_order(
        order in Just((0..35_usize).collect::<Vec<_>>()).prop_shuffle(), rate_percent in 1..100_u8,
    ) {
        let mut plan = plan();
        plan.rate_percent = rate_percent;
        let month = month();
        let shuffled: Vec<Closed> = order.iter().map(|no| month[*no].clone()).collect();
        let draw = |closed: &[Closed]| {
            let frame = frame_of(&unit(), &plan, 50, 500, closed);
            pick(&seed_of(record(1), SECRET), &plan, &frame)
        };
        prop_assert_eq!(draw(&month), draw(&shuffled));
        let mut frame = frame_of(&unit(), &plan, 50, 500, &month);
        frame.reverse();
        prop_assert_eq!(draw(&month), pick(&seed_of(record(1), SECRET), &plan, &frame));
    }

    #[test]
    fn a_fold_is_the_same_in_any_order_and_repetition(
        order in Just(vec![0_usize, 1, 2, 3, 4, 0, 2, 3]).prop_shuffle(),
    ) {
        let history = history();
        let events: Vec<DrawEvent> = order.iter().map(|no| history[*no].clone()).collect();
        prop_assert_eq!(fold(&events), fold(&history));
    }
}
