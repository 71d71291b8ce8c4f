//! The laws of the whole fold, over a thousand mixed histories.

use proptest::prelude::*;

use super::*;

/// Ten posts, each with a phone; which act, what it builds on.
type Deed = (prop::sample::Index, prop::sample::Index, prop::sample::Index, bool);

const TEN: [PostKind; 10] = [
    Volunteer,
    GridWorker,
    PoliceOfficer,
    AuxiliaryOfficer,
    CommunityDesk,
    TownshipDesk,
    CountyDesk,
    Department,
    PostKind::PoliceChief,
    CallbackClerk,
];

fn history(deeds: &[Deed]) -> Vec<CaseEvent> {
    let mut told = Told::hazard();
    let acts: Vec<CaseAct> = one_of_each().into_iter().chain([CaseAct::Unknown("drone".into())]).collect();
    for (post, act, on, latest) in deeds {
        let kind = &TEN[post.index(TEN.len())];
        // Half of the time something this post may do now, so that histories get far.
        let case = told.fold();
        let next: Vec<&CaseAct> =
            acts.iter().filter(|act| act.word().is_some_and(|word| next_acts(&case, kind).contains(&word))).collect();
        let act = if *latest && !next.is_empty() { next[act.index(next.len())] } else { &acts[act.index(acts.len())] };
        let base = if *latest { case.last_effective } else { told.events[on.index(told.events.len())].id };
        told.push(kind, Some(base), act.clone(), true);
    }
    told.events
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let index = any::<prop::sample::Index>;
    prop::collection::vec((index(), index(), index(), prop::bool::weighted(0.8)), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_thousand_mixed_histories_of_ten_phones_converge_with_one_responsible_post_throughout(
        deeds in deeds(), order in any::<u64>(), pending in 0..8_usize,
    ) {
        let log = history(&deeds);
        for end in 1..=log.len() {
            let case = fold(&log[..end]).unwrap();
            prop_assert!(may_receive(&case.responsible.kind), "{}", case.responsible.kind);
            prop_assert!(!case.responsible.scope.units().is_empty());
            prop_assert!(case.hops.windows(2).all(|pair| pair[0].to == pair[1].from));
            if let Some(last) = case.hops.last() {
                prop_assert_eq!(&last.to, &case.responsible);
            }
            prop_assert!(case.route.returns() <= 2);
        }
        let mut events = log.clone();
        let acknowledged = events.len().saturating_sub(pending).max(1);
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        let straight = fold(&events);
        let mut shuffled: Vec<CaseEvent> = events.iter().chain(&events).cloned().collect();
        shuffled.sort_by_key(|event| EntryId::of(&[event.id.as_bytes().as_slice(), &order.to_be_bytes()].concat()));
        prop_assert_eq!(fold(&shuffled), straight);
        prop_assert_eq!(fold(&log.iter().rev().cloned().collect::<Vec<_>>()), fold(&log));
    }
}
