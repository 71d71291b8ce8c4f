//! What a case gives to be counted: its class, place, clocks and what was done when. Not who did it.

use etong_protocol::{OrgPath, RecordId};

use crate::domain::case::{ActStanding, ActWord, CaseAct, CaseFold};

/// One case as indicators see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AssessedCase {
    pub record: RecordId,
    pub class: String,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock of the reporter.
    pub reported_at: i64,
    pub clocks: Vec<Clock>,
    /// What counts of what was done, oldest first.
    pub moments: Vec<AssessedMoment>,
    pub replies: Vec<AssessedReply>,
}

/// One deadline and when it was met.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Clock {
    /// `accept`, `first_feedback`, `finish` or `rectify`.
    pub what: String,
    /// Milliseconds since 1970.
    pub due_at: i64,
    pub met_at: Option<i64>,
}

/// An act that counted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AssessedMoment {
    /// Word of the act, as in `report_back`.
    pub word: String,
    pub at: i64,
}

/// 回访: what was said on calling back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct AssessedReply {
    pub at: i64,
    pub reached: bool,
    pub satisfied: Option<bool>,
}

impl AssessedCase {
    /// `clocks`: the deadlines of this fold, reckoned by the rules of the day it was reported.
    #[must_use]
    pub fn of(record: RecordId, case: &CaseFold, clocks: Vec<Clock>) -> Self {
        let mut assessed = Self {
            record,
            class: case.report.class.as_str().to_owned(),
            scope: case.scope.clone(),
            reported_at: case.reporter.captured_at,
            clocks,
            moments: Vec::new(),
            replies: Vec::new(),
        };
        for act in &case.acts {
            let remark = act.act.word() == Some(ActWord::HandOver) && act.standing == ActStanding::Remark;
            if !remark && !matches!(act.standing, ActStanding::Effective | ActStanding::Marked) {
                continue;
            }
            if let CaseAct::Callback(said) = &act.act {
                let at = act.captured_at;
                assessed.replies.push(AssessedReply { at, reached: said.reached, satisfied: said.satisfied });
            }
            assessed.moments.push(AssessedMoment { word: act.act.as_str().to_owned(), at: act.captured_at });
        }
        assessed
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
        self.moments.iter().fold(None, |ended, moment| match moment.word.as_str() {
            "close" | "decline" | "void" | "self_handle" => Some(moment.at),
            "reopen" => None,
            _ => ended,
        })
    }

    /// Was it open at any moment of the period?
    pub(super) fn was_open(&self, period: &super::Period) -> bool {
        self.reported_at < period.to && self.ended_at().is_none_or(|ended| ended >= period.from)
    }
}
