//! Where each post was last known to be, kept from acts and patrols that carry a place. The later one stands; a place is never
//! asked for, and nothing is kept of the way between.

use etong_protocol::{PostId, PostKind};
use rusqlite::{Transaction, named_params};

use crate::error::StoreError;

/// Notes that a post was there then. `place` in millionths of a degree, `at` in milliseconds since 1970.
pub(super) fn keep(
    tx: &Transaction<'_>,
    post: PostId,
    kind: &PostKind,
    place: (i32, i32),
    at: i64,
) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("last_place/keep.sql"))?.execute(named_params! {
        ":post": post.as_bytes(), ":kind": kind.as_str(), ":lat_e6": place.0, ":lon_e6": place.1, ":at": at,
    })?;
    Ok(())
}
