//! Becoming a volunteer without a code: asking, asking how it stands, and being enrolled once somebody has accepted it.

use etong_protocol::register::{RegisterMessage, RegisterReply, RegisterRequest, RegistrationQuery, RegistrationState};
use etong_protocol::{ChainId, PersonId, PublicKey, RelayRequest, Signature, Standing, wire};

use super::{Session, settle_at};
use crate::device::random_array;
use crate::error::CoreError;
use crate::store::Durability;
use crate::store::setting::{self, Setting};

/// What somebody says of himself.
pub(crate) struct Applicant<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub unit: u32,
    pub born: &'a str,
    pub consent: &'a str,
    pub label: &'a str,
}

pub(crate) async fn register(session: &Session<'_>, who: &Applicant<'_>) -> Result<RegisterReply, CoreError> {
    let request = RegisterRequest {
        version: 0,
        device: session.device_id()?,
        key: PublicKey([0; 32]),
        label: who.label.to_owned(),
        name: who.name.to_owned(),
        phone: who.phone.to_owned(),
        unit: who.unit,
        born: who.born.to_owned(),
        consent: who.consent.to_owned(),
        signature: Signature([0; 64]),
    };
    say(session, &RegisterMessage::Register(Box::new(request.sign(&session.key)))).await
}

pub(crate) async fn registration(session: &Session<'_>) -> Result<RegisterReply, CoreError> {
    let query = RegistrationQuery::sign(session.device_id()?, &session.key);
    say(session, &RegisterMessage::Ask(query)).await
}

/// What an accepted phone keeps until its first page tells it who it is: the relay, and a standing without a post.
async fn say(session: &Session<'_>, message: &RegisterMessage) -> Result<RegisterReply, CoreError> {
    let answer = session.call_openly(RelayRequest::post("/v1/register", wire::encode(message))).await?;
    let reply: RegisterReply = wire::decode(&answer, "registration reply")?;
    if reply.state != RegistrationState::Accepted {
        return Ok(reply);
    }
    let now = session.device.now_ms();
    let chain = ChainId::new(now, random_array(session.device)?);
    session.store.write::<_, CoreError>(Durability::Full, |tx| {
        match setting::array::<32>(tx, Setting::RelayKey)? {
            Some(known) if known == reply.relay_key.0 => return Ok(()),
            // Nobody's signature is on this answer: it may tell a phone whom to believe once, and never whom to believe instead.
            Some(_) if !believes_anybody() => return Err(other_relay()),
            _ => {}
        }
        let nobody = Standing { version: 0, person: PersonId::NIL, person_name: String::new(), posts: Vec::new() };
        setting::set_bytes(tx, Setting::Standing, &wire::encode(&nobody))?;
        settle_at(tx, &reply.relay_key, reply.epoch, chain, now)?;
        Ok(setting::set_number(tx, Setting::Bound, u64::from(reply.bound == Some(true)))?)
    })?;
    Ok(reply)
}

fn other_relay() -> CoreError {
    let reason = "the relay that answered is not the one this phone is enrolled at; nothing was kept, tell your unit";
    CoreError::Invalid { field: "relay".into(), reason: reason.into() }
}

#[cfg(feature = "sim")]
fn believes_anybody() -> bool {
    crate::sim::has_bug(crate::sim::SeededBug::AnyRelay)
}

#[cfg(not(feature = "sim"))]
const fn believes_anybody() -> bool {
    false
}
