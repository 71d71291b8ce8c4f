//! What the reporter of a clue hears: that police have it, and how it ended. Never what police note among themselves.

use super::act::{ClueAct, ClueEntry};
use super::fold::{ClueFold, ClueState};
use super::may_read;
use crate::domain::case::CaseReply;

const TAKEN: &str = "您提供的线索已由公安机关受理，感谢您的支持。请注意自身安全。";
const CLOSED: &str = "您提供的线索已办结，感谢您的支持。";

/// The reply that goes with `entry`; `None` when there is nothing to tell, or the reporter reads the clue as police do.
/// `words` stand in place of the standard words.
#[must_use]
pub fn reply_for(clue: &ClueFold, entry: &ClueEntry, words: Option<&str>) -> Option<CaseReply> {
    if may_read(&clue.reporter_kind) {
        return None;
    }
    let (state, standard) = match entry.act {
        ClueAct::Take if !clue.was_taken() => (ClueState::Taken, Some(TAKEN)),
        ClueAct::Close { .. } => (ClueState::Closed, Some(CLOSED)),
        ClueAct::Decide { .. } => (ClueState::Decided, None),
        _ => return None,
    };
    let words = words.or(standard)?.to_owned();
    Some(CaseReply { state: state.as_str().to_owned(), words, base: entry.base })
}
