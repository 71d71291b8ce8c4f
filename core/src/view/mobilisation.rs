//! Calls, and who comes.
