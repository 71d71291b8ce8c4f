//! The rows of a file, whatever its format: one at a time, each with its line, each a request or a fault.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use etong_core::capture::ResidentRequest;

use super::fault::Fault;
use super::{csv_rows, ndjson_rows};
use crate::error::CliError;

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// Line of the file, from 1.
    pub line: u64,
    pub request: Result<ResidentRequest, Fault>,
}

pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, CliError>>>;

/// Opens the file by its ending; a CSV's header is checked here.
pub(super) fn open(path: &Path) -> Result<Rows, CliError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let file = || Ok::<_, CliError>(BufReader::new(File::open(path).map_err(CliError::file(path))?));
    match ending.as_deref() {
        Some("ndjson" | "jsonl") => Ok(Box::new(ndjson_rows::rows(path.to_owned(), file()?))),
        Some("csv") => csv_rows::rows(path, file()?),
        _ => Err(CliError::Content {
            file: path.to_owned(),
            field: None,
            reason: "the name must end in .ndjson or .csv, so that its format is known".into(),
        }),
    }
}
