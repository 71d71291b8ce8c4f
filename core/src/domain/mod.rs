//! NOUNS AND RULES: what the words of grid work mean, one noun a file. Everything here is a pure function of what it is
//! given: no SQL, no network, no clock, no randomness. Acts are events, and the state of a thing is a fold over them.

#[cfg(test)]
mod decoders;
mod half_width;
mod word;

pub mod case;
pub mod citizen_number;
pub mod directory;
pub mod patrol;
pub mod person_name;
pub mod phone_number;
pub mod pinyin;
pub mod place;
pub mod resident;
pub mod search_text;

pub use citizen_number::CitizenNumber;
pub use phone_number::PhoneNumber;
pub use place::Fix;
