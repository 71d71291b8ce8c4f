//! 时限: by when a case has to be taken on, answered and finished, from the rules of its class and level, the working-day
//! calendar and the acts on it. Everything is computed on read from what was done and a clock; that something is overdue is
//! never stored as a fact. Urging (催办) and supervising (督办) are only proposed: the acts are made by people.

mod asked_again;
mod extension;
mod notice;
mod of_case;
mod reckon;
mod reply_due;
mod rule;
mod timeline;

pub use asked_again::{AskedAgain, Look, asked_again, close_due};
pub use extension::{ExtensionFault, may_extend};
pub use notice::{Proposal, Proposed, proposals};
pub use reckon::{Deadline, DeadlineState, Law, What, deadlines, deadlines_of_clue, reckon};
pub use reply_due::replies_due;
pub use rule::{DeadlineRule, DeadlineRules, Extension, ReplyRule};
pub use timeline::{Moment, Step, Timeline};

#[cfg(test)]
mod tests;
