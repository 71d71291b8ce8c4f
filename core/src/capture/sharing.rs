//! Sharing a record with one more unit.
