//! Editions of dictionaries, and what is read out of them: the one place to look a rule up. What was read once is kept as long
//! as the rows behind it are the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use etong_protocol::OrgPath;
use jiff::civil::Date;
use rusqlite::{Transaction, params};

use crate::domain::calendar::Calendar;
use crate::domain::callback::CallbackRules;
use crate::domain::deadline::DeadlineRules;
use crate::domain::dictionary::{DictionaryError, Edition, Held, best_first, built_in, held};
use crate::domain::directory::DictionaryRow;
use crate::domain::retention::RetentionRules;
use crate::error::StoreError;
use crate::store::lock;

/// How many dictionaries are kept read.
const KEPT: usize = 16;

static SHELVES: Mutex<Vec<Arc<Shelf>>> = Mutex::new(Vec::new());

/// Unit and version of an edition.
type Name = (OrgPath, u32);

/// The editions of one dictionary.
#[derive(Debug)]
pub(crate) struct Shelf {
    dictionary: String,
    rows: Vec<DictionaryRow>,
    /// The one that came with the program last.
    pub(crate) editions: Vec<Edition>,
    /// Rows whose days of validity cannot be read.
    pub(crate) faults: Vec<DictionaryError>,
    /// Calendars by the editions they are made of.
    calendars: Mutex<BTreeMap<Vec<Name>, Arc<Calendar>>>,
    /// Rules by unit and version of their edition.
    rules: Mutex<BTreeMap<Name, Arc<DeadlineRules>>>,
}

pub(crate) fn keep(tx: &Transaction<'_>, row: &DictionaryRow) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("dictionary/keep.sql"))?.execute(params![
        row.dictionary,
        row.path.to_bytes(),
        row.version,
        row.valid_from,
        row.valid_to,
        row.source,
        row.body,
    ])?;
    Ok(())
}

/// Every edition of a dictionary that this phone has, the built-in one included.
pub(crate) fn shelf(tx: &Transaction<'_>, dictionary: &str) -> Result<Arc<Shelf>, StoreError> {
    let rows = published(tx, dictionary)?;
    let mut shelves = lock(&SHELVES);
    if let Some(place) = shelves.iter().position(|shelf| shelf.dictionary == dictionary && shelf.rows == rows) {
        let shelf = shelves.remove(place);
        shelves.push(Arc::clone(&shelf));
        return Ok(shelf);
    }
    let shelf = Arc::new(Shelf::of(dictionary, rows));
    if shelves.len() >= KEPT {
        shelves.remove(0);
    }
    shelves.push(Arc::clone(&shelf));
    Ok(shelf)
}

/// The working-day calendar of a unit.
pub(crate) fn calendar(tx: &Transaction<'_>, unit: &OrgPath) -> Result<Arc<Calendar>, StoreError> {
    let shelf = shelf(tx, Calendar::DICTIONARY)?;
    let made_of = best_first(&shelf.editions, unit).iter().map(|one| (one.unit.clone(), one.version)).collect();
    let mut calendars = lock(&shelf.calendars);
    let calendar = calendars.entry(made_of).or_insert_with(|| Arc::new(Calendar::of(&shelf.editions, unit)));
    Ok(Arc::clone(calendar))
}

/// The deadline rules of a unit that hold on a day. The built-in ones hold from the first day there was such a program, and for
/// all days before it, so that a clock that is years wrong still gets a rule.
pub(crate) fn deadline_rules(
    tx: &Transaction<'_>,
    unit: &OrgPath,
    day: Date,
) -> Result<Held<Arc<DeadlineRules>>, StoreError> {
    let shelf = shelf(tx, DeadlineRules::DICTIONARY)?;
    let read = |edition: &Edition| shelf.rules(edition);
    let default = built_in(DeadlineRules::DICTIONARY);
    let day = default.map_or(day, |edition| day.max(edition.valid_from));
    let mut found = held(&shelf.editions, DeadlineRules::DICTIONARY, unit, day, read)
        .map_err(|_| StoreError::Unreadable("the deadline rules of this program"))?;
    found.faults.extend(shelf.faults.iter().cloned());
    Ok(found)
}

