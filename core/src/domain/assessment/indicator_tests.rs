//! Each indicator on cases told in days of March 2026: who is looked at, who counts, who is left out.

use super::super::case::{AssessedMoment, AssessedReply, Clock, Handled, OwedCall, Rating};
use super::super::{figure_of, mean_tenths};
use super::*;
use etong_protocol::RecordId;

const DAY: i64 = 86_400_000;

fn period() -> Period {
    Period::read("2026-03").unwrap()
}

/// A case whose clocks and acts are told in days of March 2026.
fn case(
    clocks: &[(&str, i64, Option<i64>)],
    moments: &[(&str, i64)],
    replies: &[(i64, bool, Option<bool>)],
) -> AssessedCase {
    let day = |nth: i64| period().from + nth * DAY;
    AssessedCase {
        record: RecordId::NIL,
        class: "hazard".into(),
        scope: "/1/2/3/4".parse().unwrap(),
        reported_at: moments.first().map_or(day(0), |moment| day(moment.1)),
        clocks: clocks
            .iter()
            .map(|(what, due, met)| Clock { what: (*what).into(), due_at: day(*due), met_at: met.map(day) })
            .collect(),
        moments: moments.iter().map(|(word, at)| AssessedMoment { word: (*word).into(), at: day(*at) }).collect(),
        replies: replies
            .iter()
            .map(|(at, reached, satisfied)| AssessedReply {
                at: day(*at),
                reached: *reached,
                satisfied: *satisfied,
                draw: None,
            })
            .collect(),
        drawn: Vec::new(),
        ratings: Vec::new(),
        handled: None,
        counting: Counting::RunsOn,
    }
}

#[test]
fn every_indicator_has_a_bit_of_its_own() {
    let bits = |counting| Indicator::ALL.into_iter().fold(0, |all, indicator| all | indicator.bit(counting));
    let (one, other) = (bits(Counting::RunsOn), bits(Counting::EndsWithPeriod));
    assert_eq!((one.count_ones() as usize, other.count_ones() as usize), (Indicator::ALL.len(), Indicator::ALL.len()));
    assert_eq!(one & other, 0, "each way of counting has its own half");
    let owed = bits(Counting::AsOwed);
    assert_eq!(
        (owed.count_ones() as usize, owed & one),
        (Indicator::ALL.len(), 0),
        "nor does what is owed share with the first"
    );
    let shown = bits(Counting::AsShown);
    assert_eq!(shown.count_ones() as usize, Indicator::ALL.len(), "in a number of its own");
    let shared = Indicator::ALL.iter().filter(|one| one.bit(Counting::AsOwed) & other != 0);
    assert_eq!(shared.count(), Indicator::ALL.len() - Indicator::OWED.len(), "what is counted alike is kept once");
}

