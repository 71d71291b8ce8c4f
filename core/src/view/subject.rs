//! 个人信息查询: everything this phone holds about one resident, whole, and who looked at it: what the person has a right to be told.

use etong_protocol::{PostId, RecordId, RecordKind};
use rusqlite::Transaction;

use super::audit::{AuditFilter, AuditRow, audits};
use super::case::holder;
use super::collection::{VisitRow, all_visits};
use super::resident::shown_whole;
use crate::domain::field::{Reading, privacy_of};
use crate::domain::resident::CATALOGUE;
use crate::error::{CoreError, StoreError};
use crate::projection::{fields_of, merged_into};
use crate::store::{codes, record};

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SubjectReport {
    pub record: String,
    pub scope: String,
    /// Phone clock, milliseconds since 1970.
    pub made_at: i64,
    pub fields: Vec<SubjectField>,
    pub tags: Vec<String>,
    pub visits: Vec<VisitRow>,
    /// The record that is shown in the place of this one.
    pub merged_into: Option<String>,
    /// Who wrote on it, in the order it came to this phone.
    pub writings: Vec<Writing>,
    /// Who saw it, as far as this phone's copy of the audit log goes, the latest first.
    pub seen_by: Vec<AuditRow>,
    /// The log goes further back than is told here.
    pub more: bool,
}

/// One field, whole, with why it is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SubjectField {
    pub key: String,
    pub label: String,
    pub value: String,
    pub class: String,
    /// The legal basis.
    pub basis: String,
}

/// One entry about the person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Writing {
    pub entry: String,
    pub kind: String,
    /// Place in the relay's feed.
    pub seq: Option<u64>,
    /// Post and time, for entries of which this phone keeps the envelope.
    pub post: Option<String>,
    pub name: Option<String>,
    pub at: Option<i64>,
}

pub(crate) fn subject_report(tx: &Transaction<'_>, id: RecordId, made_at: i64) -> Result<SubjectReport, CoreError> {
    let missing = || CoreError::NotFound { noun: "resident", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| found.kind == RecordKind::Resident).ok_or_else(missing)?;
    let fields = fields_of(tx, found.no)?;
    if fields.is_empty() {
        return Err(missing());
    }
    let (reading, codes) = (Reading::read(CATALOGUE, &fields), codes::load(tx)?);
    let fields = CATALOGUE.iter().filter_map(|spec| {
        let privacy = privacy_of(spec);
        Some(SubjectField {
            key: spec.key.to_owned(),
            label: spec.zh.to_owned(),
            value: shown_whole(spec, reading.text(spec.key)?, &codes),
            class: privacy.map_or("personal", |privacy| privacy.class.as_str()).to_owned(),
            basis: privacy.map_or("", |privacy| privacy.purpose.basis()).to_owned(),
        })
    });
    let seen = audits(tx, &AuditFilter { record: Some(id), ..AuditFilter::default() })?;
    Ok(SubjectReport {
        record: id.to_string(),
        scope: found.scope.to_string(),
        made_at,
        fields: fields.collect(),
        tags: reading.tags.iter().cloned().collect(),
        visits: all_visits(tx, found.no)?,
        merged_into: merged_into(tx, id)?.map(|record| record.to_string()),
        writings: writings(tx, found.no)?,
        seen_by: seen.rows,
        more: seen.more,
    })
}

fn writings(tx: &Transaction<'_>, no: i64) -> Result<Vec<Writing>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("subject/writings.sql"))?;
    let mut rows = statement.query([no])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let sealed = row.get::<_, Option<Vec<u8>>>("bytes")?.map(etong_protocol::SealedEntry::open);
        let entry = sealed.and_then(Result::ok).map(|sealed| sealed.entry);
        let post: Option<PostId> = entry.as_ref().map(|entry| entry.post);
        all.push(Writing {
            entry: etong_protocol::EntryId::from_bytes(row.get("id")?).to_string(),
            kind: row.get("kind")?,
            seq: row.get::<_, Option<i64>>("seq")?.map(crate::store::wide),
            post: post.map(|post| post.to_string()),
            name: post.map(|post| holder(tx, post)).transpose()?.flatten(),
            at: entry.map(|entry| entry.stamp.captured_at()),
        });
    }
    Ok(all)
}
