//! The log of one record as its fold wants it.

use etong_protocol::{RecordKind, WireError};
use rusqlite::Transaction;

use crate::domain::event::Event;
use crate::domain::shown_time::Received;
use crate::error::StoreError;
use crate::store::entry::{self, LoggedEntry};

/// The applied events of one kind, in the order they came; one that cannot be read is passed over.
pub(super) fn load<A>(
    tx: &Transaction<'_>,
    record_no: i64,
    kind: &RecordKind,
    read: impl Fn(&[u8]) -> Result<A, WireError>,
) -> Result<Vec<Event<A>>, StoreError> {
    load_noting(tx, record_no, kind, read, |_| {})
}

/// The same, and what the relay said of when it had them.
pub(super) fn load_received<A>(
    tx: &Transaction<'_>,
    record_no: i64,
    kind: &RecordKind,
    read: impl Fn(&[u8]) -> Result<A, WireError>,
) -> Result<(Vec<Event<A>>, Received), StoreError> {
    let mut received = Received::default();
    let events = load_noting(tx, record_no, kind, read, |logged| {
        received.note(logged.sealed.id, &logged.sealed.entry.stamp, logged.received_at);
    })?;
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::PhoneClocksOnly) {
        return Ok((events, Received::default()));
    }
    received.borne_out_by(&events);
    Ok((events, received))
}

/// The same; `note` sees the entry of each.
pub(super) fn load_noting<A>(
    tx: &Transaction<'_>,
    record_no: i64,
    kind: &RecordKind,
    read: impl Fn(&[u8]) -> Result<A, WireError>,
    mut note: impl FnMut(&LoggedEntry),
) -> Result<Vec<Event<A>>, StoreError> {
    let mut events = Vec::new();
    for logged in entry::of_record(tx, record_no, kind)? {
        let Ok(said) = read(&logged.sealed.entry.payload) else { continue };
        note(&logged);
        events.push(Event::of(&logged.sealed, logged.seq, said));
    }
    Ok(events)
}
