//! Dedicated grids (专属网格) of this phone's reach whose host has staff of its own: what is reported there is theirs first.

use etong_protocol::OrgPath;
use rusqlite::{Transaction, named_params};

use crate::error::StoreError;

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn hosted_grids(tx: &Transaction<'_>, day: &str) -> Result<Vec<OrgPath>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("hosted.sql"))?;
    let rows = statement.query_and_then(named_params! {":day": day}, |row| {
        OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?).map_err(|_| StoreError::Unreadable("a unit's path"))
    })?;
    rows.collect()
}
