//! Draws, newest first, and one draw with what was drawn: every phone that holds the cases draws it again.

mod answers;

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, RecordId, RecordKind};
use rusqlite::{Transaction, params};

use self::answers::{Answer, answers};
use super::cursor::{self, cursor, cut};
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::calendar::local_day;
use crate::domain::callback::{DrawFile, rate, replay};
use crate::error::{CoreError, StoreError};
use crate::projection::{closings, is_superseded, load_draw};
use crate::store::{dictionary, record};
use crate::view::shown::shown;

/// One page of draws.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DrawsPage {
    pub rows: Vec<DrawRow>,
    /// There are more after these.
    pub more: bool,
}

/// One draw.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DrawRow {
    pub record: String,
    pub scope: String,
    pub first_day: String,
    pub last_day: String,
    /// `announced`, `drawn` or `withdrawn`.
    pub state: String,
    /// As it counts, milliseconds since 1970.
    pub announced_at: i64,
    pub drawn_at: Option<i64>,
    /// Closed cases it was drawn from.
    pub frame: u32,
    pub picked: u32,
    /// Of the drawn cases: the call for this draw is still owed.
    pub to_call: u32,
    /// It was announced while another draw of this unit stood for some of its days: nobody has to call, and no rate counts it.
    pub superseded: bool,
}

/// One draw in full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DrawView {
    pub draw: DrawRow,
    pub rate_percent: u8,
    /// Version of the rules of drawing; 0 came with the program.
    pub rules: u32,
    /// A page of the drawn cases, in the order they were drawn.
    pub cases: Vec<DrawnCase>,
    /// Where this page ended, for the next one; `None`: there are no more.
    pub next: Option<String>,
    /// Of the drawn cases: called for this draw, reached, satisfied, done as told.
    pub called: u32,
    pub reached: u32,
    pub satisfied: u32,
    pub as_told: u32,
    /// Satisfied of those reached, in hundredths of a percent: 9912 is 99.12 %. `None` when too few were reached.
    pub satisfaction: Option<u32>,
    /// This phone holds all cases of the unit and checked the frame too, not only the choice from it.
    pub frame_checked: bool,
    /// What is not as it should be when the draw is made again; empty when nothing is.
    pub differences: Vec<String>,
    /// SHA-256 of what was drawn from what by which seed, as in the file; none before it is carried out.
    pub digest: Option<String>,
}

/// A draw as a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DrawFileView {
    pub text: String,
    /// To be read out to whoever has the file.
    pub digest: String,
}

/// A case to call back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DrawnCase {
    pub record: String,
    /// The stratum.
    pub unit: String,
    pub class: String,
    /// `None` while the case has not come to this phone.
    pub title: Option<String>,
    pub state: Option<String>,
    /// When somebody called for this draw last, phone clock; `None`: nobody has.
    pub called_at: Option<i64>,
    pub reached: Option<bool>,
    pub as_told: Option<bool>,
    pub satisfied: Option<bool>,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn draws(tx: &Transaction<'_>, offset: u32) -> Result<DrawsPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("callback/draws.sql"))?;
    let rows = statement.query_and_then(params![Option::<i64>::None, PAGE_ROWS + 1, offset], |row| read(tx, row))?;
    let rows: Vec<DrawRow> = rows.collect::<Result<_, _>>()?;
    let (rows, more) = paged(rows);
    Ok(DrawsPage { rows, more })
}

/// The file that anybody replays the draw from, outside too; `None` before it is carried out and at the relay.
///
/// # Errors
/// `NotFound` when there is no such draw on this phone.
pub fn draw_file(tx: &Transaction<'_>, id: RecordId) -> Result<Option<DrawFileView>, CoreError> {
    let missing = || CoreError::NotFound { noun: "draw", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| found.kind == RecordKind::Draw).ok_or_else(missing)?;
    let fold = load_draw(tx, found.no)?.ok_or_else(missing)?;
    let Some(file) = DrawFile::of(id, &fold).filter(|_| fold.drawn_seq.is_some()) else { return Ok(None) };
    let text = file.to_text().map_err(|_| StoreError::Unreadable("a draw"))?;
    Ok(Some(DrawFileView { text, digest: file.digest }))
}

