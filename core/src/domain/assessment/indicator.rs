//! The indicators (eGova vocabulary): each names the cases it looks at and those of them that have it. A function of the log
//! and the clocks, and of nothing else.

use super::{AssessedCase, Counting, Period};

macro_rules! indicators {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $zh:literal, $better:expr;)*) => {
        /// One indicator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Indicator { $($(#[$doc])* $variant,)* }

        impl Indicator {
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$variant,)*];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* }
            }

            /// Is more of it better? What is neither (as 挂账) is shown and never scored.
            #[must_use]
            pub const fn better(self) -> Option<bool> {
                match self { $(Self::$variant => $better,)* }
            }

            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

indicators! {
    /// Of what had to be taken on in the period, what was taken on in time.
    AcceptedInTime = "accepted_in_time", "按时受理率", Some(true);
    /// Of what had to be heard of in the period, what was heard of in time.
    FeedbackInTime = "feedback_in_time", "按时首次反馈率", Some(true);
    /// 应派: of what had to be given to a handler by a day of the period, what was given to one by then.
    DispatchedInTime = "dispatched_in_time", "按时派遣率", Some(true);
    /// Of what was dispatched in the period, what came back without being done.
    Misdirected = "misdirected", "错误派遣率", Some(false);
    /// Of what had to be done in the period, what was done in time.
    HandledInTime = "handled_in_time", "按期处置率", Some(true);
    /// Of what had to be done in the period, what was not done in time.
    Overdue = "overdue", "超期率", Some(false);
    /// Of what was reported back in the period, what had to be done again.
    Rework = "rework", "返工率", Some(false);
    /// Of what was open in the period, what was put off.
    Suspended = "suspended", "挂账率", None;
    /// Of what was open in the period, what was extended.
    Extended = "extended", "延期率", None;
    /// Of what was open in the period, what was sent back twice or more.
    PassedOn = "passed_on", "推诿率", Some(false);
    /// 应结: of what had to be closed by a day of the period, what was closed by then; the desk has its time for the check on top.
    ClosedInTime = "closed_in_time", "按期结案率", Some(true);
    /// Of what was closed in the period, what was opened again.
    Reopened = "reopened", "重办率", Some(false);
    /// Of what was drawn and had to be called back by a day of the period, what somebody called back about.
    CalledBack = "called_back", "回访率", Some(true);
    /// Of who was reached and said so in the period, who is satisfied.
    Satisfied = "satisfied", "满意率", Some(true);
    /// Of what was reported in the period, what was put right on the spot.
    SelfHandled = "self_handled", "自处置率", None;
    /// Of what was reported in the period and judged by its end, what was taken on and stood.
    Valid = "valid", "有效上报率", Some(true);
    /// Of what had to be verified by whoever found it, due in the period, what was verified in time, each time.
    VerifiedInTime = "verified_in_time", "按时核实率", Some(true);
    /// Of what had to be checked by a desk, due in the period, what was checked in time, each time.
    CheckedInTime = "checked_in_time", "按时核查率", Some(true);
    /// Of what was taken on or declined in the period, what was declined.
    Declined = "declined", "不受理率", None;
    /// Of what was taken on in the period, what was neither declined, made void nor put into another class afterwards.
    TakenOnRight = "taken_on_right", "准确受理率", Some(true);
    /// Of what had to be done in the period, what was done by its end, in time or not.
    Handled = "handled", "处置率", Some(true);
    /// Of what was open in the period, what was still open at its end.
    Pending = "pending", "待处置率", None;
    /// Of what was reported back in the period, how often it had to be done again.
    ReworkTimes = "rework_times", "返工次数", None;
    /// Of what was done in the period, how long it took, without the time the clock stood still.
    HandlingTime = "handling_time", "处置用时", None;
    /// Of who was called back in the period, who answered.
    Answered = "answered", "回复率", None;
    /// Of who gave stars to the work in the period, who gave four or five.
    ServiceSatisfied = "service_satisfied", "服务满意率", Some(true);
}

/// What the numerator of a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Cases: a rate can be said.
    Share,
    /// A sum of minutes over the cases: a mean can be said.
    Minutes,
    /// A sum of times over the cases: a mean can be said.
    Times,
}

impl Measure {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Minutes => "minutes",
            Self::Times => "times",
        }
    }
}

