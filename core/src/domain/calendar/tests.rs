//! Known holidays, and what counting must never do.

use etong_protocol::OrgPath;
use proptest::prelude::*;

use super::*;
use crate::domain::calendar::DayKind;
use crate::domain::dictionary::{Edition, built_in};

fn calendar() -> Calendar {
    Calendar::of(&[built_in(Calendar::DICTIONARY).unwrap().clone()], &OrgPath::centre())
}

fn at(day: &str, hour: i64) -> i64 {
    start_of(day.parse().unwrap()) + hour * 3_600_000
}

fn days(from: &str, count: u16) -> (String, bool) {
    let counted = due_after(&calendar(), at(from, 10), Span::WorkingDays(count), &[]);
    (local_day(counted.at).to_string(), counted.certain)
}

#[test]
fn known_holidays_and_exchanged_weekends_are_as_announced() {
    let calendar = calendar();
    let table = [
        ("2020-01-31", false, "the lengthened Spring Festival of 2020"),
        ("2024-02-10", false, "Spring Festival"),
        ("2024-02-04", true, "a Sunday worked before Spring Festival"),
        ("2025-10-01", false, "National Day"),
        ("2025-10-06", false, "Mid-autumn inside the National Day week"),
        ("2025-09-28", true, "a Sunday worked for it"),
        ("2026-01-01", false, "New Year"),
        ("2026-01-04", true, "a Sunday worked for it"),
        ("2026-02-17", false, "Spring Festival 2026"),
        ("2026-03-02", true, "a plain Monday"),
        ("2026-03-07", false, "a plain Saturday"),
    ];
    for (day, worked, why) in table {
        let (is, known) = calendar.is_working_day(day.parse().unwrap());
        assert_eq!((is, known.is_some()), (worked, true), "{day}: {why}");
    }
}

#[test]
fn working_days_are_counted_from_the_next_day() {
    let table = [
        // Reported on a Monday: Tuesday is the first day.
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-02", 5, "2026-03-09"),
        // A Friday before a weekend.
        ("2026-03-06", 1, "2026-03-09"),
        // 30 December 2025: New Year is free, the Sunday after is worked.
        ("2025-12-31", 1, "2026-01-04"),
        // Before the Spring Festival of 2026 (15 to 23 February free, 14 and 28 worked).
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
    ];
    for (from, count, due) in table {
        assert_eq!(days(from, count), (due.to_owned(), true), "{count} from {from}");
    }
}

#[test]
fn a_span_ends_where_its_words_say() {
    let calendar = calendar();
    let due = |from: i64, span| due_after(&calendar, from, span, &[]).at;
    assert_eq!(due(at("2026-03-02", 10), Span::Minutes(15)), at("2026-03-02", 10) + 900_000);
    assert_eq!(due(at("2026-03-07", 23), Span::Minutes(120)), at("2026-03-08", 1), "weekends count for minutes");
    assert_eq!(due(at("2026-03-02", 0), Span::SameDay), end_of("2026-03-02".parse().unwrap()));
    assert_eq!(due(at("2026-03-02", 23), Span::SameDay), end_of("2026-03-02".parse().unwrap()));
    assert_eq!(due(at("2026-03-07", 9), Span::SameDay), end_of("2026-03-09".parse().unwrap()), "a day off");
    assert_eq!(due(at("2026-03-02", 10), Span::Days(30)), end_of("2026-04-01".parse().unwrap()));
}

#[test]
fn days_are_days_of_china_whatever_the_clock_of_greenwich_says() {
    let before_midnight = at("2026-03-02", 0) - 1;
    assert_eq!(local_day(before_midnight).to_string(), "2026-03-01");
    assert_eq!(local_day(before_midnight + 1).to_string(), "2026-03-02");
    assert_eq!(start_of("1970-01-01".parse().unwrap()), -8 * 3_600_000);
}

#[test]
fn past_the_end_of_the_calendar_weekends_count_as_free_and_the_result_says_so() {
    assert_eq!(days("2026-12-30", 1), ("2026-12-31".to_owned(), true));
    assert_eq!(days("2026-12-30", 2), ("2027-01-01".to_owned(), false), "New Year 2027 is not known to be free");
    assert_eq!(days("2018-06-01", 1), ("2018-06-04".to_owned(), false));
    let calendar = calendar();
    let warning = |day: &str| calendar.warning(day.parse().unwrap());
    assert_eq!(warning("2026-06-01"), None);
    assert_eq!(
        warning("2026-12-01").as_deref(),
        Some("the calendar ends on 2026-12-31; publish the next year of calendar.cn")
    );
    assert!(warning("2027-01-01").unwrap().starts_with("the calendar ended on 2026-12-31: only weekends"));
    assert!(Calendar::default().warning("2026-06-01".parse().unwrap()).is_some());
}

