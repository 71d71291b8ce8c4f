//! Which supervising posts have looked at a record: the third step of what a worker hears of his work.

use etong_protocol::{EntryId, OrgPath, PostId, RecordKind};
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::opened::Opened;
use crate::error::StoreError;
use crate::store::{entry, root};

/// One unit that has looked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OpenedView {
    /// Name of the unit, or its path when this phone does not know it.
    pub unit: String,
    /// Clock of the phone that looked, milliseconds since 1970.
    pub opened_at: i64,
    /// Place in the relay's feed.
    pub seq: Option<u64>,
    /// It was proven to stand in the relay's signed history.
    pub proven: bool,
}

/// One look, as the log has it.
#[derive(Debug)]
pub(crate) struct ToldOpened {
    pub entry: EntryId,
    pub bytes: Vec<u8>,
    pub post: PostId,
    pub unit: OrgPath,
    pub opened_at: i64,
    pub seq: Option<u64>,
}

/// The first look of each post, oldest first.
pub(crate) fn opened_of(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<ToldOpened>, StoreError> {
    let mut told: Vec<ToldOpened> = Vec::new();
    for logged in entry::of_record(tx, record_no, &RecordKind::Opened)? {
        let entry = &logged.sealed.entry;
        let Ok(Opened { unit, opened_at }) = Opened::from_payload(&entry.payload) else { continue };
        let post = entry.post;
        let (id, bytes) = (logged.sealed.id, logged.sealed.bytes);
        told.push(ToldOpened { entry: id, bytes, post, unit, opened_at, seq: logged.seq });
    }
    told.sort_by_key(|told| (told.seq.is_none(), told.seq, told.entry));
    let mut posts = std::collections::BTreeSet::new();
    told.retain(|told| posts.insert(told.post));
    Ok(told)
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn opened(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<OpenedView>, StoreError> {
    opened_of(tx, record_no)?
        .into_iter()
        .map(|told| {
            let proven = root::inclusion_of(tx, told.entry)?.is_some();
            Ok(OpenedView { unit: name(tx, &told.unit)?, opened_at: told.opened_at, seq: told.seq, proven })
        })
        .collect()
}

fn name(tx: &Transaction<'_>, unit: &OrgPath) -> Result<String, StoreError> {
    let Some(number) = unit.unit() else { return Ok(unit.to_string()) };
    let mut statement = tx.prepare_cached(include_str!("organisation/unit_name.sql"))?;
    let known: Option<String> = statement.query_row([number.0], |row| row.get("name")).optional()?;
    Ok(known.unwrap_or_else(|| unit.to_string()))
}
