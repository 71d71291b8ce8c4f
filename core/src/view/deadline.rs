//! What is due: a page of deadlines that are not met, the next one first. Lateness is told by the clock it is asked with, and
//! the page says whose clock that is.

use etong_protocol::{OrgPath, PostKind, StandingPost};
use rusqlite::{Transaction, params};

use super::within::Within;
use super::{PAGE_ROWS, owner, paged, record_text, scope_text};
use crate::domain::calendar::{end_of, local_day, start_of};
use crate::domain::deadline::{Deadline, ReplyRule};
use crate::error::{CoreError, StoreError};
use crate::store::dictionary;
use crate::view::shown::shown;

/// The moment to look at clocks with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownNow {
    /// Milliseconds since 1970.
    pub ms: i64,
    /// The relay's time, carried on; `false`: by this phone's clock only.
    pub by_relay: bool,
}

/// Which deadlines to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DueQuery {
    /// Only those of cases that the acting post answers for.
    pub mine: bool,
    /// Path of a unit, with all below; all of this phone's reach when left out.
    pub unit: Option<String>,
    /// Only those of the acting post's unit and below, with the units whose place it took; `unit` goes before it.
    pub below: bool,
    /// Only those that have run out.
    pub late: bool,
    /// Only what the reporters have still to be told (答复), one row a step.
    pub replies: bool,
    /// Only those due on this day, as `2026-01-31`.
    pub day: Option<String>,
    /// Rows to pass over.
    pub offset: u32,
}

/// One page of deadlines.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DuePage {
    /// The moment lateness is told by, milliseconds since 1970.
    pub now: i64,
    /// `relay`, or `phone`: by this phone's clock.
    pub clock: String,
    /// The calendar ends soon, or has ended.
    pub warning: Option<String>,
    pub rows: Vec<DueRow>,
    /// There are more after these.
    pub more: bool,
}

/// One deadline of one case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DueRow {
    pub record: String,
    pub class: String,
    pub title: String,
    pub state: String,
    pub scope: String,
    pub responsible_kind: String,
    pub responsible_name: Option<String>,
    /// 待认领: nobody has taken it on; every post of that kind at its unit has it in its list.
    pub to_claim: bool,
    /// `accept`, `first_feedback`, `finish` or `rectify`; for what the reporter has still to be told at a step (事事有回音)
    /// `reply_accept`, `reply_first_feedback` or `reply_finish`; `callback` for the call that a draw asks of the clerks of its unit.
    pub what: String,
    /// Milliseconds since 1970; `None` while the clock stands still (挂账).
    pub due_at: Option<i64>,
    /// Milliseconds left; below zero when it has run out; `None` while the clock stands still.
    pub left_ms: Option<i64>,
    pub late: bool,
    pub extended: bool,
    /// False: days were counted that the calendar does not know; only weekends were taken as free there.
    pub certain: bool,
    /// `urge` or `supervise`, when it is time for a desk to do so.
    pub proposed: Option<String>,
    /// Id of the rule and version of its edition; 0 came with the program.
    pub rule: String,
    pub version: u32,
}

/// One deadline of a case on its page, met ones included.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeadlineView {
    pub what: String,
    /// Milliseconds since 1970; `None` while the clock stands still.
    pub due_at: Option<i64>,
    /// `running`, `paused`, `met` or `late`.
    pub state: String,
    /// How it stands by the phones' own clocks, where the relay's word shows otherwise.
    pub by_phones: Option<String>,
    pub met_at: Option<i64>,
    pub paused_ms: i64,
    pub extended: bool,
    /// Why an extension that was given does not count.
    pub extension_fault: Option<String>,
    pub certain: bool,
    pub rule: String,
    pub version: u32,
    /// What the reporter is told by then.
    pub replies: Vec<ReplyDue>,
}

/// 答复要求: who tells the reporter what, and how.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReplyDue {
    pub who: String,
    pub channel: String,
    pub content: String,
}

impl ReplyDue {
    fn of(rule: &ReplyRule) -> Self {
        Self { who: rule.who.clone(), channel: rule.channel.clone(), content: rule.content.clone() }
    }
}

impl DeadlineView {
    #[must_use]
    pub fn of(deadline: &Deadline) -> Self {
        let paused = deadline.state == crate::domain::deadline::DeadlineState::Paused;
        Self {
            what: deadline.what.as_str().to_owned(),
            due_at: (!paused).then_some(deadline.due_at),
            state: deadline.state.as_str().to_owned(),
            by_phones: deadline.by_phones.map(|state| state.as_str().to_owned()),
            met_at: deadline.met_at,
            paused_ms: deadline.paused_ms,
            extended: deadline.extended,
            extension_fault: deadline.extension_fault.as_ref().map(ToString::to_string),
            certain: deadline.certain,
            rule: deadline.rule.clone(),
            version: deadline.version,
            replies: deadline.replies.iter().map(ReplyDue::of).collect(),
        }
    }
}

