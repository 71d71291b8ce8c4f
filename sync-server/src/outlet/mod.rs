//! What a pull gives: `reach` turns a person's rules into shelves and adds up their digest, `page` cuts the log to it;
//! `history` and `evidence` prove what the relay holds.
//! The query never widens a reach; both parts look at one snapshot.

mod beside;
mod custody;
mod evidence;
mod history;
mod page;
mod query;
mod reach;

pub(crate) use custody::{decisions, waiting};
pub(crate) use evidence::{evidence, parse_evidence};
pub(crate) use history::{Told, history, parse_history};
pub(crate) use page::page;
pub(crate) use query::parse;
