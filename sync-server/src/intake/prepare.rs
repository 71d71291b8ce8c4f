//! Everything about a batch that needs no write lock: hashing, one signature, the directory, the gate. What is found
//! here is advice; `take` looks again at whatever may have moved meanwhile.

use etong_protocol::chain::next_head;
use etong_protocol::{
    CustodyReason, EntryClass, EntryId, PushBatch, PushItem, Refusal, RefusalCode, SealedEntry, Signature, Standing,
    Verdict,
};
use rusqlite::Connection;

use super::authorise::{Acting, authorise};
use super::chain::{Placement, Stretch, place};
use super::custody::{Grace, Way, early, late};
use super::erase;
use super::gate::{Ahead, Gated};
use super::sealed::lost;
use crate::baseline;
use crate::directory::{Bearer, standing_of};
use crate::error::{RelayError, refuse};
use crate::sim::{SeededBug, Sim};

/// A batch ready for the writer.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) stretch: Stretch,
    pub(crate) items: Vec<Item>,
    pub(super) signature: Signature,
    /// Row of the person who pushes.
    pub(super) person: i64,
    /// The phone knows the answer `InCustody`.
    pub(crate) knows_custody: bool,
    /// Came sealed and does not fit its chain.
    pub(super) loose: bool,
}

/// One position.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) id: EntryId,
    /// The chain's head after it.
    pub(crate) head: [u8; 32],
    pub(super) fate: Fate,
}

/// What preparation made of an item.
#[derive(Debug)]
pub(super) enum Fate {
    /// Only its id came.
    Withheld,
    /// The relay has its verdict already.
    Known,
    Refused(RefusalCode),
    Fresh(Box<Fresh>),
}

/// An entry that may be stored, as far as its envelope tells.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) sealed: SealedEntry,
    pub(super) acting: Acting,
    /// For class `doc`.
    pub(super) gated: Option<Gated>,
    /// Why it goes into custody instead of the log.
    pub(super) custody: Option<CustodyReason>,
    /// The same, of what a post that is held may write: only what would have been stored waits.
    pub(super) early: Option<CustodyReason>,
}

impl Prepared {
    /// The chain's head after the last item.
    pub(crate) fn head_after(&self) -> [u8; 32] {
        self.items.last().map_or(self.stretch.head_before, |item| item.head)
    }

    pub(super) fn ids(&self) -> Vec<EntryId> {
        self.items.iter().map(|item| item.id).collect()
    }
}

/// Judges `batch` on one snapshot.
///
/// # Errors
/// `Forbidden` for another device's batch, `BadSignature`, `BrokenChain`, `Malformed`. A gap, a fork and a new epoch are known at once.
pub(crate) fn prepare(
    connection: &Connection,
    bearer: &Bearer,
    batch: PushBatch,
    epoch: u64,
    grace: Grace,
    sim: &Sim,
) -> Result<Result<Prepared, Placement>, RelayError> {
    if batch.device != bearer.id {
        return Err(refuse(RefusalCode::Forbidden, "the batch is another device's than the token"));
    }
    if baseline::checks_signatures() && !sim.has(SeededBug::SignatureUnchecked) {
        batch.verify(&bearer.key)?;
    }
    if batch.epoch.is_some_and(|known| known != epoch) {
        return Ok(Err(Placement::NewEpoch));
    }
    let stretch = Stretch::of(bearer, &batch);
    let (held, loose) = match place(connection, &stretch, &batch.entry_ids()) {
        Ok(Placement::Fits(place)) => (place.held, false),
        Ok(_) | Err(RelayError::Refused(_)) if grace.way != Way::Pushed => (Vec::new(), true),
        other => return Ok(Err(other?)),
    };
    Ok(Ok(Prepared { loose, ..looked_at(connection, bearer, batch, stretch, &held, grace)? }))
}

/// A batch that came sealed and is judged once more: of no chain, as if the relay had said nothing of it yet. Its signature was
/// checked.
///
/// # Errors
/// The database's trouble.
pub(super) fn prepare_again(
    connection: &Connection,
    bearer: &Bearer,
    batch: PushBatch,
    grace: Grace,
) -> Result<Prepared, RelayError> {
    let stretch = Stretch::of(bearer, &batch);
    Ok(Prepared { loose: true, ..looked_at(connection, bearer, batch, stretch, &[], grace)? })
}

fn looked_at(
    connection: &Connection,
    bearer: &Bearer,
    batch: PushBatch,
    stretch: Stretch,
    held: &[Verdict],
    grace: Grace,
) -> Result<Prepared, RelayError> {
    let ids = batch.entry_ids();
    let standing = standing_of(connection, bearer.person, grace.now_ms)?;
    let mut ahead = Ahead::default();
    let signature = batch.signature;
    let mut head = batch.head_before;
    let mut items = Vec::with_capacity(ids.len());
    let knows_custody = batch.knows_custody == Some(true);
    let looks = Looks { connection, bearer, standing: &standing, grace };
    for (index, (item, id)) in batch.items.into_iter().zip(ids).enumerate() {
        head = next_head(&head, id);
        let fate = looks.fate(&mut ahead, item, held.get(index))?;
        items.push(Item { id, head, fate });
    }
    Ok(Prepared { stretch, items, signature, person: bearer.person, knows_custody, loose: false })
}

/// What every item of a batch is looked at with.
struct Looks<'a> {
    connection: &'a Connection,
    bearer: &'a Bearer,
    standing: &'a Standing,
    grace: Grace,
}

impl Looks<'_> {
    fn fate(&self, ahead: &mut Ahead, item: PushItem, held: Option<&Verdict>) -> Result<Fate, RelayError> {
        let bytes = match (item, held) {
            (PushItem::Withheld(_), _) => return Ok(Fate::Withheld),
            (PushItem::Whole(_), Some(Verdict::Stored { .. } | Verdict::Refused { .. })) => return Ok(Fate::Known),
            (PushItem::Whole(bytes), Some(Verdict::Withheld) | None) => bytes,
        };
        let sealed = match SealedEntry::open(bytes) {
            Ok(sealed) => sealed,
            Err(error) => return Ok(Fate::Refused(Refusal::from(error).code)),
        };
        let (acting, custody) = match authorise(&sealed.entry, self.bearer.id, self.standing) {
            Ok(acting) => (acting, None),
            // Whoever lost the post meanwhile is still told to destroy what it wrote.
            Err(_) if erase::is_erased(self.connection, sealed.entry.record)? => {
                return Ok(Fate::Refused(RefusalCode::Gone));
            }
            Err(code) => match late(self.connection, self.bearer, &sealed.entry, self.grace)? {
                Some(right) => right,
                None => return Ok(Fate::Refused(code)),
            },
        };
        let custody = match self.grace.way {
            Way::Pushed | Way::Sealed => custody,
            Way::Lost => match lost(self.connection, &sealed.entry)? {
                Ok(reason) => Some(reason),
                Err(code) => return Ok(Fate::Refused(code)),
            },
        };
        let early = match custody {
            None => early(self.connection, self.bearer, &sealed.entry)?,
            Some(_) => None,
        };
        let gated = match sealed.entry.class {
            EntryClass::Doc if custody.is_none() => {
                Some(ahead.ask(self.connection, sealed.entry.record, &sealed.entry.payload)?)
            }
            EntryClass::Doc | EntryClass::Event | EntryClass::Reg => None,
        };
        Ok(Fate::Fresh(Box::new(Fresh { sealed, acting, gated, custody, early })))
    }
}
