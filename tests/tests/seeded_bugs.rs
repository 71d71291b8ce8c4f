//! The checker is proven here: each mistake that real sync engines have shipped is switched on, the days of a named seed are
//! walked, and the checker must name it. The same days without the mistake hold.

#![cfg(feature = "sim")]

use etong_core::sim::{SeededBug as PhoneBug, seed as switch_on};
use etong_server::sim::SeededBug as RelayBug;
use etong_tests::wander::{Plan, days_on};
use etong_tests::{Failure, Field, Invariant};

/// A mistake, on one of the two ends.
#[derive(Debug, Clone, Copy)]
enum Bug {
    Phone(PhoneBug),
    Relay(RelayBug),
}

const NAMED: &[(Bug, u64, Invariant)] = &[
    (Bug::Phone(PhoneBug::AckTooMuch), 2, Invariant::NothingLost),
    (Bug::Phone(PhoneBug::CursorEarly), 3, Invariant::DigestsEqual),
    (Bug::Phone(PhoneBug::DoubleApply), 1, Invariant::DigestsEqual),
    (Bug::Phone(PhoneBug::LostOutbox), 1, Invariant::NothingUnsent),
    (Bug::Phone(PhoneBug::UnsortedFold), 1, Invariant::SameRecords),
    (Bug::Phone(PhoneBug::SkippedSeq), 1, Invariant::SameRecords),
    (Bug::Relay(RelayBug::AckTooMuch), 1, Invariant::NothingLost),
    (Bug::Relay(RelayBug::SkippedSeq), 1, Invariant::DigestsEqual),
];

async fn walk(seed: u64, bug: Option<Bug>) -> Result<(), Failure> {
    let field = Field::new(seed);
    let _switched_on = match bug {
        Some(Bug::Phone(bug)) => Some(switch_on(bug)),
        Some(Bug::Relay(bug)) => {
            field.office.plant(bug);
            None
        }
        None => None,
    };
    days_on(&field, Plan::default()).await
}

#[tokio::test]
async fn every_seeded_bug_is_caught_by_its_named_seed_and_the_seed_is_innocent() {
    let mut missed = Vec::new();
    for (bug, seed, invariant) in NAMED {
        match walk(*seed, Some(*bug)).await {
            Ok(()) => {
                let instead = another(*bug, *invariant).await;
                missed.push(format!("{bug:?} was not caught by seed {seed}, but by seed {instead:?}"));
            }
            Err(failure) => {
                assert!(failure.names(*invariant), "{bug:?} was caught, but not as {invariant:?}: {failure}")
            }
        }
        if let Err(failure) = walk(*seed, None).await {
            panic!("without {bug:?}: {failure}");
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// The first seed that catches a bug, for whoever has to name one anew.
async fn another(bug: Bug, invariant: Invariant) -> Option<u64> {
    for seed in 1..200 {
        if walk(seed, Some(bug)).await.is_err_and(|failure| failure.names(invariant)) {
            return Some(seed);
        }
    }
    None
}
