//! 实有人口: a person who lives in a grid. The fields are a catalogue (`catalogue`) with the code tables they draw on (`codes`); a
//! `Resident` is the typed reading of a document's fields that keeps what it does not know.

mod catalogue;
mod codes;
mod reading;

pub use catalogue::{CATALOGUE, FieldClass, FieldForm, FieldSpec, TAG_PREFIX, spec};
pub use codes::{CodeList, EDUCATION, ID_TYPE, MARRIAGE, NATION, POLITICS, SEX};
pub use reading::{Conflict, IdDocument, Resident};
