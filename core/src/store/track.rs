//! The journal of a running patrol: every fix is on the disk within one save, before it is sealed into a segment.

use rusqlite::{Transaction, params};

use crate::domain::patrol::TrackPoint;
use crate::error::StoreError;

/// Points after which a segment is sealed: ten minutes at one fix in five seconds.
pub(crate) const SEGMENT_POINTS: usize = 120;

/// What lies in the journal of one patrol.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Journal {
    pub points: Vec<TrackPoint>,
    /// Times of those that the phone called made up.
    pub mocked: Vec<i64>,
}

pub(crate) fn append(tx: &Transaction<'_>, patrol_no: i64, point: &TrackPoint, mocked: bool) -> Result<(), StoreError> {
    #[cfg(feature = "sim")]
    let mocked = mocked && !crate::sim::has_bug(crate::sim::SeededBug::MockTaken);
    tx.prepare_cached(include_str!("track/append.sql"))?.execute(params![
        patrol_no,
        point.at_ms,
        point.lat_e6,
        point.lon_e6,
        point.accuracy_m,
        mocked
    ])?;
    Ok(())
}

pub(crate) fn waiting(tx: &Transaction<'_>, patrol_no: i64) -> Result<Journal, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("track/waiting.sql"))?;
    let mut rows = statement.query([patrol_no])?;
    let mut journal = Journal::default();
    while let Some(row) = rows.next()? {
        let at_ms = row.get("at")?;
        if row.get("mocked")? {
            journal.mocked.push(at_ms);
        }
        journal.points.push(TrackPoint {
            at_ms,
            lat_e6: row.get("lat_e6")?,
            lon_e6: row.get("lon_e6")?,
            accuracy_m: row.get("accuracy_m")?,
        });
    }
    Ok(journal)
}

/// Numbers of the patrols with something in their journal.
pub(crate) fn patrols(tx: &Transaction<'_>) -> Result<Vec<i64>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("track/patrols.sql"))?;
    let rows = statement.query_map([], |row| row.get("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn clear(tx: &Transaction<'_>, patrol_no: i64) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("track/clear.sql"))?.execute([patrol_no])?;
    Ok(())
}
