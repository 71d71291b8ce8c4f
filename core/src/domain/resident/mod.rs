//! 实有人口: a person who lives in a grid. The fields are a catalogue (`catalogue`); a `Resident` is the typed reading of a
//! document's fields that keeps what it does not know.

mod catalogue;
mod reading;

pub use super::field::{Conflict, FieldClass, FieldForm, FieldGroup, FieldSpec, IdDocument, TAG_PREFIX};
pub use catalogue::{CATALOGUE, spec};
pub use reading::Resident;
