//! The real program, run as a person or a script runs it, for everything that needs no relay.

mod bad_files;
mod broken_store;
mod command_line;
mod phone;
