//! The tree over the log computed once more from its leaves, row by row, and compared with the one that is kept. Holds one row of each level.

use etong_protocol::history::Hash;
use rusqlite::Connection;

use super::history::{LEVEL, WIDTH, over, row};
use crate::error::RelayError;

/// The tree as far as its leaves have been told.
pub(crate) struct Regrown<'c> {
    connection: &'c Connection,
    levels: Vec<Level>,
    tiles: u64,
}

#[derive(Default)]
struct Level {
    /// Number of the row, within its level, that is being filled.
    index: u64,
    hashes: Vec<Option<Hash>>,
}

impl<'c> Regrown<'c> {
    pub(crate) fn over(connection: &'c Connection) -> Self {
        Self { connection, levels: Vec::new(), tiles: 0 }
    }

    /// The next leaf.
    pub(crate) fn push(&mut self, leaf: Hash, wrong: impl FnMut(String)) -> Result<(), RelayError> {
        self.put(Some(leaf), wrong)
    }

    /// The next leaf is not known; that it is missing was said already.
    pub(crate) fn skip(&mut self, wrong: impl FnMut(String)) -> Result<(), RelayError> {
        self.put(None, wrong)
    }

    fn put(&mut self, leaf: Option<Hash>, mut wrong: impl FnMut(String)) -> Result<(), RelayError> {
        let (mut level, mut hash) = (0, leaf);
        loop {
            if self.levels.len() <= level {
                self.levels.push(Level::default());
            }
            let Some(filling) = self.levels.get_mut(level) else { return Ok(()) };
            filling.hashes.push(hash);
            if (filling.hashes.len() as u64) < WIDTH {
                return Ok(());
            }
            let whole = std::mem::take(filling);
            filling.index = whole.index + 1;
            self.compare(level, &whole, &mut wrong)?;
            let known: Option<Vec<Hash>> = whole.hashes.into_iter().collect();
            hash = known.map(over).transpose()?;
            level += 1;
        }
    }

    /// Compares what is not full yet; says how many rows there were.
    pub(crate) fn finish(mut self, mut wrong: impl FnMut(String)) -> Result<u64, RelayError> {
        let levels = std::mem::take(&mut self.levels);
        for (level, last) in levels.iter().enumerate().filter(|(_, last)| !last.hashes.is_empty()) {
            self.compare(level, last, &mut wrong)?;
        }
        Ok(self.tiles)
    }

    fn compare(&mut self, level: usize, computed: &Level, wrong: &mut impl FnMut(String)) -> Result<(), RelayError> {
        self.tiles += 1;
        let kept = match row(self.connection, level as u64 * LEVEL + computed.index) {
            Ok(kept) => kept,
            Err(RelayError::BadRow { .. } | RelayError::Refused(_)) => {
                wrong(format!("row {} of level {level} of the history is missing or cannot be read", computed.index));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if kept.len() != computed.hashes.len() {
            let (has, should) = (kept.len(), computed.hashes.len());
            wrong(format!("row {} of level {level} of the history has {has} hashes, not {should}", computed.index));
        }
        for (place, (kept, computed_hash)) in kept.iter().zip(&computed.hashes).enumerate() {
            if computed_hash.is_some_and(|computed| computed != *kept) {
                let at = computed.index * WIDTH + place as u64;
                wrong(match level {
                    0 => format!("seq {}: the history has another entry there", at + 1),
                    _ => format!("hash {at} of level {level} of the history is not that of the row below"),
                });
            }
        }
        Ok(())
    }
}
