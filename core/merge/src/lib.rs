//! STEP 5 of a change's life: (record, change) -> record. Pure: no IO, no clock, no randomness.
//! Read in this order: what a field holds (`scalar`), what is wished (`edit`), what a document can do (`doc`),
//! the two documents (`automerge_doc` for use, `lww_doc` as the model it is checked against), and the intake
//! gate that a stranger's change passes before it comes near a document (`gate`).
//!
//! The only place that touches automerge. A panic inside automerge never leaves this crate.

pub mod automerge_doc;
mod automerge_value;
pub mod doc;
pub mod edit;
pub mod error;
pub mod gate;
mod guard;
pub mod limits;
pub mod lww_doc;
pub mod scalar;

pub use automerge_doc::AutomergeDoc;
pub use doc::{Actor, Change, Field, RecordDoc, Touched};
pub use edit::FieldEdit;
pub use error::{GateError, MergeError, Reason};
pub use lww_doc::LwwDoc;
pub use scalar::Scalar;
