//! Becoming known to a relay with a one-time code.

use etong_protocol::enrol::{EnrolReply, EnrolRequest};
use etong_protocol::{ChainId, PublicKey, Standing, wire};

use super::{Session, first};
use crate::apply::Door;
use crate::device::random_array;
use crate::error::CoreError;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx};

/// Shows the code and this phone's public key; keeps the relay's key and the phone's standing, once the answer is shown to be that
/// relay's. `pinned`: the relay's key as the invitation says it; a relay with another key is not believed.
pub(crate) async fn enrol(
    session: &Session<'_>,
    code: &str,
    label: &str,
    pinned: Option<PublicKey>,
) -> Result<Standing, CoreError> {
    let request = EnrolRequest::sign(code, session.device_id()?, label, &session.key);
    let asked = ("/v1/enrol", wire::encode(&request), request.question());
    let reply: EnrolReply = first::hear(session, asked, pinned).await?;
    let now = session.device.now_ms();
    let chain = ChainId::new(now, random_array(session.device)?);
    session.store.write::<_, CoreError>(Durability::Full, |tx| {
        setting::set_bytes(tx, Setting::Standing, &wire::encode(&reply.standing))?;
        settle_at(tx, &reply.relay_key, reply.epoch, chain, now)?;
        setting::set_number(tx, Setting::Bound, u64::from(reply.bound == Some(true)))?;
        match reply.standing.posts.first() {
            Some(first) => Ok(setting::set_bytes(tx, Setting::ActingPost, first.post.as_bytes())?),
            None => Ok(()),
        }
    })?;
    Ok(reply.standing)
}

/// Whom this phone believes from now on.
pub(crate) fn settle_at(
    tx: &Tx<'_>,
    relay_key: &PublicKey,
    epoch: u64,
    chain: ChainId,
    now: i64,
) -> Result<(), CoreError> {
    setting::set_bytes(tx, Setting::RelayKey, &relay_key.0)?;
    setting::forget(tx, Setting::Token)?;
    setting::forget(tx, Setting::Bound)?;
    let before = setting::number(tx, Setting::Epoch)?;
    if before == 0 {
        setting::set_number(tx, Setting::Epoch, epoch)?;
    } else if before != epoch {
        // Another relay in the place of one that was lost: it is offered everything.
        let mut door = Door::open(tx, now)?;
        door.new_epoch(epoch, chain)?;
        door.close()?;
    }
    Ok(())
}