/// The rules of drawing that hold for a unit on a day.
pub(crate) fn callback_rules(
    tx: &Transaction<'_>,
    unit: &OrgPath,
    day: Date,
) -> Result<Held<CallbackRules>, StoreError> {
    let shelf = shelf(tx, CallbackRules::DICTIONARY)?;
    let day = built_in(CallbackRules::DICTIONARY).map_or(day, |edition| day.max(edition.valid_from));
    held(&shelf.editions, CallbackRules::DICTIONARY, unit, day, CallbackRules::read)
        .map_err(|_| StoreError::Unreadable("the callback rules of this program"))
}

/// How long things are kept in a unit, by the rules of a day.
pub(crate) fn retention_rules(
    tx: &Transaction<'_>,
    unit: &OrgPath,
    day: Date,
) -> Result<Held<RetentionRules>, StoreError> {
    let shelf = shelf(tx, RetentionRules::DICTIONARY)?;
    let day = built_in(RetentionRules::DICTIONARY).map_or(day, |edition| day.max(edition.valid_from));
    held(&shelf.editions, RetentionRules::DICTIONARY, unit, day, RetentionRules::read)
        .map_err(|_| StoreError::Unreadable("the retention rules of this program"))
}

/// What a dictionary that has no edition built in says for a unit on a day, with the edition's version. An edition that cannot
/// be read is passed over for the next one.
pub(crate) fn published_for<T>(
    tx: &Transaction<'_>,
    dictionary: &str,
    unit: &OrgPath,
    day: Date,
    read: impl Fn(&Edition) -> Result<T, String>,
) -> Result<Option<(T, u32)>, StoreError> {
    let shelf = shelf(tx, dictionary)?;
    let read = |edition: &Edition| read(edition).map_err(|reason| edition.unreadable(reason));
    Ok(held(&shelf.editions, dictionary, unit, day, read).ok().map(|held| (held.body, held.version)))
}

/// The same of rules that the program has numbers for: those, with version 0, where no unit published any.
pub(crate) fn published_or_default<T: Default>(
    tx: &Transaction<'_>,
    dictionary: &str,
    unit: &OrgPath,
    day: Date,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<(T, u32), StoreError> {
    Ok(published_for(tx, dictionary, unit, day, |edition| read(&edition.body))?.unwrap_or_default())
}

impl Shelf {
    fn of(dictionary: &str, rows: Vec<DictionaryRow>) -> Self {
        let (mut editions, mut faults) = (Vec::new(), Vec::new());
        for row in &rows {
            match Edition::read(row.clone()) {
                Ok(edition) => editions.push(edition),
                Err(fault) => faults.push(fault),
            }
        }
        editions.extend(built_in(dictionary).cloned());
        let (calendars, rules) = (Mutex::default(), Mutex::default());
        Self { dictionary: dictionary.to_owned(), rows, editions, faults, calendars, rules }
    }

    fn rules(&self, edition: &Edition) -> Result<Arc<DeadlineRules>, DictionaryError> {
        let key = (edition.unit.clone(), edition.version);
        if let Some(read) = lock(&self.rules).get(&key) {
            return Ok(Arc::clone(read));
        }
        let read = Arc::new(DeadlineRules::read(edition)?);
        lock(&self.rules).insert(key, Arc::clone(&read));
        Ok(read)
    }
}

fn published(tx: &Transaction<'_>, dictionary: &str) -> Result<Vec<DictionaryRow>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("dictionary/editions.sql"))?;
    let rows = statement.query_and_then([dictionary], |row| {
        let path: Vec<u8> = row.get("path")?;
        Ok::<_, StoreError>(DictionaryRow {
            dictionary: dictionary.to_owned(),
            version: row.get("version")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
            source: row.get("source")?,
            body: row.get("body")?,
            path: OrgPath::from_bytes(&path).map_err(|_| StoreError::Unreadable("a dictionary's unit"))?,
        })
    })?;
    rows.collect()
}
