//! Clues: for police posts in whose unit they lie, and each reporter's own. No view here tells who reported an anonymous one,
//! not even the kind of post.

use etong_protocol::{DeviceId, OrgPath, PostKind, RecordId, StandingPost};
use rusqlite::{OptionalExtension, Transaction, named_params, params};

use super::case::holder;
use super::deadline::DeadlineView;
use super::my_reports::{ReplyView, replies};
use super::rehomed::prefixes;
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::clue::{ClueAct, ClueFold, ReceiptCode, Standing, may_read, next_acts};
use crate::error::{CoreError, StoreError};
use crate::projection::{deadlines_of_clue, is_shared_with, load_clue};
use crate::store::record;
use crate::view::shown::shown;

/// One page of clues.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CluesPage {
    pub rows: Vec<ClueRow>,
    /// There are more after these.
    pub more: bool,
}

/// One clue in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClueRow {
    pub record: String,
    pub kind: String,
    pub state: String,
    pub scope: String,
    /// Phone clock, milliseconds since 1970.
    pub reported_at: i64,
    /// Who has it.
    pub with_name: Option<String>,
    pub provisional: bool,
    /// What police have to do next by a time: `accept` (look at it) or `finish`.
    pub due: Option<String>,
    /// Milliseconds since 1970.
    pub due_at: Option<i64>,
    /// Milliseconds left; below zero when it has run out.
    pub left_ms: Option<i64>,
    pub late: bool,
}

/// One clue, for police.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClueView {
    pub record: String,
    pub kind: String,
    pub what: String,
    pub address: Option<String>,
    /// `lat_e6,lon_e6,accuracy_m`, with its source behind it.
    pub place: Option<String>,
    pub seen_at: Option<i64>,
    pub evidence: Vec<String>,
    pub state: String,
    pub scope: String,
    pub reported_at: i64,
    pub anonymous: bool,
    /// Both empty for an anonymous one.
    pub reporter_name: Option<String>,
    pub reporter_kind: Option<String>,
    /// Path of the team in whose name it was reported.
    pub team: Option<String>,
    pub with_name: Option<String>,
    pub decision: Option<String>,
    pub outcome: Option<String>,
    pub provisional: bool,
    /// 时限: every deadline, met ones included.
    pub deadlines: Vec<DeadlineView>,
    /// Every act after the report, in the order that counts.
    pub acts: Vec<ClueActView>,
    /// What the acting post may do now.
    pub next: Vec<String>,
}

/// One act on a clue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClueActView {
    pub act: String,
    pub text: Option<String>,
    /// Both empty for what an anonymous reporter added.
    pub by_kind: Option<String>,
    pub by_name: Option<String>,
    pub captured_at: i64,
    /// `effective`, `remark`, `waiting`, `superseded`, `not_allowed` or `unknown`.
    pub standing: String,
}

/// A clue of one's own, with what one was told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyClue {
    pub record: String,
    pub kind: String,
    pub what: String,
    pub reported_at: i64,
    pub anonymous: bool,
    /// Path of the team in whose name it was reported.
    pub team: Option<String>,
    /// What was added to it, oldest first.
    pub added: Vec<String>,
    /// The relay holds it.
    pub receipted: bool,
    /// Oldest first.
    pub replies: Vec<ReplyView>,
}

/// Who reads clues: a police post that acts now. Nobody else can be made into one, so a right that was lost is lost at once,
/// even over what is still on this phone.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    kind: &'a PostKind,
    unit: &'a OrgPath,
    /// Units whose place `unit` took.
    taken: &'a [OrgPath],
}

impl<'a> Reader<'a> {
    /// `None` for a post that reads no clues.
    #[must_use]
    pub fn new(kind: &'a PostKind, unit: &'a OrgPath, taken: &'a [OrgPath]) -> Option<Self> {
        may_read(kind).then_some(Self { kind, unit, taken })
    }
}

/// Clues of the reader's unit and those handed to it, newest first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn clues(tx: &Transaction<'_>, reader: Reader<'_>, now: i64, offset: u32) -> Result<CluesPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("clue/list.sql"))?;
    let (from, to) = (reader.unit.to_bytes(), reader.unit.subtree_end());
    let unit = reader.unit.unit().map(|unit| unit.0);
    let rows =
        statement.query_and_then(params![from, to, PAGE_ROWS + 1, offset, unit, prefixes(reader.taken)], |row| {
            let due_at: Option<i64> = row.get("due_at")?;
            Ok::<_, StoreError>(ClueRow {
                record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
                kind: row.get("kind")?,
                state: row.get("state")?,
                scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
                reported_at: row.get("reported_at")?,
                with_name: row.get("with_name")?,
                provisional: row.get("provisional")?,
                due: row.get("due")?,
                due_at,
                left_ms: due_at.map(|due| due.saturating_sub(now)),
                late: due_at.is_some_and(|due| due < now),
            })
        })?;
    let (rows, more) = paged(rows.collect::<Result<Vec<_>, StoreError>>()?);
    Ok(CluesPage { rows, more })
}

