//! What the directory on this phone says of one post, for the rules of a roster.

use etong_protocol::PostId;
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::organisation::KnownPost;
use crate::error::StoreError;

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn known_post(tx: &Transaction<'_>, post: PostId) -> Result<Option<KnownPost>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("known_post.sql"))?;
    let found = statement
        .query_row([post.as_bytes()], |row| {
            Ok((row.get::<_, String>("kind")?, row.get("from_day")?, row.get("to_day")?))
        })
        .optional()?;
    found
        .map(|(kind, from, to)| {
            let kind = kind.parse().map_err(|_| StoreError::Unreadable("a kind of post"))?;
            Ok(KnownPost { kind, from, to })
        })
        .transpose()
}