impl Indicator {
    /// Those that `Counting::AsOwed` counts otherwise than the way before it.
    const OWED: [Self; 5] =
        [Self::DispatchedInTime, Self::Misdirected, Self::PassedOn, Self::ClosedInTime, Self::ServiceSatisfied];

    /// Its place among the indicators of this program, as one bit: of the lower half of a number, or of the upper one where the
    /// log ends with the period; of a number of its own where times are shown.
    #[must_use]
    pub fn bit(self, counting: Counting) -> i64 {
        let place = Self::ALL.iter().take_while(|one| **one != self).count();
        // What is owed changed these only; the others share a bit with the way before. Behind them stand those of `dispute_bit`: 31 and 58.
        let owed = Self::OWED.iter().position(|one| *one == self).filter(|_| counting == Counting::AsOwed);
        let (place, half) = match (counting, owed) {
            (Counting::AsOwed, Some(nth)) => (nth, 26),
            (Counting::RunsOn | Counting::AsShown, _) => (place, 0),
            _ => (place, 32),
        };
        u32::try_from(place).ok().and_then(|place| 1_i64.checked_shl(place + half)).unwrap_or_default()
    }

    #[must_use]
    pub const fn measure(self) -> Measure {
        match self {
            Self::ReworkTimes => Measure::Times,
            Self::HandlingTime => Measure::Minutes,
            _ => Measure::Share,
        }
    }

    /// What this case adds to the numerator; `None`: the indicator does not look at it.
    #[must_use]
    pub fn amount(self, case: &AssessedCase, period: &Period) -> Option<u32> {
        match self {
            Self::HandlingTime => {
                case.handled.filter(|handled| period.holds(handled.at)).map(|handled| handled.minutes)
            }
            Self::ReworkTimes => {
                case.done("report_back", period)?;
                let again = case.moments.iter().filter(|moment| moment.word == "rework" && period.holds(moment.at));
                Some(u32::try_from(again.count()).unwrap_or(u32::MAX))
            }
            share => share.of(case, period).map(u32::from),
        }
    }

    /// `None`: it does not look at this case. Else: has the case what it looks for?
    #[must_use]
    pub fn of(self, case: &AssessedCase, period: &Period) -> Option<bool> {
        if self == Self::CalledBack && case.counting == Counting::AsShown {
            return called_back(case, period);
        }
        if case.counting.counts_what_was_owed() && Self::OWED.contains(&self) {
            return self.as_owed(case, period);
        }
        match self {
            Self::AcceptedInTime => in_time(case, "accept", period),
            Self::FeedbackInTime => in_time(case, "first_feedback", period),
            Self::HandledInTime => in_time(case, "finish", period),
            Self::Overdue => in_time(case, "finish", period).map(|met| !met),
            Self::DispatchedInTime => {
                let at = case.done("dispatch", period)?;
                Some(case.clock("accept").is_none_or(|clock| at <= clock.due_at))
            }
            Self::Misdirected => {
                let at = case.done("dispatch", period)?;
                Some(case.moments.iter().any(|moment| moment.word == "return" && moment.at >= at))
            }
            Self::Rework => {
                case.done("report_back", period)?;
                Some(case.done("rework", period).is_some())
            }
            Self::Suspended => while_open(case, period, |case| case.done("suspend", period).is_some()),
            Self::Extended => while_open(case, period, |case| case.done("extend", period).is_some()),
            Self::PassedOn => while_open(case, period, |case| {
                case.moments.iter().filter(|moment| moment.word == "return" && moment.at < period.to).count() >= 2
            }),
            Self::ClosedInTime => {
                case.done("close", period)?;
                Some(case.clock("finish").is_none_or(|clock| clock.met_at.is_some_and(|met| met <= clock.due_at)))
            }
            Self::Reopened => {
                let closed = case.done("close", period)?;
                Some(case.moments.iter().any(|moment| moment.word == "reopen" && moment.at >= closed))
            }
            Self::CalledBack => {
                // A call is made the day after: what was closed on the last day is the next period's.
                let closed = match case.counting.ends_with_period() {
                    true => case.done("close", &period.a_day_before())?,
                    false => case.done("close", period)?,
                };
                Some(case.replies.iter().any(|reply| reply.at >= closed))
            }
            Self::Satisfied => {
                let said = case.replies.iter().rev().filter(|reply| reply.reached && period.holds(reply.at));
                said.filter_map(|reply| reply.satisfied).next()
            }
            Self::SelfHandled => {
                let reported = period.holds(case.reported_at);
                reported.then(|| case.moments.iter().any(|moment| moment.word == "self_handle"))
            }
            Self::Valid => {
                let reported = period.holds(case.reported_at) && case.done_since(&JUDGED, case.reported_at);
                reported.then(|| !case.ended_as(&["decline", "void"]) && case.done_since(&TAKEN_ON, case.reported_at))
            }
            Self::VerifiedInTime => each_in_time(case, "verify", period),
            Self::CheckedInTime => each_in_time(case, "check", period),
            Self::Declined => {
                let taken_on = case.first_done(&TAKEN_ON, period);
                let declined = case.first_done(&["decline"], period);
                taken_on.or(declined)?;
                Some(declined.is_some())
            }
            Self::TakenOnRight => {
                let at = case.first_done(&TAKEN_ON, period)?;
                Some(!case.done_since(&["decline", "void", "reclass"], at))
            }
            Self::Handled => {
                let clock = case.clock("finish").filter(|clock| period.holds(clock.due_at))?;
                Some(clock.met_at.is_some_and(|met| met < period.to))
            }
            Self::Pending => while_open(case, period, |case| case.ended_by(period.to).is_none()),
            Self::Answered => {
                let mut called = case.replies.iter().filter(|reply| period.holds(reply.at)).peekable();
                called.peek()?;
                Some(called.any(|reply| reply.reached))
            }
            Self::ServiceSatisfied => {
                case.ratings.iter().rev().find(|given| period.holds(given.at)).map(|given| given.stars >= 4)
            }
            Self::HandlingTime | Self::ReworkTimes => self.amount(case, period).map(|amount| amount > 0),
        }
    }

