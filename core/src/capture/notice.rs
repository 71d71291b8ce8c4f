//! Publishing a notice, and reading it.