#[test]
fn each_indicator_looks_at_what_it_says() {
    use Indicator::*;
    let report = ("report", 0);
    let table = [
        // indicator, case, outcome
        (AcceptedInTime, case(&[("accept", 2, Some(1))], &[report], &[]), Some(true)),
        (AcceptedInTime, case(&[("accept", 2, Some(3))], &[report], &[]), Some(false)),
        (AcceptedInTime, case(&[("accept", 2, None)], &[report], &[]), Some(false)),
        (AcceptedInTime, case(&[("accept", 40, Some(1))], &[report], &[]), None),
        (FeedbackInTime, case(&[("first_feedback", 2, Some(2))], &[report], &[]), Some(true)),
        (DispatchedInTime, case(&[("accept", 2, None)], &[report, ("dispatch", 3)], &[]), Some(false)),
        (DispatchedInTime, case(&[], &[report], &[]), None),
        (Misdirected, case(&[], &[report, ("dispatch", 1), ("return", 2)], &[]), Some(true)),
        (Misdirected, case(&[], &[report, ("dispatch", 1)], &[]), Some(false)),
        (HandledInTime, case(&[("finish", 9, Some(9))], &[report], &[]), Some(true)),
        (Overdue, case(&[("finish", 9, Some(10))], &[report], &[]), Some(true)),
        (Overdue, case(&[("finish", -3, Some(10))], &[("report", -9)], &[]), None),
        (Rework, case(&[], &[report, ("report_back", 3), ("rework", 4)], &[]), Some(true)),
        (Rework, case(&[], &[report], &[]), None),
        (Suspended, case(&[], &[("report", -9), ("suspend", 3)], &[]), Some(true)),
        (Suspended, case(&[], &[("report", -9), ("close", -3)], &[]), None),
        (Suspended, case(&[], &[("report", -9), ("close", -3), ("reopen", -2)], &[]), Some(false)),
        (Extended, case(&[], &[report, ("extend", 3)], &[]), Some(true)),
        (PassedOn, case(&[], &[report, ("return", 1), ("return", 2)], &[]), Some(true)),
        (PassedOn, case(&[], &[report, ("return", 1)], &[]), Some(false)),
        (ClosedInTime, case(&[("finish", 9, Some(8))], &[report, ("close", 10)], &[]), Some(true)),
        (ClosedInTime, case(&[("finish", 9, Some(8))], &[report, ("close", 40)], &[]), None),
        (Reopened, case(&[], &[report, ("close", 2), ("reopen", 9)], &[]), Some(true)),
        (CalledBack, case(&[], &[report, ("close", 2)], &[(3, false, None)]), Some(true)),
        (CalledBack, case(&[], &[report, ("close", 2)], &[]), Some(false)),
        (Satisfied, case(&[], &[report], &[(3, true, Some(true)), (9, true, Some(false))]), Some(false)),
        (Satisfied, case(&[], &[report], &[(3, false, None)]), None),
        (SelfHandled, case(&[], &[("self_handle", 0)], &[]), Some(true)),
        (SelfHandled, case(&[], &[("report", -1)], &[]), None),
        // 有效上报 = reported, judged and taken on; what nobody has judged yet, and what was reported before, is left out.
        (Valid, case(&[], &[report, ("accept", 1)], &[]), Some(true)),
        (Valid, case(&[], &[report, ("decline", 1)], &[]), Some(false)),
        (Valid, case(&[], &[report, ("dispatch", 1), ("void", 2)], &[]), Some(false)),
        (Valid, case(&[], &[report, ("decline", 1), ("reopen", 2), ("accept", 3)], &[]), Some(true)),
        (Valid, case(&[], &[report], &[]), None),
        (Valid, case(&[], &[("self_handle", 0)], &[]), None),
        (Valid, case(&[], &[("report", -1), ("accept", 1)], &[]), None),
        // 按时核实, 按时核查: by when each was due; of several each has to be in time.
        (VerifiedInTime, case(&[("verify", 2, Some(2))], &[report], &[]), Some(true)),
        (VerifiedInTime, case(&[("verify", 2, Some(1)), ("verify", 9, None)], &[report], &[]), Some(false)),
        (VerifiedInTime, case(&[("verify", 40, None)], &[report], &[]), None),
        (CheckedInTime, case(&[("check", 5, Some(6))], &[report], &[]), Some(false)),
        (CheckedInTime, case(&[("check", 5, Some(5)), ("verify", 6, None)], &[report], &[]), Some(true)),
        // 不受理: of taken on and declined together.
        (Declined, case(&[], &[report, ("decline", 1)], &[]), Some(true)),
        (Declined, case(&[], &[report, ("accept", 1)], &[]), Some(false)),
        (Declined, case(&[], &[report], &[]), None),
        // 准确受理: what was taken on, and stayed what it was.
        (TakenOnRight, case(&[], &[report, ("accept", 1), ("close", 4)], &[]), Some(true)),
        (TakenOnRight, case(&[], &[report, ("accept", 1), ("void", 4)], &[]), Some(false)),
        (TakenOnRight, case(&[], &[report, ("handle", 1), ("reclass", 1)], &[]), Some(false)),
        (TakenOnRight, case(&[], &[report, ("reclass", 1), ("accept", 2)], &[]), Some(true)),
        (TakenOnRight, case(&[], &[report, ("decline", 1)], &[]), None),
        // 处置 = done, late or not; 待处置 = open at the end.
        (Handled, case(&[("finish", 9, Some(12))], &[report], &[]), Some(true)),
        (Handled, case(&[("finish", 9, Some(40))], &[report], &[]), Some(false)),
        (Handled, case(&[("finish", 40, Some(9))], &[report], &[]), None),
        (Pending, case(&[], &[report, ("close", 9)], &[]), Some(false)),
        (Pending, case(&[], &[report, ("close", 40)], &[]), Some(true)),
        (Pending, case(&[], &[report, ("close", 9), ("reopen", 10)], &[]), Some(true)),
        (Pending, case(&[], &[("report", -9), ("close", -3)], &[]), None),
        // 回复: of who was called, whoever answered; one who answered the second call did.
        (Answered, case(&[], &[report], &[(3, false, None)]), Some(false)),
        (Answered, case(&[], &[report], &[(3, false, None), (4, true, None)]), Some(true)),
        (Answered, case(&[], &[report], &[(40, true, None)]), None),
    ];
    for (indicator, case, outcome) in table {
        assert_eq!(indicator.of(&case, &period()), outcome, "{indicator} {case:?}");
    }
}

