//! What a run says: text for people or JSON for machines, to standard output. Decides nothing about records.

mod progress;
pub(crate) mod rules;
mod table;
mod time;
pub(crate) mod words;

use std::io::{ErrorKind, Write};

use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;

pub(crate) use progress::progress;
pub(crate) use table::{facts, table};
pub(crate) use time::{moment, shown};

/// The outcome of a verb.
#[derive(Debug)]
pub(crate) struct Answer {
    /// For people; Chinese first.
    pub text: String,
    /// For machines.
    pub json: Value,
    pub exit: Exit,
}

impl Answer {
    pub(crate) fn new(text: impl Into<String>, value: impl Serialize) -> Self {
        let json = serde_json::to_value(value).unwrap_or(Value::Null);
        Self { text: text.into(), json, exit: Exit::Ok }
    }

    pub(crate) fn print(&self, json: bool) {
        print(&if json { self.json.to_string() } else { self.text.clone() });
    }
}

/// One block of text on standard output. A reader that has gone away (`etong list … | head`) is no error.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.trim_end().as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => tracing::error!(%error, "standard output failed"),
        _ => {}
    }
}

/// The last digits of an id: enough to name the record again.
pub(crate) fn ending(id: &str) -> String {
    const DIGITS: usize = 8;
    let start = id.chars().count().saturating_sub(DIGITS);
    id.chars().skip(start).collect()
}
