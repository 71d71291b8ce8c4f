//! 延期: once, asked for before the time has run out, with a reason, no longer than the rule says. The same rules refuse a
//! request on the phone that asks and judge an extension that somebody else gave.

use jiff::civil::Date;

use super::reckon::{Law, What, reckon};
use super::rule::DeadlineRule;
use super::timeline::{Step, Timeline};
use crate::domain::calendar::{Calendar, Counted, due_after, end_of, local_day};
use crate::domain::case::CaseFold;

/// Why an extension does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtensionFault {
    #[error("the rule {rule} knows no extension")]
    NotForClass { rule: String },
    #[error("it ran out on {due}; an extension has to be asked for before that")]
    TooLate { due: Date },
    #[error("the rule {rule} extends a case once; it was extended already")]
    Twice { rule: String },
    #[error("the rule {rule} extends a case to {latest} at most")]
    TooLong { rule: String, latest: Date },
    #[error("it is due on {due} already; an extension goes further")]
    NotLater { due: Date },
}

/// May this case be extended to `until` at `now`? The moment it would then be due.
///
/// # Errors
/// The rule it is against.
pub fn may_extend(case: &CaseFold, law: &Law<'_>, now: i64, until: i64) -> Result<i64, ExtensionFault> {
    asked(&Timeline::of(case), law, now, until)
}

pub(super) fn asked(timeline: &Timeline, law: &Law<'_>, now: i64, until: i64) -> Result<i64, ExtensionFault> {
    let rule = law.rules.rule_for(&timeline.class, timeline.level.as_deref());
    let finish = reckon(timeline, law, now).into_iter().find(|deadline| deadline.what == What::Finish);
    let (Some(rule), Some(finish)) = (rule, finish) else {
        let rule = rule.map(|rule| rule.id.clone()).unwrap_or_default();
        return Err(ExtensionFault::NotForClass { rule });
    };
    if timeline.moments.iter().any(|moment| matches!(moment.step, Step::Extended { .. })) {
        return Err(ExtensionFault::Twice { rule: rule.id.clone() });
    }
    let due = Counted { at: finish.due_at, certain: finish.certain };
    let new = end_of(local_day(until));
    if new <= due.at {
        return Err(ExtensionFault::NotLater { due: local_day(due.at) });
    }
    granted(law.calendar, rule, due, now, until).map(|counted| counted.at)
}

/// The due moment of a case with the extension that was given, if it counts: `Ok(true)`.
pub(super) fn extended(
    timeline: &Timeline,
    calendar: &Calendar,
    rule: &DeadlineRule,
    due: Counted,
    stood_still: &[(i64, i64)],
) -> (Counted, Result<bool, ExtensionFault>) {
    let given = timeline.moments.iter().find_map(|moment| match moment.step {
        Step::Extended { until } => Some((moment.at, until)),
        _ => None,
    });
    let Some((at, until)) = given else { return (due, Ok(false)) };
    match granted(calendar, rule, due, at, until) {
        Ok(mut new) => {
            // What stood still after it was granted is added; what stood still before was known to who granted it.
            for (from, to) in stood_still.iter().filter(|(from, _)| *from >= at) {
                if *from <= new.at {
                    new.at = end_of(local_day(new.at.saturating_add(to.saturating_sub(*from))));
                }
            }
            new.at = new.at.max(due.at);
            (new, Ok(true))
        }
        Err(fault) => (due, Err(fault)),
    }
}

fn granted(
    calendar: &Calendar,
    rule: &DeadlineRule,
    due: Counted,
    at: i64,
    until: i64,
) -> Result<Counted, ExtensionFault> {
    let Some(extension) = &rule.extension else {
        return Err(ExtensionFault::NotForClass { rule: rule.id.clone() });
    };
    if at > due.at {
        return Err(ExtensionFault::TooLate { due: local_day(due.at) });
    }
    let latest = due_after(calendar, due.at, extension.by, &[]);
    let new = end_of(local_day(until));
    if new > latest.at {
        return Err(ExtensionFault::TooLong { rule: rule.id.clone(), latest: local_day(latest.at) });
    }
    Ok(Counted { at: new, certain: due.certain && latest.certain })
}
