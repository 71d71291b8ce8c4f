//! A code list for a form to offer.

use jiff::civil::Date;
use rusqlite::Transaction;

use crate::domain::codes::CodeName;
use crate::error::CoreError;
use crate::store::codes;

/// A code list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CodeTableView {
    pub dictionary: String,
    /// The standard it comes from.
    pub source: String,
    /// How far its entries could be checked.
    pub note: String,
    pub rows: Vec<CodeRow>,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CodeRow {
    pub code: String,
    pub word: String,
}

/// The codes of a list that hold on a day.
///
/// # Errors
/// `NotFound` when there is no such list.
pub fn code_table(tx: &Transaction<'_>, dictionary: &str, day: Date) -> Result<CodeTableView, CoreError> {
    let missing = || CoreError::NotFound { noun: "code list", id: dictionary.to_owned() };
    let name = CodeName::ALL.into_iter().find(|name| name.dictionary() == dictionary).ok_or_else(missing)?;
    let codes = codes::load(tx)?;
    let table = codes.table(name);
    let row = |entry: &crate::domain::codes::CodeEntry| CodeRow { code: entry.code.clone(), word: entry.word.clone() };
    Ok(CodeTableView {
        dictionary: dictionary.to_owned(),
        source: table.source.clone(),
        note: table.note.clone(),
        rows: table.on(day).map(row).collect(),
    })
}
