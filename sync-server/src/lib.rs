//! THE POST OFFICE: carries signed entries between phones and can prove what it carried. It routes by the envelope and
//! opens no payload of an event, but for grants, what erases a record and what names one; documents are judged by the intake gate and never
//! interpreted. No domain code is linked.
//!
//! In the order a request meets them: `routes` (bytes in, bytes out), `pace` (how fast), `directory` (who is asking), `intake` (push),
//! `outlet` (pull), `live` (who is told of news), `verifier` (who looks at registrations), `store` (the one file). `backup` copies it out and puts it back, `tidy` takes what is over, `verify` checks all of it again.
//! `clock` and `chance` are lent; `sim` exists for the simulator only.

pub mod backup;
pub mod baseline;
mod chance;
mod clock;
pub mod custody;
pub mod directory;
mod error;
mod intake;
pub mod kept_sealed;
mod live;
mod metrics;
mod options;
mod outlet;
mod pace;
mod places;
mod routes;
pub mod sim;
mod state;
mod store;
pub mod tidy;
mod verifier;
pub mod verify;

pub use chance::{Chance, SystemChance};
pub use clock::{Clock, SystemClock};
pub use error::RelayError;
pub use options::RelayOptions;
pub use pace::{Rate, network_of};
pub use places::{Place, Places};
pub use routes::{router, surface};
pub use state::RelayState;
pub use store::key_file::refuse_exposed;
pub use store::{Store, holds_relay};
pub use verifier::{Answer, ConsoleVerifier, HttpVerifier, NoAnswer, Verifier};
