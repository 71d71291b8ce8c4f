//! What deadlines look at of a case: when it came in, and the moments that stop, hold or move a clock.

/// What happened at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Somebody took it on, or gave it to whoever handles it.
    TakenOn,
    /// Staff told something about it that was not known before.
    Told,
    /// 反馈: done, as the handler says.
    Done,
    /// 返工, 退回: not done after all.
    Undone,
    /// Over: closed, declined, void.
    Ended,
    /// 挂账: the clock stands still.
    Suspended,
    /// The clock runs again.
    Resumed,
    /// 延期 to this moment.
    Extended { until: i64 },
    /// 限期整改 by this moment.
    Rectify { by: i64 },
    /// 催办.
    Urged,
    /// 督办.
    Supervised,
}

/// One moment, milliseconds since 1970, as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    pub at: i64,
    pub step: Step,
}

/// A case as a clock sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub class: String,
    pub level: Option<String>,
    /// When it was reported; it decides which edition of the rules holds.
    pub reported_at: i64,
    /// When the clocks began: reported, or reopened last.
    pub from: i64,
    /// In the order that counts.
    pub moments: Vec<Moment>,
}

impl Timeline {
    /// Stretches in which the clock stood still. One that has not ended lasts until `now`.
    #[must_use]
    pub fn stood_still(&self, now: i64) -> Vec<(i64, i64)> {
        let mut stretches = Vec::new();
        let mut since = None;
        for moment in &self.moments {
            match (moment.step, since) {
                (Step::Suspended, None) => since = Some(moment.at),
                (Step::Resumed | Step::Ended | Step::Done, Some(begun)) => {
                    stretches.push((begun, moment.at));
                    since = None;
                }
                _ => {}
            }
        }
        if let Some(begun) = since {
            stretches.push((begun, now));
        }
        stretches.retain(|(from, to)| from < to);
        stretches
    }

    /// Does the clock stand still at the end of what is known?
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        let stops =
            |moment: &&Moment| matches!(moment.step, Step::Suspended | Step::Resumed | Step::Ended | Step::Done);
        self.moments.iter().rfind(stops).is_some_and(|moment| moment.step == Step::Suspended)
    }

    /// The first moment of one of these steps.
    pub(super) fn first(&self, steps: &[Step]) -> Option<i64> {
        self.moments.iter().find(|moment| steps.contains(&moment.step)).map(|moment| moment.at)
    }

    /// When the result was given, if it stands: the last report that no rework followed, else the end.
    pub(super) fn done(&self) -> Option<i64> {
        let mut done = None;
        for moment in &self.moments {
            match moment.step {
                Step::Done => done = Some(moment.at),
                Step::Undone => done = None,
                Step::Ended => return done.or(Some(moment.at)),
                _ => {}
            }
        }
        done
    }
}
