//! 代管: what a desk decided on entries of this phone that the relay keeps; and, for desks, what waits for a decision.

use etong_protocol::{CustodyDecision, CustodyItem, CustodyPage, RecordKind, RelayRequest, SealedEntry};

use super::{Session, SyncReport};
use crate::apply::Changed;
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::{Durability, quarantine};

/// Asks only while something waits.
pub(super) async fn hear(session: &Session<'_>, report: &mut SyncReport) -> Result<(), CoreError> {
    if !session.store.read::<_, StoreError>(quarantine::is_in_custody)? {
        return Ok(());
    }
    let page = match ask(session, "/v1/custody/mine").await {
        Ok(page) => page,
        // It tells nothing new, which is no reason for a sync to fail.
        Err(CoreError::Sync(SyncError::Refused(_) | SyncError::Untrusted(_))) => return Ok(()),
        Err(error) => return Err(error),
    };
    let told = session.store.write::<_, StoreError>(Durability::Normal, |tx| {
        let mut told = false;
        for decision in &page.decisions {
            let Ok(sealed) = SealedEntry::open(decision.0.clone()) else { continue };
            let Ok(said) = CustodyDecision::from_payload(&sealed.entry.payload) else { continue };
            let (code, words) = match sealed.entry.kind {
                RecordKind::CustodyRelease => ("CustodyReleased", "a desk let it into the log"),
                _ => ("CustodyRefused", "a desk refused it"),
            };
            told |= quarantine::decided(tx, said.entry, code, &format!("{words}: {}", said.reason))?;
        }
        Ok(told)
    })?;
    if told {
        report.note(Changed { outbox: true, ..Changed::default() });
    }
    Ok(())
}

/// Everything that waits for the posts of this phone's owner.
pub(crate) async fn waiting(session: &Session<'_>) -> Result<Vec<CustodyItem>, CoreError> {
    let (mut items, mut after) = (Vec::new(), 0);
    loop {
        let page = ask(session, &format!("/v1/custody?after={after}")).await?;
        let last = page.items.last().map(|item| item.no);
        items.extend(page.items);
        match last.filter(|last| page.more && *last > after) {
            Some(last) => after = last,
            None => return Ok(items),
        }
    }
}

async fn ask(session: &Session<'_>, path: &str) -> Result<CustodyPage, CoreError> {
    session.ask(RelayRequest::get(path.to_owned()), CustodyPage::from_frame).await
}
