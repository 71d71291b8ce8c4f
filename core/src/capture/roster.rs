//! Planning duty, shifts and pairs, and putting down one's own hours. What looks odd (hours nobody covers, a pair of two alike, a
//! post that has ended) is taken and flagged: rosters are made by people who know why.

use std::collections::BTreeMap;

use etong_protocol::authority::{may_act, who_may};
use etong_protocol::named_id::roster_record;
use etong_protocol::{OrgLevel, OrgPath, PostId, PostKind, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts, Remark};
use super::error::CaptureError;
use super::text::optional;
pub use crate::domain::organisation::KnownPost;
use crate::domain::organisation::day::{MINUTES_OF_DAY, clock, holds_on, is_day, minute_of};
use crate::domain::organisation::{PlannedSlot, RosterEntry, RosterPlan, Sheet, uncovered};

const MOST_DAYS: usize = 62;
const MOST_SLOTS: usize = 60;

/// A sheet of a unit for one or several days; takes the place of what was planned there before.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct RosterRequest {
    /// Path of the unit; the acting post's own when left out.
    #[serde(default)]
    pub unit: Option<String>,
    /// `duty`, `shift`, `pair` or `on_call`.
    pub sheet: String,
    /// Days as `2026-01-31`; the same slots on each.
    pub days: Vec<String>,
    /// None empties the sheet.
    #[serde(default)]
    pub slots: Vec<SlotRequest>,
    #[serde(default)]
    pub note: Option<String>,
}

/// One stretch of one post.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SlotRequest {
    /// Id of the post.
    pub post: String,
    /// `08:00`.
    pub from: String,
    /// `20:00`; not after `from` means on the next day.
    pub to: String,
    /// Id of the other post of a pair.
    #[serde(default)]
    pub with: Option<String>,
}

/// One's own hours of one or several days.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct OwnHoursRequest {
    pub days: Vec<String>,
    /// None takes the hours back.
    #[serde(default)]
    pub hours: Vec<HoursRequest>,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct HoursRequest {
    pub from: String,
    pub to: String,
}

/// Plans a sheet. `known`: the posts of the request that this phone's directory has.
///
/// # Errors
/// `NotAllowed` unless a desk plans at or below its unit, `Invalid` for a field.
pub fn plan_roster(
    author: &Author,
    request: &RosterRequest,
    known: &BTreeMap<PostId, KnownPost>,
) -> Result<Drafts, CaptureError> {
    allowed(author, "plan", "plans a roster")?;
    let unit = author.scope(request.unit.as_deref(), OrgLevel::County)?;
    let sheet = Sheet::from(request.sheet.trim());
    if !sheet.is_known() {
        return Err(CaptureError::invalid("sheet", "must be one of duty, shift, pair, on_call"));
    }
    if request.slots.len() > MOST_SLOTS {
        return Err(CaptureError::invalid("slots", format!("at most {MOST_SLOTS} fit a day")));
    }
    let slots: Result<Vec<PlannedSlot>, _> = request.slots.iter().map(|slot| read_slot(slot, &sheet)).collect();
    let slots = slots?;
    let days = read_days(&request.days)?;
    let note = optional("note", request.note.as_deref(), 200)?;
    let mut drafts = Vec::with_capacity(days.len());
    for day in &days {
        let plan = RosterPlan { day: day.clone(), sheet: sheet.clone(), slots: slots.clone(), note: note.clone() };
        drafts.push(draft(&unit, day, &RosterEntry::Plan(plan))?);
    }
    Ok(Drafts { drafts, remarks: remarks(&sheet, &slots, &days, known) })
}

/// Does the author plan rosters, and so sees proposals of pairs?
///
/// # Errors
/// `NotAllowed`, naming who does.
pub fn may_plan(author: &Author) -> Result<(), CaptureError> {
    allowed(author, "plan", "plans a roster")
}

/// Puts down the author's own hours at the author's unit.
///
/// # Errors
/// `NotAllowed` for a post that has no hours of its own to choose, `Invalid` for a field.
pub fn own_hours(author: &Author, request: &OwnHoursRequest) -> Result<Drafts, CaptureError> {
    allowed(author, "own", "puts down its own hours")?;
    let slots: Result<Vec<PlannedSlot>, _> = request
        .hours
        .iter()
        .map(|hours| {
            let (from, to) = read_hours(&hours.from, &hours.to)?;
            Ok(PlannedSlot { post: author.post, from, to, with: None })
        })
        .collect();
    let (slots, note) = (slots?, optional("note", request.note.as_deref(), 200)?);
    let mut drafts = Vec::new();
    for day in read_days(&request.days)? {
        let plan = RosterPlan { day: day.clone(), sheet: Sheet::Shift, slots: slots.clone(), note: note.clone() };
        drafts.push(draft(&author.unit, &day, &RosterEntry::Own(plan))?);
    }
    Ok(Drafts::of(drafts))
}

/// The posts a request speaks of; what is no id is told when the request is captured.
#[must_use]
pub fn posts_of(request: &RosterRequest) -> Vec<PostId> {
    let named = request.slots.iter().flat_map(|slot| std::iter::once(&slot.post).chain(&slot.with));
    named.filter_map(|post| post.trim().parse().ok()).collect()
}

