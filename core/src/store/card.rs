//! The staff cards of this phone's owner, one a post.

use etong_protocol::PostId;
use rusqlite::{Transaction, params};

use crate::error::StoreError;

pub(crate) fn keep(tx: &Transaction<'_>, post: PostId, text: &str, valid_until: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("card/set.sql"))?.execute(params![post.as_bytes(), text, valid_until])?;
    Ok(())
}
