//! What a case gives to be counted: its class, place, clocks and what was done when. Not who did it.

use etong_protocol::{OrgPath, RecordId};

use super::Counting;
use crate::domain::case::{ActGroup, ActStanding, ActWord, CaseAct, CaseEvent, CaseFold};
use crate::domain::deadline::Timeline;
use crate::domain::shown_time::Received;

/// One case as indicators see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AssessedCase {
    pub record: RecordId,
    pub class: String,
    pub scope: OrgPath,
    /// Milliseconds since 1970, as it counts.
    pub reported_at: i64,
    pub clocks: Vec<Clock>,
    /// What counts of what was done, oldest first.
    pub moments: Vec<AssessedMoment>,
    pub replies: Vec<AssessedReply>,
    /// 抽查: the draws that chose it.
    pub drawn: Vec<OwedCall>,
    /// 评分: what the reporter gave the work, 1 to 5, and when.
    pub ratings: Vec<Rating>,
    /// 处置用时 of the result that stands; none of what was put right on the spot.
    pub handled: Option<Handled>,
    /// The way it is counted in, which says how much of the log was looked at.
    pub counting: Counting,
}

/// Stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Rating {
    pub at: i64,
    pub stars: u8,
    /// Given to work of their own, by post or phone.
    pub own: bool,
}

/// How long a result took: from when somebody took it on, without the time the clock stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Handled {
    pub at: i64,
    pub minutes: u32,
}

/// One deadline and when it was met.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Clock {
    /// `accept`, `first_feedback`, `finish`, `rectify`; `close`, which the desk owes after `finish`; `verify` and `check` as often as it was asked for.
    pub what: String,
    /// Milliseconds since 1970.
    pub due_at: i64,
    pub met_at: Option<i64>,
}

/// An act that counted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AssessedMoment {
    /// Word of the act, as in `report_back`; `reclass` for a correction of the class.
    pub word: String,
    pub at: i64,
}

/// 待回访: a call that a draw asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct OwedCall {
    pub draw: RecordId,
    pub drawn_at: i64,
    pub due_at: i64,
}

/// 回访: what was said on calling back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct AssessedReply {
    pub at: i64,
    pub reached: bool,
    pub satisfied: Option<bool>,
    /// The draw it answers to.
    pub draw: Option<RecordId>,
}

impl OwedCall {
    /// Does this call answer to the draw?
    #[must_use]
    pub fn is_answered_by(&self, at: i64, draw: Option<RecordId>) -> bool {
        draw == Some(self.draw) || at >= self.drawn_at
    }
}

impl AssessedCase {
    /// `clocks`: the deadlines of this fold, reckoned by the rules of the day it was reported.
    #[must_use]
    pub fn of(record: RecordId, case: &CaseFold, clocks: Vec<Clock>) -> Self {
        let mut assessed = Self {
            record,
            class: case.report.class.as_str().to_owned(),
            scope: case.scope.clone(),
            reported_at: case.reporter.reported_at,
            clocks,
            moments: Vec::new(),
            replies: Vec::new(),
            drawn: Vec::new(),
            ratings: Vec::new(),
            handled: handled(case),
            counting: Counting::RunsOn,
        };
        for act in &case.acts {
            let remark = act.act.word() == Some(ActWord::HandOver) && act.standing == ActStanding::Remark;
            if !remark && !matches!(act.standing, ActStanding::Effective | ActStanding::Marked) {
                continue;
            }
            let at = act.shown.at;
            let mut word = act.act.as_str();
            match &act.act {
                CaseAct::Callback(said) => {
                    assessed.replies.push(AssessedReply {
                        at,
                        reached: said.reached,
                        satisfied: said.satisfied,
                        draw: said.draw,
                    });
                }
                CaseAct::Rate { stars, .. } => {
                    let own = case.route.worked_on_by(act.post, act.device);
                    assessed.ratings.push(Rating { at, stars: *stars, own });
                }
                CaseAct::Classify(change) if change.class.is_some() => word = "reclass",
                _ => {}
            }
            assessed.moments.push(AssessedMoment { word: word.to_owned(), at });
        }
        assessed
    }

    /// Was this done at any time from `at` on?
    pub(super) fn done_since(&self, words: &[&str], at: i64) -> bool {
        self.moments.iter().any(|moment| moment.at >= at && words.contains(&moment.word.as_str()))
    }

