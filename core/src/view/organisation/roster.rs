//! Rosters: a day of a unit and below, one's own shifts, and every version of a sheet.

use etong_protocol::named_id::roster_record;
use etong_protocol::{OrgPath, PostId, RecordKind};
use rusqlite::{Row, Transaction, named_params};

use super::{post_text, range};
use crate::domain::organisation::{Slot, is_quiet};
use crate::error::StoreError;
use crate::projection::load_roster;
use crate::store::record;
use crate::view::case::holder;
use crate::view::shown::shown;
use crate::view::{PAGE_ROWS, paged, scope_text};

/// How long a shift that is over stays on one's own list.
const LOOK_BACK_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RosterPage {
    pub rows: Vec<RosterRow>,
    /// There are more after these.
    pub more: bool,
}

/// One slot.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RosterRow {
    pub unit: String,
    pub day: String,
    /// `duty`, `shift` or `pair`.
    pub sheet: String,
    /// Put down by the person, not planned by a desk.
    pub own: bool,
    pub post: String,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub partner: Option<String>,
    pub partner_name: Option<String>,
    /// Milliseconds since 1970.
    pub from_at: i64,
    pub to_at: i64,
    pub note: String,
    /// The relay has not got the plan yet: nobody else can go by it.
    pub waiting: bool,
}

/// One's own hours.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyShifts {
    pub rows: Vec<RosterRow>,
    /// There is a plan for today and it is outside of it: only emergencies disturb.
    pub quiet_now: bool,
}

/// One version of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RosterVersionRow {
    pub entry: String,
    pub day: String,
    pub sheet: String,
    pub own: bool,
    pub by_kind: String,
    pub by_name: Option<String>,
    /// Phone clock of the author, milliseconds since 1970.
    pub captured_at: i64,
    /// `in_force`, `replaced`, `waiting` or `not_allowed`.
    pub standing: String,
    pub slots: u32,
    pub note: Option<String>,
}

/// Every slot of `day` at `scope` and below: duty, shifts, pairs.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn roster_of_day(
    tx: &Transaction<'_>,
    scope: &OrgPath,
    day: &str,
    offset: u32,
) -> Result<RosterPage, StoreError> {
    let (start, end) = range(scope);
    let mut statement = tx.prepare_cached(include_str!("roster_of_day.sql"))?;
    let asked = named_params! {":day": day, ":start": start, ":end": end, ":rows": PAGE_ROWS + 1, ":offset": offset};
    let rows = statement.query_and_then(asked, read)?;
    let (rows, more) = paged(rows.collect::<Result<_, _>>()?);
    Ok(RosterPage { rows, more })
}

/// The slots of `posts` from yesterday on, at most a page.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn my_shifts(
    tx: &Transaction<'_>,
    posts: &[PostId],
    now_ms: i64,
    today: &str,
) -> Result<MyShifts, StoreError> {
    let mut rows: Vec<RosterRow> = Vec::new();
    let mut statement = tx.prepare_cached(include_str!("my_shifts.sql"))?;
    for post in posts {
        let since = now_ms.saturating_sub(LOOK_BACK_MS);
        let asked = named_params! {":post": post.as_bytes(), ":since": since, ":rows": PAGE_ROWS};
        for row in statement.query_and_then(asked, read)? {
            rows.push(row?);
        }
    }
    rows.sort_by(|a, b| (a.from_at, &a.unit, &a.sheet).cmp(&(b.from_at, &b.unit, &b.sheet)));
    rows.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
    let shifts: Vec<Slot<()>> = rows
        .iter()
        .filter(|row| !row.waiting && (row.day == today || (row.from_at <= now_ms && now_ms < row.to_at)))
        .map(|row| Slot { post: (), from: row.from_at, to: row.to_at })
        .collect();
    Ok(MyShifts { quiet_now: is_quiet(&shifts, now_ms), rows })
}

/// Every version of the sheets of `day` at exactly this unit.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn roster_versions(
    tx: &Transaction<'_>,
    unit: &OrgPath,
    day: &str,
) -> Result<Vec<RosterVersionRow>, StoreError> {
    let Some(found) = record::find(tx, roster_record(unit, day))? else { return Ok(Vec::new()) };
    if found.kind != RecordKind::Roster {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for ((of_day, sheet, whose), versions) in &load_roster(tx, found.no)?.sheets {
        for version in versions.iter().filter(|_| of_day == day) {
            rows.push(RosterVersionRow {
                entry: version.id.to_string(),
                day: of_day.clone(),
                sheet: sheet.to_string(),
                own: whose.is_some(),
                by_kind: version.by_kind.to_string(),
                by_name: holder(tx, version.by)?,
                captured_at: version.captured_at,
                standing: version.standing.as_str().to_owned(),
                slots: u32::try_from(version.plan.slots.len()).unwrap_or(u32::MAX),
                note: shown(&version.plan.note),
            });
        }
    }
    Ok(rows)
}

fn read(row: &Row<'_>) -> Result<RosterRow, StoreError> {
    Ok(RosterRow {
        unit: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        day: row.get("day")?,
        sheet: row.get("sheet")?,
        own: row.get("own")?,
        post: post_text(&row.get::<_, Vec<u8>>("post")?)?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        partner: row.get::<_, Option<Vec<u8>>>("partner")?.map(|partner| post_text(&partner)).transpose()?,
        partner_name: row.get("partner_name")?,
        from_at: row.get("from_at")?,
        to_at: row.get("to_at")?,
        note: shown(row.get::<_, String>("note")?),
        waiting: row.get("waiting")?,
    })
}
