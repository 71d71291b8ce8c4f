//! The first screen of each role.
