//! 事事有回音: what the person who reported a case has still to be told, by the steps at which the rules ask for a reply. A reply is
//! owed from the report on, by the moment its step is due; one that is said later stands for the steps before it.

use super::reckon::{Deadline, DeadlineState, Law, What, deadlines};
use crate::domain::case::{ActStanding, ActWord, CaseFold, CaseState, FoldedAct, ReplyEvent, fold_replies};

impl What {
    /// The reply that goes with the step, as a thing that is due.
    #[must_use]
    pub const fn reply_str(self) -> &'static str {
        match self {
            Self::Accept => "reply_accept",
            Self::FirstFeedback => "reply_first_feedback",
            Self::Finish => "reply_finish",
            Self::Rectify => "reply_rectify",
        }
    }
}

/// The replies that are owed, in the order of their steps: each the deadline of its step, not met. None when nobody outside the
/// staff waits, and for what was put right on the spot.
#[must_use]
pub fn replies_due(case: &CaseFold, replies: &[ReplyEvent], law: &Law<'_>, now: i64) -> Vec<Deadline> {
    if !case.waits_for_answer() || case.marks.self_handled || withdrawn(case) {
        return Vec::new();
    }
    let said = Said::of(case, replies);
    let asked = deadlines(case, law, now).into_iter().filter(|deadline| !deadline.replies.is_empty());
    // What is over is answered by its result, whatever was not said on the way.
    let asked = asked.filter(|deadline| case.state.is_open() || deadline.what == What::Finish);
    asked.filter(|deadline| !said.answers(deadline.what)).map(|deadline| owed(case, deadline, now)).collect()
}

/// Taken back by whoever reported it, who waits for nothing.
fn withdrawn(case: &CaseFold) -> bool {
    let last = case.acts.iter().rfind(|act| act.id == case.last_effective);
    last.is_some_and(|act| act.act.word() == Some(ActWord::Recall) && act.post == case.reporter.post)
}

fn owed(case: &CaseFold, deadline: Deadline, now: i64) -> Deadline {
    let state = match () {
        () if case.state == CaseState::Suspended => DeadlineState::Paused,
        () if now > deadline.due_at => DeadlineState::Late,
        () => DeadlineState::Running,
    };
    Deadline { state, met_at: None, ..deadline }
}

/// What was said since the clocks began.
struct Said<'a> {
    since_start: Vec<&'a ReplyEvent>,
    /// The same since the result was last found wanting.
    since_undone: Vec<&'a ReplyEvent>,
}

impl<'a> Said<'a> {
    fn of(case: &CaseFold, replies: &'a [ReplyEvent]) -> Self {
        let last = |words: &[ActWord]| {
            let of_these = |act: &&FoldedAct| act.act.word().is_some_and(|word| words.contains(&word));
            case.acts.iter().rfind(|act| act.standing == ActStanding::Effective && of_these(act))
        };
        let after = |act: Option<&FoldedAct>| {
            let said = fold_replies(replies).into_iter();
            said.filter(|reply| act.is_none_or(|act| comes_after(reply, act))).collect()
        };
        Self {
            since_start: after(last(&[ActWord::Reopen])),
            since_undone: after(last(&[ActWord::Reopen, ActWord::Rework, ActWord::Return, ActWord::ToCollector])),
        }
    }

    fn answers(&self, what: What) -> bool {
        match what {
            What::Accept => !self.since_start.is_empty(),
            What::FirstFeedback => self.since_start.iter().any(|reply| is_news(reply)),
            What::Finish | What::Rectify => self.since_undone.iter().any(|reply| is_result(reply)),
        }
    }
}

/// In the log; by the clock only where one of the two is not in it yet.
fn comes_after(reply: &ReplyEvent, act: &FoldedAct) -> bool {
    match (reply.seq, act.seq) {
        (Some(reply), Some(act)) => reply > act,
        (None, Some(_)) => true,
        _ => reply.captured_at >= act.captured_at,
    }
}

/// More than that somebody has taken it on.
fn is_news(reply: &ReplyEvent) -> bool {
    use CaseState::{Accepted, Dispatched, Filed, Handling, Reported, Returned};
    let taken_on = [Reported, Accepted, Filed, Dispatched, Handling, Returned];
    reply.entry.base.is_none() || reply.entry.known_state().is_none_or(|state| !taken_on.contains(&state))
}

fn is_result(reply: &ReplyEvent) -> bool {
    use CaseState::{Archived, Closed, Declined, Evaluated, ReportedBack, Void};
    let ended = [ReportedBack, Closed, Evaluated, Archived, Declined, Void];
    reply.entry.known_state().is_none_or(|state| ended.contains(&state))
}

#[cfg(test)]
#[path = "reply_due_tests.rs"]
mod tests;
