//! 回音: what the person who reported a case hears of it. A reply lives under the case's record id, holds public words only,
//! and is all of the case that a volunteer ever sees beyond the own report. It never carries a note of staff.

use std::collections::BTreeSet;

use etong_protocol::{EntryId, WireError, wire};
use serde::{Deserialize, Serialize};

use super::act::CaseAct;
use super::act_word::{ActGroup, ActWord};
use super::fold::CaseFold;
use super::rights::is_staff;
use super::standing::ActStanding;
use super::state::CaseState;
use super::steps::arrival;
use crate::domain::event::{Event, in_order};

/// The payload of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseReply {
    /// Where the case stands, as a word of `CaseState`; a newer program may have others.
    pub state: String,
    /// What the reporter reads.
    pub words: String,
    /// The act that the answered act builds on: of two replies with one base only the first in the log counts,
    /// because only the first act took effect.
    pub base: Option<EntryId>,
}

pub type ReplyEvent = Event<CaseReply>;

impl CaseReply {
    #[must_use]
    pub fn known_state(&self) -> Option<CaseState> {
        CaseState::from_word(&self.state)
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }

    /// # Errors
    /// `Malformed` when it is no reply.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }
}

impl CaseFold {
    /// Does somebody outside the staff wait to hear of it: who reported it, or whoever called?
    #[must_use]
    pub fn waits_for_answer(&self) -> bool {
        !is_staff(&self.reporter.post_kind) || self.report.is_from_outside()
    }
}

/// The reply that goes with `act` on `case`, or `None` when there is nothing to tell: the reporter is staff and reads the case,
/// nobody outside waits for an answer, or has heard of the acceptance before. `words` are what the acting post wants to say, in
/// place of the standard words.
#[must_use]
pub fn reply_for(case: &CaseFold, act: &CaseAct, words: Option<&str>) -> Option<CaseReply> {
    if !case.waits_for_answer() {
        return None;
    }
    let word = act.word()?;
    let standard = match word {
        ActWord::Accept | ActWord::Handle if taken_on(case) => return None,
        ActWord::Accept => "您反映的事项已受理，正在安排处理。",
        ActWord::Handle => "您反映的事项已受理，正在处理。",
        ActWord::ReportBack => "您反映的事项已处理，正在核查。",
        ActWord::Close => "您反映的事项已办结，感谢您的参与。",
        ActWord::Decline => "您反映的事项经核实不予受理，如有疑问请与社区联系。",
        ActWord::Transfer => "您反映的事项已移交有关单位办理，办理结果将另行告知。",
        ActWord::Void => "您反映的事项经核实作废，如有疑问请与社区联系。",
        ActWord::Reopen => "您反映的事项已重新办理。",
        ActWord::Suspend => "您反映的事项需暂缓办理，恢复办理时另行告知。",
        ActWord::Extend => "您反映的事项需延长办理时间，敬请谅解。",
        ActWord::LinkDuplicate => "您反映的事项已有人反映，将一并办理，结果另行告知。",
        // Nothing to tell by itself: only what somebody chose to say.
        ActWord::Comment | ActWord::Visit => words?,
        _ => return None,
    };
    let state = arrival(word).unwrap_or(case.state).as_str().to_owned();
    let words = words.unwrap_or(standard).to_owned();
    // A mark takes no base away: what is said about it never stands in the way of what is said about a move.
    let base = Some(case.last_effective).filter(|_| word.group() == ActGroup::Move);
    Some(CaseReply { state, words, base })
}

/// The replies that count, oldest first: any order and repetition in, one for each base out.
#[must_use]
pub fn fold_replies(replies: &[ReplyEvent]) -> Vec<&ReplyEvent> {
    let mut bases = BTreeSet::new();
    let mut ordered = in_order(replies);
    ordered.retain(|event| event.entry.base.is_none_or(|base| bases.insert(base)));
    ordered
}

fn taken_on(case: &CaseFold) -> bool {
    case.acts.iter().any(|act| {
        act.standing == ActStanding::Effective && matches!(act.act.word(), Some(ActWord::Accept | ActWord::Handle))
    })
}

#[cfg(test)]
mod tests {
    use etong_protocol::PostKind;

    use super::*;
    use crate::domain::event::tests::event;

    #[test]
    fn of_two_replies_on_one_base_the_first_in_the_log_counts() {
        let reply = |nth, seq, base: &[u8]| {
            let entry = CaseReply { state: "accepted".into(), words: String::new(), base: Some(EntryId::of(base)) };
            event(nth, PostKind::CommunityDesk, seq, entry)
        };
        let first = reply(1, 4, b"report");
        let second = reply(2, 9, b"report");
        let later = reply(3, 0, b"handle");
        let replies = [later.clone(), second.clone(), first.clone(), second, first.clone()];
        assert_eq!(fold_replies(&replies), [&first, &later]);
    }

    #[test]
    fn a_reply_of_a_newer_program_is_still_readable() {
        let reply = CaseReply { state: "celebrated".into(), words: "已表彰".into(), base: None };
        let back = CaseReply::from_payload(&reply.to_payload().unwrap()).unwrap();
        assert_eq!(back, reply);
        assert_eq!(back.known_state(), None);
    }
}
