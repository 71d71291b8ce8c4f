//! Random days by several phones in every weather, each from a printed seed; afterwards everything must hold.
//! `ETONG_SEEDS=500` walks more of them, `ETONG_SEED=17` only one.

#![cfg(feature = "sim")]

use etong_tests::wander::{Plan, days};

/// Seeds that once found a mistake. They always run.
const REMEMBERED: &[u64] = &[111, 212, 220, 225, 467];
const USUAL: u64 = 12;

#[tokio::test]
async fn one_seed_is_walked_again() {
    let seed = std::env::var("ETONG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    if let Err(failure) = days(seed, Plan::default()).await {
        panic!("{failure}");
    }
}

#[tokio::test]
async fn random_days_lose_nothing_and_end_with_everybody_seeing_the_same() {
    let seeds: u64 = std::env::var("ETONG_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(USUAL);
    let mut failures = Vec::new();
    for seed in REMEMBERED.iter().copied().chain(100..100 + seeds) {
        failures.extend(days(seed, Plan::default()).await.err());
    }
    let words: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(words.is_empty(), "{}", words.join("\n"));
}
