//! 删除令: one erasure with the devices that have not said yet that nothing is left, and the list of all of them. No name of anybody
//! whose record it was: only ids.

use etong_protocol::{DeviceId, LegalBasis, PersonId, RecordId, RecordKind};
use rusqlite::{Transaction, named_params, params};

use super::cursor::{self, cursor, cut};
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::erasure::{By, ErasureFold};
use crate::domain::resident::Resident;
use crate::error::{CoreError, StoreError};
use crate::projection::{fields_of, load_erasure};
use crate::store::record;

/// One erasure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ErasureView {
    pub record: String,
    pub kind: String,
    pub scope: String,
    /// `none`, `asked`, `refused` or `erased`.
    pub state: String,
    /// `purpose`, `retention`, `consent`, `unlawful` or `law`.
    pub basis: Option<String>,
    pub asked: Option<ErasureStep>,
    /// Who approved or refused.
    pub answered: Option<ErasureStep>,
    /// A hold forbids it.
    pub held: Option<ErasureStep>,
    /// Devices that said that nothing is left on them.
    pub confirmed: Vec<HolderRow>,
    /// Devices that could hold it and have not said so yet.
    pub open: Vec<HolderRow>,
}

/// Who did something about it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ErasureStep {
    pub post: String,
    /// Phone clock, milliseconds since 1970.
    pub at: i64,
    /// The relay does not have it yet.
    pub provisional: bool,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HolderRow {
    pub device: String,
    /// Whose it is; empty when this phone does not know.
    pub owner: String,
    /// When it said so, by its own clock.
    pub at: Option<i64>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ErasureRow {
    pub record: String,
    pub kind: String,
    pub scope: String,
    pub state: String,
    pub held: bool,
    /// Phone clock of the last act, milliseconds since 1970.
    pub changed_at: i64,
}

/// A page of them, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ErasuresPage {
    pub rows: Vec<ErasureRow>,
    pub more: bool,
}

/// A record that names somebody else's record's person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MentionRow {
    pub record: String,
    pub kind: String,
    /// `name`, `number`, `phone`.
    pub what: Vec<String>,
}

/// Records that one page of `mentions` looks through.
const LOOKED_THROUGH: i64 = 1_000;

/// What was found in one stretch of the log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MentionsPage {
    /// Perhaps none, and more to come.
    pub rows: Vec<MentionRow>,
    /// Where this page ended, for the next one; `None`: all was looked through.
    pub next: Option<String>,
    /// How far the looking has come, of all records.
    pub looked_through: u64,
    pub of: u64,
}

/// # Errors
/// `NotFound` when this phone never heard of the record.
pub fn erasure(tx: &Transaction<'_>, id: RecordId) -> Result<ErasureView, CoreError> {
    let found = record::find(tx, id)?.ok_or_else(|| CoreError::NotFound { noun: "record", id: id.to_string() })?;
    let fold = load_erasure(tx, found.no)?.unwrap_or_default();
    let (confirmed, open) = holders(tx, found.no, &fold)?;
    Ok(ErasureView {
        record: id.to_string(),
        kind: found.kind.to_string(),
        scope: found.scope.to_string(),
        state: fold.state.as_str().to_owned(),
        basis: fold.basis.as_ref().map(LegalBasis::to_string),
        asked: fold.asked.as_ref().map(step),
        answered: fold.answered.as_ref().map(step),
        held: fold.held.as_ref().map(step),
        confirmed,
        open,
    })
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn erasures(tx: &Transaction<'_>, offset: u32) -> Result<ErasuresPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("erasure/list.sql"))?;
    let rows = statement.query_and_then(params![PAGE_ROWS + 1, offset], |row| {
        Ok::<_, StoreError>(ErasureRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            kind: row.get("kind")?,
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            state: row.get("state")?,
            held: row.get("held")?,
            changed_at: row.get("changed_at")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(ErasuresPage { rows, more })
}

/// Other records that hold the resident's name, number or phone: what an erasure of this record alone leaves. A page looks through so
/// many records of the log as a screen waits for, and goes on behind them.
///
/// # Errors
/// `NotFound` when there is no such resident on this phone; `Invalid` for an end that is none.
pub(crate) fn mentions(tx: &Transaction<'_>, id: RecordId, from: Option<&str>) -> Result<MentionsPage, CoreError> {
    let missing = || CoreError::NotFound { noun: "resident", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| found.kind == RecordKind::Resident).ok_or_else(missing)?;
    let after = cursor::after::<1>(from)?.map(|[no]| cursor::number(no)).transpose()?.unwrap_or(0);
    let of: i64 = tx.prepare_cached(include_str!("erasure/records.sql"))?.query_row([], |row| row.get("records"))?;
    let resident = Resident::read(&fields_of(tx, found.no)?);
    let name = Some(resident.name.as_bytes()).filter(|_| resident.name.chars().count() > 1);
    let number = resident.id.as_ref().map(|id| id.number.as_bytes());
    let phone = resident.text("phone").filter(|phone| phone.len() > 6).map(str::as_bytes);
    let to = after.saturating_add(LOOKED_THROUGH);
    let mut statement = tx.prepare_cached(include_str!("erasure/mentions.sql"))?;
    let asked = named_params! {
        ":after": after, ":to": to, ":self": found.no, ":name": name, ":number": number, ":phone": phone,
        ":limit": PAGE_ROWS + 1,
    };
    let rows = statement.query_and_then(asked, |row| {
        let mut what = Vec::new();
        for word in ["name", "number", "phone"] {
            if row.get(word)? {
                what.push(word.to_owned());
            }
        }
        let record = record_text(&row.get::<_, Vec<u8>>("record")?)?;
        Ok::<_, StoreError>((row.get::<_, i64>("no")?, MentionRow { record, kind: row.get("kind")?, what }))
    })?;
    let (rows, full) = cut(rows.collect::<Result<Vec<_>, _>>()?, PAGE_ROWS, |(no, _)| cursor(&[&no]));
    let next = full.or_else(|| (to < of).then(|| cursor(&[&to])));
    let at = match (&next, rows.last()) {
        (None, _) => of,
        (Some(_), Some((no, _))) if rows.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX) => *no,
        (Some(_), _) => to,
    };
    Ok(MentionsPage {
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        next,
        looked_through: at.unsigned_abs(),
        of: of.unsigned_abs(),
    })
}

fn holders(tx: &Transaction<'_>, no: i64, fold: &ErasureFold) -> Result<(Vec<HolderRow>, Vec<HolderRow>), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("erasure/holders.sql"))?;
    let rows = statement.query_map([no], |row| {
        let device = DeviceId::from_bytes(row.get("device")?);
        let owner: Option<String> = row.get("name")?;
        let person = PersonId::from_bytes(row.get("person")?);
        Ok((device, owner.unwrap_or_else(|| person.to_string())))
    })?;
    let mut asked: Vec<(DeviceId, String)> = rows.collect::<Result<_, _>>()?;
    for device in fold.erased_on.keys() {
        if !asked.iter().any(|(known, _)| known == device) {
            asked.push((*device, String::new()));
        }
    }
    let row = |(device, owner): (DeviceId, String)| HolderRow {
        at: fold.erased_on.get(&device).copied(),
        device: device.to_string(),
        owner,
    };
    Ok(asked.into_iter().map(row).partition(|row| row.at.is_some()))
}

fn step(by: &By) -> ErasureStep {
    ErasureStep { post: by.post.to_string(), at: by.at, provisional: by.provisional }
}
