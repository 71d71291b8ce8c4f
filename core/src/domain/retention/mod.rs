//! 保存期限: how long a phone keeps what, and what becomes of it then. A class of record and its state give a rule; facts about the one
//! record (unsent, on hold, still needed) keep it back whatever the rule says. Pure: who asks brings the facts and the time.

mod decide;
mod rule;

pub use decide::{Facts, Keep, Verdict, decide};
pub use rule::{RetentionRule, RetentionRules, Then};

#[cfg(test)]
mod tests;