/// `reach`: the units whose cases this phone holds all of. `from`: where the page before ended.
///
/// # Errors
/// `NotFound` when there is no such draw on this phone; `Invalid` for an end that is none.
pub fn draw(tx: &Transaction<'_>, id: RecordId, reach: &[OrgPath], from: Option<&str>) -> Result<DrawView, CoreError> {
    let missing = || CoreError::NotFound { noun: "draw", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| found.kind == RecordKind::Draw).ok_or_else(missing)?;
    let fold = load_draw(tx, found.no)?.ok_or_else(missing)?;
    let mut statement = tx.prepare_cached(include_str!("callback/draws.sql"))?;
    let row = statement.query_and_then(params![found.no, 1, 0], |row| read(tx, row))?.next().ok_or_else(missing)??;
    let holds_all = reach.iter().any(|unit| unit.covers(&fold.unit));
    let differences = match (&fold.drawn, fold.announced) {
        (Some(drawn), Some(announced)) => {
            let closed = closings(tx, &fold.unit, &fold.plan)?;
            let closed = holds_all.then_some(closed.as_slice());
            replay(id, &fold.unit, &fold.plan, announced, drawn, closed)
        }
        _ => Vec::new(),
    };
    let answers = match fold.drawn_at {
        Some(drawn_at) => answers(tx, found.no, id, drawn_at)?,
        None => BTreeMap::new(),
    };
    let (cases, next) = drawn(tx, found.no, &answers, from)?;
    let count = |holds: &dyn Fn(&Answer) -> bool| {
        u32::try_from(answers.values().filter(|answer| holds(answer)).count()).unwrap_or(u32::MAX)
    };
    let (called, reached) = (count(&|_| true), count(&|answer| answer.reached));
    let satisfied = count(&|answer| answer.satisfied == Some(true));
    let as_told = count(&|answer| answer.as_told == Some(true));
    let rules = dictionary::callback_rules(tx, &fold.unit, local_day(fold.announced_at))?;
    Ok(DrawView {
        draw: row,
        rate_percent: fold.plan.rate_percent,
        rules: fold.plan.rules,
        called,
        reached,
        satisfied,
        as_told,
        satisfaction: rate(satisfied, reached, rules.body.small_number),
        cases,
        next,
        frame_checked: holds_all && fold.drawn.is_some(),
        differences: differences.iter().map(ToString::to_string).collect(),
        digest: DrawFile::of(id, &fold).map(|file| file.digest),
    })
}

fn drawn(
    tx: &Transaction<'_>,
    draw: i64,
    answers: &BTreeMap<i64, Answer>,
    from: Option<&str>,
) -> Result<(Vec<DrawnCase>, Option<String>), CoreError> {
    let nth = cursor::after::<1>(from)?.map(|[nth]| cursor::number(nth)).transpose()?.unwrap_or(-1);
    let mut statement = tx.prepare_cached(include_str!("callback/drawn.sql"))?;
    let cases = statement.query_and_then(params![draw, nth, PAGE_ROWS + 1], |row| {
        let place: i64 = row.get("nth")?;
        let answer = answers.get(&place);
        let case = DrawnCase {
            record: record_text(&row.get::<_, Vec<u8>>("case_id")?)?,
            unit: scope_text(&row.get::<_, Vec<u8>>("unit")?)?,
            class: row.get("class")?,
            title: shown(row.get::<_, Option<String>>("title")?),
            state: row.get("state")?,
            called_at: answer.map(|answer| answer.at),
            reached: answer.map(|answer| answer.reached),
            as_told: answer.and_then(|answer| answer.as_told),
            satisfied: answer.and_then(|answer| answer.satisfied),
        };
        Ok::<_, StoreError>((place, case))
    })?;
    let cases: Vec<(i64, DrawnCase)> = cases.collect::<Result<_, _>>()?;
    let (cases, next) = cut(cases, PAGE_ROWS, |(nth, _)| cursor(&[&nth]));
    Ok((cases.into_iter().map(|(_, case)| case).collect(), next))
}

fn read(tx: &Transaction<'_>, row: &rusqlite::Row<'_>) -> Result<DrawRow, StoreError> {
    Ok(DrawRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        first_day: row.get("first_day")?,
        last_day: row.get("last_day")?,
        state: row.get("state")?,
        announced_at: row.get("announced_at")?,
        drawn_at: row.get("drawn_at")?,
        frame: row.get("frame")?,
        picked: row.get("picked")?,
        to_call: row.get("to_call")?,
        superseded: is_superseded(tx, row.get("no")?)?,
    })
}
