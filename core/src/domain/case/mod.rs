//! 案(事)件: a dispute, hazard or request and everything done about it. Acts are immutable events (`act`); the state
//! of a case is a fold over them (`fold`) by the table of steps (`steps`) and the table of rights (`rights`); whose it is follows
//! from the same walk (`routing`). "Overdue" is computed on read from rules and a clock, never here and never stored.

mod act;
mod act_word;
mod class;
mod fallback;
mod first_call;
mod fold;
mod instead;
mod judge;
mod marks;
mod payload;
mod reply;
mod report;
mod rights;
mod routing;
mod second_report;
mod stand_ins;
mod standing;
mod state;
mod steps;
mod urgent;

pub use act::{CaseAct, CaseEntry};
pub use act_word::{ActGroup, ActWord};
pub use class::{CaseClass, CaseLevel, CaseSource, FirstStep, Wish};
pub use fallback::FallbackRules;
pub use first_call::FIRST_CALLS;
pub use fold::{CaseEvent, CaseFold, Reporter, fold, fold_received, next_acts};
pub use instead::{Instead, instead};
pub use judge::{Actor, offers, refusal};
pub use marks::Marks;
pub use reply::{CaseReply, ReplyEvent, fold_replies, reply_for};
pub use report::{Callback, Classification, Dispatch, Evidence, Helper, Party, Rectification, Report, Request, Said};
pub use rights::{is_staff, may_act, may_receive, when, who_may};
pub use routing::{Hop, Responsible, Route, desk_above, nobody_yet, sits_beside};
pub use second_report::goes_along;
pub use stand_ins::{first_above, stand_ins, stands_in};
pub use standing::{ActStanding, Because, FoldedAct, Rule};
pub use state::CaseState;
pub use steps::{arrival, step};
pub use urgent::{Duty, LastPlace, Near, Seat, UrgentRules, nearest, responsible_now, seated, sought};

#[cfg(test)]
mod levels_tests;
