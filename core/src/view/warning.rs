//! Early warnings, computed on read from what the tables say of cases: the rule, its facts, and whether somebody has looked.

use std::collections::BTreeMap;

use etong_protocol::{OrgLevel, OrgPath, RecordId};
use rusqlite::{Transaction, params};

use super::PAGE_ROWS;
use crate::domain::calendar::local_day;
use crate::domain::warning::{
    Fact, PartyIn, Spot, Warning, WarningRules, repeat_parties, repeat_places, rising_classes,
};
use crate::error::StoreError;
use crate::store::dictionary;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// One page of warnings.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WarningsPage {
    pub rows: Vec<WarningRow>,
    /// There are more after these.
    pub more: bool,
    /// Version of the thresholds; 0 came with the program.
    pub version: u32,
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WarningRow {
    /// `repeat_place`, `repeat_party` or `rising_class`.
    pub rule: String,
    /// For a rising class: which, and in which unit.
    pub class: Option<String>,
    pub unit: Option<String>,
    /// How many cases it rests on; for a rising class, how many there were in the four weeks before.
    pub count: u32,
    pub before: Option<u32>,
    /// The newest of those cases, at most a page.
    pub facts: Vec<WarningFact>,
    /// Somebody left a note after the newest of them came.
    pub noted: bool,
}

/// One case it rests on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WarningFact {
    pub case: String,
    /// When it was reported: phone clock, milliseconds since 1970.
    pub at: i64,
}

/// Warnings at `now` by the thresholds of `unit`, the one with the newest fact first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn warnings(tx: &Transaction<'_>, unit: &OrgPath, now: i64, offset: u32) -> Result<WarningsPage, StoreError> {
    let (rules, version) =
        dictionary::published_or_default(tx, WarningRules::DICTIONARY, unit, local_day(now), WarningRules::read)?;
    let spots = spots(tx, now, rules.case_days() * DAY_MS)?;
    let mut all = repeat_places(&spots, now, rules.place);
    all.extend(repeat_parties(&parties(tx, now, i64::from(rules.party.days) * DAY_MS)?, now, rules.party));
    all.extend(rising_classes(&spots, now, rules.rising));
    all.sort_by_key(|warning| (std::cmp::Reverse(warning.newest()), warning.rule));
    let full = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let more = all.len().saturating_sub(offset) > full;
    let notes = notes(tx)?;
    let rows = all.iter().skip(offset).take(full).map(|warning| row_of(warning, &notes)).collect();
    Ok(WarningsPage { rows, more, version })
}

fn row_of(warning: &Warning, notes: &BTreeMap<(RecordId, String), i64>) -> WarningRow {
    let rule = warning.rule.as_str().to_owned();
    let newest = warning.newest();
    let noted = warning
        .facts
        .iter()
        .any(|fact| notes.get(&(fact.record, rule.clone())).is_some_and(|noted_at| *noted_at >= newest));
    let mut facts = warning.facts.clone();
    facts.sort_by_key(|fact| std::cmp::Reverse(*fact));
    facts.truncate(usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX));
    WarningRow {
        noted,
        rule,
        class: warning.class.clone(),
        unit: warning.unit.as_ref().map(ToString::to_string),
        count: u32::try_from(warning.facts.len()).unwrap_or(u32::MAX),
        before: warning.before,
        facts: facts.iter().map(|fact| WarningFact { case: fact.record.to_string(), at: fact.at }).collect(),
    }
}

fn spots(tx: &Transaction<'_>, now: i64, back_ms: i64) -> Result<Vec<Spot>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("warning/spots.sql"))?;
    // Thousands of rows: where a column stands is looked up once, not for each of them.
    let column = |name| statement.column_index(name);
    let (at, case_id, class, scope) = (column("at")?, column("case_id")?, column("class")?, column("scope")?);
    let (lat, lon, address) = (column("lat_e6")?, column("lon_e6")?, column("address_key")?);
    let rows = statement.query_and_then(params![now.saturating_sub(back_ms), now], |row| {
        let scope = OrgPath::from_bytes(&row.get::<_, Vec<u8>>(scope)?);
        let scope = scope.map_err(|_| StoreError::Unreadable("a scope"))?;
        let address: Option<String> = row.get(address)?;
        Ok::<_, StoreError>(Spot {
            record: record_id(&row.get::<_, Vec<u8>>(case_id)?)?,
            at: row.get(at)?,
            class: row.get(class)?,
            position: row.get::<_, Option<i32>>(lat)?.zip(row.get::<_, Option<i32>>(lon)?),
            address: address.map(|address| (community(&scope), address)),
            scope,
        })
    })?;
    rows.collect()
}

fn parties(tx: &Transaction<'_>, now: i64, back_ms: i64) -> Result<Vec<PartyIn>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("warning/parties.sql"))?;
    let rows = statement.query_and_then(params![now.saturating_sub(back_ms), now], |row| {
        let record = record_id(&row.get::<_, Vec<u8>>("case_id")?)?;
        Ok::<_, StoreError>(PartyIn { key: row.get("party")?, fact: Fact { at: row.get("at")?, record } })
    })?;
    rows.collect()
}

fn notes(tx: &Transaction<'_>) -> Result<BTreeMap<(RecordId, String), i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("warning/notes.sql"))?;
    let rows = statement.query_and_then([], |row| {
        Ok::<_, StoreError>(((record_id(&row.get::<_, Vec<u8>>("record")?)?, row.get("rule")?), row.get("at")?))
    })?;
    rows.collect()
}

fn record_id(bytes: &[u8]) -> Result<RecordId, StoreError> {
    RecordId::from_slice(bytes).map_err(|_| StoreError::Unreadable("a record id"))
}

fn community(scope: &OrgPath) -> OrgPath {
    let mut scope = scope.clone();
    while matches!(scope.level(), OrgLevel::Grid | OrgLevel::SubGrid) {
        scope = scope.parent().unwrap_or_default();
    }
    scope
}
