//! The code lists as they hold on this phone, and who may keep records of special populations: what is built in, with what the centre
//! published in its place.

use etong_protocol::OrgPath;
use jiff::civil::Date;
use rusqlite::Transaction;

use crate::domain::codes::Codes;
use crate::domain::collection::{SPECIAL_DICTIONARY, SpecialRule, special_rules as read_rules};
use crate::domain::dictionary::best_first;
use crate::error::StoreError;
use crate::store::dictionary::shelf;

/// The lists of the widest unit that published any: codes must mean the same in the whole county. A list that holds no longer still
/// explains the codes of old records, so days are asked of the entries and not of the list.
pub(crate) fn load(tx: &Transaction<'_>) -> Result<Codes, StoreError> {
    let mut codes = Codes::default();
    let mut statement = tx.prepare_cached(include_str!("codes/lists.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        codes.publish(&row.get::<_, String>("dictionary")?, &row.get::<_, String>("body")?);
    }
    Ok(codes)
}

/// Who keeps records of special populations at a unit on a day.
pub(crate) fn special_rules(tx: &Transaction<'_>, unit: &OrgPath, day: Date) -> Result<Vec<SpecialRule>, StoreError> {
    let shelf = shelf(tx, SPECIAL_DICTIONARY)?;
    let held = best_first(&shelf.editions, unit).into_iter().find(|edition| edition.holds_on(day));
    Ok(held.map(|edition| read_rules(&edition.body)).unwrap_or_default())
}
