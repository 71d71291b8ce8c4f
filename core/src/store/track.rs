//! The journal of a running patrol: every fix is on the disk within one save, before it is sealed into a segment.

use rusqlite::{Transaction, params};

use crate::domain::patrol::TrackPoint;
use crate::error::StoreError;

/// Points after which a segment is sealed: ten minutes at one fix in five seconds.
pub(crate) const SEGMENT_POINTS: usize = 120;

pub(crate) fn append(tx: &Transaction<'_>, patrol_no: i64, point: &TrackPoint) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("track/append.sql"))?.execute(params![
        patrol_no,
        point.at_ms,
        point.lat_e6,
        point.lon_e6,
        point.accuracy_m
    ])?;
    Ok(())
}

pub(crate) fn waiting(tx: &Transaction<'_>, patrol_no: i64) -> Result<Vec<TrackPoint>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("track/waiting.sql"))?;
    let rows = statement.query_map([patrol_no], |row| {
        Ok(TrackPoint {
            at_ms: row.get("at")?,
            lat_e6: row.get("lat_e6")?,
            lon_e6: row.get("lon_e6")?,
            accuracy_m: row.get("accuracy_m")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn clear(tx: &Transaction<'_>, patrol_no: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("track/clear.sql"))?.execute([patrol_no])?;
    Ok(())
}