    /// The first of these that was done within the period.
    pub(super) fn first_done(&self, words: &[&str], period: &super::Period) -> Option<i64> {
        let done = |moment: &&AssessedMoment| words.contains(&moment.word.as_str()) && period.holds(moment.at);
        self.moments.iter().find(done).map(|moment| moment.at)
    }

    /// When this was done first within the period.
    pub(super) fn done(&self, word: &str, period: &super::Period) -> Option<i64> {
        self.moments.iter().find(|moment| moment.word == word && period.holds(moment.at)).map(|moment| moment.at)
    }

    pub(super) fn clock(&self, what: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.what == what)
    }

    /// When it came to its end, if it has.
    pub(super) fn ended_at(&self) -> Option<i64> {
        self.ended_by(i64::MAX)
    }

    /// When it came to its end, of what was done before `to`.
    pub(super) fn ended_by(&self, to: i64) -> Option<i64> {
        self.moments.iter().filter(|moment| moment.at < to).fold(None, |ended, moment| match moment.word.as_str() {
            "close" | "decline" | "void" | "self_handle" => Some(moment.at),
            "reopen" => None,
            _ => ended,
        })
    }

    /// Is one of these its end, as it stands?
    pub(super) fn ended_as(&self, words: &[&str]) -> bool {
        let ends = ["close", "decline", "void", "self_handle", "reopen"];
        let last = self.moments.iter().rfind(|moment| ends.contains(&moment.word.as_str()));
        last.is_some_and(|moment| words.contains(&moment.word.as_str()))
    }

    /// 退回, 推诿: when it was given back by somebody who did not want it. A desk that returns what was reported back finds it
    /// wanting, which passes nothing on.
    pub(super) fn given_back(&self) -> Vec<i64> {
        let (mut all, mut last) = (Vec::new(), None);
        for moment in &self.moments {
            let word = ActWord::from_word(&moment.word);
            if word == Some(ActWord::Return) && last != Some(ActWord::ReportBack) {
                all.push(moment.at);
            }
            last = word.filter(|word| word.group() == ActGroup::Move).or(last);
        }
        all
    }

    /// 应派: when it was dispatched, of what had to be; `None` of what nobody had to dispatch. Since it was reported, or opened again.
    pub(super) fn owed_dispatch(&self) -> Option<Option<i64>> {
        let opened = self.moments.iter().rposition(|moment| moment.word == "reopen").map_or(0, |place| place + 1);
        let since = || self.moments.iter().skip(opened);
        let done = |words: &[&str]| since().any(|moment| words.contains(&moment.word.as_str()));
        if let Some(dispatch) = since().find(|moment| moment.word == "dispatch") {
            return Some(Some(dispatch.at));
        }
        let taken_on =
            done(&["handle", "self_handle", "report_back", "transfer"]) || done(&["accept"]) && !done(&["file"]);
        let ended = done(&["decline", "void", "close", "recall", "escalate"]);
        (!taken_on && !ended).then_some(None)
    }

    /// Was it open at any moment of the period?
    pub(super) fn was_open(&self, period: &super::Period) -> bool {
        self.reported_at < period.to && self.ended_at().is_none_or(|ended| ended >= period.from)
    }
}

/// The log of a case as it stood when the period ended: what somebody did later is nothing to it.
pub fn end_with(events: &mut Vec<CaseEvent>, received: &Received, period: &super::Period) {
    events.retain(|event| received.shown(event.id, event.captured_at, None).at < period.to);
}

fn handled(case: &CaseFold) -> Option<Handled> {
    const MINUTE_MS: i64 = 60_000;
    let mut done = None;
    for act in case.acts.iter().filter(|act| act.standing == ActStanding::Effective) {
        match act.act.word() {
            Some(ActWord::ReportBack) => done = Some(act.shown.at),
            Some(ActWord::Rework | ActWord::Return | ActWord::ToCollector | ActWord::Reopen) => done = None,
            _ => {}
        }
    }
    let (at, from) = (done?, case.taken_on_at?);
    let still = Timeline::of(case).stood_still(at);
    let stood: i64 =
        still.iter().map(|(begun, ended)| (*ended).min(at).saturating_sub((*begun).max(from)).max(0)).sum();
    let minutes = at.saturating_sub(from).saturating_sub(stood).max(0) / MINUTE_MS;
    Some(Handled { at, minutes: u32::try_from(minutes).unwrap_or(u32::MAX) })
}
