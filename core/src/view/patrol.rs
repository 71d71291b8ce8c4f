//! One patrol: what was walked, what was found, what the track does not show, who confirmed it, and whether it counts where a
//! unit has said what counts. Everything is shown; nothing is held against anybody.

use etong_protocol::RecordId;
use rusqlite::Transaction;

use super::case::holder;
use crate::domain::dictionary::{DictionaryError, Edition, held};
use crate::domain::organisation::day::day_at;
use crate::domain::patrol::{
    Checkpoint, PatrolFold, PatrolRules, TrackPoint, fast_legs, inside, judge, reached, silences,
};
use crate::error::{CoreError, StoreError};
use crate::projection::load_patrol;
use crate::store::{dictionary, record, track};
use crate::view::shown::shown;

/// Points of the way that a screen draws.
const DRAWN: usize = 300;

/// The patrol.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatrolView {
    pub record: String,
    pub kind: String,
    /// `assigned`, `called_off`, `underway`, `paused` or `ended`.
    pub state: String,
    pub scope: String,
    pub by_name: Option<String>,
    pub by_kind: String,
    pub campaign: Option<String>,
    pub call: Option<String>,
    /// What a desk asked for, and of whom.
    pub asked: Option<AskedView>,
    pub called_off: Option<String>,
    /// Phone clock, milliseconds since 1970.
    pub started_at: i64,
    pub ended_at: Option<i64>,
    /// Without pauses.
    pub duration_s: i64,
    pub distance_m: u64,
    pub points: u64,
    /// Positions only in the journal of this phone so far.
    pub waiting: u64,
    /// Points inside the area, of a thousand; `None` without area.
    pub inside_permille: Option<u32>,
    pub places: Vec<CheckpointView>,
    pub partners: Vec<PartnerView>,
    /// `nobody`, `one` or `both`.
    pub start_confirmed: String,
    pub end_confirmed: String,
    pub findings: Vec<FindingView>,
    pub gaps: Vec<StretchView>,
    /// Stretches without track that nobody has explained: proposed as gaps, to be confirmed or left.
    pub proposed_gaps: Vec<StretchView>,
    /// Positions that the phone called made up.
    pub mocked: u32,
    /// Legs faster than people walk or cycle.
    pub fast_legs: u32,
    /// Under the rules of its unit; true where there are none.
    pub valid: bool,
    /// Why the unit's rules could not be read; they then ask nothing.
    pub rules_fault: Option<String>,
    /// Each demand with what was found; none without rules.
    pub clauses: Vec<ClauseView>,
    /// Everything but track, in the order it was captured.
    pub timeline: Vec<StepView>,
    /// The way, thinned to at most 300 points.
    pub way: Vec<WayPoint>,
    /// Positions of it are gone, their time being over; the way shows what is left.
    pub summed_up: bool,
    pub provisional: bool,
}

/// 任务巡逻.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AskedView {
    pub what: String,
    /// Ids of the posts.
    pub to: Vec<String>,
    pub to_names: Vec<String>,
    /// Milliseconds since 1970.
    pub from: i64,
    pub until: i64,
}

/// A planned place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CheckpointView {
    pub name: String,
    pub lat_e6: i32,
    pub lon_e6: i32,
    pub radius_m: u16,
    /// When a position first lay within the radius.
    pub reached_at: Option<i64>,
    /// Why it counts as reached though no position says so.
    pub marked: Option<String>,
}

/// Somebody who walked along.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PartnerView {
    pub name: Option<String>,
    pub kind: String,
    pub joined_at: i64,
    /// Had the code of the first phone.
    pub by_code: bool,
    pub ended_at: Option<i64>,
}

/// Something seen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FindingView {
    pub text: String,
    pub case: Option<String>,
    pub lat_e6: Option<i32>,
    pub lon_e6: Option<i32>,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StretchView {
    pub from: i64,
    pub to: i64,
    /// None while nobody has said.
    pub cause: Option<String>,
}

/// One demand of a rule.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClauseView {
    /// `minutes`, `metres`, `places` or `inside_permille`.
    pub what: String,
    pub wanted: u64,
    pub found: u64,
    pub met: bool,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StepView {
    pub word: String,
    pub text: Option<String>,
    pub by_name: Option<String>,
    pub captured_at: i64,
    pub receipted: bool,
}

/// One point of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WayPoint {
    pub at: i64,
    pub lat_e6: i32,
    pub lon_e6: i32,
}

