//! Announcing and carrying out a draw of closed cases, and importing a survey.

use std::collections::BTreeSet;

use etong_protocol::authority::may_act;
use etong_protocol::{OrgLevel, OrgPath, PostKind, RecordId, RecordKind, UnitId};
use jiff::civil::Date;

use super::drafts::{Author, Draft, Drafts};
use super::error::{Bar, CaptureError};
use super::right::allowed;
use super::sharing::share;
use super::text::required;
use crate::domain::callback::{
    Announcement, CallbackRules, Closed, DrawAct, DrawEntry, DrawFold, DrawState, Drawn, StandingDraw, commit_of,
    frame_of, pick, seed_of,
};
use crate::domain::dictionary::Held;
use crate::domain::rule_id::RuleId;
use crate::domain::survey::{Survey, SurveyEntry, SurveyResult};
use crate::error::CoreError;

/// What fits into one entry: a longer period is drawn in parts.
const FRAME_MAX: usize = 1_000;
const RESULTS_MAX: usize = 500;

/// A draw to announce.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AnnounceRequest {
    /// Days as `2026-01-31`, both included. Only cases closed after the announcement are drawn from.
    pub first_day: String,
    pub last_day: String,
    /// Path of the unit whose cases are drawn from; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
}

impl AnnounceRequest {
    /// The unit whose cases are drawn from.
    ///
    /// # Errors
    /// `Invalid` for a path that is none, `NotAllowed` outside the author's unit.
    pub fn unit(&self, author: &Author) -> Result<OrgPath, CaptureError> {
        author.scope(self.scope.as_deref(), OrgLevel::County)
    }

    /// First and last day.
    ///
    /// # Errors
    /// `Invalid` for a day that is none, or when they are the wrong way round.
    pub fn period(&self) -> Result<(Date, Date), CaptureError> {
        let (first, last) = (day("first_day", &self.first_day)?, day("last_day", &self.last_day)?);
        if last < first {
            return Err(CaptureError::invalid("last_day", "is before the first day"));
        }
        Ok((first, last))
    }
}

/// A survey as its institute published it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SurveyRequest {
    pub title: String,
    /// Days as `2026-01-31`, both included.
    pub first_day: String,
    pub last_day: String,
    /// Who asked.
    pub institute: String,
    /// How people were chosen and asked.
    pub method: String,
    pub results: Vec<SurveyResultRequest>,
}

/// The figures of one unit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SurveyResultRequest {
    /// Path of the unit.
    pub unit: String,
    /// The sample: how many were to be asked.
    pub planned: u32,
    pub answered: u32,
    /// Of those who answered.
    pub safe: u32,
}

/// Announces the draw `record` by the rules of the unit that is drawn from. `secret` stays on the phone until the draw; `today` is the day of UTC+8.
///
/// # Errors
/// `NotAllowed` for a post that draws nothing or outside its unit, `Invalid` for a period.
pub fn announce_draw(
    author: &Author,
    request: &AnnounceRequest,
    rules: &Held<CallbackRules>,
    secret: &str,
    today: Date,
    record: RecordId,
) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, &RecordKind::Draw, "announce", "may not announce a draw")?;
    let scope = request.unit(author)?;
    let (first, last) = request.period()?;
    if last < today {
        return Err(CaptureError::invalid("last_day", "is over; a draw is announced before its cases are closed"));
    }
    let plan = Announcement {
        first_day: first.to_string(),
        last_day: last.to_string(),
        rate_percent: rules.body.rate_percent,
        at_least: rules.body.at_least,
        rules: rules.version,
        commit: commit_of(secret),
    };
    event(record, RecordKind::Draw, &scope, DrawEntry { base: None, act: DrawAct::Announce(plan) }.to_payload())
}

/// Refuses a second draw of a unit while one stands for some of its days.
///
/// # Errors
/// `Barred`, naming the one that stands.
pub fn no_other_stands(unit: &OrgPath, standing: Option<&StandingDraw>) -> Result<(), CaptureError> {
    let Some(standing) = standing else { return Ok(()) };
    let state = if standing.is_drawn { DrawState::Drawn } else { DrawState::Announced };
    let drawing = PostKind::KNOWN.iter().filter(|kind| may_act(kind, &RecordKind::Draw, "withdraw").is_some());
    let drawing: Vec<String> = drawing.map(ToString::to_string).collect();
    let open = ["draw", "withdraw"].map(str::to_owned);
    let rule = format!(
        "the draw {} of {unit} stands for {} to {}; of several for the same days only the first counts",
        standing.record, standing.first_day, standing.last_day
    );
    Err(Bar {
        asked: Some("announce".to_owned()),
        state: Some(state.as_str().to_owned()),
        in_states: vec![DrawState::Withdrawn.as_str().to_owned()],
        steps: if standing.is_drawn { Vec::new() } else { open.to_vec() },
        others: if standing.is_drawn { Vec::new() } else { open.map(|step| (step, drawing.clone())).to_vec() },
        ..Bar::new(RuleId::DrawStands, rule)
    }
    .refusal())
}

/// What the phone that draws knows.
#[derive(Debug, Clone, Copy)]
pub struct KnownForDraw<'a> {
    /// The secret whose hash was announced.
    pub secret: &'a str,
    /// The day of UTC+8.
    pub today: Date,
    /// How far the relay's feed has been read.
    pub upto: u64,
    /// The closings of the period.
    pub closed: &'a [Closed],
}

