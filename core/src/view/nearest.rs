//! 就近处置: who could go to an urgent case, with distance and how old the place is. Stale places are shown as stale.

use etong_protocol::{OrgPath, PostId, PostKind};
use rusqlite::{Transaction, params};

use super::case::holder;
use crate::domain::calendar::local_day;
use crate::domain::case::{CaseFold, Duty, LastPlace, Responsible, UrgentRules, nearest as rank, responsible_now};
use crate::domain::dictionary::Edition;
use crate::domain::place::Fix;
use crate::error::{CoreError, StoreError};
use crate::store::dictionary;

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
    let on_duty: Vec<PostId> = on_duty(tx, now)?.into_iter().map(|(post, _, _)| post).collect();
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

/// Whose the case is at this moment, as far as the rosters and the directory on this phone go.
pub(super) fn owner_now(tx: &Transaction<'_>, case: &CaseFold, now: i64) -> Result<Responsible, StoreError> {
    let owner = &case.responsible;
    let mut statement = tx.prepare_cached(include_str!("case/staffed.sql"))?;
    let (staffed, known): (bool, bool) = statement
        .query_row(params![owner.scope.to_bytes(), owner.kind.as_str()], |row| {
            Ok((row.get("staffed")?, row.get("known")?))
        })?;
    // A phone whose directory says nothing of such posts knows of no vacancy either.
    let vacant = if staffed || !known { Vec::new() } else { vec![owner.scope.clone()] };
    Ok(responsible_now(case, now, &Duty { on_duty: on_duty(tx, now)?, vacant, rules: rules(tx, &case.scope, now)? }))
}

fn rules(tx: &Transaction<'_>, unit: &OrgPath, now: i64) -> Result<UrgentRules, StoreError> {
    let read = |edition: &Edition| UrgentRules::read(&edition.body);
    let published = dictionary::published_for(tx, UrgentRules::DICTIONARY, unit, local_day(now), read)?;
    Ok(published.map(|(rules, _)| rules).unwrap_or_default())
}

fn on_duty(tx: &Transaction<'_>, now: i64) -> Result<Vec<(PostId, PostKind, OrgPath)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case/on_duty.sql"))?;
    let rows = statement.query_and_then([now], |row| {
        let kind = row.get::<_, String>("kind")?.parse();
        let path = OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?);
        let unreadable = |_| StoreError::Unreadable("a post of the directory");
        Ok::<_, StoreError>((
            PostId::from_bytes(row.get("post")?),
            kind.map_err(unreadable)?,
            path.map_err(unreadable)?,
        ))
    })?;
    rows.collect()
}
