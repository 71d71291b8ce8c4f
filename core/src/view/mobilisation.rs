//! Calls: the list (mine to answer first), and one call with who answered what, who is wanted and who is there now.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, PostId, RecordId, StandingPost};
use rusqlite::{Transaction, params};

use super::case::holder;
use super::cursor::{self, cut};
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::mobilisation::{CallFold, CallState, MusterFold, MusterState, Queued, Ring, Standing, queue};
use crate::error::{CoreError, StoreError};
use crate::projection::{load_call, musters_of};
use crate::store::record;
use crate::view::shown::shown;

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CallsPage {
    pub rows: Vec<CallRow>,
    /// There are more after these.
    pub more: bool,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CallRow {
    pub record: String,
    pub purpose: String,
    pub title: String,
    /// `open`, `over` or `stopped`.
    pub state: String,
    pub scope: String,
    /// Milliseconds since 1970.
    pub from: i64,
    pub until: i64,
    pub quota: u32,
    pub urgent: bool,
    /// State of this phone's owner's answer; `None` while there is none.
    pub my_answer: Option<String>,
    pub provisional: bool,
}

/// One call in full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CallView {
    pub record: String,
    pub purpose: String,
    pub title: String,
    pub what: String,
    /// `open`, `over` or `stopped`.
    pub state: String,
    pub stopped: Option<String>,
    pub scope: String,
    pub skills: Vec<String>,
    /// Milliseconds since 1970; `minutes` is how long it takes.
    pub from: i64,
    pub until: i64,
    pub minutes: i64,
    pub quota: u32,
    pub address: String,
    pub lat_e6: Option<i32>,
    pub lon_e6: Option<i32>,
    pub lead: Option<String>,
    /// 联系电话: to be rung, so it is whole.
    pub contact: Option<String>,
    pub urgent: bool,
    pub notes: Vec<String>,
    pub case: Option<String>,
    pub campaign: Option<String>,
    /// `now`, `quiet`, `later` or `never`: what it does on this phone.
    pub ring: String,
    /// When it rings, for `quiet` and `later`.
    pub ring_at: Option<i64>,
    /// Id of this phone's owner's answer.
    pub my_muster: Option<String>,
    pub counts: MusterCounts,
    /// In the order of the queue, a page; those of this phone's reach.
    pub musters: Vec<MusterRow>,
    /// Where this page ended, when it goes on.
    pub next: Option<String>,
    pub provisional: bool,
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MusterCounts {
    pub accepted: u32,
    pub declined: u32,
    pub confirmed: u32,
    pub waiting: u32,
    /// There now.
    pub present: u32,
    /// Done.
    pub left: u32,
    /// Told that they are wanted, beyond the quota: two desks told people at once.
    pub over_quota: u32,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MusterRow {
    pub record: String,
    pub name: Option<String>,
    pub kind: String,
    pub scope: String,
    /// `accepted`, `declined`, `withdrawn`, `present` or `left`.
    pub state: String,
    /// `wanted`, `waiting`, `not_yet`, `twice` or `out`.
    pub standing: String,
    /// What the desk said last: `waiting` or `confirmed`.
    pub told: Option<String>,
    pub words: Vec<String>,
    pub skills: Vec<String>,
    pub note: Option<String>,
    pub arrived_at: Option<i64>,
    pub left_at: Option<i64>,
    pub noted_later: bool,
    pub result: Option<String>,
    pub provisional: bool,
}

/// Calls that reach this phone, open ones first, then newest first. `posts` are its owner's.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn calls(tx: &Transaction<'_>, posts: &[PostId], offset: u32, now: i64) -> Result<CallsPage, StoreError> {
    let posts: Vec<String> = posts.iter().map(|post| data_encoding::HEXUPPER.encode(post.as_bytes())).collect();
    let posts = serde_json::json!(posts).to_string();
    let mut statement = tx.prepare_cached(include_str!("calls.sql"))?;
    let rows = statement.query_and_then(params![posts, now, PAGE_ROWS + 1, offset], |row| {
        let until: i64 = row.get("until_at")?;
        let state = match row.get::<_, bool>("stopped")? {
            true => CallState::Stopped,
            false if now > until => CallState::Over,
            false => CallState::Open,
        };
        Ok::<_, StoreError>(CallRow {
            record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
            purpose: row.get("purpose")?,
            title: shown(row.get::<_, String>("title")?),
            state: state.as_str().to_owned(),
            scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
            from: row.get("from_at")?,
            until,
            quota: row.get("quota")?,
            urgent: row.get("urgent")?,
            my_answer: row.get("my_answer")?,
            provisional: row.get("provisional")?,
        })
    })?;
    let rows: Vec<CallRow> = rows.collect::<Result<_, _>>()?;
    let (rows, more) = paged(rows);
    Ok(CallsPage { rows, more })
}

/// `from`: where the page of answers before ended.
///
/// # Errors
/// `NotFound` when there is no such call on this phone; `Invalid` for an end that is none.
pub fn call(
    tx: &Transaction<'_>,
    id: RecordId,
    acting: Option<&StandingPost>,
    now: i64,
    from: Option<&str>,
) -> Result<CallView, CoreError> {
    let missing = || CoreError::NotFound { noun: "call", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_call(tx, found.no)?.ok_or_else(missing)?;
    let musters = musters_of(tx, id)?;
    let queued = queue(fold.call.quota, &musters);
    let by_record: BTreeMap<RecordId, &MusterFold> = musters.iter().map(|(record, muster)| (*record, muster)).collect();
    let (page, next) = page_of(&queued, from, PAGE_ROWS)?;
    let mut rows = Vec::with_capacity(page.len());
    for place in page {
        if let Some(muster) = by_record.get(&place.muster) {
            rows.push(muster_row(tx, place.muster, muster, place.standing)?);
        }
    }
    let unit = acting.map_or_else(OrgPath::centre, |held| held.unit.clone());
    let (ring, ring_at) = match fold.ring(&unit, None, now) {
        Ring::Now => ("now", None),
        Ring::Quiet { until } => ("quiet", Some(until)),
        Ring::Later { at } => ("later", Some(at)),
        Ring::Never => ("never", None),
    };
    let mine = acting.and_then(|held| musters.iter().find(|(_, muster)| muster.post == held.post));
    Ok(CallView {
        my_muster: mine.map(|(record, _)| record.to_string()),
        counts: counts(&fold, &musters),
        musters: rows,
        next,
        ring: ring.to_owned(),
        ring_at,
        ..call_view(id, fold, now)
    })
}

/// A page of the queue after where the one before ended, and where this one does.
fn page_of<'q>(
    queued: &'q [Queued],
    from: Option<&str>,
    page: u32,
) -> Result<(Vec<&'q Queued>, Option<String>), CoreError> {
    let begin = match cursor::after::<1>(from)? {
        Some([last]) => {
            let last: RecordId = last.parse().map_err(|_| cursor::no_end())?;
            1 + queued.iter().position(|place| place.muster == last).ok_or_else(cursor::no_end)?
        }
        None => 0,
    };
    let rows = queued.iter().skip(begin).take(usize::try_from(page).unwrap_or(usize::MAX).saturating_add(1)).collect();
    Ok(cut(rows, page, |place| cursor::cursor(&[&place.muster])))
}

fn call_view(id: RecordId, fold: CallFold, now: i64) -> CallView {
    let state = fold.state(now).as_str().to_owned();
    let call = fold.call;
    CallView {
        record: id.to_string(),
        purpose: call.purpose.to_string(),
        title: shown(call.title),
        what: shown(call.what),
        state,
        stopped: shown(fold.stopped),
        scope: fold.scope.to_string(),
        skills: shown(call.skills),
        from: call.from,
        until: call.until,
        minutes: call.until.saturating_sub(call.from) / 60_000,
        quota: call.quota,
        address: shown(call.address),
        lat_e6: call.place.as_ref().map(|place| place.lat_e6),
        lon_e6: call.place.as_ref().map(|place| place.lon_e6),
        lead: shown(call.lead),
        contact: call.contact,
        urgent: call.urgent,
        notes: shown(fold.notes),
        case: call.case.map(|record| record.to_string()),
        campaign: call.campaign.map(|record| record.to_string()),
        ring: String::new(),
        ring_at: None,
        my_muster: None,
        counts: MusterCounts::default(),
        musters: Vec::new(),
        next: None,
        provisional: fold.provisional,
    }
}

fn counts(fold: &CallFold, musters: &[(RecordId, MusterFold)]) -> MusterCounts {
    let count = |wanted: &dyn Fn(&MusterFold) -> bool| {
        u32::try_from(musters.iter().filter(|(_, muster)| wanted(muster)).count()).unwrap_or(u32::MAX)
    };
    use crate::domain::mobilisation::DeskAnswer;
    let confirmed = count(&|muster| muster.state.counts() && muster.answer == Some(DeskAnswer::Confirmed));
    MusterCounts {
        accepted: count(&|muster| muster.state.counts()),
        declined: count(&|muster| matches!(muster.state, MusterState::Declined | MusterState::Withdrawn)),
        confirmed,
        waiting: count(&|muster| muster.state.counts() && muster.answer == Some(DeskAnswer::Waiting)),
        present: count(&|muster| muster.state == MusterState::Present),
        left: count(&|muster| muster.state == MusterState::Left),
        over_quota: confirmed.saturating_sub(fold.call.quota),
    }
}

fn muster_row(
    tx: &Transaction<'_>,
    record: RecordId,
    muster: &MusterFold,
    standing: Standing,
) -> Result<MusterRow, StoreError> {
    let standing = match standing {
        Standing::Wanted => "wanted",
        Standing::Waiting => "waiting",
        Standing::NotYet => "not_yet",
        Standing::Twice => "twice",
        Standing::Out => "out",
    };
    Ok(MusterRow {
        record: record.to_string(),
        name: holder(tx, muster.post)?,
        kind: muster.post_kind.to_string(),
        scope: muster.scope.to_string(),
        state: muster.state.as_str().to_owned(),
        standing: standing.to_owned(),
        told: muster.answer.map(|answer| answer.as_str().to_owned()),
        words: muster.words.iter().map(|(_, words)| shown(words)).collect(),
        skills: shown(&muster.skills),
        note: shown(&muster.note),
        arrived_at: muster.arrived_at,
        left_at: muster.left_at,
        noted_later: muster.noted_later,
        result: shown(&muster.result),
        provisional: muster.provisional,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_told_page_by_page_and_whoever_comes_meanwhile_shifts_nobody() {
        let place = |nth: u8| Queued { muster: RecordId::from_bytes([nth; 16]), standing: Standing::Wanted };
        let before: Vec<Queued> = (1..=5).map(place).collect();
        let mut after = before.clone();
        after.insert(0, place(9));
        let (first, end) = page_of(&before, None, 2).unwrap();
        let mut all: Vec<RecordId> = first.iter().map(|place| place.muster).collect();
        let mut end = end;
        while let Some(last) = end {
            let (rows, next) = page_of(&after, Some(&last), 2).unwrap();
            all.extend(rows.iter().map(|place| place.muster));
            end = next;
        }
        assert_eq!(all, before.iter().map(|place| place.muster).collect::<Vec<_>>());
        for wrong in ["", "3", &RecordId::from_bytes([8; 16]).to_string()] {
            assert!(matches!(page_of(&before, Some(wrong), 2), Err(CoreError::Invalid { .. })), "{wrong}");
        }
    }
}
