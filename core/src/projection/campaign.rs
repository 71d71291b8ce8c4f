//! The fold of a campaign becomes one row.

use etong_protocol::RecordKind;
use rusqlite::{Transaction, params};

use super::events;
use crate::domain::campaign::{CampaignEntry, CampaignFold, fold};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record) -> Result<(), StoreError> {
    let Some(campaign) = load(tx, record.no)? else {
        tx.prepare_cached(include_str!("campaign/remove.sql"))?.execute([record.no])?;
        return Ok(());
    };
    tx.prepare_cached(include_str!("campaign/upsert.sql"))?.execute(params![
        record.no,
        campaign.name,
        campaign.scope.to_bytes(),
        campaign.from,
        campaign.until,
        campaign.closed.as_ref().map_or("", |(state, _)| state.as_str()),
        campaign.published_at,
        campaign.provisional,
    ])?;
    Ok(())
}

/// # Errors
/// `Malformed` when it is no such event.
pub(super) fn readable(_kind: &RecordKind, payload: &[u8]) -> Result<(), etong_protocol::WireError> {
    CampaignEntry::from_payload(payload).map(drop)
}

/// Folds one campaign from the log; `None` while it is not here or not in force.
pub(crate) fn load(tx: &Transaction<'_>, record_no: i64) -> Result<Option<CampaignFold>, StoreError> {
    Ok(fold(&events::load(tx, record_no, &RecordKind::Campaign, CampaignEntry::from_payload)?))
}
