//! Answers to a call, and the steps of those who accepted.

use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::super::drafts::{Author, Draft, Drafts};
use super::super::error::{Bar, CaptureError};
use super::super::place::FixRequest;
use super::super::right::allowed;
use super::super::text::optional;
use super::read_skills;
use crate::domain::mobilisation::{Answer, CallFold, CallState, MusterEntry, MusterFold, MusterState};
use crate::domain::rule_id::RuleId;

/// An answer to a call.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CallAnswerRequest {
    /// False declines; no reason is asked and nothing follows from it.
    pub accept: bool,
    #[serde(default)]
    pub skills: Vec<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A step of somebody who has accepted.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MusterActRequest {
    /// `arrive`, `leave` or `withdraw`.
    pub act: String,
    /// When, if it is noted afterwards; milliseconds since 1970.
    #[serde(default)]
    pub at: Option<i64>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    /// What was done.
    #[serde(default)]
    pub result: Option<String>,
}

/// Answers a call: founds `record` at the author's unit, or writes onto the answer given before.
///
/// # Errors
/// `NotAllowed` for a post that answers none, or a call that is over, stopped or of another unit.
pub fn answer_call(
    author: &Author,
    call: (RecordId, &CallFold),
    before: Option<(RecordId, &MusterFold)>,
    record: RecordId,
    request: &CallAnswerRequest,
    now: i64,
) -> Result<Drafts, CaptureError> {
    let (call_id, call) = call;
    muster_allowed(author, if request.accept { "accept" } else { "decline" })?;
    if request.accept && call.state(now) != CallState::Open {
        let state = call.state(now).as_str();
        let rule = format!("a call that is {state} takes no answers");
        return Err(CaptureError::not_in(RuleId::CallOver, state, rule));
    }
    if !call.scope.covers(&author.unit) {
        let whose = format!("whoever serves at or below {}", call.scope);
        return Err(CaptureError::for_others(RuleId::OtherUnits, format!("this call is for {}", call.scope), [whose]));
    }
    let (record, scope) = match before {
        Some((record, muster)) => {
            let open = matches!(muster.state, MusterState::Accepted | MusterState::Declined | MusterState::Withdrawn);
            let same = request.accept == (muster.state == MusterState::Accepted);
            if !open || (same && muster.state != MusterState::Withdrawn) {
                let state = muster.state.as_str();
                let rule = format!("this post has answered: {state}");
                return Err(CaptureError::not_in(RuleId::Answered, state, rule));
            }
            (record, muster.scope.clone())
        }
        None => (record, author.unit.clone()),
    };
    let entry = if request.accept {
        MusterEntry::Accept(Answer {
            call: call_id,
            skills: read_skills(&request.skills)?,
            note: optional("note", request.note.as_deref(), 200)?,
        })
    } else {
        MusterEntry::Decline { call: call_id }
    };
    draft(record, &scope, &entry)
}

/// Arrives, leaves or withdraws.
///
/// # Errors
/// `NotAllowed` for somebody else's answer or out of turn, `Invalid` for a field.
pub fn act_on_muster(
    author: &Author,
    muster: &MusterFold,
    record: RecordId,
    request: &MusterActRequest,
    now: i64,
) -> Result<Drafts, CaptureError> {
    let act = request.act.trim();
    let place = request.place.as_ref().map(|place| place.read("place")).transpose()?;
    let (from, entry) = match act {
        "arrive" => (MusterState::Accepted, MusterEntry::Arrive { at: request.at, place }),
        "leave" => {
            let result = optional("result", request.result.as_deref(), 1_000)?;
            (MusterState::Present, MusterEntry::Leave { at: request.at, result })
        }
        "withdraw" => (MusterState::Accepted, MusterEntry::Withdraw),
        _ => return Err(CaptureError::invalid("act", "must be one of arrive, leave, withdraw")),
    };
    muster_allowed(author, act)?;
    if author.post != muster.post {
        let rule = "only who answered a call goes on with the answer".to_owned();
        let who_may = vec![format!("post {}", muster.post)];
        return Err(Bar { who_may, ..Bar::new(RuleId::NotAnswerer, rule) }.refusal());
    }
    if muster.state != from {
        let state = muster.state.as_str();
        return Err(CaptureError::not_in(RuleId::MusterStep, state, format!("who has {state} cannot {act}")));
    }
    let earliest = muster.arrived_at.filter(|_| act == "leave").unwrap_or(i64::MIN);
    if request.at.is_some_and(|at| at > now || at < earliest) {
        return Err(CaptureError::invalid("at", "must lie between arriving and now"));
    }
    draft(record, &muster.scope, &entry)
}

fn muster_allowed(author: &Author, act: &str) -> Result<(), CaptureError> {
    allowed(&author.post_kind, &RecordKind::Muster, act, "answers no calls")
}

fn draft(record: RecordId, scope: &OrgPath, entry: &MusterEntry) -> Result<Drafts, CaptureError> {
    Ok(Drafts::of(vec![Draft::event(record, RecordKind::Muster, scope, entry.to_payload(), "call")?]))
}