/// Carries the draw out and shares every drawn case with the unit that calls back. `shared`: the units a case is shared with already.
///
/// # Errors
/// `NotAllowed` before the period is over, before the relay has the announcement, on another phone than the one that announced
/// it, or a second time; `Invalid` when more cases were closed than fit into one draw.
pub fn carry_out_draw(
    author: &Author,
    draw: &DrawFold,
    record: RecordId,
    known: &KnownForDraw<'_>,
    shared: impl Fn(RecordId) -> Result<BTreeSet<UnitId>, CoreError>,
) -> Result<Drafts, CoreError> {
    allowed(&author.post_kind, &RecordKind::Draw, "draw", "may not draw a draw")?;
    author.must_cover(&draw.unit)?;
    must_be_announced(draw)?;
    let Some(announced) = draw.announced else {
        return Err(CaptureError::barred(
            RuleId::NotAnnounced,
            "the relay does not have the announcement yet: sync first",
        )
        .into());
    };
    if commit_of(known.secret) != draw.plan.commit {
        return Err(CaptureError::for_others(
            RuleId::OtherPhonesDraw,
            "only the phone that announced a draw knows its secret; withdraw it and announce another",
            ["the phone that announced it"],
        )
        .into());
    }
    if known.today.to_string() <= draw.plan.last_day {
        return Err(CaptureError::barred(
            RuleId::PeriodRuns,
            format!("the period ends on {}; the draw is made after it", draw.plan.last_day),
        )
        .into());
    }
    let frame = frame_of(&draw.unit, &draw.plan, announced, known.upto, known.closed);
    if frame.len() > FRAME_MAX {
        let reason = format!(
            "{} cases were closed; at most {FRAME_MAX} fit into one draw: announce shorter periods",
            frame.len()
        );
        return Err(CaptureError::invalid("frame", reason).into());
    }
    let picked = pick(&seed_of(record, known.secret), &draw.plan, &frame);
    let drawn = Drawn { secret: known.secret.to_owned(), upto: known.upto, frame, picked };
    let entry = DrawEntry { base: Some(draw.announcement), act: DrawAct::Draw(drawn) };
    let DrawAct::Draw(drawn) = &entry.act else {
        return Err(CaptureError::barred(RuleId::EmptyDraw, "the draw came to nothing").into());
    };
    let mut drafts = event(record, RecordKind::Draw, &draw.unit, entry.to_payload())?;
    if draw.unit.unit().is_some() {
        let open_to_nobody = BTreeSet::new();
        drafts.drafts.push(share(author, record, &RecordKind::Draw, &draw.unit, &draw.unit, &open_to_nobody)?);
    }
    for case in &drawn.picked {
        let Some(found) = known.closed.iter().find(|closed| closed.case == *case) else { continue };
        let already = shared(*case)?;
        if draw.unit.unit().is_some_and(|unit| !already.contains(&unit)) {
            drafts.drafts.push(share(author, *case, &RecordKind::Case, &found.scope, &draw.unit, &already)?);
        }
    }
    Ok(drafts)
}

/// Withdraws an announced draw: its reason stays in the log.
///
/// # Errors
/// `NotAllowed`, `Invalid` without a reason.
pub fn withdraw_draw(author: &Author, draw: &DrawFold, record: RecordId, reason: &str) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, &RecordKind::Draw, "withdraw", "may not withdraw a draw")?;
    author.must_cover(&draw.unit)?;
    must_be_announced(draw)?;
    let entry = DrawEntry {
        base: Some(draw.announcement),
        act: DrawAct::Withdraw { reason: required("reason", reason, 200)? },
    };
    event(record, RecordKind::Draw, &draw.unit, entry.to_payload())
}

/// Founds the survey `record`.
///
/// # Errors
/// `NotAllowed`, `Invalid` naming the field.
pub fn import_survey(author: &Author, request: &SurveyRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, &RecordKind::Survey, "import", "may not import a survey")?;
    let (first, last) = (day("first_day", &request.first_day)?, day("last_day", &request.last_day)?);
    if last < first {
        return Err(CaptureError::invalid("last_day", "is before the first day"));
    }
    if request.results.is_empty() || request.results.len() > RESULTS_MAX {
        return Err(CaptureError::invalid("results", format!("1 to {RESULTS_MAX} units fit in one survey")));
    }
    let mut results = Vec::new();
    for result in &request.results {
        let unit = result.unit.parse().map_err(|_| CaptureError::invalid("results.unit", "not a path as /1/12"))?;
        author.must_cover(&unit)?;
        if result.safe > result.answered {
            return Err(CaptureError::invalid("results.safe", "more feel safe than answered"));
        }
        let (planned, answered, safe) = (result.planned, result.answered, result.safe);
        results.push(SurveyResult { unit, planned, answered, safe });
    }
    let survey = Survey {
        title: required("title", &request.title, 100)?,
        first_day: first.to_string(),
        last_day: last.to_string(),
        institute: required("institute", &request.institute, 100)?,
        method: required("method", &request.method, 500)?,
        results,
    };
    event(record, RecordKind::Survey, &author.unit, SurveyEntry::import(survey).to_payload())
}

fn must_be_announced(draw: &DrawFold) -> Result<(), CaptureError> {
    match draw.state {
        DrawState::Announced => Ok(()),
        DrawState::Drawn => {
            Err(CaptureError::barred(RuleId::DrawnBefore, "the draw was carried out already; it is made once"))
        }
        DrawState::Withdrawn => {
            Err(CaptureError::barred(RuleId::Withdrawn, "the draw was withdrawn; announce another"))
        }
    }
}

fn day(field: &str, text: &str) -> Result<Date, CaptureError> {
    text.trim().parse().map_err(|_| CaptureError::invalid(field, "not a day as 2026-01-31"))
}

fn event(
    record: RecordId,
    kind: RecordKind,
    scope: &OrgPath,
    payload: Result<Vec<u8>, etong_protocol::WireError>,
) -> Result<Drafts, CaptureError> {
    Ok(Drafts::of(vec![Draft::event(record, kind, scope, payload, "act")?]))
}