/// # Errors
/// `NotFound` when it is not on this phone, or outside the post's unit and not shared with it.
pub fn clue(tx: &Transaction<'_>, reader: Reader<'_>, id: RecordId, now: i64) -> Result<ClueView, CoreError> {
    let missing = || CoreError::NotFound { noun: "clue", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_clue(tx, found.no)?.ok_or_else(missing)?;
    let taken = reader.taken.iter().any(|unit| unit.covers(&fold.scope));
    if !reader.unit.covers(&fold.scope) && !taken && !is_shared_with(tx, found.no, reader.unit)? {
        return Err(missing());
    }
    let named = !fold.report.anonymous;
    let acts = fold.acts.iter().skip(1).map(|act| {
        let named = named || act.post != fold.reporter_post;
        Ok(ClueActView {
            act: act.act.as_str().to_owned(),
            text: shown(act.act.text()),
            by_kind: named.then(|| act.post_kind.to_string()),
            by_name: if named { holder(tx, act.post)? } else { None },
            captured_at: act.captured_at,
            standing: act.standing.as_str().to_owned(),
        })
    });
    let acts = acts.collect::<Result<_, StoreError>>()?;
    let deadlines = deadlines_of_clue(tx, &fold, now)?.iter().map(DeadlineView::of).collect();
    let next = next_acts(&fold, reader.kind).iter().map(ToString::to_string).collect();
    let with_name = fold.with.as_ref().map(|(post, _)| holder(tx, *post)).transpose()?.flatten();
    let reporter_name = if named { holder(tx, fold.reporter_post)? } else { None };
    let ClueFold { report, reporter_kind, .. } = fold;
    Ok(ClueView {
        record: id.to_string(),
        kind: report.kind.to_string(),
        what: shown(report.what),
        address: shown(report.address),
        place: report.place.map(|place| place.to_string()),
        seen_at: report.seen_at,
        evidence: report.evidence,
        state: fold.state.as_str().to_owned(),
        scope: fold.scope.to_string(),
        reported_at: fold.captured_at,
        anonymous: report.anonymous,
        reporter_name,
        reporter_kind: named.then(|| reporter_kind.to_string()),
        team: report.team.then(|| fold.scope.to_string()),
        with_name,
        decision: fold.decision.map(|decision| decision.to_string()),
        outcome: shown(fold.outcome),
        deadlines,
        provisional: fold.provisional,
        acts,
        next,
    })
}

/// The clue whose reporter shows this receipt code.
///
/// # Errors
/// `Invalid` for what is no code; `NotFound` when none fits.
pub fn clue_by_code(tx: &Transaction<'_>, reader: Reader<'_>, typed: &str, now: i64) -> Result<ClueView, CoreError> {
    let code = ReceiptCode::read(typed).ok_or_else(|| CoreError::Invalid {
        field: "code".into(),
        reason: "sixteen letters and digits, as in MZXW-6YTB-OI5D-GNJS".into(),
    })?;
    let mut statement = tx.prepare_cached(include_str!("clue/by_code.sql"))?;
    let found: Option<Vec<u8>> = statement.query_row([code.hash()], |row| row.get("record")).optional()?;
    let missing = || CoreError::NotFound { noun: "clue", id: "with this code".into() };
    let id = RecordId::from_slice(&found.ok_or_else(missing)?).map_err(|_| missing())?;
    clue(tx, reader, id, now)
}

fn hex_list(of: impl Iterator<Item = Vec<u8>>) -> String {
    let texts: Vec<String> = of.map(|bytes| data_encoding::HEXUPPER.encode(&bytes)).collect();
    serde_json::Value::from(texts).to_string()
}

/// What was reported on this device, by one of `posts` or by the team of one of them, newest first, a page from `offset`.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn my_clues(
    tx: &Transaction<'_>,
    device: DeviceId,
    posts: &[StandingPost],
    offset: u32,
) -> Result<Vec<MyClue>, StoreError> {
    let teams = posts.iter().filter(|post| post.kind == PostKind::TeamMember);
    let teams = hex_list(teams.map(|post| post.unit.to_bytes()));
    let held = hex_list(posts.iter().map(|post| post.post.as_bytes().to_vec()));
    let mut statement = tx.prepare_cached(include_str!("clue/mine.sql"))?;
    let given = named_params! {":device": device.as_bytes(), ":posts": held, ":teams": teams};
    let numbers = statement.query_map(given, |row| row.get("no"))?;
    let numbers: Vec<i64> = numbers.collect::<Result<_, _>>()?;
    let (mut mine, mut to_pass) = (Vec::new(), offset);
    for no in numbers {
        let Some(fold) = load_clue(tx, no)? else { continue };
        let mut held = posts.iter();
        let of_the_team = |post: &StandingPost| post.kind == PostKind::TeamMember && post.unit == fold.scope;
        let mine_to_read = match fold.report.team {
            // Who left the team reads no more of it, not even what was reported on this phone.
            true => held.any(of_the_team),
            false => fold.reporter_device == device || held.any(|post| post.post == fold.reporter_post),
        };
        if !mine_to_read {
            continue;
        }
        if to_pass > 0 {
            to_pass -= 1;
            continue;
        }
        let added = fold.acts.iter().filter(|act| act.standing == Standing::Remark);
        let added = added.filter_map(|act| match &act.act {
            ClueAct::Add { text, .. } => Some(shown(text)),
            _ => None,
        });
        mine.push(MyClue {
            record: record::by_number(tx, no)?.record.to_string(),
            kind: fold.report.kind.to_string(),
            receipted: fold.acts.first().is_some_and(|act| act.seq.is_some()),
            what: shown(fold.report.what),
            reported_at: fold.captured_at,
            anonymous: fold.report.anonymous,
            team: fold.report.team.then(|| fold.scope.to_string()),
            added: added.collect(),
            replies: replies(tx, no)?,
        });
        if mine.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(mine)
}
