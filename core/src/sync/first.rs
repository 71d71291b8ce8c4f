//! The first words of a relay, from which everything else is believed: who its owner is, where they serve, which key signs. None of
//! them counts unless the relay signed them, together with the very request that they answer (docs/adr/0023).

use etong_protocol::{Introduction, PublicKey, Question, RelayRequest, answer, wire};

use super::Session;
use crate::error::CoreError;

/// Path, body and question of a request that signs itself.
pub(super) type Asked = (&'static str, Vec<u8>, Question);

/// Asks, and takes what the relay with the key `known` says to this very question; of a relay that nobody vouched for, what the one
/// that the answer names says as a whole.
pub(super) async fn hear<T: Introduction>(
    session: &Session<'_>,
    (path, body, question): Asked,
    known: Option<PublicKey>,
) -> Result<T, CoreError> {
    let bytes = session.call_openly(RelayRequest::post(path, body).bound()).await?;
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::EnrolmentBelieved) {
        return believed(&bytes, known);
    }
    let said = match known {
        Some(relay) => answer::open(&bytes, &question, &relay),
        None => answer::open_introduction(&bytes, &question),
    };
    said.map_err(|error| {
        tracing::warn!(%error, path, "the first answer of a relay is not believed");
        if wire::decode::<T>(&bytes, T::WHAT).is_ok() { not_signed() } else { not_this_relay() }
    })
}

pub(super) fn not_this_relay() -> CoreError {
    refused(
        "the relay that answered is not the one of this QR code or of this phone, or its answer was changed on the way; \
         nothing was kept: try again on another network, and tell your unit",
    )
}

fn not_signed() -> CoreError {
    refused(
        "the answer is not signed: that relay is older than this program, or somebody sits between; nothing was kept: \
         try again on another network, and tell your unit",
    )
}

fn refused(reason: &str) -> CoreError {
    CoreError::Invalid { field: "relay".into(), reason: reason.into() }
}

/// A mistake on purpose: the key that the answer names is compared, and nothing is checked with it.
#[cfg(feature = "sim")]
fn believed<T: Introduction>(bytes: &[u8], known: Option<PublicKey>) -> Result<T, CoreError> {
    use minicbor::bytes::ByteVec;
    let signed = etong_protocol::frame::unpack(bytes)
        .and_then(|packed| wire::decode::<(ByteVec, ByteVec)>(&packed, T::WHAT))
        .map_or_else(|_| bytes.to_vec(), |(body, _)| body.to_vec());
    let said: T = wire::decode(&signed, T::WHAT)?;
    match known.filter(|known| *known != said.relay_key()) {
        Some(_) => Err(not_this_relay()),
        None => Ok(said),
    }
}
