//! 到期清理: what would go from this phone and why, what is kept back and why, and what is on hold. Ids, words and dates; no contents.

use std::collections::BTreeMap;

use rusqlite::Transaction;

use super::cursor::{self, cursor};
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::retention::Then;
use crate::error::{CoreError, StoreError};
use crate::projection::retention::{Asking, Fate, candidates, cases_until, judge};
use crate::store::retention;

/// Tracks that one page judges.
const TRACKS: usize = 8;

/// What `tidy_up` would do now.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RetentionPlan {
    /// The time it is reckoned with, milliseconds since 1970: of the relay, or the last that it signed. 0: never heard, nothing goes.
    pub as_of: i64,
    /// By rule.
    pub goes: Vec<RetentionCount>,
    /// Records whose time is over and that stay, by what keeps them.
    pub kept_back: Vec<KeptBackCount>,
    /// Where posts were last known to be, older than it may be kept.
    pub last_places: u64,
    /// Cases that are slimmed already, and records on hold.
    pub slimmed: u64,
    pub held: u64,
    /// Editions of the rules that cannot be read; the next one holds instead.
    pub faults: Vec<String>,
}

/// What would go, a page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RetentionPage {
    /// Perhaps none, and more to come.
    pub rows: Vec<RetentionRow>,
    /// Where this page ended, for the next one; `None`: all was judged.
    pub next: Option<String>,
}

/// How much one rule takes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RetentionCount {
    pub rule: String,
    /// `case` or `track`.
    pub class: String,
    /// `slim` or `summary`.
    pub then: String,
    /// What the rule rests on.
    pub source: String,
    pub count: u64,
}

/// How much stays, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct KeptBackCount {
    /// `unsent`, `kept_aside`, `on_hold`, `erasure_asked`, `deadline`, `callback`, `appeal`, `second_report`, `mediation`, `draft`, `look`,
    /// `asked_for` or `leaving`.
    pub reason: String,
    pub count: u64,
}

/// One record that would go.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RetentionRow {
    pub record: String,
    pub class: String,
    pub state: String,
    pub rule: String,
    /// When it ended, and since when its time is over; milliseconds since 1970.
    pub ended_at: i64,
    pub due_at: i64,
}

/// One record on hold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HeldRow {
    pub record: String,
    pub kind: String,
    pub scope: String,
    /// Phone clock of the last act about it, milliseconds since 1970.
    pub changed_at: i64,
}

/// A page of them, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HeldPage {
    pub rows: Vec<HeldRow>,
    pub more: bool,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn retention_plan(
    tx: &Transaction<'_>,
    asking: &mut Asking,
    until_places: i64,
    tell: &dyn Fn(u64, u64),
) -> Result<RetentionPlan, StoreError> {
    let (mut goes, mut kept_back) = (BTreeMap::new(), BTreeMap::new());
    let numbers = candidates(tx, asking)?;
    let all = numbers.len() as u64;
    for (nth, no) in (1_u64..).zip(numbers) {
        tell(nth, all);
        let Some(judged) = judge(tx, no, asking)? else { continue };
        match judged.fate {
            Fate::Stays => {}
            Fate::KeptBack(keep) => *kept_back.entry(keep).or_insert(0_u64) += 1,
            Fate::Goes { rule, .. } => {
                let count = goes.entry((rule.id.clone(), rule.source.clone())).or_insert_with(|| RetentionCount {
                    rule: rule.id,
                    class: judged.class.to_owned(),
                    then: word(rule.then).to_owned(),
                    source: rule.source,
                    count: 0,
                });
                count.count += 1;
            }
        }
    }
    let (held, slimmed) = retention::standing(tx)?;
    Ok(RetentionPlan {
        as_of: asking.now,
        goes: goes.into_values().collect(),
        kept_back: kept_back
            .into_iter()
            .map(|(keep, count)| KeptBackCount { reason: keep.as_str().to_owned(), count })
            .collect(),
        last_places: retention::last_places(tx, until_places, false)?,
        slimmed,
        held,
        faults: asking.faults.iter().cloned().collect(),
    })
}

/// Cases, the longest ended first, then tracks; of each a stretch that a screen waits for.
///
/// # Errors
/// `Invalid` for an end that is none; `StoreError` when the store cannot be read.
pub(crate) fn retention_rows(
    tx: &Transaction<'_>,
    asking: &mut Asking,
    from: Option<&str>,
) -> Result<RetentionPage, CoreError> {
    let (stretch, next) = match cursor::after::<3>(from)? {
        None => cases(tx, asking, i64::MIN, 0)?,
        Some(["case", moved_at, no]) => cases(tx, asking, cursor::number(moved_at)?, cursor::number(no)?)?,
        Some(["track", _, no]) => tracks(tx, asking, cursor::number(no)?)?,
        Some(_) => return Err(cursor::no_end()),
    };
    let mut rows = Vec::new();
    for no in stretch {
        let Some(judged) = judge(tx, no, asking)? else { continue };
        if let Fate::Goes { rule, due_at } = judged.fate {
            rows.push(RetentionRow {
                record: judged.record.record.to_string(),
                class: judged.class.to_owned(),
                state: judged.state,
                rule: rule.id,
                ended_at: judged.ended_at,
                due_at,
            });
        }
    }
    Ok(RetentionPage { rows, next })
}

fn cases(
    tx: &Transaction<'_>,
    asking: &Asking,
    moved_at: i64,
    no: i64,
) -> Result<(Vec<i64>, Option<String>), StoreError> {
    let stretch = retention::ended_from(tx, cases_until(asking), moved_at, no, PAGE_ROWS)?;
    let next = match stretch.last() {
        Some(last) if stretch.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX) => {
            cursor(&[&"case", &last.moved_at, &last.record_no])
        }
        _ => cursor(&[&"track", &"0", &"0"]),
    };
    Ok((stretch.into_iter().filter(|one| one.here).map(|one| one.record_no).collect(), Some(next)))
}

fn tracks(tx: &Transaction<'_>, asking: &Asking, no: i64) -> Result<(Vec<i64>, Option<String>), StoreError> {
    let stretch = retention::patrols_from(tx, asking.now, no, PAGE_ROWS)?;
    let whole = stretch.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    // A track is read whole to be judged: a few of them are as much as a page of cases.
    let end = match stretch.iter().filter(|one| one.here).nth(TRACKS) {
        Some(beyond) => stretch.iter().rfind(|one| one.record_no < beyond.record_no),
        None => stretch.last().filter(|_| whole),
    };
    let end = end.map(|end| end.record_no);
    let here = stretch.iter().filter(|one| one.here && end.is_none_or(|end| one.record_no <= end));
    let next = end.map(|end| cursor(&[&"track", &"0", &end]));
    Ok((here.map(|one| one.record_no).collect(), next))
}

/// Records on hold, the latest first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn held(tx: &Transaction<'_>, offset: u32) -> Result<HeldPage, StoreError> {
    let rows = retention::held(tx, PAGE_ROWS + 1, offset)?.into_iter().map(|held| {
        let (record, scope) = (record_text(&held.record)?, scope_text(&held.scope)?);
        Ok::<_, StoreError>(HeldRow { record, kind: held.kind, scope, changed_at: held.changed_at })
    });
    let (rows, more) = paged(rows.collect::<Result<Vec<_>, _>>()?);
    Ok(HeldPage { rows, more })
}

fn word(then: Then) -> &'static str {
    match then {
        Then::Keep => "keep",
        Then::Slim => "slim",
        Then::Summary => "summary",
        Then::Drop => "drop",
    }
}
