//! The supervisor's board: cases of this phone's reach, newest first, cut by state, class, place, or to those one answers for
//! oneself. The list of open loops (闭环) is the board with `open`; that nobody answers for a case is counted, and must be zero.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgPath, StandingPost};
use rusqlite::{Row, Transaction, named_params};

use super::deadline::{KnownNow, unknown_days};
use super::rehomed::rehomed;
use super::within::Within;
use super::{PAGE_ROWS, owner, record_text, scope_text};
use crate::domain::calendar::local_day;
use crate::error::{CoreError, StoreError};
use crate::view::shown::shown;

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
    /// Only those of the acting post's unit and below, with the units whose place it took; `scope` goes before it.
    pub below: bool,
    /// Only cases somebody still has to do something about, or only the ended ones.
    pub open: Option<bool>,
    /// Only those the acting post answers for.
    pub mine: bool,
    /// 待认领: only those of the acting post's seat that nobody there has taken on.
    pub to_claim: bool,
    /// Only open ones for which the directory on this phone knows nobody, up to the county.
    pub unclaimed: bool,
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
    /// Some deadline of these cases was reckoned with days the calendar does not know.
    pub calendar_warning: Option<String>,
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
    /// 待认领: nobody has taken it on; every post of that kind at that unit has it in its list until one does.
    pub to_claim: bool,
    pub scope: String,
    /// Phone clock of the reporter, milliseconds since 1970.
    pub reported_at: i64,
    /// When it was moved last, as it counts.
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
    /// False: some deadline of the case was reckoned with days the calendar does not know.
    pub certain: bool,
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
    let area = match &unit {
        Some(unit) => Within { from: unit.to_bytes(), to: unit.subtree_end(), ..Within::of(None) },
        None => Within::of(acting.filter(|_| query.below)),
    };
    let own = query.mine || query.to_claim;
    let mine = acting.filter(|_| own);
    let open = query.open == Some(true) || query.to_claim;
    let mine = mine.map(|post| owner::mine(tx, post, open, now.ms)).transpose()?;
    if own && mine.is_none() {
        return Ok(BoardPage { total: 0, rows: Vec::new(), calendar_warning: None });
    }
    let hits = match (query.unclaimed, mine.is_some()) {
        (true, _) => include_str!("board_no_owner.sql"),
        (false, true) => include_str!("board_mine.sql"),
        (false, false) => include_str!("board.sql"),
    };
    let bind = |statement: &mut rusqlite::CachedStatement<'_>| -> Result<(), StoreError> {
        let day = local_day(now.ms).to_string();
        let given: [(&str, &dyn rusqlite::ToSql); 11] = [
            (":day", &day),
            (":state", &state),
            (":class", &class),
            (":open", &query.open),
            (":urgent", &query.urgent),
            (":supervised", &query.supervised),
            (":scope_from", &area.from),
            (":scope_to", &area.to),
            (":taken", &area.taken),
            (":mine", &mine),
            (":to_claim", &query.to_claim),
        ];
        for (name, value) in given {
            if let Some(index) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(index, value)?;
            }
        }
        Ok(())
    };
    // One pass through the index both counts and finds the page.
    let mut hits = tx.prepare_cached(hits).map_err(StoreError::from)?;
    bind(&mut hits)?;
    // What somebody answers for in the unit that took the place is not unclaimed.
    let moved = if query.unclaimed { rehomed(tx, &local_day(now.ms).to_string())? } else { BTreeMap::new() };
    let (mut total, mut page, mut found) = (0_u32, Vec::new(), hits.raw_query());
    while let Some(row) = found.next().map_err(StoreError::from)? {
        if moved.get(&row.get::<_, i64>("no").map_err(StoreError::from)?).is_some_and(|moved| moved.is_held) {
            continue;
        }
        if total >= query.offset && total - query.offset < PAGE_ROWS {
            page.push(row.get::<_, i64>("no").map_err(StoreError::from)?.to_string());
        }
        total = total.saturating_add(1);
    }
    let mut listing = tx.prepare_cached(include_str!("board_page.sql")).map_err(StoreError::from)?;
    let page = format!("[{}]", page.join(","));
    let day = local_day(now.ms).to_string();
    let asked = named_params! {":page": page, ":day": day};
    let rows = listing.query_and_then(asked, |row| read(row, now)).map_err(StoreError::from)?;
    let mut rows: Vec<BoardRow> = rows.collect::<Result<_, _>>()?;
    let uncertain = uncertain(tx, &page)?;
    for row in &mut rows {
        row.certain = !uncertain.contains(&row.record);
    }
    let calendar_warning = unknown_days(tx, &unit.unwrap_or_default(), uncertain.is_empty())?;
    Ok(BoardPage { total, rows, calendar_warning })
}

/// Open cases for which the directory on this phone knows nobody, up to the county: must be zero (落责到位).
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn without_owner(tx: &Transaction<'_>, now: KnownNow) -> Result<u32, StoreError> {
    unclaimed(tx, now, &Within::of(None))
}

/// Those of them in an area.
pub(super) fn unclaimed(tx: &Transaction<'_>, now: KnownNow, area: &Within) -> Result<u32, StoreError> {
    let day = local_day(now.ms).to_string();
    let mut statement = tx.prepare_cached(include_str!("board_no_owner.sql"))?;
    let cut = named_params! {
        ":day": day, ":scope_from": area.from, ":scope_to": area.to, ":taken": area.taken,
        ":state": None::<String>, ":class": None::<String>, ":urgent": None::<bool>, ":supervised": None::<bool>,
    };
    let mut found = statement.query(cut)?;
    let mut total = 0_u32;
    let moved = rehomed(tx, &day)?;
    while let Some(row) = found.next()? {
        let answered = moved.get(&row.get("no")?).is_some_and(|moved| moved.is_held);
        total = total.saturating_add(u32::from(!answered));
    }
    Ok(total)
}

/// Which cases of a page have a deadline that rests on unknown days.
fn uncertain(tx: &Transaction<'_>, page: &str) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("deadline/uncertain.sql"))?;
    let records = statement.query_and_then([page], |row| record_text(&row.get::<_, Vec<u8>>("record")?))?;
    records.collect()
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
        title: shown(row.get::<_, String>("title")?),
        state: row.get("state")?,
        responsible_kind: row.get("responsible_kind")?,
        responsible_scope: scope_text(&row.get::<_, Vec<u8>>("responsible_scope")?)?,
        responsible_name: row.get("responsible_name")?,
        to_claim: row.get("to_claim")?,
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        reported_at: row.get("reported_at")?,
        moved_at: row.get("moved_at")?,
        duplicate_of: main.map(|bytes| record_text(&bytes)).transpose()?,
        supervised: row.get("supervised")?,
        provisional: row.get("provisional")?,
        superseded: row.get("superseded")?,
        due_at,
        late: due_at.is_some_and(|due| due < now.ms),
        certain: true,
    })
}
