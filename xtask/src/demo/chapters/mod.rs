//! The story of a day, chapter by chapter. Each runs what the people do and checks what they then see.

pub(super) mod callback;
pub(super) mod enrolment;
pub(super) mod month;
pub(super) mod offline;
pub(super) mod one_case;
pub(super) mod one_resident;
pub(super) mod patrol;
pub(super) mod proof;
pub(super) mod quarrel;
pub(super) mod up_two_levels;
