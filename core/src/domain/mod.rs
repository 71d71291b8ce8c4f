//! NOUNS AND RULES: what the words of grid work mean, one noun a file. Everything here is a pure function of what it is
//! given: no SQL, no network, no clock, no randomness. Acts are events, and the state of a thing is a fold over them.

#[cfg(test)]
mod decoders;
#[cfg(test)]
mod decoders_mobilisation;
mod half_width;
mod word;

pub mod assessment;
pub mod audit;
pub mod calendar;
pub mod callback;
pub mod campaign;
pub mod case;
pub mod china_time;
pub mod citizen_number;
pub mod clue;
pub mod codes;
pub mod collection;
pub mod deadline;
pub mod dictionary;
pub mod directory;
pub mod erasure;
pub mod event;
pub mod exchange;
pub mod field;
pub mod handbook;
pub mod inspection;
pub mod looked;
pub mod mediation;
pub mod mobilisation;
pub mod notice;
pub mod opened;
pub mod organisation;
pub mod patrol;
pub mod person_name;
pub mod phone_number;
pub mod pinyin;
pub mod place;
pub mod receipt_file;
pub mod resident;
pub mod retention;
pub mod rule_id;
pub mod search_text;
pub mod shown_time;
pub mod survey;
pub mod typed;
pub mod warning;

pub use citizen_number::CitizenNumber;
pub use phone_number::PhoneNumber;
pub use place::Fix;
