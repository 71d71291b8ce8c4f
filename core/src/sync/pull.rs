//! Reading: one page of the feed enters by the door, and the cursor moves in the same transaction.

use etong_protocol::{ChainId, Cursor, PullPage, PullQuery, RelayRequest, wire};

use super::{Session, SyncReport};
use crate::apply::Door;
use crate::device::random_array;
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::alarm::{self, Alarm, AlarmKind};
use crate::store::root;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx};

/// Reads one page. True when there is more to read.
pub(super) async fn next_page(session: &Session<'_>, report: &mut SyncReport) -> Result<bool, CoreError> {
    let (query, known) = session.store.read::<_, CoreError>(|tx| {
        let query = query(tx)?;
        let root = root::latest(tx, query.cursor.epoch)?.map_or(0, |root| root.size);
        Ok((query, root.max(query.cursor.seq)))
    })?;
    let sent = session.device.monotonic_ms();
    let page: PullPage = session.ask(RelayRequest::get(query.to_path()), PullPage::from_frame).await?;
    session.heard_time(page.sent_at, sent);
    session.saw_head(page.head);
    let now = session.device.now_ms();
    let chain = ChainId::new(now, random_array(session.device)?);
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::CursorEarly) {
        session
            .store
            .write::<_, StoreError>(Durability::Normal, |tx| setting::set_number(tx, Setting::ReadTo, page.read_to))?;
    }
    let taken = session.store.write(Durability::Normal, |tx| {
        if asked_otherwise(tx, &query)? {
            return Ok(None);
        }
        let mut door = Door::open(tx, now)?;
        let complete = take_page(tx, &mut door, &query, &page, chain, (known, now))?;
        Ok::<_, CoreError>(Some((door.close()?, complete)))
    })?;
    let Some((changed, complete)) = taken else { return Ok(true) };
    if changed.erased {
        session.store.shred()?;
    }
    report.received += page.entries.len() as u64;
    report.complete = complete;
    report.note(changed);
    Ok(page.read_to < page.head)
}

/// Lets a page in. True when the phone then holds exactly what its reach adds up to.
fn take_page(
    tx: &Tx<'_>,
    door: &mut Door<'_>,
    query: &PullQuery,
    page: &PullPage,
    new_chain: ChainId,
    (known, now): (u64, i64),
) -> Result<bool, CoreError> {
    if page.epoch != query.cursor.epoch {
        door.new_epoch(page.epoch, new_chain)?;
    } else {
        watch_length(tx, page, known, now)?;
    }
    if let Some(standing) = &page.standing {
        setting::set_bytes(tx, Setting::Standing, &wire::encode(standing))?;
        door.recount()?;
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::EraseFirst) {
            crate::store::leave::erase_unsent(tx)?;
        }
    }
    let entries = page.entries.as_slice();
    #[cfg(feature = "sim")]
    let entries = match crate::sim::has_bug(crate::sim::SeededBug::SkippedSeq) {
        true => entries.split_last().map_or(entries, |(_, before)| before),
        false => entries,
    };
    for entry in entries {
        door.take(entry)?;
    }
    door.let_go_overdue()?;
    setting::set_number(tx, Setting::ReadTo, page.read_to)?;
    match page.digest {
        None => Ok(false),
        Some(reach) => {
            setting::set_bytes(tx, Setting::Reach, &reach.to_bytes())?;
            Ok(door.held() == reach)
        }
    }
}

/// A feed that is shorter than it was when the page was asked for was put back, or is told shortened.
fn watch_length(tx: &Tx<'_>, page: &PullPage, known: u64, now: i64) -> Result<(), StoreError> {
    if page.head < known {
        let mut alarm = Alarm::new(AlarmKind::Rollback, page.epoch, (page.head + 1, known), now);
        let own = root::own_between(tx, page.head + 1, known)?;
        alarm.entries = own.iter().map(|(_, entry)| entry.to_string()).collect();
        alarm::raise(tx, &alarm)?;
    }
    Ok(())
}

/// Another pass has moved on while this page was under way: it does not continue what is here.
fn asked_otherwise(tx: &Tx<'_>, asked: &PullQuery) -> Result<bool, CoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::CursorEarly) {
        return Ok(false);
    }
    Ok(query(tx)? != *asked)
}

fn query(tx: &Tx<'_>) -> Result<PullQuery, CoreError> {
    let standing = setting::bytes(tx, Setting::Standing)?.ok_or(SyncError::NotEnrolled)?;
    let standing: etong_protocol::Standing =
        wire::decode(&standing, "standing").map_err(|_| StoreError::Unreadable("this phone's standing"))?;
    let chain = setting::array(tx, Setting::Chain)?.ok_or(SyncError::NotEnrolled)?;
    Ok(PullQuery {
        cursor: Cursor { epoch: setting::number(tx, Setting::Epoch)?, seq: setting::number(tx, Setting::ReadTo)? },
        chain: ChainId::from_bytes(chain),
        standing: standing.version,
    })
}
