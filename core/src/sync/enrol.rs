//! Becoming known to a relay with a one-time code.

use etong_protocol::enrol::{EnrolReply, EnrolRequest};
use etong_protocol::{RelayRequest, Standing, wire};

use super::Session;
use crate::error::{CoreError, StoreError};
use crate::store::Durability;
use crate::store::setting::{self, Setting};

/// Shows the code and this phone's public key; keeps the relay's key and the phone's standing.
pub(crate) async fn enrol(session: &Session<'_>, code: &str, label: &str) -> Result<Standing, CoreError> {
    let sent = session.device.monotonic_ms();
    let request = EnrolRequest::sign(code, session.device_id()?, label, session.key);
    let answer = session.call_openly(RelayRequest::post("/v1/enrol", wire::encode(&request))).await?;
    let reply: EnrolReply = wire::decode(&answer, "enrol reply")?;
    session.heard_time(reply.sent_at, sent);
    session.store.write::<_, StoreError>(Durability::Full, |tx| {
        setting::set_bytes(tx, Setting::RelayKey, &reply.relay_key.0)?;
        setting::set_number(tx, Setting::Epoch, reply.epoch)?;
        setting::set_bytes(tx, Setting::Standing, &wire::encode(&reply.standing))?;
        match reply.standing.posts.first() {
            Some(first) => setting::set_bytes(tx, Setting::ActingPost, first.post.as_bytes()),
            None => Ok(()),
        }
    })?;
    Ok(reply.standing)
}
