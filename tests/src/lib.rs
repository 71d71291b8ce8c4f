//! THE WHOLE FIELD IN ONE PROCESS: real phones (`App` on SQLCipher), the real relay's router, one virtual clock, one seed.
//! Read in this order: `town` (who lives and works here), `device`, `clock` and `chance` (what is lent to phones and relay),
//! `post_office` (the relay), `network` (what goes wrong between them), `phone`, `field` (all of it together), `history`
//! (what was captured and promised), `auditor` (what the relay really holds), `model` and `checker` (the oracle), `wander`
//! (random days). `year` enters a year of the synthetic city by the phones' own rules, `pen` writes it down. `programs` is the other way to run it all: as processes. Nothing here sleeps or looks at a wall clock.

#![cfg_attr(
    feature = "sim",
    expect(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "this crate is tests: a step that fails must stop the story"
    )
)]

#[cfg(feature = "sim")]
pub mod auditor;
#[cfg(feature = "sim")]
pub mod case_acts;
#[cfg(feature = "sim")]
pub mod chance;
#[cfg(feature = "sim")]
pub mod checker;
#[cfg(feature = "sim")]
pub mod clock;
#[cfg(feature = "sim")]
pub mod device;
#[cfg(feature = "sim")]
pub mod field;
#[cfg(feature = "sim")]
pub mod history;
#[cfg(feature = "sim")]
pub mod mixed_acts;
#[cfg(feature = "sim")]
pub mod model;
#[cfg(feature = "sim")]
pub mod network;
pub mod pen;
#[cfg(feature = "sim")]
pub mod phone;
#[cfg(feature = "sim")]
pub mod post_office;
#[cfg(feature = "sim")]
pub mod programs;
#[cfg(feature = "sim")]
pub mod town;
#[cfg(feature = "sim")]
pub mod wander;
pub mod year;

#[cfg(feature = "sim")]
pub use checker::{Failure, Invariant};
#[cfg(feature = "sim")]
pub use field::Field;
#[cfg(feature = "sim")]
pub use network::Weather;
#[cfg(feature = "sim")]
pub use phone::Phone;
