//! Checking the third step: which unit's look it was, and what proves who made it. What the relay alone says is told apart from what the
//! supervisor's phone signed. At a record that is not shown no look is proven.

use etong_protocol::evidence::{SignedBatch, SignedDevice};
use etong_protocol::{DeviceId, EntryId, PersonId, PostKind, PublicKey, RecordKind, SealedEntry};

use super::check::{FileFault, Proven, signature};
use super::{ReceiptFile, ShownOpening, ShownSigner};
use crate::domain::opened::{Look, LookedAt, LookedFrom, NoLook};

/// One supervisor's look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOpening {
    pub entry: EntryId,
    pub from: LookedFrom,
    pub post_kind: PostKind,
    /// Clock of the phone that looked, milliseconds since 1970.
    pub opened_at: i64,
    pub seq: u64,
    /// The file says what the record is and who wrote each entry in it: only then the look is held against that.
    pub record_shown: bool,
    /// Whose phone signed for it; none: that somebody looked is the relay's word alone.
    pub signed_by: Option<CheckedSigner>,
}

impl CheckedOpening {
    /// The unit is in the envelope, a phone signed for that, and it is no look of the author's own or of a post that does not supervise.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.record_shown && self.signed_by.is_some() && self.from != LookedFrom::Unproven
    }
}

/// A phone as the relay enrolled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSigner {
    pub device: DeviceId,
    pub person: PersonId,
    /// Relay clock, milliseconds since 1970; so is `revoked_at`.
    pub enrolled_at: i64,
    pub revoked_at: Option<i64>,
}

/// What calls itself a look and is nobody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    pub entry: EntryId,
    pub why: NoLook,
}

pub(super) fn openings(
    file: &ReceiptFile,
    on: &LookedAt,
    history: &Proven,
    relay: &PublicKey,
) -> Result<(Vec<CheckedOpening>, Vec<PassedOver>), FileFault> {
    // An entry that is not shown may be the founding one, of whatever kind and post.
    let record_shown = on.is_known() && file.entries.iter().all(|entry| entry.bytes.is_some());
    let (mut opened, mut passed_over) = (Vec::new(), Vec::new());
    for (nth, shown) in file.opened.iter().enumerate() {
        let (sealed, seq) = told(file, shown, history)?;
        let signed_by = shown.signed.as_ref().map(|by| signer(by, &sealed, relay).ok_or(FileFault::NotSignedFor(nth)));
        let (entry, signed_by) = (sealed.id, signed_by.transpose()?);
        match on.look(&sealed.entry) {
            Ok(Look { from, post_kind, opened_at, .. }) => {
                opened.push(CheckedOpening { entry, from, post_kind, opened_at, seq, record_shown, signed_by });
            }
            Err(why) => passed_over.push(PassedOver { entry, why }),
        }
    }
    Ok((opened, passed_over))
}

/// The entry and its place in the relay's history.
fn told(file: &ReceiptFile, shown: &ShownOpening, history: &Proven) -> Result<(SealedEntry, u64), FileFault> {
    let sealed = SealedEntry::open(shown.bytes.0.clone()).map_err(|_| FileFault::NotOpened)?;
    let place = history.keys().find(|(_, id)| *id == sealed.id).ok_or(FileFault::NotOpened)?;
    if sealed.entry.kind != RecordKind::Opened || sealed.entry.record != file.record {
        return Err(FileFault::NotOpened);
    }
    Ok((sealed, place.0))
}

fn signer(by: &ShownSigner, sealed: &SealedEntry, relay: &PublicKey) -> Option<CheckedSigner> {
    let device = SignedDevice { body: by.device_body.0.clone(), signature: signature(&by.device_signature)? };
    let device = device.open(relay).ok().filter(|body| body.device == sealed.entry.device)?;
    let head = by.head_before.0.as_slice().try_into().ok()?;
    let batch = SignedBatch::new(device.device, by.chain, by.first, head, &by.ids, signature(&by.signature)?);
    batch.verify(&device.key).ok().filter(|ids| ids.contains(&sealed.id))?;
    Some(CheckedSigner {
        device: device.device,
        person: device.person,
        enrolled_at: device.enrolled_at,
        revoked_at: device.revoked_at,
    })
}
