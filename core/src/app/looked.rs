//! 查看: somebody opens the details of a record. That is noted before they see it; what was noted goes into the audit log together,
//! before the next sync and when the phone is locked or given up. A supervisor's look is told to the founder as well.

use etong_protocol::{PostId, RecordId};

use super::App;
use super::opening::worth_telling;
use super::writing::{author, author_as};
use crate::apply::Door;
use crate::capture::{self, Author};
use crate::domain::audit::AuditAct;
use crate::domain::looked::{RECORDS_IN_ENTRY, tells_of_people};
use crate::domain::organisation::day::day_at;
use crate::error::{AppError, CoreError, SyncError};
use crate::store::looked::{self, Look};
use crate::store::opening;
use crate::store::record::{self, Record};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx};
use crate::view;

impl App {
    /// To be called with every view of one record's details. A look never fails because it could not be noted.
    pub(super) fn note_look(&self, id: &str) {
        if let Err(error) = self.try_note(id) {
            tracing::warn!(%error, "a look at a record was not noted");
        }
    }

    fn try_note(&self, id: &str) -> Result<(), CoreError> {
        let Ok(record) = id.parse::<RecordId>() else { return Ok(()) };
        let moment = self.moment();
        let now = moment.wall_ms;
        // Whoever sets the clock back to a day that is in the log already would hide today's look.
        let day = day_at(moment.known().ms);
        let (look, opening) = self.store.read::<_, CoreError>(|tx| {
            let Some(found) = record::find(tx, record)? else { return Ok((None, None)) };
            Ok((worth_noting(tx, &found, day, now)?, worth_telling(tx, &found, now)?))
        })?;
        if look.is_none() && opening.is_none() {
            return Ok(());
        }
        self.store.write(Durability::Normal, |tx| {
            look.iter().try_for_each(|look| looked::note(tx, look))?;
            Ok(opening.iter().try_for_each(|opening| opening::note(tx, opening))?)
        })
    }

    /// What was looked at goes into the audit log.
    pub(super) fn tell_looks(&self) -> Result<(), AppError> {
        if self.store.read::<_, CoreError>(|tx| Ok(looked::untold(tx)?.is_empty()))? {
            return Ok(());
        }
        let moment = self.moment();
        self.save_at(moment, |tx, door| tell(tx, door, moment.within_ms()))
    }
}

/// Writes what was noted, in the transaction that marks it as told.
pub(super) fn tell(tx: &Tx<'_>, door: &mut Door<'_>, within_ms: Option<u32>) -> Result<(), CoreError> {
    for (post, day) in looked::untold(tx)? {
        let Some(author) = teller(tx, post)? else { continue };
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LooksForgotten) {
            looked::told(tx, post, &day)?;
            continue;
        }
        for some in looked::untold_of(tx, post, &day)?.chunks(RECORDS_IN_ENTRY) {
            door.write(&author, &capture::audit(&author, &AuditAct::looks(some, &day))?, within_ms)?;
        }
        looked::told(tx, post, &day)?;
    }
    Ok(())
}

fn worth_noting(tx: &Tx<'_>, found: &Record, day: String, now: i64) -> Result<Option<Look>, CoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::is_nobody() {
        return Ok(None);
    }
    if !tells_of_people(&found.kind) {
        return Ok(None);
    }
    let Some(post) = looker(tx)? else { return Ok(None) };
    // What somebody wrote down they know, and the chain says that they wrote it.
    if looked::is_known(tx, found.record, post, &day)? || record::is_founded_here(tx, found.no)? {
        return Ok(None);
    }
    Ok(Some(Look { record: found.record, post, day, first_at: now }))
}

/// The post that acts, also when it has ended meanwhile.
fn looker(tx: &Tx<'_>) -> Result<Option<PostId>, CoreError> {
    if let Some(acting) = setting::array(tx, Setting::ActingPost)? {
        return Ok(Some(PostId::from_bytes(acting)));
    }
    Ok(view::standing(tx)?.and_then(|standing| standing.posts.first().map(|held| held.post)))
}

/// In whose name a look of this post is told: that post's, or when it is held no more another's of the same person. `None` while
/// there is none: the look waits.
fn teller(tx: &Tx<'_>, post: PostId) -> Result<Option<Author>, CoreError> {
    let of_person = match author_as(tx, post) {
        Ok(None) => author(tx).map(Some),
        of_post => of_post,
    };
    match of_person {
        Err(CoreError::Capture(_) | CoreError::Sync(SyncError::NotEnrolled)) => Ok(None),
        author => author,
    }
}
