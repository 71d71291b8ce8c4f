//! From a timeline, the rules and the calendar to the deadlines: pure, the same on every phone and in any order of arrival.

use super::extension::{ExtensionFault, extended};
use super::rule::{DeadlineRule, DeadlineRules, ReplyRule};
use super::timeline::{Step, Timeline};
use crate::domain::calendar::{Calendar, Counted, Span, due_after, local_day, start_of};
use crate::domain::case::CaseFold;
use crate::domain::clue::ClueFold;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// 受理.
    Accept,
    /// 首次反馈.
    FirstFeedback,
    /// 办结.
    Finish,
    /// 限期整改 of a hazard.
    Rectify,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineState {
    Running,
    /// 挂账: `due_at` is when it would be due if the clock ran again now.
    Paused,
    /// Met in time.
    Met,
    /// Met too late, or run out and not met.
    Late,
}

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    pub what: What,
    /// Milliseconds since 1970.
    pub due_at: i64,
    /// False when days were counted that the calendar does not know: only weekends were taken as free there.
    pub certain: bool,
    /// How long the clock stood still.
    pub paused_ms: i64,
    pub met_at: Option<i64>,
    pub state: DeadlineState,
    /// How it stands by the phones' own clocks, where that is otherwise.
    pub by_phones: Option<DeadlineState>,
    /// Extended once already.
    pub extended: bool,
    /// An extension was given against the rules and does not count.
    pub extension_fault: Option<ExtensionFault>,
    /// From when urging is proposed, and from when supervising.
    pub urge_from: i64,
    pub supervise_from: i64,
    /// It was urged, supervised since it ran out.
    pub urged: bool,
    pub supervised: bool,
    /// The rule's id and the version of its edition.
    pub rule: String,
    pub version: u32,
    /// 答复要求: what the reporter is told at this step.
    pub replies: Vec<ReplyRule>,
}

/// The rules and the calendar that hold for a case: those of the day it was reported.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    pub rules: &'a DeadlineRules,
    pub version: u32,
    pub calendar: &'a Calendar,
}

impl What {
    pub const ALL: [Self; 4] = [Self::Accept, Self::FirstFeedback, Self::Finish, Self::Rectify];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::FirstFeedback => "first_feedback",
            Self::Finish => "finish",
            Self::Rectify => "rectify",
        }
    }
}

impl DeadlineState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::Late => "late",
        }
    }
}

impl Deadline {
    /// Still to be met.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.met_at.is_none()
    }
}

/// The deadlines of a case at `now`, in the order of its steps.
#[must_use]
pub fn deadlines(case: &CaseFold, law: &Law<'_>, now: i64) -> Vec<Deadline> {
    let mut all = reckon(&Timeline::of(case), law, now);
    if case.acts.iter().any(|act| act.shown.at != act.captured_at) {
        tell_phones(&mut all, &reckon(&Timeline::by_phones(case), law, now));
    }
    all
}

/// The deadlines of a clue at `now`.
#[must_use]
pub fn deadlines_of_clue(clue: &ClueFold, law: &Law<'_>, now: i64) -> Vec<Deadline> {
    let mut all = reckon(&Timeline::of_clue(clue), law, now);
    if clue.acts.iter().any(|act| act.counts_at != act.captured_at) {
        tell_phones(&mut all, &reckon(&Timeline::of_clue_by_phones(clue), law, now));
    }
    all
}

/// Notes how each would stand by the phones' own clocks, where that is another way.
fn tell_phones(all: &mut [Deadline], by_phones: &[Deadline]) {
    for said in by_phones {
        if let Some(one) = all.iter_mut().find(|one| one.what == said.what) {
            one.by_phones = Some(said.state).filter(|state| *state != one.state);
        }
    }
}

/// The same from a timeline.
#[must_use]
pub fn reckon(timeline: &Timeline, law: &Law<'_>, now: i64) -> Vec<Deadline> {
    let Some(rule) = law.rules.rule_for(&timeline.class, timeline.level.as_deref()) else { return Vec::new() };
    let desk = Desk { timeline, law, rule, now, stood_still: timeline.stood_still(now) };
    let mut all = Vec::new();
    let taken_on = timeline.first(&[Step::TakenOn, Step::Done, Step::Ended]);
    all.push(desk.deadline(What::Accept, desk.due(rule.accept), taken_on));
    if let Some(span) = rule.first_feedback {
        let told = timeline.first(&[Step::Told, Step::Done, Step::Ended]);
        all.push(desk.deadline(What::FirstFeedback, desk.due(span), told));
    }
    if let Some(span) = rule.finish {
        let (due, given) = extended(timeline, law.calendar, rule, desk.due(span), &desk.stood_still);
        let mut finish = desk.deadline(What::Finish, due, timeline.done());
        match given {
            Ok(extended) => finish.extended = extended,
            Err(fault) => finish.extension_fault = Some(fault),
        }
        all.push(finish);
    }
    let rectify = timeline.moments.iter().rev().find_map(|moment| match moment.step {
        Step::Rectify { by } => Some((moment.at, by)),
        _ => None,
    });
    if let Some((set_at, by)) = rectify {
        let due = Counted { at: by, certain: true };
        all.push(desk.deadline(What::Rectify, due, timeline.done().filter(|done| *done >= set_at)));
    }
    all
}

struct Desk<'a> {
    timeline: &'a Timeline,
    law: &'a Law<'a>,
    rule: &'a DeadlineRule,
    now: i64,
    stood_still: Vec<(i64, i64)>,
}

impl Desk<'_> {
    fn due(&self, span: Span) -> Counted {
        due_after(self.law.calendar, self.timeline.from, span, &self.stood_still)
    }

    fn deadline(&self, what: What, due: Counted, met_at: Option<i64>) -> Deadline {
        let due_at = due.at;
        let state = match met_at {
            Some(met) if met <= due_at => DeadlineState::Met,
            Some(_) => DeadlineState::Late,
            None if self.timeline.is_suspended() => DeadlineState::Paused,
            None if self.now > due_at => DeadlineState::Late,
            None => DeadlineState::Running,
        };
        let after = self.rule.supervise_after.unwrap_or(self.law.rules.supervise_after);
        let said_late = |step| self.timeline.moments.iter().any(|moment| moment.step == step && moment.at > due_at);
        Deadline {
            what,
            due_at,
            certain: due.certain,
            paused_ms: self.stood_still.iter().map(|(from, to)| to.saturating_sub(*from)).sum(),
            met_at,
            state,
            by_phones: None,
            extended: false,
            extension_fault: None,
            urge_from: urge_from(due_at, after),
            supervise_from: due_after(self.law.calendar, due_at, after, &[]).at.saturating_add(1),
            urged: said_late(Step::Urged),
            supervised: said_late(Step::Supervised),
            rule: self.rule.id.clone(),
            version: self.law.version,
            replies: self.rule.replies_at(what.as_str()).cloned().collect(),
        }
    }
}

/// 催办 from the day after; at once where the rule counts minutes.
fn urge_from(due_at: i64, supervise_after: Span) -> i64 {
    match supervise_after {
        Span::Minutes(_) => due_at.saturating_add(1),
        _ => start_of(local_day(due_at).tomorrow().unwrap_or(jiff::civil::Date::MAX)),
    }
}
