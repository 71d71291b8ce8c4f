//! The story, chapter by chapter. Each runs what the people do and checks what they then see.

pub(super) mod enrolment;
pub(super) mod offline;
pub(super) mod one_case;
pub(super) mod one_resident;
pub(super) mod patrol;
pub(super) mod proof;
pub(super) mod the_desk;
