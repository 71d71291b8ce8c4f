//! What somebody said of himself is emptied when it is not needed any more.

use rusqlite::named_params;

use super::super::error::DirectoryError;
use crate::store::Store;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days after a decline in which somebody may object; then nothing personal is left.
pub const DECLINED_KEEP_DAYS: i64 = 7;
/// Nobody decided for so long: declined.
pub const WAITING_DAYS: i64 = 90;

/// Empties what is not needed any more: of declined ones after the days for an objection, and of those nobody decided on.
///
/// # Errors
/// The database's trouble.
pub fn erase_old_registrations(store: &Store) -> Result<usize, DirectoryError> {
    let now = store.now_ms();
    let (declined, waiting) = (now - DECLINED_KEEP_DAYS * DAY_MS, now - WAITING_DAYS * DAY_MS);
    let nothing: bool = store.read(|connection| {
        let bounds = named_params! {":declined": declined, ":waiting": waiting};
        Ok(!connection.prepare_cached(include_str!("../sql/old_registrations.sql"))?.exists(bounds)?)
    })?;
    if nothing {
        return Ok(0);
    }
    let erased = store.write(|tx| {
        let late = named_params! {":waiting": waiting, ":now": now, ":reason": "nobody decided in time"};
        tx.execute(include_str!("../sql/decline_late_registrations.sql"), late)?;
        let erased = named_params! {":declined": declined, ":waiting": waiting};
        Ok(tx.execute(include_str!("../sql/erase_registrations.sql"), erased)?)
    })?;
    Ok(erased)
}
