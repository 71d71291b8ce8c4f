//! What a phone asks about the history.

use std::ops::Range;

use crate::WireError;

/// Stretches of the feed one request may ask about.
pub const MAX_STRETCHES: usize = 500;

/// `GET /v1/history`: a signed root, with the proofs that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Prove that the root continues the tree of this size; 0: nothing to continue.
    pub from: u64,
    /// The root of the first so many entries; 0: of all.
    pub size: u64,
    /// Prove that these entries are in it, as stretches of leaves.
    pub asked: Vec<Range<u64>>,
}

impl HistoryQuery {
    /// The path and query of the request. Stretches are written as places, both ends included: `seqs=4-9,12-12`.
    #[must_use]
    pub fn to_path(&self) -> String {
        format!("/v1/history?from={}&size={}&seqs={}", self.from, self.size, Self::write_stretches(&self.asked))
    }

    #[must_use]
    pub fn write_stretches(asked: &[Range<u64>]) -> String {
        let asked: Vec<String> = asked.iter().map(|asked| format!("{}-{}", asked.start + 1, asked.end)).collect();
        asked.join(",")
    }

    /// Reads what `write_stretches` wrote.
    ///
    /// # Errors
    /// `Malformed` when they do not rise apart from each other, `TooLarge` when there are too many.
    pub fn read_stretches(text: &str) -> Result<Vec<Range<u64>>, WireError> {
        let malformed = || WireError::Malformed { what: "stretches of a history" };
        let mut all: Vec<Range<u64>> = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').ok_or_else(malformed)?;
            let first: u64 = first.parse().map_err(|_| malformed())?;
            let last: u64 = last.parse().map_err(|_| malformed())?;
            let start = first.checked_sub(1).filter(|start| *start < last).ok_or_else(malformed)?;
            if all.last().is_some_and(|before| start <= before.end) {
                return Err(malformed());
            }
            all.push(start..last);
        }
        if all.len() > MAX_STRETCHES {
            return Err(WireError::TooLarge { what: "history query", actual: all.len(), limit: MAX_STRETCHES });
        }
        Ok(all)
    }
}
