//! The laws of the fold, over random histories.

use proptest::prelude::*;

use super::*;
use crate::domain::event::tests::told_again;

/// One random step: who acts, and which act.
fn history(steps: &[(u8, u8)]) -> Vec<MediationEvent> {
    let mut events = vec![event("open", WANG, 1, open())];
    for (number, (who, what)) in steps.iter().enumerate() {
        let act = match what % 16 {
            0 => attempt(Mode::Grid, Outcome::HandUp),
            1 => attempt(Mode::Community, Outcome::Agreed),
            2 => attempt(Mode::Police, Outcome::NotAgreed),
            3 => attempt(Mode::Team, Outcome::Agreed),
            4 => agree(what / 16 % 2 == 0),
            5 => fulfil(if what / 16 % 2 == 0 { Done::Full } else { Done::Part }),
            6 => fail(),
            7 => withdraw(),
            8 => handover(if what / 16 % 2 == 0 { Side::PoliceStation } else { Side::Community }),
            9 => receipt(&format!("act {}", number.saturating_sub(1)), what / 16 % 2 == 0),
            10 => recuse(1 + what / 16 % 5),
            11 => MediationAct::LiftRecusal { mediator: post_of(1 + what / 16 % 5), reason: "误".into() },
            12 => extend(u16::from(*what), &["张三", "李四"]),
            13 => open(),
            14 => MediationAct::Unknown("hear_witness".into()),
            _ => MediationAct::Note { words: "哦".into() },
        };
        events.push(event(&format!("act {number}"), 1 + who % 6, u64::try_from(number).unwrap() + 2, act));
    }
    events
}

fn steps() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((any::<u8>(), any::<u8>()), 0..16)
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(
        steps in steps(), order in any::<u64>(), repeated in prop::collection::vec(any::<usize>(), 0..8),
        pending in 0..6_usize,
    ) {
        let mut events = history(&steps);
        let acknowledged = events.len().saturating_sub(pending).max(1);
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        prop_assert_eq!(fold(&told_again(&events, order, &repeated)), fold(&events));
    }

    #[test]
    fn acknowledging_pending_acts_in_relay_order_ends_at_the_fold_of_the_whole_log(steps in steps(), first in 1..17_usize) {
        let log = history(&steps);
        let mut both = log.clone();
        both.iter_mut().skip(first).for_each(|event| event.seq = None);
        both.extend(log.clone());
        prop_assert_eq!(fold(&both), fold(&log));
        prop_assert!(!fold(&both).unwrap().provisional);
    }

    #[test]
    fn pending_acts_change_nothing_about_acknowledged_ones(steps in steps(), acknowledged in 1..17_usize) {
        let mut events = history(&steps);
        let acknowledged = acknowledged.min(events.len());
        let known = fold(&events[..acknowledged]).unwrap();
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        let with_pending = fold(&events).unwrap();
        prop_assert_eq!(&with_pending.acts[..acknowledged], &known.acts[..]);
    }

    #[test]
    fn whoever_stepped_aside_never_mediates_and_what_ended_stays_ended(steps in steps()) {
        let events = history(&steps);
        let mut ended = None;
        for end in 1..=events.len() {
            let mediation = fold(&events[..end]).unwrap();
            let last = mediation.acts.last().unwrap();
            if last.standing == Standing::Effective && matches!(last.act, MediationAct::Attempt(_)) {
                let before = fold(&events[..end - 1]).unwrap();
                prop_assert!(!before.recused.contains(&last.post), "{:?}", last);
                prop_assert!(before.state.is_open());
            }
            if let Some(state) = ended {
                let carried_on = state == MediationState::Agreed && mediation.state == MediationState::Fulfilled;
                prop_assert!(mediation.state == state || carried_on);
            }
            if !mediation.state.is_open() {
                ended = Some(mediation.state);
            }
        }
    }
}
