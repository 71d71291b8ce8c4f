//! The screens of collection: places and who lives there, visits, what is due, likely duplicates and merges.

mod codes;
mod duplicates;
mod merges;
mod people;
mod place;
mod places;
mod reminders;
mod visits;

pub use codes::{CodeRow, CodeTableView, code_table};
pub use duplicates::{DuplicateRow, DuplicatesPage, duplicates, duplicates_of, find_by_number};
pub use merges::{AlsoView, MergeRow, MergesPage, MergesView, merges, proposals};
pub use people::MemberRow;
pub use place::{PlaceView, place};
pub use places::{PlaceRow, PlacesPage, dwellings_of, places, search_places};
pub use reminders::{ReminderRow, RemindersPage, UnseenPage, UnseenRow, reminders, unseen};
pub use visits::{VisitRow, VisitsPage, visits};

pub(super) use merges::{also_written, shown_for};
pub(super) use visits::all_visits;

use rusqlite::Transaction;

use super::paged;
use crate::error::StoreError;

/// Rows of a query that asks for one more than a page.
fn rows<T>(
    tx: &Transaction<'_>,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, StoreError>,
) -> Result<(Vec<T>, bool), StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows: Vec<T> = statement.query_and_then(params, read)?.collect::<Result<_, StoreError>>()?;
    Ok(paged(rows))
}
