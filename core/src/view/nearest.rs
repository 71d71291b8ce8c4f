//! 就近处置: whom to call first, and who could go to an urgent case, with distance and how old the place is. Stale places are shown as
//! stale. The numbers come whatever this phone knows of the case.

use etong_protocol::{PostId, PostKind};
use rusqlite::{Transaction, named_params};

use super::case::holder;
use super::owner::rules;
use crate::domain::calendar::local_day;
use crate::domain::case::{CaseFold, FIRST_CALLS, LastPlace, nearest as rank};
use crate::domain::place::Fix;
use crate::error::StoreError;

/// About five kilometres, in millionths of a degree.
const AROUND_E6: i32 = 50_000;
const SHOWN: usize = 20;

/// Whom to call, and who could go.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NearbyView {
    /// Before anything else, in this order; the same for every case.
    pub first_call: Vec<FirstCallView>,
    /// The case has a place. Without one nobody can be near: ask for it by phone.
    pub placed: bool,
    /// The best first; empty without a place.
    pub rows: Vec<NearView>,
}

/// A number to call at once.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FirstCallView {
    pub number: String,
    /// Who answers, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Somebody who could go.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NearView {
    pub post: String,
    pub kind: String,
    pub name: Option<String>,
    pub metres: u32,
    /// How long ago the place was written down, milliseconds.
    pub age_ms: i64,
    /// Too old to rely on.
    pub stale: bool,
    pub on_duty: bool,
}

/// # Errors
/// When the store cannot be read.
pub fn nearest(tx: &Transaction<'_>, case: &CaseFold, now: i64) -> Result<NearbyView, StoreError> {
    let first_call =
        FIRST_CALLS.map(|(number, zh, en)| FirstCallView { number: number.into(), zh: zh.into(), en: en.into() });
    let rows = case.report.place.as_ref().map(|spot| who(tx, case, spot, now)).transpose()?;
    Ok(NearbyView { first_call: first_call.into(), placed: rows.is_some(), rows: rows.unwrap_or_default() })
}

fn who(tx: &Transaction<'_>, case: &CaseFold, spot: &Fix, now: i64) -> Result<Vec<NearView>, StoreError> {
    let on_duty = on_shift(tx, now)?;
    let ranked = rank(spot, &places(tx, spot, now)?, &on_duty, now, rules(tx, &case.scope, now)?);
    let named = ranked.into_iter().take(SHOWN).map(|near| {
        Ok(NearView {
            post: near.post.to_string(),
            kind: near.kind.to_string(),
            name: holder(tx, near.post)?,
            metres: near.metres,
            age_ms: near.age_ms,
            stale: near.stale,
            on_duty: near.on_duty,
        })
    });
    named.collect()
}

/// Where those were last whose post is held today.
fn places(tx: &Transaction<'_>, spot: &Fix, now: i64) -> Result<Vec<LastPlace>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case/last_places.sql"))?;
    let (lat, lon) = (spot.lat_e6, spot.lon_e6);
    let around = named_params! {
        ":south": lat - AROUND_E6, ":north": lat + AROUND_E6, ":west": lon - AROUND_E6, ":east": lon + AROUND_E6,
        ":day": local_day(now).to_string(),
    };
    let rows = statement.query_and_then(around, |row| {
        let unreadable = |_| StoreError::Unreadable("a last place");
        let kind: PostKind = row.get::<_, String>("kind")?.parse().map_err(unreadable)?;
        let fix = Fix::new(row.get("lat_e6")?, row.get("lon_e6")?, 0);
        let fix = fix.map_err(|_| StoreError::Unreadable("a last place"))?;
        Ok::<_, StoreError>(LastPlace { post: PostId::from_bytes(row.get("post")?), kind, fix, at: row.get("at")? })
    })?;
    rows.collect()
}

/// Who has a shift at this hour, whatever the sheet.
fn on_shift(tx: &Transaction<'_>, now: i64) -> Result<Vec<PostId>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case/on_shift.sql"))?;
    let rows = statement.query_map([now], |row| Ok(PostId::from_bytes(row.get("post")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