#[test]
fn a_year_can_be_published_by_itself_and_a_nearer_unit_corrects_a_day() {
    let centre = built_in(Calendar::DICTIONARY).unwrap().clone();
    let next_year = Edition {
        version: 1,
        valid_from: "2027-01-01".parse().unwrap(),
        body: r#"{"first":"2027-01-01","last":"2027-12-31","entries":[{"day":"2027-01-01","kind":"holiday"}]}"#.into(),
        ..centre.clone()
    };
    let typhoon = Edition {
        version: 1,
        unit: "/1".parse().unwrap(),
        valid_from: "2026-09-01".parse().unwrap(),
        valid_to: Some("2026-09-01".parse().unwrap()),
        body: r#"{"first":"2026-09-01","last":"2026-09-01","entries":[{"day":"2026-09-01","kind":"holiday"}]}"#.into(),
        ..centre.clone()
    };
    let broken = Edition { version: 2, body: "{}".into(), ..centre.clone() };
    let editions = [centre, next_year, typhoon, broken];
    let of = |unit: &str| Calendar::of(&editions, &unit.parse().unwrap());
    let worked = |unit: &str, day: &str| of(unit).is_working_day(day.parse().unwrap());
    assert!(!worked("/1/12", "2026-09-01").0 && worked("/2", "2026-09-01").0);
    assert_eq!(worked("/1", "2027-01-01"), (false, Some(DayKind::Holiday)));
    assert_eq!(worked("/1", "2026-10-01"), (false, Some(DayKind::Holiday)), "the years before still hold");
    assert_eq!(of("/1").known_to(), Some("2027-12-31".parse().unwrap()));
    assert_eq!(of("/1").faults.len(), 1, "the broken one is named");
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        (1..5_000_u32).prop_map(Span::Minutes),
        Just(Span::SameDay),
        (1..40_u16).prop_map(Span::WorkingDays),
        (1..60_u16).prop_map(Span::Days),
    ]
}

fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let hour = 3_600_000_i64;
    proptest::collection::vec((0..1_000_i64, 0..400_i64), 0..4).prop_map(move |list| {
        let base = at("2026-01-28", 0);
        list.into_iter().map(|(from, long)| (base + from * hour, base + (from + long) * hour)).collect()
    })
}

proptest! {
    #[test]
    fn one_more_pause_never_brings_the_due_moment_nearer(
        hours in 0..900_i64, span in span(), pauses in pauses(), more in pauses(),
    ) {
        let calendar = calendar();
        let from = at("2026-01-28", 0) + hours * 3_600_000;
        let without = due_after(&calendar, from, span, &pauses);
        let with: Vec<(i64, i64)> = pauses.iter().chain(&more).copied().collect();
        prop_assert!(due_after(&calendar, from, span, &with).at >= without.at);
        let mut turned = with.clone();
        turned.reverse();
        prop_assert_eq!(due_after(&calendar, from, span, &with), due_after(&calendar, from, span, &turned));
    }

    #[test]
    fn working_days_never_end_on_a_day_off(hours in 0..9_000_i64, count in 1..30_u16, pauses in pauses()) {
        let calendar = calendar();
        let from = at("2025-11-28", 0) + hours * 3_600_000;
        let due = due_after(&calendar, from, Span::WorkingDays(count), &pauses);
        prop_assert!(calendar.is_working_day(local_day(due.at)).0);
        let worked = (0..400).map(|day| next(local_day(from)).saturating_add(day.days()))
            .take_while(|day| end_of(*day) <= due.at).filter(|day| calendar.is_working_day(*day).0).count();
        let still = pauses.iter().any(|(from, to)| from < to);
        prop_assert!(worked == usize::from(count) || (still && worked > usize::from(count)));
    }

    #[test]
    fn a_longer_span_is_due_later(hours in 0..9_000_i64, count in 1..30_u16) {
        let calendar = calendar();
        let from = at("2025-11-28", 0) + hours * 3_600_000;
        let due = |count| due_after(&calendar, from, Span::WorkingDays(count), &[]).at;
        prop_assert!(due(count) < due(count + 1));
        prop_assert!(due_after(&calendar, from, Span::Days(count), &[]).at <= due(count));
    }
}
