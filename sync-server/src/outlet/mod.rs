//! What a pull gives: `reach` turns a person's rules into shelves and adds up their digest, `page` cuts the log to it;
//! `history`, `signatures` and `evidence` prove what the relay holds; `again` gives a slimmed case once more.
//! The query never widens a reach; both parts look at one snapshot.

mod again;
mod beside;
mod custody;
mod evidence;
mod history;
mod look;
mod page;
mod query;
mod reach;
mod signatures;

pub(crate) use again::{again, parse_again};
pub(crate) use custody::{decisions, waiting};
pub(crate) use evidence::{evidence, parse_evidence};
pub(crate) use history::{Told, history, parse_history, root_of};
pub(crate) use look::note_look;
pub(crate) use page::page;
pub(crate) use query::parse;
pub(crate) use signatures::{parse_signatures, signatures};
