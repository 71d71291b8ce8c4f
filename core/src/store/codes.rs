//! The code lists as they hold on this phone.

use rusqlite::Transaction;

use crate::domain::codes::Codes;
use crate::domain::collection::SpecialRule;
use crate::error::StoreError;

/// What is built in, with what the centre published in its place.
#[expect(clippy::unnecessary_wraps, reason = "published lists are read from the store")]
pub(crate) fn load(_tx: &Transaction<'_>) -> Result<Codes, StoreError> {
    Ok(Codes::default())
}

/// Who keeps records of special populations.
#[expect(clippy::unnecessary_wraps, reason = "published rules are read from the store")]
pub(crate) fn special_rules(_tx: &Transaction<'_>) -> Result<Vec<SpecialRule>, StoreError> {
    Ok(Vec::new())
}
