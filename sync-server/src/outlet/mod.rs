//! What a pull gives: `reach` turns a person's rules into shelves and adds up their digest, `page` cuts the log to it.
//! The query never widens a reach; both parts look at one snapshot.

mod beside;
mod custody;
mod page;
mod query;
mod reach;

pub(crate) use custody::{decisions, waiting};
pub(crate) use page::page;
pub(crate) use query::parse;
