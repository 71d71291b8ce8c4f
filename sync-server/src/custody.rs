//! 代管 from the relay's own terminal: what waits, and decisions in the relay's name, which go into the log like any desk's.

use etong_protocol::custody::decision_record;
use etong_protocol::{
    CustodyDecision, CustodyItem, Entry, EntryClass, EntryId, Hlc, PostId, PostKind, RecordKind, RefusalCode, Stamp,
    Verdict,
};

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
pub fn decide(store: &Store, entry: EntryId, release: bool, reason: &str) -> Result<(), RelayError> {
    let waits = list(store)?.into_iter().find(|item| EntryId::of(&item.bytes) == entry);
    let item = waits.ok_or_else(|| refuse(RefusalCode::Forbidden, format!("{entry} does not wait in custody")))?;
    let held = etong_protocol::SealedEntry::open(item.bytes)?;
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
        payload: CustodyDecision { entry, author: item.author, reason: reason.to_owned() }.to_payload()?,
    }
    .seal();
    store.write(|transaction| {
        let mut log = Appender::begin(transaction)?;
        let by = Decider { sim: store.sim(), chain: 0, person: 0, now_ms: now };
        match settle(transaction, &mut log, &decision, by)? {
            Verdict::Stored { .. } => log.finish(),
            Verdict::Refused { code } => Err(refuse(code, "the log cannot take the entry; nothing was decided")),
            Verdict::Withheld => Err(RelayError::Bug),
        }
    })
}