#[test]
fn no_indicator_takes_a_person_or_counts_effort() {
    let case = case(&[("accept", 1, None)], &[("report", 0)], &[(1, true, None)]);
    let seen = serde_json::to_string(&case).unwrap();
    for word in ["post", "person", "device", "name", "track", "distance", "online", "duration"] {
        assert!(!seen.contains(&format!("\"{word}")), "{word} in {seen}");
        let named = Indicator::ALL.iter().any(|indicator| indicator.as_str().contains(word));
        assert!(!named, "{word}");
    }
}

#[test]
fn the_stars_of_the_period_tell_how_content_people_are_with_the_service() {
    let starred = |stars: &[(i64, u8)]| AssessedCase {
        ratings: stars
            .iter()
            .map(|(nth, stars)| Rating { at: period().from + nth * DAY, stars: *stars, own: false })
            .collect(),
        ..case(&[], &[("report", 0)], &[])
    };
    type Stars = &'static [(i64, u8)];
    let table: [(Stars, Option<bool>); 5] = [
        (&[], None),
        (&[(3, 4)], Some(true)),
        (&[(3, 3)], Some(false)),
        (&[(3, 5), (4, 1)], Some(false)),
        (&[(3, 5), (40, 1)], Some(true)),
    ];
    for (stars, outcome) in table {
        assert_eq!(Indicator::ServiceSatisfied.of(&starred(stars), &period()), outcome, "{stars:?}");
    }
}

#[test]
fn how_long_it_took_and_how_often_it_was_done_again_are_sums_of_the_cases_they_look_at() {
    let done = |nth: i64, minutes| AssessedCase {
        handled: Some(Handled { at: period().from + nth * DAY, minutes }),
        ..case(&[], &[("report", 0), ("report_back", 3), ("rework", 4), ("report_back", 5), ("rework", 6)], &[])
    };
    assert_eq!(Indicator::HandlingTime.amount(&done(5, 90), &period()), Some(90));
    assert_eq!(Indicator::HandlingTime.amount(&done(40, 90), &period()), None);
    assert_eq!(Indicator::ReworkTimes.amount(&done(5, 90), &period()), Some(2));
    assert_eq!(Indicator::ReworkTimes.amount(&case(&[], &[("report", 0)], &[]), &period()), None);
    let cases: Vec<AssessedCase> = (1..=6_u8)
        .map(|nth| AssessedCase { record: RecordId::from_bytes([nth; 16]), ..done(5, u32::from(nth) * 10) })
        .collect();
    let unit = "/1/2/3".parse().unwrap();
    let figure = figure_of(Indicator::HandlingTime, &unit, &period(), &cases).counted(Counting::EndsWithPeriod);
    assert_eq!((figure.0, figure.1, mean_tenths(figure.0, figure.1)), (210, 6, Some(350)));
}

#[test]
fn a_call_is_owed_the_day_after_so_the_last_day_is_the_next_months_where_the_log_ends() {
    let closed = |nth| case(&[], &[("report", 0), ("close", nth)], &[]);
    let ends = |case: AssessedCase| AssessedCase { counting: Counting::AsOwed, ..case };
    assert_eq!(Indicator::CalledBack.of(&closed(30), &period()), Some(false));
    assert_eq!(Indicator::CalledBack.of(&ends(closed(30)), &period()), None);
    assert_eq!(Indicator::CalledBack.of(&ends(closed(29)), &period()), Some(false));
    assert_eq!(Indicator::CalledBack.of(&ends(closed(-1)), &period()), Some(false));
}

