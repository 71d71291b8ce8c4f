//! Becoming known to a relay with a one-time code.

use etong_protocol::enrol::{EnrolReply, EnrolRequest};
use etong_protocol::{ChainId, RelayRequest, Standing, wire};

use super::Session;
use crate::apply::Door;
use crate::device::random_array;
use crate::error::CoreError;
use crate::store::Durability;
use crate::store::setting::{self, Setting};

/// Shows the code and this phone's public key; keeps the relay's key and the phone's standing.
pub(crate) async fn enrol(session: &Session<'_>, code: &str, label: &str) -> Result<Standing, CoreError> {
    let request = EnrolRequest::sign(code, session.device_id()?, label, session.key);
    let answer = session.call_openly(RelayRequest::post("/v1/enrol", wire::encode(&request))).await?;
    let reply: EnrolReply = wire::decode(&answer, "enrol reply")?;
    let now = session.device.now_ms();
    let chain = ChainId::new(now, random_array(session.device)?);
    session.store.write::<_, CoreError>(Durability::Full, |tx| {
        setting::set_bytes(tx, Setting::RelayKey, &reply.relay_key.0)?;
        setting::set_bytes(tx, Setting::Standing, &wire::encode(&reply.standing))?;
        setting::forget(tx, Setting::Token)?;
        let before = setting::number(tx, Setting::Epoch)?;
        if before == 0 {
            setting::set_number(tx, Setting::Epoch, reply.epoch)?;
        } else if before != reply.epoch {
            // Another relay in the place of one that was lost: it is offered everything.
            let mut door = Door::open(tx, now)?;
            door.new_epoch(reply.epoch, chain)?;
            door.close()?;
        }
        match reply.standing.posts.first() {
            Some(first) => Ok(setting::set_bytes(tx, Setting::ActingPost, first.post.as_bytes())?),
            None => Ok(()),
        }
    })?;
    Ok(reply.standing)
}
