//! The moments of a case that clocks look at, from its fold.

use super::timeline::{Moment, Step, Timeline};
use crate::domain::case::{ActStanding, ActWord, CaseAct, CaseFold, FoldedAct};

impl Timeline {
    /// The timeline of a case. Acts that do not count are left out; a reopened case starts its clocks anew.
    #[must_use]
    pub fn of(case: &CaseFold) -> Self {
        let mut timeline = Self {
            class: case.report.class.as_str().to_owned(),
            level: case.report.level.as_ref().map(|level| level.as_str().to_owned()),
            reported_at: case.reporter.captured_at,
            from: case.reporter.captured_at,
            moments: Vec::new(),
        };
        for act in &case.acts {
            let counts = matches!(act.standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark);
            match act.act.word() {
                Some(ActWord::Reopen) if counts => {
                    timeline.from = act.captured_at;
                    timeline.moments.clear();
                }
                Some(word) if counts => {
                    let moment = |step| Moment { at: act.captured_at, step };
                    timeline.moments.extend(steps_of(word, act, case).into_iter().map(moment));
                }
                _ => {}
            }
        }
        timeline
    }
}

fn steps_of(word: ActWord, act: &FoldedAct, case: &CaseFold) -> Vec<Step> {
    match word {
        ActWord::Accept | ActWord::File | ActWord::Dispatch | ActWord::Handle | ActWord::Transfer => {
            vec![Step::TakenOn]
        }
        ActWord::SelfHandle => vec![Step::TakenOn, Step::Done, Step::Ended],
        ActWord::ReportBack => vec![Step::Done],
        ActWord::Rework | ActWord::Return | ActWord::ToCollector => vec![Step::Undone],
        ActWord::Close | ActWord::Decline | ActWord::Void => vec![Step::Ended],
        ActWord::Suspend => vec![Step::Suspended],
        ActWord::Resume => vec![Step::Resumed],
        ActWord::Urge => vec![Step::Urged],
        ActWord::Supervise => vec![Step::Supervised],
        ActWord::Comment | ActWord::Visit | ActWord::Evidence | ActWord::FirstResponse | ActWord::HandOver
            if act.post != case.reporter.post =>
        {
            vec![Step::Told]
        }
        _ => match &act.act {
            CaseAct::Extend { until, .. } => vec![Step::Extended { until: *until }],
            CaseAct::Rectify(rectification) => vec![Step::Rectify { by: rectification.by }],
            _ => Vec::new(),
        },
    }
}