#[test]
fn what_was_drawn_is_what_has_to_be_called_back() {
    let draw = RecordId::from_bytes([7; 16]);
    let day = |nth: i64| period().from + nth * DAY;
    // Drawn on, to be called by; called on, for a draw or of somebody's own accord.
    type Owed = &'static [(i64, i64)];
    type Said = &'static [(i64, bool)];
    let table: [(&str, Owed, Said, Option<bool>); 8] = [
        ("closed, and nobody drew it", &[], &[], None),
        ("closed and called without a draw", &[], &[(5, false)], None),
        ("drawn and not called", &[(3, 5)], &[], Some(false)),
        ("drawn and called", &[(3, 5)], &[(4, true)], Some(true)),
        ("drawn and called late, which is called", &[(3, 5)], &[(9, true)], Some(true)),
        ("called before it was drawn", &[(3, 5)], &[(2, false)], Some(false)),
        ("by a clock that is behind, for the draw", &[(3, 5)], &[(2, true)], Some(true)),
        ("drawn on the last day: the next month's", &[(30, 33)], &[], None),
    ];
    for (what, owed, said, outcome) in table {
        let of = |counting| AssessedCase {
            drawn: owed.iter().map(|(on, by)| OwedCall { draw, drawn_at: day(*on), due_at: day(*by) }).collect(),
            replies: said
                .iter()
                .map(|(at, for_it)| AssessedReply {
                    at: day(*at),
                    reached: true,
                    satisfied: None,
                    draw: for_it.then_some(draw),
                })
                .collect(),
            counting,
            ..case(&[], &[("report", 0), ("close", 1)], &[])
        };
        assert_eq!(Indicator::CalledBack.of(&of(Counting::AsShown), &period()), outcome, "{what}");
        assert!(Indicator::CalledBack.of(&of(Counting::AsOwed), &period()).is_some(), "as it was published: {what}");
    }
}

#[test]
fn what_was_owed_and_never_done_counts_and_what_was_published_before_does_not_change() {
    use Indicator::*;
    let report = ("report", 0);
    let clocks = [("accept", 2, None), ("finish", 9, Some(8)), ("close", 11, None)];
    let closed = |nth: i64| {
        case(&[("finish", 9, Some(8)), ("close", 11, Some(nth))], &[report, ("report_back", 8), ("close", nth)], &[])
    };
    let open = |moments: &[(&str, i64)]| case(&clocks, moments, &[]);
    let passed = [report, ("dispatch", 1), ("return", 2), ("dispatch", 3), ("return", 4)];
    let wanting =
        [report, ("dispatch", 1), ("report_back", 2), ("urge", 2), ("return", 3), ("report_back", 4), ("return", 5)];
    let table = [
        // indicator, case, by what was owed, as it was counted before
        (ClosedInTime, closed(10), Some(true), Some(true)),
        (ClosedInTime, closed(12), Some(false), Some(true)),
        (ClosedInTime, open(&[report, ("report_back", 8)]), Some(false), None),
        (ClosedInTime, open(&[report]), Some(false), None),
        (ClosedInTime, open(&[report, ("void", 3)]), None, None),
        (ClosedInTime, case(&[("close", 40, Some(9))], &[report, ("close", 9)], &[]), None, Some(true)),
        (DispatchedInTime, open(&[report, ("dispatch", 1)]), Some(true), Some(true)),
        (DispatchedInTime, open(&[report, ("dispatch", 3)]), Some(false), Some(false)),
        (DispatchedInTime, open(&[report]), Some(false), None),
        (DispatchedInTime, open(&[report, ("accept", 1), ("file", 1)]), Some(false), None),
        (DispatchedInTime, open(&[report, ("handle", 1)]), None, None),
        (DispatchedInTime, open(&[report, ("decline", 1)]), None, None),
        (Misdirected, open(&passed), Some(true), Some(true)),
        (Misdirected, open(&wanting), Some(false), Some(true)),
        (PassedOn, open(&passed), Some(true), Some(true)),
        (PassedOn, open(&wanting), Some(false), Some(true)),
    ];
    for (indicator, case, owed, before) in table {
        let counted = |counting| indicator.of(&AssessedCase { counting, ..case.clone() }, &period());
        assert_eq!(
            (counted(Counting::AsOwed), counted(Counting::EndsWithPeriod)),
            (owed, before),
            "{indicator} {case:?}"
        );
    }
    let stars = |own| Rating { at: period().from + DAY, stars: 5, own };
    let rated = |own, counting| AssessedCase { ratings: vec![stars(own)], counting, ..case(&[], &[report], &[]) };
    let given = |own, counting| ServiceSatisfied.of(&rated(own, counting), &period());
    assert_eq!(
        (given(true, Counting::AsOwed), given(false, Counting::AsOwed)),
        (None, Some(true)),
        "own work gets no stars"
    );
    assert_eq!(given(true, Counting::EndsWithPeriod), Some(true), "as it was published");
}
