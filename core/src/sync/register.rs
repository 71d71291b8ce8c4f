//! Becoming a volunteer without a code: asking, asking how it stands, and being enrolled once somebody has accepted it.

use etong_protocol::register::{RegisterMessage, RegisterReply, RegisterRequest, RegistrationQuery, RegistrationState};
use etong_protocol::{ChainId, PersonId, PublicKey, Signature, Standing, wire};

use super::{Session, first, settle_at};
use crate::device::random_array;
use crate::error::{CoreError, StoreError};
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
        nonce: Some(random_array::<16>(session.device)?.into()),
    };
    say(session, &RegisterMessage::Register(Box::new(request.sign(&session.key)))).await
}

pub(crate) async fn registration(session: &Session<'_>) -> Result<RegisterReply, CoreError> {
    let query = RegistrationQuery::sign(session.device_id()?, Some(random_array(session.device)?), &session.key);
    say(session, &RegisterMessage::Ask(query)).await
}

/// The relay that answers first is the one from then on. What an accepted phone keeps until its first page tells it who it is: that
/// relay, and a standing without a post.
async fn say(session: &Session<'_>, message: &RegisterMessage) -> Result<RegisterReply, CoreError> {
    let known = session.store.read::<_, StoreError>(|tx| match setting::array(tx, Setting::RelayKey)? {
        Some(relay) => Ok(Some(relay)),
        None => setting::array(tx, Setting::Registrar),
    })?;
    let known = known.map(PublicKey).filter(|_| !believes_anybody());
    let asked = ("/v1/register", wire::encode(message), message.question());
    let reply: RegisterReply = first::hear(session, asked, known).await?;
    if reply.state != RegistrationState::Accepted {
        if known.is_none() {
            session.store.write::<_, StoreError>(Durability::Full, |tx| {
                setting::set_bytes(tx, Setting::Registrar, &reply.relay_key.0)
            })?;
        }
        return Ok(reply);
    }
    let now = session.device.now_ms();
    let chain = ChainId::new(now, random_array(session.device)?);
    session.store.write::<_, CoreError>(Durability::Full, |tx| {
        match setting::array::<32>(tx, Setting::RelayKey)? {
            Some(known) if known == reply.relay_key.0 => return Ok(()),
            // Enrolled meanwhile, at another one.
            Some(_) if !believes_anybody() => return Err(first::not_this_relay()),
            _ => {}
        }
        let nobody = Standing { version: 0, person: PersonId::NIL, person_name: String::new(), posts: Vec::new() };
        setting::set_bytes(tx, Setting::Standing, &wire::encode(&nobody))?;
        settle_at(tx, &reply.relay_key, reply.epoch, chain, now)?;
        Ok(setting::set_number(tx, Setting::Bound, u64::from(reply.bound == Some(true)))?)
    })?;
    Ok(reply)
}

#[cfg(feature = "sim")]
fn believes_anybody() -> bool {
    crate::sim::has_bug(crate::sim::SeededBug::AnyRelay)
}

#[cfg(not(feature = "sim"))]
const fn believes_anybody() -> bool {
    false
}
