//! The indicators (eGova vocabulary): each names the cases it looks at and those of them that have it. A function of the log
//! and the clocks, and of nothing else.

use super::{AssessedCase, Period};

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
    /// Of what was dispatched in the period, what was dispatched before it had to be taken on.
    DispatchedInTime = "dispatched_in_time", "按时派遣率", Some(true);
    /// Of what was dispatched in the period, what came back.
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
    /// Of what was closed in the period, what was done within its time.
    ClosedInTime = "closed_in_time", "按期结案率", Some(true);
    /// Of what was closed in the period, what was opened again.
    Reopened = "reopened", "重办率", Some(false);
    /// Of what was closed in the period, what somebody called back about.
    CalledBack = "called_back", "回访率", Some(true);
    /// Of who was reached and said so in the period, who is satisfied.
    Satisfied = "satisfied", "满意率", Some(true);
    /// Of what was reported in the period, what was put right on the spot.
    SelfHandled = "self_handled", "自处置率", None;
}

impl Indicator {
    /// Its place among the indicators of this program, as one bit.
    #[must_use]
    pub fn bit(self) -> i64 {
        let place = Self::ALL.iter().take_while(|one| **one != self).count();
        u32::try_from(place).ok().and_then(|place| 1_i64.checked_shl(place)).unwrap_or_default()
    }

    /// `None`: it does not look at this case. Else: has the case what it looks for?
    #[must_use]
    pub fn of(self, case: &AssessedCase, period: &Period) -> Option<bool> {
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
                let closed = case.done("close", period)?;
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
        }
    }
}

impl std::fmt::Display for Indicator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

fn in_time(case: &AssessedCase, what: &str, period: &Period) -> Option<bool> {
    let clock = case.clock(what).filter(|clock| period.holds(clock.due_at))?;
    Some(clock.met_at.is_some_and(|met| met <= clock.due_at))
}

fn while_open(case: &AssessedCase, period: &Period, has: impl FnOnce(&AssessedCase) -> bool) -> Option<bool> {
    case.was_open(period).then(|| has(case))
}

#[cfg(test)]
mod tests {
    use super::super::case::{AssessedMoment, AssessedReply, Clock};
    use super::*;
    use etong_protocol::RecordId;

    const DAY: i64 = 86_400_000;

    fn period() -> Period {
        Period::read("2026-03").unwrap()
    }

    /// A case whose clocks and acts are told in days of March 2026.
    fn case(
        clocks: &[(&str, i64, Option<i64>)],
        moments: &[(&str, i64)],
        replies: &[(i64, bool, Option<bool>)],
    ) -> AssessedCase {
        let day = |nth: i64| period().from + nth * DAY;
        AssessedCase {
            record: RecordId::NIL,
            class: "hazard".into(),
            scope: "/1/2/3/4".parse().unwrap(),
            reported_at: moments.first().map_or(day(0), |moment| day(moment.1)),
            clocks: clocks
                .iter()
                .map(|(what, due, met)| Clock { what: (*what).into(), due_at: day(*due), met_at: met.map(day) })
                .collect(),
            moments: moments.iter().map(|(word, at)| AssessedMoment { word: (*word).into(), at: day(*at) }).collect(),
            replies: replies
                .iter()
                .map(|(at, reached, satisfied)| AssessedReply {
                    at: day(*at),
                    reached: *reached,
                    satisfied: *satisfied,
                })
                .collect(),
        }
    }

    #[test]
    fn every_indicator_has_a_bit_of_its_own() {
        let all = Indicator::ALL.into_iter().fold(0, |all, indicator| all | indicator.bit());
        assert_eq!(all.count_ones() as usize, Indicator::ALL.len());
    }

    #[test]
    fn each_indicator_looks_at_what_it_says() {
        use Indicator::*;
        let report = ("report", 0);
        let table = [
            // indicator, case, outcome
            (AcceptedInTime, case(&[("accept", 2, Some(1))], &[report], &[]), Some(true)),
            (AcceptedInTime, case(&[("accept", 2, Some(3))], &[report], &[]), Some(false)),
            (AcceptedInTime, case(&[("accept", 2, None)], &[report], &[]), Some(false)),
            (AcceptedInTime, case(&[("accept", 40, Some(1))], &[report], &[]), None),
            (FeedbackInTime, case(&[("first_feedback", 2, Some(2))], &[report], &[]), Some(true)),
            (DispatchedInTime, case(&[("accept", 2, None)], &[report, ("dispatch", 3)], &[]), Some(false)),
            (DispatchedInTime, case(&[], &[report], &[]), None),
            (Misdirected, case(&[], &[report, ("dispatch", 1), ("return", 2)], &[]), Some(true)),
            (Misdirected, case(&[], &[report, ("dispatch", 1)], &[]), Some(false)),
            (HandledInTime, case(&[("finish", 9, Some(9))], &[report], &[]), Some(true)),
            (Overdue, case(&[("finish", 9, Some(10))], &[report], &[]), Some(true)),
            (Overdue, case(&[("finish", -3, Some(10))], &[("report", -9)], &[]), None),
            (Rework, case(&[], &[report, ("report_back", 3), ("rework", 4)], &[]), Some(true)),
            (Rework, case(&[], &[report], &[]), None),
            (Suspended, case(&[], &[("report", -9), ("suspend", 3)], &[]), Some(true)),
            (Suspended, case(&[], &[("report", -9), ("close", -3)], &[]), None),
            (Suspended, case(&[], &[("report", -9), ("close", -3), ("reopen", -2)], &[]), Some(false)),
            (Extended, case(&[], &[report, ("extend", 3)], &[]), Some(true)),
            (PassedOn, case(&[], &[report, ("return", 1), ("return", 2)], &[]), Some(true)),
            (PassedOn, case(&[], &[report, ("return", 1)], &[]), Some(false)),
            (ClosedInTime, case(&[("finish", 9, Some(8))], &[report, ("close", 10)], &[]), Some(true)),
            (ClosedInTime, case(&[("finish", 9, Some(8))], &[report, ("close", 40)], &[]), None),
            (Reopened, case(&[], &[report, ("close", 2), ("reopen", 9)], &[]), Some(true)),
            (CalledBack, case(&[], &[report, ("close", 2)], &[(3, false, None)]), Some(true)),
            (CalledBack, case(&[], &[report, ("close", 2)], &[]), Some(false)),
            (Satisfied, case(&[], &[report], &[(3, true, Some(true)), (9, true, Some(false))]), Some(false)),
            (Satisfied, case(&[], &[report], &[(3, false, None)]), None),
            (SelfHandled, case(&[], &[("self_handle", 0)], &[]), Some(true)),
            (SelfHandled, case(&[], &[("report", -1)], &[]), None),
        ];
        for (indicator, case, outcome) in table {
            assert_eq!(indicator.of(&case, &period()), outcome, "{indicator} {case:?}");
        }
    }

    #[test]
    fn no_indicator_takes_a_person_or_counts_effort() {
        let case = case(&[("accept", 1, None)], &[("report", 0)], &[(1, true, None)]);
        let seen = serde_json::to_string(&case).unwrap();
        for word in ["post", "person", "device", "name", "track", "distance", "online", "duration"] {
            assert!(!seen.contains(&format!("\"{word}")), "{word} in {seen}");
            let named = Indicator::ALL.iter().any(|indicator| indicator.as_str().contains(word));
            assert!(!named, "{word}");
        }
    }
}
