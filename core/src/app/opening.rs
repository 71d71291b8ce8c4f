//! A supervisor looks at a record, and its founder hears of it: noted with the look, written once for each record and post,
//! together before the next sync.

use super::App;
use super::writing::author_as;
use crate::capture;
use crate::domain::opened::tells_founder;
use crate::error::{AppError, CoreError};
use crate::store::Tx;
use crate::store::opening::{self, Opening};
use crate::store::record::{self, Record};
use crate::view;

/// Looks told in one transaction.
const TOLD_AT_ONCE: u32 = 200;

impl App {
    /// Writes what was noted. What a post that is held no more has looked at is left untold.
    pub(super) fn tell_openings(&self) -> Result<(), AppError> {
        while !self.store.read(|tx| opening::is_empty(tx).map_err(CoreError::from))? {
            let moment = self.moment();
            self.save_at(moment, |tx, door| {
                for look in opening::take(tx, TOLD_AT_ONCE)? {
                    let Some(author) = author_as(tx, look.post)? else { continue };
                    let Some(found) = record::find(tx, look.record)? else { continue };
                    if let Some(draft) = capture::opened(&author, found.record, &found.scope, look.opened_at) {
                        door.write(&author, &draft, moment.within_ms())?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

pub(super) fn worth_telling(tx: &Tx<'_>, found: &Record, now: i64) -> Result<Option<Opening>, CoreError> {
    let Some(post) = super::asking::acting(tx)? else { return Ok(None) };
    if !tells_founder(&post.kind, &found.kind)
        || opening::is_known(tx, found.record, post.post)?
        || record::is_founded_here(tx, found.no)?
    {
        return Ok(None);
    }
    // The relay takes it from those who cover the record, and from those it is shared with.
    let reads = post.covers(&found.scope) || crate::projection::is_shared_with(tx, found.no, &post.unit)?;
    let told = view::has_told(tx, found.no, &post)?;
    Ok((reads && !told).then_some(Opening { record: found.record, post: post.post, opened_at: now }))
}
