//! How far an import has come, in a small file beside the phone, so that one that was killed is not run twice by mistake.
//! Written before each batch, removed at the end. Holds paths and line numbers, never a row.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::CliError;

/// The batch that was being saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Line of its first row: all rows before are on the phone.
    pub from: u64,
    /// A line behind its last row.
    pub to: u64,
    pub rows: u64,
    /// How many residents the phone held before it.
    pub residents: u64,
}

/// The marks of one phone, by imported file.
#[derive(Debug)]
pub(super) struct Marks {
    path: PathBuf,
    file: PathBuf,
    all: BTreeMap<PathBuf, Mark>,
}

impl Marks {
    pub(super) fn open(home: &Path, imported: &Path) -> Result<Self, CliError> {
        let path = home.join("imports.json");
        let file = std::fs::canonicalize(imported).map_err(CliError::file(imported))?;
        let all = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| CliError::Content {
                file: path.clone(),
                field: None,
                reason: format!("{error}; remove it if no import was cut off"),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(source) => return Err(CliError::File { path, source }),
        };
        Ok(Self { path, file, all })
    }

    /// The mark of an earlier import of the same file that did not end.
    pub(super) fn left_over(&self) -> Option<Mark> {
        self.all.get(&self.file).copied()
    }

    pub(super) fn set(&mut self, mark: Mark) -> Result<(), CliError> {
        self.all.insert(self.file.clone(), mark);
        self.keep()
    }

    pub(super) fn clear(&mut self) -> Result<(), CliError> {
        match self.all.remove(&self.file) {
            Some(_) => self.keep(),
            None => Ok(()),
        }
    }

    /// No file when there is no mark: who was killed at the very end finds none, and looks at the phone.
    fn keep(&self) -> Result<(), CliError> {
        if self.all.is_empty() {
            return std::fs::remove_file(&self.path).map_err(CliError::file(&self.path));
        }
        let beside = self.path.with_extension("new");
        let written = (|| {
            let mut file = File::create(&beside)?;
            file.write_all(&serde_json::to_vec(&self.all)?)?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.path)
        })();
        written.map_err(CliError::file(&self.path))
    }
}

impl Mark {
    /// The line to go on from: the batch is whole on the phone or not at all, and the number of residents tells which.
    /// `None` when something else came or went since.
    pub(super) fn next(&self, residents: u64) -> Option<u64> {
        if residents == self.residents || self.rows == 0 {
            Some(self.from)
        } else if residents == self.residents.saturating_add(self.rows) {
            Some(self.to)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = Mark { from: 501, to: 1001, rows: 500, residents: 800 };

    #[test]
    fn a_mark_lasts_until_its_import_has_ended() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("residents.csv");
        std::fs::write(&file, "").unwrap();
        let mut marks = Marks::open(home.path(), &file).unwrap();
        assert_eq!(marks.left_over(), None);
        marks.set(MARK).unwrap();
        let mut again = Marks::open(home.path(), &home.path().join("./residents.csv")).unwrap();
        assert_eq!(again.left_over(), Some(MARK));
        again.clear().unwrap();
        assert!(!home.path().join("imports.json").exists(), "nothing is left that looks like a cut-off import");
        assert_eq!(Marks::open(home.path(), &file).unwrap().left_over(), None);
    }

    #[test]
    fn the_number_of_residents_tells_whether_the_last_batch_was_saved() {
        for (residents, next) in [(800, Some(501)), (1_300, Some(1_001)), (1_301, None)] {
            assert_eq!(MARK.next(residents), next);
        }
        assert_eq!(Mark { rows: 0, to: 501, ..MARK }.next(7), Some(501));
    }
}
