//! What this phone knows of the relay's history: the newest root, alarms, new beginnings.

use etong_protocol::PublicKey;
use rusqlite::Transaction;

use crate::error::CoreError;
use crate::store::setting::{self, Setting};
use crate::store::{alarm, root};

/// How the relay's history stands on this phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryView {
    /// The newest root, as a text for a QR code; `None` before the first was seen.
    pub root: Option<String>,
    /// Entries under it, and relay clock in milliseconds since 1970.
    pub size: u64,
    pub at: Option<i64>,
    /// Newest first; never taken back.
    pub alarms: Vec<AlarmView>,
    /// Times the relay was put back from a backup and said so: no alarms.
    pub new_epochs: Vec<AlarmView>,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AlarmView {
    /// `rollback`, `fork`, `missing`; `new_epoch` is no alarm.
    pub kind: String,
    pub epoch: u64,
    /// Places in the feed it is about, both included.
    pub seq_from: u64,
    pub seq_to: u64,
    /// Own entries among them.
    pub entries: Vec<String>,
    /// Signed roots that show it to anybody.
    pub proof: Vec<String>,
    /// Phone clock, milliseconds since 1970.
    pub raised_at: i64,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn history(tx: &Transaction<'_>) -> Result<HistoryView, CoreError> {
    let latest = root::latest(tx, setting::number(tx, Setting::Epoch)?)?;
    let relay = setting::array(tx, Setting::RelayKey)?.map(PublicKey);
    let body = latest.as_ref().zip(relay).map(|(latest, relay)| latest.signed.open(&relay)).transpose()?;
    let rows = alarm::all(tx)?.into_iter().map(|row| AlarmView {
        kind: row.kind,
        epoch: row.epoch,
        seq_from: row.seqs.0,
        seq_to: row.seqs.1,
        entries: row.entries,
        proof: row.proof,
        raised_at: row.raised_at,
    });
    let (new_epochs, alarms) = rows.partition(|row| row.kind == "new_epoch");
    Ok(HistoryView {
        root: latest.map(|latest| latest.signed.to_string()),
        size: body.as_ref().map_or(0, |body| body.size),
        at: body.map(|body| body.at),
        alarms,
        new_epochs,
    })
}
