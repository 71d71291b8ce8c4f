//! 核实, 核查: a case that is looked at again. Whoever found it is asked to verify it; a desk checks what was reported as done. No
//! screen counts down to these; how many of them came in time is what an assessment asks.

use super::reckon::Law;
use super::timeline::Timeline;
use crate::domain::calendar::{Counted, Span, due_after};
use crate::domain::case::{ActStanding, ActWord, CaseFold, FoldedAct};

/// Which look it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// 核实, by whoever found it.
    Verify,
    /// 核查, by a desk.
    Check,
}

/// One look that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedAgain {
    pub look: Look,
    /// Milliseconds since 1970, as it counts.
    pub asked_at: i64,
    pub due_at: i64,
    /// False when days were counted that the calendar does not know.
    pub certain: bool,
    pub met_at: Option<i64>,
}

impl Look {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Check => "check",
        }
    }
}

/// Every look that was asked for, oldest first. One that was taken back before its time, because the desk went on without it, was
/// not owed.
#[must_use]
pub fn asked_again(case: &CaseFold, law: &Law<'_>, now: i64) -> Vec<AskedAgain> {
    let timeline = Timeline::of(case);
    let Some(rule) = law.rules.rule_for(&timeline.class, timeline.level.as_deref()) else { return Vec::new() };
    let stood_still = timeline.stood_still(now);
    let mut all = Vec::new();
    let owed = |look: Look, asked_at: i64, met_at: Option<i64>| {
        let span: Option<Span> = match look {
            Look::Verify => rule.verify,
            Look::Check => rule.check,
        };
        let Counted { at, certain } = due_after(law.calendar, asked_at, span.unwrap_or(rule.accept), &stood_still);
        AskedAgain { look, asked_at, due_at: at, certain, met_at }
    };
    let (mut verify, mut check) = (None::<i64>, None::<i64>);
    for act in case.acts.iter().filter(counts) {
        let Some(word) = act.act.word() else { continue };
        let at = act.shown.at;
        if let Some(asked) = verify {
            match answer(word, act.post == case.reporter.post) {
                Answer::Given => {
                    all.push(owed(Look::Verify, asked, Some(at)));
                    verify = None;
                }
                Answer::NotAwaited => {
                    let late = owed(Look::Verify, asked, None);
                    all.extend((late.due_at < at).then_some(late));
                    verify = None;
                }
                Answer::None => {}
            }
        }
        match (word, check) {
            (ActWord::ToCollector, None) => verify = Some(at),
            (ActWord::ReportBack, None) => check = Some(at),
            (
                ActWord::Close | ActWord::Rework | ActWord::Return | ActWord::Dispatch | ActWord::Void,
                Some(reported),
            ) => {
                all.push(owed(Look::Check, reported, Some(at)));
                check = None;
            }
            _ => {}
        }
    }
    all.extend(verify.map(|asked| owed(Look::Verify, asked, None)));
    all.extend(check.map(|asked| owed(Look::Check, asked, None)));
    all.sort_by_key(|look| (look.asked_at, look.look));
    all
}

/// 应结: when a case has to be closed that has to be done by `finish`: the desk has its time for the check on top, whenever the
/// result came.
#[must_use]
pub fn close_due(case: &CaseFold, law: &Law<'_>, finish: i64, now: i64) -> i64 {
    let timeline = Timeline::of(case);
    let rule = law.rules.rule_for(&timeline.class, timeline.level.as_deref());
    let span = rule.map(|rule| rule.check.unwrap_or(rule.accept));
    span.map_or(finish, |span| due_after(law.calendar, finish, span, &timeline.stood_still(now)).at)
}

enum Answer {
    Given,
    /// The desk went on without it.
    NotAwaited,
    None,
}

/// What an act means to somebody who was asked to look again.
const fn answer(word: ActWord, by_reporter: bool) -> Answer {
    match word {
        ActWord::ReportBack | ActWord::Return => Answer::Given,
        ActWord::Visit | ActWord::Evidence | ActWord::Comment if by_reporter => Answer::Given,
        ActWord::Dispatch
        | ActWord::Escalate
        | ActWord::Transfer
        | ActWord::Recall
        | ActWord::Decline
        | ActWord::Void
        | ActWord::Close => Answer::NotAwaited,
        _ => Answer::None,
    }
}

fn counts(act: &&FoldedAct) -> bool {
    matches!(act.standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark)
}

#[cfg(test)]
#[path = "asked_again_tests.rs"]
mod tests;
