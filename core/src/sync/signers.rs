//! Who signed for a look at a record: a phone keeps no signatures of others, so the relay is asked when the look is to be shown. Each is
//! checked here; what the relay keeps back, or shows under another phone's name, is left out.

use etong_protocol::history::stretches;
use etong_protocol::signatures::{Signatures, signatures_path};
use etong_protocol::{DeviceId, EntryId, RelayRequest};

use super::Session;
use crate::domain::receipt_file::{ShownSigner, Signers};
use crate::error::CoreError;

/// `asked`: places that rise, each with the entry there and the phone it names.
pub(crate) async fn signers(session: &Session<'_>, asked: &[(u64, EntryId, DeviceId)]) -> Result<Signers, CoreError> {
    let relay = session.relay_key()?;
    let mut signers = Signers::new();
    let mut left = asked;
    while let Some((first, ..)) = left.first() {
        session.check()?;
        let places = stretches(left.iter().map(|(seq, ..)| *seq)).unwrap_or_default();
        let request = RelayRequest::get(signatures_path(&places));
        let answer = session.ask(request, |bytes, _| Signatures::from_frame(bytes)).await?;
        if answer.read_to < *first {
            break;
        }
        let (now, later) = left.split_at(left.partition_point(|(seq, ..)| *seq <= answer.read_to));
        for (_, entry, device) in now {
            if let Some((batch, by)) = answer.of(*entry, *device, &relay) {
                signers.insert(*entry, ShownSigner::of(batch, by)?);
            }
        }
        left = later;
    }
    Ok(signers)
}
