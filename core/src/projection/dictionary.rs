//! Dictionaries of the centre become rows. New deadline rules or days off move what is due, so that is reckoned anew.

use etong_protocol::wire;
use rusqlite::Transaction;

use super::{callback, clue, deadline, figure_case};
use crate::domain::calendar::Calendar;
use crate::domain::callback::CallbackRules;
use crate::domain::deadline::DeadlineRules;
use crate::domain::directory::DictionaryRow;
use crate::error::StoreError;
use crate::store::dictionary;

pub(super) fn project(tx: &Transaction<'_>, payload: &[u8]) -> Result<(), StoreError> {
    let row: DictionaryRow = wire::decode_payload(payload).map_err(|_| StoreError::Unreadable("a dictionary row"))?;
    dictionary::keep(tx, &row)?;
    if [Calendar::DICTIONARY, DeadlineRules::DICTIONARY].contains(&row.dictionary.as_str()) {
        deadline::reckon_below(tx, &row.path)?;
        figure_case::recount(tx, &row.path)?;
        clue::reckon_below(tx, &row.path)?;
    }
    if [Calendar::DICTIONARY, CallbackRules::DICTIONARY].contains(&row.dictionary.as_str()) {
        callback::reckon_below(tx, &row.path)?;
    }
    Ok(())
}
