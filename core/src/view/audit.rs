//! 审计: the log as an auditor reads it, and as the report to the person it is about tells it. Ids, fields and reasons; no values.

mod records;
mod roles;

use etong_protocol::{OrgPath, PostId, RecordId};
use rusqlite::{Transaction, named_params};

use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::error::StoreError;
use crate::view::shown::{code, path, shown};

pub(crate) use records::looked;
pub use records::{LookedPage, LookedRow};
pub(crate) use roles::role_changes;
pub use roles::{RoleChangeRow, RoleChangesPage};

/// What an auditor asks for; all of it narrows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuditQuery {
    /// A unit and all below, as in `/1/12`.
    pub unit: Option<String>,
    /// Id of a person or of a post.
    pub person: Option<String>,
    /// Id of the record it is about.
    pub record: Option<String>,
    /// What was done, as in `AuditRow`.
    pub act: Option<String>,
    pub offset: u32,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuditRow {
    pub entry: String,
    /// Clock of the phone it was done on, milliseconds since 1970.
    pub at: i64,
    /// `looked`, `reveal`, `search`, `export`, `subject_report`, `read_audit`, `act_as`, `leave_phone`, `refused`.
    pub act: String,
    pub post: String,
    /// Who holds that post, as far as the directory on this phone says so.
    pub name: Option<String>,
    pub device: String,
    pub unit: String,
    pub record: Option<String>,
    pub noun: String,
    pub field: String,
    pub reason: String,
    pub note: String,
    /// Of `looked`: the day in China; `at` is when it was told.
    pub day: Option<String>,
    /// Of `looked`, and of a `search` that found several: how many records the entry names; which, says `looked`.
    pub records: u32,
    /// The relay has it.
    pub receipted: bool,
}

/// A page, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    pub more: bool,
}

/// What is asked for, read; `within`: the unit of the auditor.
#[derive(Debug, Clone, Default)]
pub(crate) struct AuditFilter {
    pub within: OrgPath,
    pub unit: Option<OrgPath>,
    pub person: Option<PostId>,
    pub record: Option<RecordId>,
    pub act: Option<String>,
    pub offset: u32,
}

fn subtree(unit: &OrgPath) -> (Vec<u8>, Vec<u8>) {
    (unit.to_bytes(), unit.subtree_end().unwrap_or_else(|| vec![u8::MAX; 21]))
}

pub(crate) fn audits(tx: &Transaction<'_>, filter: &AuditFilter) -> Result<AuditPage, StoreError> {
    let unit = filter.unit.as_ref().unwrap_or(&filter.within);
    let (start, end) = subtree(unit);
    let sql = match filter.record {
        Some(_) => include_str!("audit/of_record.sql"),
        None => include_str!("audit/list.sql"),
    };
    let mut statement = tx.prepare_cached(sql)?;
    let asked = named_params! {
        ":start": start, ":end": end,
        ":person": filter.person.map(|person| person.as_bytes().to_vec()),
        ":record": filter.record.map(|record| record.as_bytes().to_vec()),
        ":act": filter.act, ":limit": PAGE_ROWS + 1, ":offset": filter.offset,
    };
    let rows = statement.query_and_then(asked, |row| {
        let target: Option<Vec<u8>> = row.get("target")?;
        Ok::<_, StoreError>(AuditRow {
            entry: etong_protocol::EntryId::from_bytes(row.get("entry")?).to_string(),
            at: row.get("at")?,
            act: code(&row.get::<_, String>("act")?),
            post: PostId::from_bytes(row.get("post")?).to_string(),
            name: row.get("name")?,
            device: etong_protocol::DeviceId::from_bytes(row.get("device")?).to_string(),
            unit: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            record: target.map(|id| record_text(&id)).transpose()?,
            noun: code(&row.get::<_, String>("noun")?),
            field: path(&row.get::<_, String>("field")?),
            reason: code(&row.get::<_, String>("reason")?),
            note: shown(row.get::<_, String>("note")?),
            day: row.get("day")?,
            records: row.get("records")?,
            receipted: row.get("receipted")?,
        })
    })?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(AuditPage { rows, more })
}
