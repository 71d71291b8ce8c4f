//! Rows the centre decided: units, people, posts. They may arrive in any order.

use etong_protocol::{RecordKind, wire};
use rusqlite::{Transaction, params};

use crate::domain::directory::{PersonRow, PostRow, UnitRow};
use crate::error::StoreError;

pub(super) fn project(tx: &Transaction<'_>, kind: &RecordKind, payload: &[u8]) -> Result<(), StoreError> {
    let unreadable = |_| StoreError::Unreadable("a directory row");
    match kind {
        RecordKind::Unit => {
            let row: UnitRow = wire::decode_payload(payload).map_err(unreadable)?;
            tx.prepare_cached(include_str!("directory/unit.sql"))?.execute(params![
                row.unit,
                row.name,
                row.code,
                row.kind,
                row.path.to_bytes()
            ])?;
        }
        RecordKind::Person => {
            let row: PersonRow = wire::decode_payload(payload).map_err(unreadable)?;
            tx.prepare_cached(include_str!("directory/person.sql"))?
                .execute(params![row.person.as_bytes(), row.name])?;
        }
        RecordKind::Post => {
            let row: PostRow = wire::decode_payload(payload).map_err(unreadable)?;
            tx.prepare_cached(include_str!("directory/post.sql"))?.execute(params![
                row.post.as_bytes(),
                row.person.as_bytes(),
                row.kind.as_str(),
                row.unit
            ])?;
        }
        _ => {}
    }
    Ok(())
}
