//! 代管 from the relay's own terminal: what waits, and decisions in the relay's name, which go into the log like any desk's.

use etong_protocol::custody::decision_record;
use etong_protocol::{
    CustodyDecision, CustodyItem, Entry, EntryClass, EntryId, Hlc, PostId, PostKind, RecordKind, RefusalCode, Stamp,
    Verdict,
};
use serde_json::Value;

use crate::directory::{By, DirectoryError, admitted, note_one, transact};
use crate::error::{RelayError, refuse};
use crate::intake::{Decider, settle};
use crate::outlet::waiting;
use crate::store::Store;
use crate::store::log::Appender;

/// Everything that waits.
///
/// # Errors
/// The database's trouble.
pub fn list(store: &Store) -> Result<Vec<CustodyItem>, RelayError> {
    let now = store.now_ms();
    store.read(|connection| {
        let (mut items, mut after) = (Vec::new(), 0);
        loop {
            let page = waiting(connection, None, after, now)?;
            after = page.items.last().map_or(after, |item| item.no);
            items.extend(page.items);
            if !page.more {
                return Ok(items);
            }
        }
    })
}

/// Lets an entry into the log as it is, or refuses it, in the relay's name.
///
/// # Errors
/// `Refused` when it does not wait in custody, or the log cannot take it: with the code.
pub fn decide(store: &Store, entry: EntryId, release: bool, reason: &str) -> Result<(), DirectoryError> {
    decide_by(store, entry, release, reason, &By::default())
}

/// As `decide`, in the name of `by`; the audit trail says who it was, for the log knows the relay only.
///
/// # Errors
/// `NotAnOperator` besides.
pub fn decide_by(store: &Store, entry: EntryId, release: bool, reason: &str, by: &By) -> Result<(), DirectoryError> {
    let waits = list(store)?.into_iter().find(|item| EntryId::of(&item.bytes) == entry);
    let item = waits.ok_or_else(|| refuse(RefusalCode::Forbidden, format!("{entry} does not wait in custody")))?;
    let held = etong_protocol::SealedEntry::open(item.bytes).map_err(RelayError::from)?;
    let now = store.now_ms();
    let decision = Entry {
        class: EntryClass::Event,
        kind: if release { RecordKind::CustodyRelease } else { RecordKind::CustodyRefusal },
        record: decision_record(entry),
        scope: held.entry.scope,
        device: store.relay_device(),
        post: PostId::NIL,
        post_kind: PostKind::Unknown("relay".to_owned()),
        stamp: Stamp::new(Hlc::from_ms(now), now, Some(0)),
        schema: 1,
        unit: None,
        payload: CustodyDecision { entry, author: item.author, reason: reason.to_owned() }
            .to_payload()
            .map_err(RelayError::from)?,
    }
    .seal();
    transact(store, |transaction| {
        admitted(transaction, by)?;
        let what = if release { "custody.released" } else { "custody.refused" };
        note_one(store, transaction, by.label(), (what, &entry.to_string()), &Value::Null, &Value::Null)?;
        let mut log = Appender::begin(transaction)?;
        let by = Decider { sim: store.sim(), link: (0, 0), person: 0, now_ms: now };
        match settle(transaction, &mut log, &decision, by)? {
            Verdict::Stored { .. } => Ok(log.finish()?),
            Verdict::Refused { code } => Err(refuse(code, "the log cannot take the entry; nothing was decided").into()),
            Verdict::Withheld => Err(RelayError::Bug.into()),
        }
    })
}
