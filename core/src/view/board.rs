//! The supervisor's board: cases of this phone's reach, newest first, cut by state, class, place, or to those one answers for
//! oneself. The list of open loops (闭环) is the board with `open`; that nobody answers for a case is counted, and must be zero.

use etong_protocol::{OrgPath, StandingPost};
use rusqlite::{Row, Transaction};

use super::deadline::KnownNow;
use super::{PAGE_ROWS, record_text, scope_text};
use crate::error::{CoreError, StoreError};

/// Which cases to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoardQuery {
    /// A case state as in `reported`; all when left out.
    pub state: Option<String>,
    /// A class as in `hazard`.
    pub class: Option<String>,
    /// Path of a unit: it and what is below.
    pub scope: Option<String>,
    /// Only cases somebody still has to do something about, or only the ended ones.
    pub open: Option<bool>,
    /// Only those the acting post answers for.
    pub mine: bool,
    pub urgent: Option<bool>,
    /// Only those under 督办, or only the others.
    pub supervised: Option<bool>,
    /// Rows to pass over.
    pub offset: u32,
}

/// One page of the board.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoardPage {
    /// Cases that match, on all pages.
    pub total: u32,
    pub rows: Vec<BoardRow>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BoardRow {
    pub record: String,
    pub class: String,
    /// The second level of the class; empty when not said.
    pub kind: String,
    /// `01` to `04`; empty when not said.
    pub level: String,
    pub urgent: bool,
    pub title: String,
    pub state: String,
    /// Kind of the one responsible post.
    pub responsible_kind: String,
    /// Unit of that post.
    pub responsible_scope: String,
    /// Who holds that post, if the directory on this phone says so.
    pub responsible_name: Option<String>,
    pub scope: String,
    /// Phone clock of the reporter, milliseconds since 1970.
    pub reported_at: i64,
    /// Phone clock of whoever moved it last.
    pub moved_at: i64,
    /// The case this one is a second report of.
    pub duplicate_of: Option<String>,
    /// 督办.
    pub supervised: bool,
    /// The state rests on an act the relay has not receipted yet.
    pub provisional: bool,
    /// Acts that came too late; they are listed in the case.
    pub superseded: u32,
    /// The next of its deadlines, milliseconds since 1970; `None`: nothing is due, or the clock stands still.
    pub due_at: Option<i64>,
    /// That deadline has run out.
    pub late: bool,
}

/// `acting`: the post that `mine` means. `now`: the moment lateness is told by.
///
/// # Errors
/// `Invalid` for a scope that is none; `StoreError` when the store cannot be read.
pub fn board(
    tx: &Transaction<'_>,
    query: &BoardQuery,
    acting: Option<&StandingPost>,
    now: KnownNow,
) -> Result<BoardPage, CoreError> {
    let (state, class) = (query.state.as_deref(), query.class.as_deref());
    let unit = query.scope.as_deref().map(read_scope).transpose()?;
    let (from, to) = (unit.as_ref().map(OrgPath::to_bytes), unit.as_ref().and_then(OrgPath::subtree_end));
    let mine = acting.filter(|_| query.mine);
    if query.mine && mine.is_none() {
        return Ok(BoardPage { total: 0, rows: Vec::new() });
    }
    let (list, count) = match mine {
        Some(_) => (include_str!("board_mine.sql"), include_str!("board_total_mine.sql")),
        None => (include_str!("board.sql"), include_str!("board_total.sql")),
    };
    let bind = |statement: &mut rusqlite::CachedStatement<'_>| -> Result<(), StoreError> {
        let given: [(&str, &dyn rusqlite::ToSql); 7] = [
            (":state", &state),
            (":class", &class),
            (":open", &query.open),
            (":urgent", &query.urgent),
            (":supervised", &query.supervised),
            (":scope_from", &from),
            (":scope_to", &to),
        ];
        let own: [(&str, &dyn rusqlite::ToSql); 3] = [
            (":post", &mine.map(|post| post.post.as_bytes().to_vec())),
            (":post_kind", &mine.map(|post| post.kind.as_str())),
            (":post_unit", &mine.map(|post| post.unit.to_bytes())),
        ];
        for (name, value) in given.into_iter().chain(own) {
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        Ok(())
    };
    let mut counting = tx.prepare_cached(count).map_err(StoreError::from)?;
    bind(&mut counting)?;
    let total = match counting.raw_query().next().map_err(StoreError::from)? {
        Some(row) => row.get("total").map_err(StoreError::from)?,
        None => 0,
    };
    let mut listing = tx.prepare_cached(list).map_err(StoreError::from)?;
    bind(&mut listing)?;
    for (name, value) in [(":limit", PAGE_ROWS), (":offset", query.offset)] {
        if let Some(index) = listing.parameter_index(name).map_err(StoreError::from)? {
            listing.raw_bind_parameter(index, value).map_err(StoreError::from)?;
        }
    }
    let mut found = listing.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(StoreError::from)? {
        rows.push(read(row, now)?);
    }
    Ok(BoardPage { total, rows })
}

/// Open cases for which the directory on this phone knows nobody, up to the county: must be zero (落责到位).
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn without_owner(tx: &Transaction<'_>) -> Result<u32, StoreError> {
    Ok(tx.prepare_cached(include_str!("board_no_owner.sql"))?.query_row([], |row| row.get("total"))?)
}

fn read_scope(text: &str) -> Result<OrgPath, CoreError> {
    text.trim()
        .parse()
        .map_err(|_| CoreError::Invalid { field: "scope".into(), reason: "not a path as in /1/12/345".into() })
}

fn read(row: &Row<'_>, now: KnownNow) -> Result<BoardRow, StoreError> {
    let main: Option<Vec<u8>> = row.get("duplicate_of")?;
    let due_at: Option<i64> = row.get("due_at")?;
    Ok(BoardRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        class: row.get("class")?,
        kind: row.get("kind")?,
        level: row.get("level")?,
        urgent: row.get("urgent")?,
        title: row.get("title")?,
        state: row.get("state")?,
        responsible_kind: row.get("responsible_kind")?,
        responsible_scope: scope_text(&row.get::<_, Vec<u8>>("responsible_scope")?)?,
        responsible_name: row.get("responsible_name")?,
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        reported_at: row.get("reported_at")?,
        moved_at: row.get("moved_at")?,
        duplicate_of: main.map(|bytes| record_text(&bytes)).transpose()?,
        supervised: row.get("supervised")?,
        provisional: row.get("provisional")?,
        superseded: row.get("superseded")?,
        due_at,
        late: due_at.is_some_and(|due| due < now.ms),
    })
}
