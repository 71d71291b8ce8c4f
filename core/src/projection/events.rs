//! The log of one record as its fold wants it.

use etong_protocol::{RecordKind, WireError};
use rusqlite::Transaction;

use crate::domain::event::Event;
use crate::error::StoreError;
use crate::store::entry;

/// The applied events of one kind, in the order they came; one that cannot be read is passed over.
pub(super) fn load<A>(
    tx: &Transaction<'_>,
    record_no: i64,
    kind: &RecordKind,
    read: impl Fn(&[u8]) -> Result<A, WireError>,
) -> Result<Vec<Event<A>>, StoreError> {
    let mut events = Vec::new();
    for logged in entry::of_record(tx, record_no, kind)? {
        let Ok(act) = read(&logged.sealed.entry.payload) else { continue };
        let entry = logged.sealed.entry;
        events.push(Event {
            id: logged.sealed.id,
            seq: logged.seq,
            hlc: entry.stamp.hlc,
            device: entry.device,
            post: entry.post,
            captured_at: entry.stamp.captured_at(),
            post_kind: entry.post_kind,
            scope: entry.scope,
            act,
        });
    }
    Ok(events)
}
