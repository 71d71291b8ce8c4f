//! The real program, run as a person or a script runs it, for everything that needs no relay.

#[cfg(test)]
mod bad_files;
#[cfg(test)]
mod broken_store;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod phone;
#[cfg(test)]
mod pin;
