//! Clues, for those who may.
