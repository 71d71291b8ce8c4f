//! 就近处置: who could go to an urgent case, with distance and how old the place is. Stale places are shown as stale.

use etong_protocol::{PostId, PostKind};
use rusqlite::{Transaction, params};

use super::case::holder;
use super::owner::rules;
use crate::domain::case::{CaseFold, LastPlace, nearest as rank};
use crate::domain::place::Fix;
use crate::error::{CoreError, StoreError};

/// About five kilometres, in millionths of a degree.
const AROUND_E6: i32 = 50_000;
const SHOWN: usize = 20;

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
/// `Invalid` when the case has no place; `StoreError` when the store cannot be read.
pub fn nearest(tx: &Transaction<'_>, case: &CaseFold, now: i64) -> Result<Vec<NearView>, CoreError> {
    let Some(spot) = &case.report.place else {
        return Err(CoreError::Invalid { field: "place".into(), reason: "the case has no place; ask by phone".into() });
    };
    let on_duty = on_shift(tx, now)?;
    let ranked = rank(spot, &places(tx, spot)?, &on_duty, now, rules(tx, &case.scope, now)?);
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

fn places(tx: &Transaction<'_>, spot: &Fix) -> Result<Vec<LastPlace>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case/last_places.sql"))?;
    let (lat, lon) = (spot.lat_e6, spot.lon_e6);
    let around = params![lat - AROUND_E6, lat + AROUND_E6, lon - AROUND_E6, lon + AROUND_E6];
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
