//! Taking down a clue.
