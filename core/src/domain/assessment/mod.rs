//! 考评: what became of the cases of a unit in a month or quarter, as pure functions of the case log and the calendar. Every
//! figure drills to the cases behind it; what is published names its rules and how far the log was read, so that anybody
//! who reads the same log counts the same. Units are assessed, down to the community and never below: a grid is one
//! person's. There is no place for a person, a quota, a ranking, online time or mileage in these types, and clues are not in
//! what they are made of.

mod act;
mod appeal;
mod case;
mod export;
mod figure;
mod indicator;
mod period;
mod rate;
mod recheck;
mod rules;
mod zero_alarm;

pub use act::{
    AlarmCount, AsOf, AssessmentAct, AssessmentEvent, AssessmentFold, Counted, Counting, Published, UnitFigures,
    Unsynced, fold,
};
pub use appeal::{AppealAct, AppealAnswer, AppealEvent, AppealFold, AppealOf, fold_appeal};
pub use case::{AssessedCase, AssessedMoment, AssessedReply, Clock, Handled, OwedCall, Rating, end_with};
pub use export::{report_csv, report_rows};
pub use figure::{Figure, assess, assessed_units, figure_of};
pub use indicator::{Indicator, Measure};
pub use period::{NotAPeriod, Period};
pub use rate::{Rate, TOO_FEW, mean_tenths, rate};
pub use recheck::{Difference, Recheck, recheck};
pub use rules::{AssessmentRules, NotRules, WeightedIndicator, score};
pub use zero_alarm::{ZeroAlarm, ZeroAlarmOf, dispute_bit, settled_inside, zero_alarm};
