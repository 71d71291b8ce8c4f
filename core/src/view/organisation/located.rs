//! Whose ground a place is, and who answers for a unit that is no more. Both are settled on the phone.

use std::collections::BTreeMap;

use rusqlite::{Row, Transaction, named_params};

use super::posts::PostRow;
use super::unit::{name_of, posts_here};
use crate::domain::organisation::{Candidate, Ground, LineageUnit, Located, heir, locate};
use crate::error::{CoreError, StoreError};
use crate::view::scope_text;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LocatedView {
    /// False: outside every border this phone knows; `unit` is then the nearest, if any is known.
    pub inside: bool,
    pub unit: Option<u32>,
    pub unit_name: Option<String>,
    pub path: Option<String>,
    /// Metres to the border of the nearest, from outside.
    pub distance_m: Option<u32>,
    /// Other units whose ground it is too, deepest first.
    pub also: Vec<u32>,
}

/// Who answers, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HeirView {
    pub unit: u32,
    pub unit_name: Option<String>,
    pub path: Option<String>,
    /// `itself`, `merged`, `ground`, `first` or `above`.
    pub rule: String,
    /// The posts held there.
    pub posts: Vec<PostRow>,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn located(tx: &Transaction<'_>, point: (i32, i32), day: &str) -> Result<LocatedView, StoreError> {
    let asked = named_params! {":lat": point.0, ":lon": point.1, ":day": day};
    let mut around = candidates(tx, include_str!("located.sql"), asked)?;
    if !around.iter().any(|candidate| candidate.ground.contains(point)) {
        around = candidates(tx, include_str!("located_all.sql"), named_params! {":day": day})?;
    }
    let (inside, unit, distance_m, also) = match locate(point, &around) {
        Located::Inside { unit, also } => (true, Some(unit), None, also),
        Located::Outside { nearest } => (false, nearest.map(|near| near.0), nearest.map(|near| near.1), Vec::new()),
    };
    let (unit_name, path) = match unit {
        Some(unit) => (name_of(tx, unit)?, path_of(tx, unit)?),
        None => (None, None),
    };
    Ok(LocatedView { inside, unit, unit_name, path, distance_m, also })
}

/// # Errors
/// `NotFound` when this phone's directory knows neither the unit nor what is above it.
pub(crate) fn heir_of(
    tx: &Transaction<'_>,
    unit: u32,
    place: Option<(i32, i32)>,
    day: &str,
) -> Result<HeirView, CoreError> {
    let found = heir(unit, day, place, &relatives(tx, unit)?);
    let found = found.ok_or_else(|| CoreError::NotFound { noun: "unit", id: unit.to_string() })?;
    Ok(HeirView {
        unit: found.unit,
        unit_name: name_of(tx, found.unit)?,
        path: path_of(tx, found.unit)?,
        rule: found.rule.as_str().to_owned(),
        posts: posts_here(tx, found.unit, day)?,
    })
}

fn candidates(
    tx: &Transaction<'_>,
    sql: &str,
    asked: &[(&str, &dyn rusqlite::ToSql)],
) -> Result<Vec<Candidate>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_and_then(asked, |row| {
        Ok::<_, StoreError>(Candidate {
            unit: row.get("unit")?,
            depth: row.get::<_, Vec<u8>>("path")?.len() / 4,
            ground: ground(row)?,
        })
    })?;
    rows.collect()
}

/// The unit, all that took its place, and all that stands above it.
pub(in crate::view) fn relatives(tx: &Transaction<'_>, unit: u32) -> Result<BTreeMap<u32, LineageUnit>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("relatives.sql"))?;
    let mut rows = statement.query([unit])?;
    let mut units: BTreeMap<u32, LineageUnit> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let relative = units.entry(row.get("unit")?).or_insert(LineageUnit {
            parent: row.get("parent")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
            replaces: Vec::new(),
            ground: ground(row)?,
        });
        relative.replaces.extend(row.get::<_, Option<u32>>("replaces")?);
    }
    Ok(units)
}

fn ground(row: &Row<'_>) -> Result<Ground, StoreError> {
    Ground::from_bytes(&row.get::<_, Vec<u8>>("ground")?).ok_or(StoreError::Unreadable("a border"))
}

fn path_of(tx: &Transaction<'_>, unit: u32) -> Result<Option<String>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("unit_path.sql"))?;
    let mut rows = statement.query([unit])?;
    let path = rows.next()?.map(|row| row.get::<_, Vec<u8>>("path")).transpose()?;
    path.map(|path| scope_text(&path)).transpose()
}
