//! 动员: a call for help by area, skill and time, and the answers to it. An answer (应征) is a record of its own at the answerer's
//! unit; a desk says by replies who is wanted. Declining costs nothing and needs no reason; presence exists only between arriving
//! and leaving. Tasks for teams and training (集训) are calls too.

mod call;
mod call_payload;
mod certificate;
mod muster;
mod muster_payload;
mod queue;
#[cfg(test)]
mod rights;

pub use call::{CallFold, CallState, Ring, fold as fold_call};
pub use call_payload::{Call, CallAmendment, CallEntry, CallPurpose, Wave};
pub use certificate::{Batch, Certificate, CertificateError, Checked, Proofs, ServiceLine, check, lines_of, write};
pub use muster::{DeskAnswer, MusterFold, MusterState, fold as fold_muster};
pub use muster_payload::{Answer, MusterEntry};
pub use queue::{Queued, Standing, queue};
