//! A supervisor looks at a record, and its founder hears of it: noted with the look, written once for each record and post,
//! together before the next sync.

use etong_protocol::RecordId;

use super::App;
use super::writing::author_as;
use crate::capture;
use crate::domain::opened::tells_founder;
use crate::error::{AppError, CoreError};
use crate::store::opening::{self, Opening};
use crate::store::{Durability, Tx, record};
use crate::view;

/// Looks told in one transaction.
const TOLD_AT_ONCE: u32 = 200;

impl App {
    /// A look never fails because it could not be noted.
    pub(super) fn note_opening(&self, id: &str) {
        if let Err(error) = self.try_note(id) {
            tracing::warn!(%error, "a look at a record was not noted");
        }
    }

    fn try_note(&self, id: &str) -> Result<(), CoreError> {
        let Ok(record) = id.parse::<RecordId>() else { return Ok(()) };
        let now = self.device.now_ms();
        let Some(opening) = self.store.read(|tx| worth_telling(tx, record, now))? else { return Ok(()) };
        self.store.write(Durability::Normal, |tx| Ok(opening::note(tx, &opening)?))
    }

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

fn worth_telling(tx: &Tx<'_>, record: RecordId, now: i64) -> Result<Option<Opening>, CoreError> {
    let Some(post) = super::asking::acting(tx)? else { return Ok(None) };
    let Some(found) = record::find(tx, record)? else { return Ok(None) };
    if !tells_founder(&post.kind, &found.kind) || opening::is_known(tx, found.no, record, post.post)? {
        return Ok(None);
    }
    // The relay takes it from those who cover the record, and from those it is shared with.
    let reads = post.covers(&found.scope) || crate::projection::is_shared_with(tx, found.no, &post.unit)?;
    let told = view::has_told(tx, found.no, &post)?;
    Ok((reads && !told).then_some(Opening { record, post: post.post, opened_at: now }))
}
