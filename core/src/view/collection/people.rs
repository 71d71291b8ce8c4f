//! Who lives here: the residents of a dwelling or a household, with how they are related to its head.

use etong_protocol::{RecordId, RecordKind};
use rusqlite::{Transaction, params};

use super::{rows, shown_for};
use crate::domain::codes::{CodeName, Codes};
use crate::domain::phone_number::mask_phone;
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, record_text};

/// A resident of a place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MemberRow {
    pub record: String,
    pub name: String,
    pub id_masked: String,
    pub phone_masked: String,
    /// In words of GB/T 4761; empty when not known.
    pub relation: String,
    pub household: Option<String>,
}

/// At most a page; people who name a record that is hidden behind this one are among them.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(in crate::view) fn people_of(
    tx: &Transaction<'_>,
    kind: &RecordKind,
    id: RecordId,
    codes: &Codes,
) -> Result<(Vec<MemberRow>, bool), StoreError> {
    let sql = match kind {
        RecordKind::Dwelling => include_str!("people_of_dwelling.sql"),
        _ => include_str!("people_of_household.sql"),
    };
    let sight = crate::view::sight(tx)?;
    let (mut all, mut further) = (Vec::new(), false);
    for place in shown_for(tx, id)? {
        let params = params![PAGE_ROWS + 1, 0, place.as_bytes()];
        let (found, more) = rows(tx, sql, params, |row| {
            let relation: String = row.get("relation")?;
            let household: Option<Vec<u8>> = row.get("household")?;
            Ok(MemberRow {
                record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
                name: sight.name(&row.get::<_, String>("name")?),
                id_masked: row.get("id_masked")?,
                phone_masked: mask_phone(&row.get::<_, String>("phone")?),
                relation: codes.table(CodeName::Relation).word(&relation).unwrap_or(&relation).to_owned(),
                household: household.map(|id| record_text(&id)).transpose()?,
            })
        })?;
        all.extend(found);
        further |= more;
    }
    let (all, cut) = super::paged(all);
    Ok((all, further || cut))
}
