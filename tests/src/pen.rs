//! What writes an entry as a phone does and keeps no store: the posts' own rules made the draft (`capture`), this makes the
//! document change, stamps and seals. It neither links nor signs nor sends.

use etong_core::capture::{Author, Content, Draft};
use etong_core::protocol::{DeviceId, Entry, EntryClass, Hlc, RecordId, SealedEntry, Stamp};
use etong_merge::{Actor, AutomergeDoc, RecordDoc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::year::Outcome;

/// How far off a clock says to be.
const CLOCK_OFF_MS: u32 = 20;

/// One device that writes.
#[derive(Debug)]
pub struct Pen {
    pub device: DeviceId,
    draw: ChaCha8Rng,
    actor: Actor,
    hlc: Hlc,
    now: fn() -> i64,
}

impl Pen {
    /// `now`: the device's clock, milliseconds since 1970.
    pub fn new(device: DeviceId, mut draw: ChaCha8Rng, now: fn() -> i64) -> Self {
        let actor = draw.random();
        Self { device, draw, actor, hlc: Hlc::default(), now }
    }

    pub fn new_record(&mut self) -> RecordId {
        RecordId::new((self.now)(), self.draw.random())
    }

    /// 64 hex digits that nobody can guess: what a draw is announced with.
    pub fn secret(&mut self) -> String {
        self.draw.random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn nonce<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.draw.fill(&mut bytes);
        bytes
    }

    /// The entry a phone would make of `draft` in the name of `author` at `at_ms`; a document is founded by it.
    ///
    /// # Errors
    /// A document that would not change.
    pub fn seal(&mut self, author: &Author, draft: Draft, at_ms: i64) -> Outcome<SealedEntry> {
        let (class, payload) = match &draft.content {
            Content::Event(payload) => (EntryClass::Event, payload.clone()),
            Content::Edits(edits) => {
                let change = AutomergeDoc::empty().edit(self.actor, edits, at_ms / 1000)?;
                (EntryClass::Doc, change.ok_or("the draft changes nothing")?.bytes)
            }
        };
        self.hlc = self.hlc.tick((self.now)());
        let unit = author.unit.unit().filter(|_| draft.kind.names_the_unit());
        let entry = Entry {
            class,
            kind: draft.kind,
            record: draft.record,
            scope: draft.scope,
            device: self.device,
            post: author.post,
            post_kind: author.post_kind.clone(),
            stamp: Stamp::new(self.hlc, at_ms, Some(CLOCK_OFF_MS)),
            schema: 1,
            unit,
            payload,
        };
        Ok(entry.seal())
    }
}