/// # Errors
/// `NotFound` when there is no such patrol on this phone.
pub fn patrol(tx: &Transaction<'_>, id: RecordId) -> Result<PatrolView, CoreError> {
    let missing = || CoreError::NotFound { noun: "patrol", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_patrol(tx, found.no)?.ok_or_else(missing)?;
    let waiting = track::waiting(tx, found.no)?.points.len();
    let (rules, rules_fault) = rules_of(tx, &fold)?;
    let validity = judge(&fold, &rules);
    let stretch = |(from, to): &(i64, i64)| StretchView { from: *from, to: *to, cause: None };
    Ok(PatrolView {
        record: id.to_string(),
        kind: fold.kind.to_string(),
        state: fold.state.as_str().to_owned(),
        scope: fold.scope.to_string(),
        by_name: holder(tx, fold.post)?,
        by_kind: fold.post_kind.to_string(),
        campaign: fold.campaign.map(|record| record.to_string()),
        call: fold.call.map(|record| record.to_string()),
        asked: asked(tx, &fold)?,
        called_off: fold.called_off.clone(),
        started_at: fold.started_at,
        ended_at: fold.ended_at,
        duration_s: fold.duration_ms / 1000,
        distance_m: fold.distance_m,
        points: fold.points(),
        waiting: waiting as u64,
        inside_permille: inside(&fold),
        places: places(&fold),
        partners: partners(tx, &fold)?,
        start_confirmed: fold.start_confirmed().as_str().to_owned(),
        end_confirmed: fold.end_confirmed().as_str().to_owned(),
        findings: findings(&fold),
        gaps: fold
            .gaps
            .iter()
            .map(|gap| StretchView { from: gap.from, to: gap.to, cause: Some(gap.cause.to_string()) })
            .collect(),
        proposed_gaps: silences(&fold).iter().map(stretch).collect(),
        mocked: fold.mocked,
        fast_legs: fast_legs(&fold),
        valid: validity.valid,
        rules_fault,
        clauses: validity
            .clauses
            .iter()
            .map(|clause| ClauseView {
                what: clause.what.to_owned(),
                wanted: clause.wanted,
                found: clause.found,
                met: clause.met,
            })
            .collect(),
        timeline: timeline(tx, &fold)?,
        way: way(&fold.track),
        summed_up: fold.kept.is_some(),
        provisional: fold.provisional,
    })
}

/// The rules of the unit on the day the patrol began (dictionary `patrol_rules`); none where nobody has made any.
fn rules_of(tx: &Transaction<'_>, fold: &PatrolFold) -> Result<(PatrolRules, Option<String>), StoreError> {
    let shelf = dictionary::shelf(tx, PatrolRules::DICTIONARY)?;
    let fault = shelf.faults.first().map(ToString::to_string);
    let Ok(day) = day_at(fold.started_at).parse() else { return Ok((PatrolRules::default(), fault)) };
    let read = |edition: &Edition| edition.body::<PatrolRules>();
    Ok(match held(&shelf.editions, PatrolRules::DICTIONARY, &fold.scope, day, read) {
        Ok(found) => (found.body, found.faults.first().map(ToString::to_string).or(fault)),
        Err(DictionaryError::Missing { .. }) => (PatrolRules::default(), fault),
        Err(error) => (PatrolRules::default(), Some(error.to_string())),
    })
}

fn asked(tx: &Transaction<'_>, fold: &PatrolFold) -> Result<Option<AskedView>, StoreError> {
    let Some(assignment) = &fold.assignment else { return Ok(None) };
    let names: Result<Vec<Option<String>>, _> = assignment.to.iter().map(|post| holder(tx, *post)).collect();
    Ok(Some(AskedView {
        what: shown(&assignment.what),
        to: assignment.to.iter().map(ToString::to_string).collect(),
        to_names: names?.into_iter().flatten().collect(),
        from: assignment.from,
        until: assignment.until,
    }))
}

fn places(fold: &PatrolFold) -> Vec<CheckpointView> {
    let view = |(place, reached): (&Checkpoint, crate::domain::patrol::Reached)| CheckpointView {
        name: shown(&place.name),
        lat_e6: place.lat_e6,
        lon_e6: place.lon_e6,
        radius_m: place.radius_m,
        reached_at: reached.at,
        marked: shown(reached.marked),
    };
    fold.plan.places.iter().zip(reached(fold)).map(view).collect()
}

fn partners(tx: &Transaction<'_>, fold: &PatrolFold) -> Result<Vec<PartnerView>, StoreError> {
    let view = |partner: &crate::domain::patrol::Partner| {
        Ok(PartnerView {
            name: holder(tx, partner.post)?,
            kind: partner.post_kind.to_string(),
            joined_at: partner.joined_at,
            by_code: partner.by_code,
            ended_at: partner.ended_at,
        })
    };
    fold.partners.iter().map(view).collect()
}

fn findings(fold: &PatrolFold) -> Vec<FindingView> {
    let view = |finding: &crate::domain::patrol::Finding| FindingView {
        text: shown(&finding.text),
        case: finding.case.map(|case| case.to_string()),
        lat_e6: finding.place.as_ref().map(|place| place.lat_e6),
        lon_e6: finding.place.as_ref().map(|place| place.lon_e6),
    };
    fold.findings.iter().map(view).collect()
}

fn timeline(tx: &Transaction<'_>, fold: &PatrolFold) -> Result<Vec<StepView>, StoreError> {
    let view = |event: &crate::domain::patrol::TimelineEvent| {
        Ok(StepView {
            word: event.word.clone(),
            text: shown(&event.text),
            by_name: holder(tx, event.post)?,
            captured_at: event.captured_at,
            receipted: event.receipted,
        })
    };
    fold.timeline.iter().map(view).collect()
}

fn way(track: &[TrackPoint]) -> Vec<WayPoint> {
    let step = track.len().div_ceil(DRAWN).max(1);
    let drawn = track.iter().step_by(step);
    drawn.map(|point| WayPoint { at: point.at_ms, lat_e6: point.lat_e6, lon_e6: point.lon_e6 }).collect()
}
