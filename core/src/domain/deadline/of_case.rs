//! The moments of a case or a clue that clocks look at, from its fold.

use super::timeline::{Moment, Step, Timeline};
use crate::domain::case::{ActStanding, ActWord, CaseAct, CaseFold, FoldedAct};
use crate::domain::clue::{ClueAct, ClueFold, FoldedClueAct, Standing};

impl Timeline {
    /// The timeline of a case. Acts that do not count are left out; a reopened case starts its clocks anew.
    #[must_use]
    pub fn of(case: &CaseFold) -> Self {
        Self::by(case, case.reporter.reported_at, |act| act.shown.at)
    }

    /// The same as the phones' own clocks told it.
    #[must_use]
    pub fn by_phones(case: &CaseFold) -> Self {
        Self::by(case, case.reporter.captured_at, |act| act.captured_at)
    }

    /// The timeline of a clue: looked at, decided on, over.
    #[must_use]
    pub fn of_clue(clue: &ClueFold) -> Self {
        Self::clue_by(clue, clue.reported_at, |act| act.counts_at)
    }

    /// The same as the phones' own clocks told it.
    #[must_use]
    pub fn of_clue_by_phones(clue: &ClueFold) -> Self {
        Self::clue_by(clue, clue.captured_at, |act| act.captured_at)
    }

    fn clue_by(clue: &ClueFold, reported_at: i64, at: impl Fn(&FoldedClueAct) -> i64) -> Self {
        let effective = clue.acts.iter().filter(|act| act.standing == Standing::Effective);
        let moments = effective.flat_map(|act| {
            let steps: &[Step] = match &act.act {
                ClueAct::Take => &[Step::TakenOn],
                ClueAct::Decide { .. } => &[Step::Told],
                ClueAct::Close { .. } => &[Step::Done, Step::Ended],
                _ => &[],
            };
            steps.iter().map(|step| Moment { at: at(act), step: *step })
        });
        Self { class: "clue".to_owned(), level: None, reported_at, from: reported_at, moments: moments.collect() }
    }

    fn by(case: &CaseFold, reported_at: i64, at: impl Fn(&FoldedAct) -> i64) -> Self {
        let mut timeline = Self {
            class: case.report.class.as_str().to_owned(),
            level: case.report.level.as_ref().map(|level| level.as_str().to_owned()),
            reported_at,
            from: reported_at,
            moments: Vec::new(),
        };
        for act in &case.acts {
            let counts = matches!(act.standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark);
            match act.act.word() {
                Some(ActWord::Reopen) if counts => {
                    timeline.from = at(act);
                    timeline.moments.clear();
                }
                Some(word) if counts => {
                    let moment = |step| Moment { at: at(act), step };
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
