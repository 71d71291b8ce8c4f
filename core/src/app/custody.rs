//! 代管 at a desk: what waits at the relay, and a decision on it.

use etong_protocol::{CustodyItem, EntryId, SealedEntry};

use super::App;
use super::capturing::Captured;
use super::writing::{author, write};
use crate::capture::{self, Drafts};
use crate::error::{AppError, CoreError, StoreError};
use crate::sync;
use crate::view::CustodyRow;

impl App {
    /// What lies in custody at the relay and may be decided on by a post of this phone's owner, oldest first.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`.
    pub async fn custody(&self) -> Result<Vec<CustodyRow>, AppError> {
        let items = self.in_custody().await?;
        Ok(items.iter().filter_map(|item| CustodyRow::of(item).ok()).collect())
    }

    /// Lets the entry `id` into the log as it is (`release`), or refuses it; `reason` is read by its author. Counts with the next
    /// sync; of two decisions the first at the relay counts.
    ///
    /// # Errors
    /// `NotFound` when it does not wait (any more), `NotAllowed` with who may, `Invalid` without a reason, `Offline`.
    pub async fn decide_custody(&self, id: &str, release: bool, reason: &str) -> Result<Captured, AppError> {
        let missing = || CoreError::NotFound { noun: "entry in custody", id: id.to_owned() };
        let entry: EntryId = id.parse().map_err(|_| missing())?;
        let items = self.in_custody().await?;
        let item = items.into_iter().find(|item| EntryId::of(&item.bytes) == entry).ok_or_else(missing)?;
        let held = SealedEntry::open(item.bytes.clone())
            .map_err(|_| CoreError::Store(StoreError::Unreadable("an entry in custody")))?;
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let draft = capture::decide_custody(&author, &item, &held, release, reason)?;
            write(door, &author, draft.record, Drafts::of(vec![draft]), moment.within_ms())
        })
    }

    async fn in_custody(&self) -> Result<Vec<CustodyItem>, CoreError> {
        let relay = self.relay()?;
        sync::custody_waiting(&self.session(&*relay)?).await
    }
}
