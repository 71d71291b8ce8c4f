//! The moments of a case that clocks look at, from its fold.

use super::timeline::{Moment, Step, Timeline};
use crate::domain::case::{ActStanding, CaseFold, FoldedAct};

impl Timeline {
    /// The timeline of a case. Acts that do not count are left out; a reopened case starts its clocks anew.
    #[must_use]
    pub fn of(case: &CaseFold) -> Self {
        let mut timeline = Self {
            class: case.report.class.as_str().to_owned(),
            level: None,
            reported_at: case.reporter.captured_at,
            from: case.reporter.captured_at,
            moments: Vec::new(),
        };
        for act in &case.acts {
            let counts = matches!(act.standing, ActStanding::Effective | ActStanding::Remark);
            match act.act.as_str() {
                _ if !counts => {}
                "reopen" => {
                    timeline.from = act.captured_at;
                    timeline.moments.clear();
                }
                word => {
                    let moment = |step| Moment { at: act.captured_at, step };
                    timeline.moments.extend(steps_of(word, act, case).into_iter().map(moment));
                }
            }
        }
        timeline
    }
}

fn steps_of(word: &str, act: &FoldedAct, case: &CaseFold) -> Vec<Step> {
    match word {
        "accept" | "file" | "dispatch" | "handle" | "transfer" => vec![Step::TakenOn],
        "self_handle" => vec![Step::TakenOn, Step::Done, Step::Ended],
        "report_back" => vec![Step::Done],
        "rework" | "return" | "to_collector" => vec![Step::Undone],
        "close" | "decline" | "void" => vec![Step::Ended],
        "suspend" => vec![Step::Suspended],
        "resume" => vec![Step::Resumed],
        "urge" => vec![Step::Urged],
        "supervise" => vec![Step::Supervised],
        "comment" | "visit" | "evidence" | "first_response" | "hand_over" if act.post != case.reporter.post => {
            vec![Step::Told]
        }
        _ => Vec::new(),
    }
}
