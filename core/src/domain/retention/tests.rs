//! The defaults, what is stronger than they are, and what nobody may publish.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::case::CaseState;
use crate::domain::dictionary::{Edition, built_in};

const DAY: i64 = 24 * 3600 * 1000;

fn edition() -> &'static Edition {
    built_in(RetentionRules::DICTIONARY).unwrap()
}

fn rules() -> RetentionRules {
    RetentionRules::read(edition()).unwrap()
}

fn facts(class: &'static str, state: &'static str) -> Facts<'static> {
    Facts { class, state, ended_at: 1_000 * DAY, keeps: BTreeSet::new() }
}

#[test]
fn a_case_goes_90_days_after_its_end_on_a_phone_and_after_400_at_a_desk() {
    let rules = rules();
    for state in CaseState::ALL {
        let facts = facts("case", state.as_str());
        let at = |days: i64, desk| matches!(decide(&rules, &facts, desk, (1_000 + days) * DAY), Verdict::Goes { .. });
        let ended = !state.is_open();
        assert_eq!((at(89, false), at(90, false), at(400, true)), (false, ended, ended), "{state}");
        assert!(!at(399, true));
    }
}

#[test]
fn raw_positions_go_after_30_days_everywhere() {
    let rules = rules();
    for (class, then) in [("track", Then::Summary), ("last_place", Then::Drop)] {
        for desk in [false, true] {
            let verdict = decide(&rules, &facts(class, "ended"), desk, 1_030 * DAY);
            assert!(matches!(verdict, Verdict::Goes { rule, .. } if rule.then == then), "{class}");
            let before = decide(&rules, &facts(class, "ended"), desk, 1_030 * DAY - 1);
            assert_eq!(before, Verdict::NotYet { due_at: 1_030 * DAY });
        }
    }
}

#[test]
fn what_no_rule_names_and_what_is_to_be_kept_stays() {
    let rules = rules();
    for class in ["resident", "clue", "mediation", "audit", "something_newer"] {
        assert_eq!(decide(&rules, &facts(class, "closed"), false, i64::MAX), Verdict::Stays, "{class}");
    }
}

#[test]
fn whatever_keeps_a_record_back_is_stronger_than_its_rule() {
    let rules = rules();
    for keep in Keep::ALL {
        let facts = Facts { keeps: BTreeSet::from([keep]), ..facts("case", "closed") };
        assert_eq!(decide(&rules, &facts, false, i64::MAX), Verdict::KeptBack(keep), "{}", keep.as_str());
    }
}

#[test]
fn nobody_publishes_a_longer_track_a_shorter_case_or_the_end_of_residents() {
    let with = |from: &str, to: &str| Edition { body: edition().body.replacen(from, to, 1), ..edition().clone() };
    assert!(RetentionRules::read(&with("", "")).is_ok());
    for (from, to, words) in [
        ("\"days\":90", "\"days\":29", "30 days at least"),
        ("\"days\":30", "\"days\":31", "30 days at most"),
        ("\"then\":\"summary\"", "\"then\":\"keep\"", "30 days at most"),
        ("\"then\":\"slim\"", "\"then\":\"drop\"", "kept or slimmed"),
        ("\"id\":\"last_place\"", "\"id\":\"track\"", "two rules"),
    ] {
        let changed = with(from, to);
        assert_ne!(changed.body, edition().body, "{from}");
        let error = RetentionRules::read(&changed).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

proptest! {
    #[test]
    fn a_record_never_goes_earlier_when_time_is_less_or_one_more_reason_keeps_it(
        now in 0..3_000 * DAY, less in 0..3_000 * DAY, keep in 0..14_usize, desk: bool,
    ) {
        let rules = rules();
        let mut facts = facts("case", "archived");
        let goes = |facts: &Facts<'_>, now| matches!(decide(&rules, facts, desk, now), Verdict::Goes { .. });
        let at_now = goes(&facts, now);
        prop_assert!(at_now || !goes(&facts, now.saturating_sub(less)));
        facts.keeps.insert(Keep::ALL[keep]);
        prop_assert!(!goes(&facts, now));
    }
}
