//! Whose clock counts, as a table and as laws.

use etong_protocol::Hlc;
use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const NOON: i64 = 100 * DAY;

fn id(nth: u8) -> EntryId {
    EntryId::of(&[nth])
}

fn told(said: i64, within_ms: Option<i64>, received_at: i64) -> Received {
    let within = within_ms.map(|within| u32::try_from(within).unwrap());
    let mut received = Received::default();
    received.note(id(1), &Stamp::new(Hlc::from_ms(said), said, within), Some(received_at));
    received
}

#[test]
fn what_a_phone_can_vouch_for_stands_and_what_it_cannot_counts_from_the_relay() {
    // What the clock said, how far it can be off, when the relay had it: the time that counts, and whether it is told as doubtful.
    let table = [
        ("online", NOON, Some(200), NOON + 900, NOON, false),
        ("two days without a network, a good clock", NOON, Some(30_000), NOON + 2 * DAY, NOON, false),
        ("two days back, and the phone knows", NOON - 2 * DAY, Some(2 * DAY + 100), NOON + 900, NOON + 100, true),
        ("two days back, and nobody knows", NOON - 2 * DAY, None, NOON + 900, NOON + 900, true),
        ("two days ahead, and the phone knows", NOON + 2 * DAY, Some(2 * DAY), NOON + 900, NOON + 900, true),
        ("two days ahead, and it says it is right", NOON + 2 * DAY, Some(200), NOON + 900, NOON + 900, true),
        ("some minutes ahead", NOON + 3 * MINUTE, Some(4 * MINUTE), NOON, NOON, false),
        ("no time since it was started, sent at once", NOON, None, NOON + 900, NOON + 900, false),
        ("two days back, ten days without a network", NOON - 2 * DAY, Some(2 * DAY), NOON + 10 * DAY, NOON, true),
    ];
    for (what, said, within, received_at, at, doubtful) in table {
        let shown = told(said, within, received_at).shown(id(1), said, None);
        assert_eq!(shown, ShownTime { at, doubtful }, "{what}");
    }
}

#[test]
fn without_the_relays_word_the_phones_clock_counts() {
    let shown = Received::default().shown(id(1), NOON, None);
    assert_eq!(shown, ShownTime { at: NOON, doubtful: false });
}

#[test]
fn an_act_said_to_be_before_what_it_builds_on_had_reached_the_relay_is_doubtful() {
    let received = told(NOON, Some(200), NOON + 3 * DAY);
    assert_eq!(received.shown(id(1), NOON, Some(NOON + 2 * DAY)), ShownTime { at: NOON, doubtful: true });
    assert_eq!(received.shown(id(1), NOON, Some(NOON - DAY)), ShownTime { at: NOON, doubtful: false });
    assert_eq!(received.shown(id(1), NOON, None), ShownTime { at: NOON, doubtful: false });
}

proptest! {
    #[test]
    fn of_a_line_of_acts_the_latest_that_others_wrote_is_what_a_phone_has_seen(
        line in prop::collection::vec((0..4_u8, prop::option::of(0..50_i64)), 0..12), who in 0..4_u8,
    ) {
        let device = |who: u8| DeviceId::from_bytes([who; 16]);
        let seen = line.iter().fold(Seen::default(), |seen, (by, at)| seen.and(device(*by), *at));
        let latest = line.iter().filter(|(by, _)| *by != who).filter_map(|(_, at)| *at).max();
        prop_assert_eq!(seen.by_others_than(device(who)), latest);
    }
}

proptest! {
    #[test]
    fn nothing_counts_after_the_relay_had_it_and_nothing_becomes_earlier_but_by_that(
        said in 0..200 * DAY, within in prop::option::of(0..30 * DAY), received_at in 0..200 * DAY,
    ) {
        let shown = told(said, within, received_at).shown(id(1), said, None);
        prop_assert!(shown.at <= received_at);
        prop_assert!(shown.at >= said.min(received_at));
        prop_assert!(shown.doubtful || (shown.at - said).abs() <= i64::from(VOUCHED_MS));
    }
}

#[test]
fn what_the_same_phone_wrote_after_it_and_vouches_for_proves_when_an_act_was_at_the_latest() {
    use crate::domain::event::tests::event;
    use etong_protocol::{DeviceId, PostKind};
    // Two phones; when it was said to be, whether that is vouched for, when the relay had it: the time that counts.
    let table = [
        (1, NOON, None, NOON + 2 * DAY, NOON + HOUR),
        (1, NOON + 3 * DAY, Some(3 * DAY), NOON + 2 * DAY, NOON + HOUR),
        (1, NOON + HOUR, Some(0), NOON + 2 * DAY, NOON + HOUR),
        (1, NOON + HOUR, None, NOON + 2 * DAY, NOON + 2 * DAY),
        (2, NOON, None, NOON + DAY, NOON + DAY),
    ];
    let mut received = Received::default();
    let mut events = Vec::new();
    for (nth, (phone, said, within, had, _)) in (1..).zip(table) {
        let within = within.map(|within| u32::try_from(within).unwrap());
        let mut event = event(nth, PostKind::GridWorker, u64::from(nth), ());
        (event.device, event.captured_at) = (DeviceId::from_bytes([phone; 16]), said);
        received.note(event.id, &Stamp::new(event.hlc, said, within), Some(had));
        events.push(event);
    }
    let shown = |received: &Received| -> Vec<i64> {
        events.iter().map(|event| received.shown(event.id, event.captured_at, None).at).collect()
    };
    received.borne_out_by(&events);
    assert_eq!(shown(&received), table.map(|row| row.4));
    received.borne_out_by(&events[..2]);
    assert_eq!(shown(&received)[..2], [NOON + 2 * DAY; 2], "what is not among them proves nothing");
}