impl DeadlineView {
    /// Of a reply that is owed.
    #[must_use]
    pub fn of_reply(deadline: &Deadline) -> Self {
        Self { what: deadline.what.reply_str().to_owned(), ..Self::of(deadline) }
    }
}

/// The warning beside what was reckoned for a unit, unless all of it is `certain`.
pub(super) fn unknown_days(tx: &Transaction<'_>, unit: &OrgPath, certain: bool) -> Result<Option<String>, StoreError> {
    if certain {
        return Ok(None);
    }
    Ok(Some(dictionary::calendar(tx, unit)?.unknown_days()))
}

/// # Errors
/// `Invalid` for a unit or day that is none; `StoreError` when the store cannot be read.
pub fn due(
    tx: &Transaction<'_>,
    query: &DueQuery,
    acting: Option<&StandingPost>,
    now: KnownNow,
) -> Result<DuePage, CoreError> {
    let invalid = |field: &str, reason: &str| CoreError::Invalid { field: field.into(), reason: reason.into() };
    let unit: Option<OrgPath> = query
        .unit
        .as_deref()
        .map(|text| text.parse().map_err(|_| invalid("unit", "not a path of unit numbers as /1/12")))
        .transpose()?;
    let mut until = query.late.then_some(now.ms);
    let mut since = None;
    if let Some(day) = &query.day {
        let day = day.parse().map_err(|_| invalid("day", "not a day as 2026-01-31"))?;
        since = Some(start_of(day));
        until = Some(until.map_or(end_of(day), |late| late.min(end_of(day))));
    }
    let area = match &unit {
        Some(unit) => Within { from: unit.to_bytes(), to: unit.subtree_end(), ..Within::of(None) },
        None => Within::of(acting.filter(|_| query.below)),
    };
    let mine = match acting.filter(|_| query.mine) {
        Some(post) => owner::mine(tx, post, true, now.ms)?,
        None => "[]".to_owned(),
    };
    let answers = match acting.filter(|_| query.mine) {
        Some(post) => owner::answers(tx, post, i64::MAX, now.ms)?,
        None => "[]".to_owned(),
    };
    let clerk = acting.filter(|post| post.kind == PostKind::CallbackClerk);
    let mut statement = tx.prepare_cached(include_str!("deadline/due.sql"))?;
    let rows = statement.query_and_then(
        params![
            since,
            until,
            area.from,
            area.to,
            query.mine,
            mine,
            PAGE_ROWS + 1,
            query.offset,
            answers,
            query.replies,
            local_day(now.ms).to_string(),
            area.taken,
            clerk.map(|post| post.unit.to_bytes()),
            Within::of(clerk).taken,
        ],
        |row| read(row, now),
    )?;
    let rows: Vec<DueRow> = rows.collect::<Result<_, StoreError>>()?;
    let (rows, more) = paged(rows);
    let warning = dictionary::calendar(tx, &unit.unwrap_or_default())?.warning(local_day(now.ms));
    let clock = if now.by_relay { "relay" } else { "phone" };
    Ok(DuePage { now: now.ms, clock: clock.to_owned(), warning, rows, more })
}

fn read(row: &rusqlite::Row<'_>, now: KnownNow) -> Result<DueRow, StoreError> {
    let paused: bool = row.get("paused")?;
    let due_at = Some(row.get::<_, i64>("due_at")?).filter(|_| !paused);
    let late = due_at.is_some_and(|due| due < now.ms);
    let (urged, supervised): (bool, bool) = (row.get("urged")?, row.get("supervised")?);
    let proposed = if !late || supervised {
        None
    } else if now.ms >= row.get::<_, i64>("supervise_from")? {
        Some("supervise")
    } else if now.ms >= row.get::<_, i64>("urge_from")? && !urged {
        Some("urge")
    } else {
        None
    };
    Ok(DueRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        class: row.get("class")?,
        title: shown(row.get::<_, String>("title")?),
        state: row.get("state")?,
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        responsible_kind: row.get("responsible_kind")?,
        responsible_name: row.get("responsible_name")?,
        to_claim: row.get("to_claim")?,
        what: row.get("what")?,
        due_at,
        left_ms: due_at.map(|due| due.saturating_sub(now.ms)),
        late,
        extended: row.get("extended")?,
        certain: row.get("certain")?,
        proposed: proposed.map(str::to_owned),
        rule: row.get("rule")?,
        version: row.get("version")?,
    })
}
