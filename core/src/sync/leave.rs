//! After a pass that ended with everything sent and equal digests: what left this phone's reach is erased.

use etong_protocol::{ChainId, ScopeDigest, Standing, wire};

use super::{Session, SyncReport, push};
use crate::apply::{Door, Left};
use crate::device::random_array;
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, entry};

/// True when the feed has to be read again from its start.
pub(super) fn leave(session: &Session<'_>, report: &mut SyncReport) -> Result<bool, CoreError> {
    let leaving = session.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Leaving))? != 0;
    if !leaving || !report.complete || push::is_waiting(session)? {
        return Ok(false);
    }
    let now = session.device.now_ms();
    let (actor, chain) = (random_array(session.device)?, ChainId::new(now, random_array(session.device)?));
    let left = session.store.write(Durability::Full, |tx| {
        // Somebody may have gone on working meanwhile.
        if !agrees(tx)? {
            return Ok::<_, CoreError>(None);
        }
        let standing = setting::bytes(tx, Setting::Standing)?.ok_or(SyncError::NotEnrolled)?;
        let standing: Standing =
            wire::decode(&standing, "standing").map_err(|_| StoreError::Unreadable("this phone's standing"))?;
        let mut door = Door::open(tx, now)?;
        let left = door.leave(&standing, actor, chain)?;
        Ok(Some((left, door.close()?)))
    })?;
    let Some((left, changed)) = left else { return Ok(false) };
    report.note(changed);
    Ok(left == Left::ReadAgain)
}

fn agrees(tx: &Tx<'_>) -> Result<bool, StoreError> {
    let reach = setting::bytes(tx, Setting::Reach)?.and_then(|bytes| ScopeDigest::from_bytes(&bytes));
    Ok(entry::unsent_count(tx)? == 0 && reach == Some(entry::count_all(tx)?))
}