fn allowed(author: &Author, act: &str, what: &str) -> Result<(), CaptureError> {
    if may_act(&author.post_kind, &RecordKind::Roster, act).is_some() {
        return Ok(());
    }
    let who_may = who_may(&RecordKind::Roster, act).iter().map(ToString::to_string).collect();
    Err(CaptureError::NotAllowed { rule: format!("no {} {what}", author.post_kind), who_may })
}

fn read_days(days: &[String]) -> Result<Vec<String>, CaptureError> {
    if days.is_empty() || days.len() > MOST_DAYS {
        return Err(CaptureError::invalid("days", format!("name 1 to {MOST_DAYS} days")));
    }
    match days.iter().find(|day| !is_day(day)) {
        Some(_) => Err(CaptureError::invalid("days", "one is no day; write days as 2026-01-31")),
        None => Ok(days.to_vec()),
    }
}

fn read_slot(slot: &SlotRequest, sheet: &Sheet) -> Result<PlannedSlot, CaptureError> {
    let id = |field: &str, text: &str| {
        text.trim().parse::<PostId>().map_err(|_| CaptureError::invalid(field, "not the id of a post"))
    };
    let post = id("post", &slot.post)?;
    let with = slot.with.as_deref().map(|with| id("with", with)).transpose()?;
    match (&with, *sheet == Sheet::Pair) {
        (None, true) => return Err(CaptureError::invalid("with", "a pair needs its other post")),
        (Some(_), false) => return Err(CaptureError::invalid("with", "only a pair has another post")),
        (Some(with), true) if *with == post => {
            return Err(CaptureError::invalid("with", "nobody is a pair with oneself"));
        }
        _ => {}
    }
    let (from, to) = read_hours(&slot.from, &slot.to)?;
    Ok(PlannedSlot { post, from, to, with })
}

fn read_hours(from: &str, to: &str) -> Result<(u16, u16), CaptureError> {
    let read = |field, text| {
        minute_of(text).ok_or_else(|| CaptureError::invalid(field, "not a time of day; write it as 08:30"))
    };
    let (from, to) = (read("from", from)?, read("to", to)?);
    if from == MINUTES_OF_DAY {
        return Err(CaptureError::invalid("from", "24:00 is 00:00 of the next day"));
    }
    Ok((from, if to > from { to } else { to.saturating_add(MINUTES_OF_DAY) }))
}

fn draft(unit: &OrgPath, day: &str, entry: &RosterEntry) -> Result<Draft, CaptureError> {
    let payload = entry.to_payload().map_err(|error| CaptureError::invalid("slots", error.to_string()))?;
    let record = roster_record(unit, day);
    Ok(Draft { record, kind: RecordKind::Roster, scope: unit.clone(), content: Content::Event(payload) })
}

fn remarks(sheet: &Sheet, slots: &[PlannedSlot], days: &[String], known: &BTreeMap<PostId, KnownPost>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut odd = |field: &str, about: String| remarks.push(Remark::new(field, about));
    for (slot, nth) in slots.iter().zip(1..) {
        for post in std::iter::once(slot.post).chain(slot.with) {
            match known.get(&post) {
                None => odd("post", format!("slot {nth}: this phone's directory has no such post")),
                Some(held) => {
                    let gone = days.iter().find(|day| !holds_on(held.from.as_deref(), held.to.as_deref(), day));
                    if let Some(day) = gone {
                        odd("post", format!("slot {nth}: the post is not held on {day}"));
                    }
                }
            }
        }
        if let Some(with) = slot.with
            && let (Some(one), Some(other)) = (known.get(&slot.post), known.get(&with))
            && !complement(&one.kind, &other.kind)
        {
            odd("with", format!("slot {nth}: a pair is meant to be a grid worker and an officer"));
        }
    }
    if *sheet == Sheet::Duty && !slots.is_empty() {
        let gaps: Vec<String> =
            uncovered(slots).into_iter().map(|(from, to)| format!("{}-{}", clock(from), clock(to))).collect();
        if !gaps.is_empty() {
            odd("slots", format!("nobody is on duty at {}", gaps.join(", ")));
        }
    }
    if twice_at_once(slots) {
        odd("slots", "one post has two slots at the same time".to_owned());
    }
    remarks
}

/// 互补搭档: one who knows the households, one who has the powers.
fn complement(one: &PostKind, other: &PostKind) -> bool {
    let officer = |kind: &PostKind| matches!(kind, PostKind::PoliceOfficer | PostKind::AuxiliaryOfficer);
    let worker = |kind: &PostKind| *kind == PostKind::GridWorker;
    (worker(one) && officer(other)) || (officer(one) && worker(other))
}

fn twice_at_once(slots: &[PlannedSlot]) -> bool {
    let mut stretches: Vec<(PostId, u16, u16)> = slots
        .iter()
        .flat_map(|slot| std::iter::once(slot.post).chain(slot.with).map(|post| (post, slot.from, slot.to)))
        .collect();
    stretches.sort_unstable();
    stretches.iter().zip(stretches.iter().skip(1)).any(|(a, b)| a.0 == b.0 && b.1 < a.2)
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
