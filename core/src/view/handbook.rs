//! One section of the handbook, as it holds for the acting post's unit today.

use etong_protocol::OrgPath;
use jiff::civil::Date;
use rusqlite::Transaction;

use crate::domain::handbook::{HandbookSection, HandbookText, texts};
use crate::error::CoreError;
use crate::store::dictionary;

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HandbookView {
    pub section: String,
    pub entries: Vec<HandbookEntryView>,
    /// Editions that cannot be read, each with what is wrong in it.
    pub faults: Vec<String>,
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HandbookEntryView {
    /// What a mediation names a local rule by.
    pub id: String,
    pub title: String,
    pub text: String,
    /// The form to open from here, as in `resident`.
    pub opens: Option<String>,
    /// Days as `2026-01-31`, of a course.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Where it is held.
    pub at: Option<String>,
    /// Id of the call by which one signs up.
    pub call: Option<String>,
    /// Path of the unit that published it; `/` is the centre.
    pub unit: String,
    /// Version of its edition; 0 came with the program.
    pub version: u32,
    pub source: String,
}

/// `find`: only texts that hold these characters.
///
/// # Errors
/// `NotFound` for a section that is none; `StoreError` when the store cannot be read.
pub fn handbook(
    tx: &Transaction<'_>,
    section: &str,
    find: Option<&str>,
    unit: &OrgPath,
    day: Date,
) -> Result<HandbookView, CoreError> {
    let missing = || CoreError::NotFound { noun: "handbook section", id: section.to_owned() };
    let named = HandbookSection::KNOWN.iter().find(|known| known.as_str() == section).ok_or_else(missing)?;
    let shelf = dictionary::shelf(tx, &named.dictionary())?;
    let (found, faults) = texts(&shelf.editions, unit, day);
    let wanted =
        |text: &HandbookText| find.is_none_or(|find| text.entry.title.contains(find) || text.entry.text.contains(find));
    let entries = found.into_iter().filter(wanted).map(entry).collect();
    let faults = shelf.faults.iter().chain(&faults).map(ToString::to_string).collect();
    Ok(HandbookView { section: section.to_owned(), entries, faults })
}

fn entry(text: HandbookText) -> HandbookEntryView {
    HandbookEntryView {
        id: text.entry.id,
        title: text.entry.title,
        text: text.entry.text,
        opens: text.entry.opens,
        from: text.entry.from,
        to: text.entry.to,
        at: text.entry.at,
        call: text.entry.call,
        unit: text.unit.to_string(),
        version: text.version,
        source: text.source,
    }
}
