//! The bytes of a change, walked without automerge and without allocating, so that what automerge unpacks is bounded.
//! Its columns are run-length encoded: a hundred bytes can claim 2^62 operations, and reading those is a hang or an
//! out-of-memory abort that no unwinding catches.
//!
//! Layout: magic 4, checksum 4, chunk type 1, length; then dependencies, actor, sequence, first operation, time,
//! message, other actors, column list, column data, extra bytes. Numbers are LEB128.

use crate::error::{GateError, Reason};
use crate::limits::MAX_CHANGE_OPS;

const MAGIC: &[u8] = &[0x85, 0x6f, 0x4a, 0x83];
const CHANGE_CHUNK: u8 = 1;

/// The columns of a change that only sets and removes fields of the root.
const KEY: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const VALUE: u64 = 0x57;
const PRED_COUNT: u64 = 0x70;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;

pub(crate) fn check(bytes: &[u8]) -> Result<(), GateError> {
    walk(bytes).unwrap_or(Err(GateError::Quarantined(Reason::Unreadable)))
}

/// `None`: the bytes end early or a number is no number.
fn walk(bytes: &[u8]) -> Option<Result<(), GateError>> {
    let mut rest = Reader(bytes);
    let magic = rest.take(4)?;
    rest.take(4)?;
    if magic != MAGIC || rest.take(1)? != [CHANGE_CHUNK] || rest.unsigned()? != rest.0.len() as u64 {
        return None;
    }
    for _ in 0..rest.unsigned()? {
        rest.take(32)?;
    }
    rest.take_prefixed()?;
    rest.unsigned()?;
    rest.unsigned()?;
    rest.signed()?;
    rest.take_prefixed()?;
    for _ in 0..rest.unsigned()? {
        rest.take_prefixed()?;
    }
    let column_count = rest.unsigned()?;
    let mut list = Reader(rest.0);
    for _ in 0..column_count {
        rest.unsigned()?;
        rest.unsigned()?;
    }
    for _ in 0..column_count {
        let (column, bytes) = (list.unsigned()?, list.unsigned()?);
        let data = rest.take(usize::try_from(bytes).ok()?)?;
        let items = match column {
            VALUE => 0,
            INSERT => items_of_booleans(data)?,
            KEY => items_of_runs(data, |reader| reader.take_prefixed().map(|_| 0))?,
            PRED_COUNTER => items_of_runs(data, |reader| reader.signed().map(|_| 0))?,
            PRED_COUNT => items_of_runs(data, |reader| reader.unsigned())?,
            ACTION | VALUE_META | PRED_ACTOR => items_of_runs(data, |reader| reader.unsigned().map(|_| 0))?,
            _ => return Some(Err(GateError::Quarantined(Reason::NotFlat))),
        };
        if items > MAX_CHANGE_OPS {
            return Some(Err(GateError::TooLarge { what: "change", actual: items, limit: MAX_CHANGE_OPS }));
        }
    }
    Some(Ok(()))
}

/// Items in a run-length encoded column, or the sum of its values where `value` gives any: whichever is more.
fn items_of_runs(data: &[u8], value: impl Fn(&mut Reader<'_>) -> Option<u64>) -> Option<u64> {
    let mut reader = Reader(data);
    let (mut items, mut sum) = (0_u64, 0_u64);
    while !reader.0.is_empty() {
        match reader.signed()? {
            0 => items = items.saturating_add(reader.unsigned()?),
            run if run > 0 => {
                items = items.saturating_add(run.unsigned_abs());
                sum = sum.saturating_add(value(&mut reader)?.saturating_mul(run.unsigned_abs()));
            }
            literal => {
                items = items.saturating_add(literal.unsigned_abs());
                for _ in 0..literal.unsigned_abs() {
                    sum = sum.saturating_add(value(&mut reader)?);
                }
            }
        }
    }
    Some(items.max(sum))
}

fn items_of_booleans(data: &[u8]) -> Option<u64> {
    let mut reader = Reader(data);
    let mut items = 0_u64;
    while !reader.0.is_empty() {
        items = items.saturating_add(reader.unsigned()?);
    }
    Some(items)
}

/// What is left to read. Every step consumes at least a byte or fails, so no loop over it outruns its bytes.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn take_prefixed(&mut self) -> Option<&'b [u8]> {
        let count = self.unsigned()?;
        self.take(usize::try_from(count).ok()?)
    }

    fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let part = u64::from(byte & 0x7f);
            if (part << shift) >> shift != part {
                return None;
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= i64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                let used = shift + 7;
                let negative = byte & 0x40 != 0 && used < 64;
                return Some(if negative { value | (-1_i64).checked_shl(used)? } else { value });
            }
        }
        None
    }
}
