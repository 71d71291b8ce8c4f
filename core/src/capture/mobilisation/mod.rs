//! Calling for help, answering, and telling those who answered. Nobody is asked why he declines.

mod call;
mod muster;
mod tell;

use etong_protocol::RecordKind;

use super::drafts::Author;
use super::error::CaptureError;
use super::right::allowed;
use super::text::required;
use crate::domain::mobilisation::CallFold;
use crate::domain::rule_id::RuleId;

pub use call::{CallAmendRequest, CallRequest, WaveRequest, amend_call, publish_call, stop_call};
pub use muster::{CallAnswerRequest, MusterActRequest, act_on_muster, answer_call};
pub use tell::{confirm_call, tell_muster};

const SKILLS_MAX: usize = 20;

fn call_allowed(author: &Author, act: &str) -> Result<(), CaptureError> {
    allowed(&author.post_kind, &RecordKind::Call, act, "calls nobody up")
}

fn running(author: &Author, call: &CallFold, act: &str) -> Result<(), CaptureError> {
    call_allowed(author, act)?;
    author.must_cover(&call.scope)?;
    match call.stopped {
        None => Ok(()),
        Some(_) => Err(CaptureError::barred(RuleId::CallStopped, "a call that is stopped stays so")),
    }
}

fn read_skills(skills: &[String]) -> Result<Vec<String>, CaptureError> {
    if skills.len() > SKILLS_MAX {
        return Err(CaptureError::invalid("skills", format!("at most {SKILLS_MAX} fit")));
    }
    skills.iter().map(|skill| required("skills", skill, 20)).collect()
}
