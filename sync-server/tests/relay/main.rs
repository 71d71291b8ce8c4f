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
#[cfg(feature = "api")]
mod api;
mod attack;
mod backup;
mod binary;
mod card;
mod custody;
mod enrol;
mod health;
mod history;
mod keys;
mod lineage;
mod live;
mod openapi;
mod organisation;
mod pace;
mod proof;
mod pull;
mod push;
mod push_bad;
mod reach_model;
mod register;
mod restart;
mod rough;
mod sealed;
mod sharing;
#[cfg(feature = "sim")]
mod sim;
mod talk;
mod tidy;
mod token;
mod town;
mod trail;
mod verify;
mod words;