    /// The same by what was owed in the period.
    fn as_owed(self, case: &AssessedCase, period: &Period) -> Option<bool> {
        match self {
            Self::DispatchedInTime => {
                let due = case.clock("accept").map(|clock| clock.due_at).filter(|due| period.holds(*due))?;
                Some(case.owed_dispatch()?.is_some_and(|at| at <= due))
            }
            Self::Misdirected => {
                let at = case.done("dispatch", period)?;
                Some(case.given_back().iter().any(|back| *back >= at))
            }
            Self::PassedOn => while_open(case, period, |case| case.given_back().len() >= 2),
            Self::ClosedInTime if case.ended_as(&["decline", "void", "self_handle"]) => None,
            Self::ClosedInTime => in_time(case, "close", period),
            Self::ServiceSatisfied => {
                let mut given = case.ratings.iter().rev().filter(|given| !given.own);
                given.find(|given| period.holds(given.at)).map(|given| given.stars >= 4)
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Indicator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Somebody took it on, or gave it to whoever handles it. 自处置 is neither: it was never handed to anybody.
const TAKEN_ON: [&str; 4] = ["accept", "file", "dispatch", "handle"];
/// Somebody has said what becomes of a report.
const JUDGED: [&str; 6] = ["accept", "file", "dispatch", "handle", "decline", "void"];

/// Each draw that chose it asks for a call.
fn called_back(case: &AssessedCase, period: &Period) -> Option<bool> {
    let mut owed = case.drawn.iter().filter(|owed| period.holds(owed.due_at)).peekable();
    owed.peek()?;
    Some(owed.all(|owed| case.replies.iter().any(|reply| owed.is_answered_by(reply.at, reply.draw))))
}

fn in_time(case: &AssessedCase, what: &str, period: &Period) -> Option<bool> {
    let clock = case.clock(what).filter(|clock| period.holds(clock.due_at))?;
    Some(clock.met_at.is_some_and(|met| met <= clock.due_at))
}

/// Of what was asked for more than once, each counts: one that came too late makes the case late.
fn each_in_time(case: &AssessedCase, what: &str, period: &Period) -> Option<bool> {
    let mut due = case.clocks.iter().filter(|clock| clock.what == what && period.holds(clock.due_at)).peekable();
    due.peek()?;
    Some(due.all(|clock| clock.met_at.is_some_and(|met| met <= clock.due_at)))
}

fn while_open(case: &AssessedCase, period: &Period, has: impl FnOnce(&AssessedCase) -> bool) -> Option<bool> {
    case.was_open(period).then(|| has(case))
}

#[cfg(test)]
#[path = "indicator_tests.rs"]
mod tests;
