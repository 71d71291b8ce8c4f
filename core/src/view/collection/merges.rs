//! The merges of one record: which others are hidden behind it, where each merge stands, what the acting post may do next, and what is
//! written on the hidden records and not on this one.

use etong_protocol::{PostKind, RecordId, StandingPost};
use rusqlite::{Transaction, named_params};

use super::rows;
use crate::domain::collection::{MergeAct, MergeFold, catalogue_of};
use crate::domain::field::{Reading, Sight};
use crate::error::{CoreError, StoreError};
use crate::projection::{fields_of, load_merges, merged_into};
use crate::store::{codes, record};
use crate::view::case::holder;
use crate::view::resident::{FieldView, field_view};
use crate::view::shown::shown;
use crate::view::within::Within;
use crate::view::{PAGE_ROWS, record_text};

/// The merges of a record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MergesView {
    pub record: String,
    /// The record that is shown in the place of this one.
    pub shown_instead: Option<String>,
    pub rows: Vec<MergeRow>,
}

/// Open proposals, which wait for a second person, the acting post.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MergesPage {
    pub rows: Vec<MergeRow>,
    pub more: bool,
}

/// One merge.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MergeRow {
    /// The record that stays.
    pub record: String,
    pub name: String,
    pub other: String,
    /// What the other record calls the person or place; `None` when it is not on this phone.
    pub other_name: Option<String>,
    /// `proposed`, `confirmed`, `declined` or `undone`.
    pub state: String,
    pub by_kind: String,
    pub by_name: Option<String>,
    pub reason: Option<String>,
    /// An act of this phone that counts once the centre has it.
    pub waiting: Option<String>,
    /// What the acting post may do now.
    pub next: Vec<String>,
}

/// What is written on a record that is hidden behind this one, where it differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AlsoView {
    pub record: String,
    pub fields: Vec<FieldView>,
}

/// # Errors
/// `NotFound` when there is no such record on this phone.
pub fn merges(
    tx: &Transaction<'_>,
    id: RecordId,
    acting: Option<&(etong_protocol::PostId, PostKind)>,
) -> Result<MergesView, CoreError> {
    let missing = || CoreError::NotFound { noun: "record", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| catalogue_of(&found.kind).is_some()).ok_or_else(missing)?;
    let fold = load_merges(tx, &found)?;
    let others: Vec<RecordId> = fold.others.keys().copied().collect();
    let rows: Result<Vec<MergeRow>, StoreError> =
        others.into_iter().filter_map(|other| row(tx, id, &fold, other, acting).transpose()).collect();
    Ok(MergesView {
        record: id.to_string(),
        shown_instead: merged_into(tx, id)?.map(|record| record.to_string()),
        rows: rows?,
    })
}

/// Those in the area of the acting post that another post proposed.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn proposals(tx: &Transaction<'_>, acting: Option<&StandingPost>, offset: u32) -> Result<MergesPage, StoreError> {
    let area = Within::of(acting);
    let asked = named_params! {
        ":from": area.from, ":to": area.to, ":taken": area.taken, ":limit": PAGE_ROWS + 1, ":offset": offset,
        ":post": acting.map(|post| post.post.as_bytes().to_vec()).unwrap_or_default(),
    };
    let acting = acting.map(|post| (post.post, post.kind.clone()));
    let (pairs, more) = rows(tx, include_str!("proposals.sql"), asked, |row| {
        Ok((row.get::<_, Vec<u8>>("record")?, row.get::<_, Vec<u8>>("other")?))
    })?;
    let mut found = Vec::new();
    for (kept, other) in pairs {
        let read = |id: &[u8]| RecordId::from_slice(id).map_err(|_| StoreError::Unreadable("a record id"));
        let (kept, other) = (read(&kept)?, read(&other)?);
        let Some(record) = record::find(tx, kept)? else { continue };
        let fold = load_merges(tx, &record)?;
        found.extend(row(tx, kept, &fold, other, acting.as_ref())?);
    }
    Ok(MergesPage { rows: found, more })
}

