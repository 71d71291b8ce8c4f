//! 案(事)件: a dispute, hazard or request and everything done about it. Acts are immutable events (`act`); the state
//! of a case is a fold over them (`fold`) by the table of steps (`steps`) and the table of rights (`rights`).
//! "Overdue" is computed on read from rules and a clock, never here and never stored.

mod act;
mod class;
mod fold;
mod payload;
mod reply;
mod rights;
mod standing;
mod steps;

pub use act::{ActWord, CaseAct, CaseEntry, Evidence, Party, Report};
pub use class::{CaseClass, CaseSource};
pub use fold::{CaseEvent, CaseFold, Reporter, Responsible, fold, next_acts};
pub use reply::{CaseReply, ReplyEvent, fold_replies, reply_for};
pub use rights::{may_act, may_receive, who_may};
pub use standing::{ActStanding, Because, FoldedAct, Rule};
pub use steps::{CaseState, arrival, step};
