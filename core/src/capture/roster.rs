//! Planning duty, shifts and pairs.