/// The record itself and all that are hidden behind it, as other records may name either.
pub(in crate::view) fn shown_for(tx: &Transaction<'_>, id: RecordId) -> Result<Vec<RecordId>, StoreError> {
    let mut found = vec![id];
    let mut at = 0;
    while let Some(record) = found.get(at).copied() {
        at += 1;
        let mut statement = tx.prepare_cached(include_str!("hidden_behind.sql"))?;
        for other in statement.query_map([record.as_bytes()], |row| row.get::<_, Vec<u8>>("other"))? {
            let other = RecordId::from_slice(&other?).map_err(|_| StoreError::Unreadable("a record id"))?;
            if !found.contains(&other) {
                found.push(other);
            }
        }
    }
    Ok(found)
}

/// What the hidden records say otherwise: late edits of somebody who did not know of the merge, and what was not taken over.
pub(in crate::view) fn also_written(tx: &Transaction<'_>, id: RecordId) -> Result<Vec<AlsoView>, StoreError> {
    let hidden = shown_for(tx, id)?;
    let Some(kept) = record::find(tx, id)?.filter(|_| hidden.len() > 1) else { return Ok(Vec::new()) };
    let Some(catalogue) = catalogue_of(&kept.kind) else { return Ok(Vec::new()) };
    let (codes, sight) = (codes::load(tx)?, crate::view::sight(tx)?);
    let own = Reading::read(catalogue, &fields_of(tx, kept.no)?);
    let mut also = Vec::new();
    for other in hidden.into_iter().skip(1) {
        let Some(found) = record::find(tx, other)? else { continue };
        let theirs = Reading::read(catalogue, &fields_of(tx, found.no)?);
        let differs = |key: &str| own.text(key) != theirs.text(key);
        let fields: Vec<FieldView> = catalogue
            .iter()
            .filter(|spec| differs(spec.key))
            .filter_map(|spec| field_view(spec, &theirs, &codes, sight))
            .collect();
        if !fields.is_empty() {
            also.push(AlsoView { record: other.to_string(), fields });
        }
    }
    Ok(also)
}

fn row(
    tx: &Transaction<'_>,
    kept: RecordId,
    fold: &MergeFold,
    other: RecordId,
    acting: Option<&(etong_protocol::PostId, PostKind)>,
) -> Result<Option<MergeRow>, StoreError> {
    let Some(standing) = fold.others.get(&other) else { return Ok(None) };
    let sight = crate::view::sight(tx)?;
    let may = |act: &&MergeAct| acting.is_some_and(|(post, kind)| fold.allows(act, other, *post, kind).is_ok());
    Ok(Some(MergeRow {
        record: kept.to_string(),
        name: called(tx, kept, sight)?.unwrap_or_default(),
        other: record_text(other.as_bytes())?,
        other_name: called(tx, other, sight)?,
        state: standing.state.as_str().to_owned(),
        by_kind: standing.by_kind.to_string(),
        by_name: holder(tx, standing.by)?,
        reason: shown(&standing.reason),
        waiting: standing.waiting.as_ref().map(ToString::to_string),
        next: MergeAct::KNOWN.iter().filter(may).map(ToString::to_string).collect(),
    }))
}

/// What a document calls itself.
fn called(tx: &Transaction<'_>, id: RecordId, sight: Sight) -> Result<Option<String>, StoreError> {
    let Some(found) = record::find(tx, id)? else { return Ok(None) };
    let Some(catalogue) = catalogue_of(&found.kind) else { return Ok(None) };
    let fields = fields_of(tx, found.no)?;
    if fields.is_empty() {
        return Ok(None);
    }
    let reading = Reading::read(catalogue, &fields);
    let name = ["name", "head_name"].into_iter().find_map(|key| reading.text(key));
    let address = crate::domain::collection::standard_address(|key| reading.text(key));
    Ok(Some(name.map_or(address, |name| sight.name(name))))
}
