//! The relay through its real router, in process: one file per route, one for what outlives a restart, one for the
//! directory's verbs and one for the binary itself. `town` holds the people and their phones.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod admin;
mod binary;
mod card;
mod enrol;
mod health;
mod history;
mod live;
mod organisation;
mod pull;
mod push;
mod push_bad;
mod reach_model;
mod restart;
mod sharing;
#[cfg(feature = "sim")]
mod sim;
mod token;
mod town;
