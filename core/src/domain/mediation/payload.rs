//! The payload of an act: a CBOR map of the act's word under `a` and its content under `b`. A word this program does not know is
//! kept, shown as such, and never fails to decode; unknown fields are skipped.

use etong_protocol::{PostId, WireError, wire};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::act::{ActWord, MediationAct};

#[derive(Deserialize)]
struct Head {
    a: String,
}

#[derive(Serialize)]
struct Written<'a, T> {
    a: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<&'a T>,
}

#[derive(Deserialize)]
struct Body<T> {
    b: T,
}

#[derive(Serialize, Deserialize)]
struct Lifted {
    mediator: PostId,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct Extended {
    days: u16,
    consent_of: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Asked {
    skill: String,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct Withdrawn {
    party: String,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct Told {
    whom: String,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct Sheet {
    paper: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct Noted {
    words: String,
}

impl MediationAct {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let a = self.as_str();
        match self.clone() {
            Self::Open(opening) => written(a, &opening),
            Self::Appoint(appointment) => written(a, &appointment),
            Self::Attempt(attempt) => written(a, &*attempt),
            Self::Methods(methods) => written(a, &methods),
            Self::Recuse(recusal) => written(a, &recusal),
            Self::LiftRecusal { mediator, reason } => written(a, &Lifted { mediator, reason }),
            Self::Ask { skill, words } => written(a, &Asked { skill, words }),
            Self::Opinion(opinion) => written(a, &opinion),
            Self::Handover(handover) => written(a, &handover),
            Self::Receipt(receipt) => written(a, &receipt),
            Self::Agree(agreement) => written(a, &*agreement),
            Self::Fulfil(fulfilment) => written(a, &fulfilment),
            Self::FollowUp(visit) => written(a, &visit),
            Self::Confirm(confirmation) => written(a, &confirmation),
            Self::Extend { days, consent_of } => written(a, &Extended { days, consent_of }),
            Self::Fail(failure) => written(a, &failure),
            Self::Withdraw { party, words } => written(a, &Withdrawn { party, words }),
            Self::Paper(paper) => written(a, &paper),
            Self::Notified { whom, words } => written(a, &Told { whom, words }),
            Self::Printed { paper, reason } => written(a, &Sheet { paper, reason }),
            Self::Note { words } => written(a, &Noted { words }),
            Self::Unknown(_) => wire::encode_payload(&Written::<u8> { a, b: None }),
        }
    }

    /// Reads a payload; fields and act words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let head: Head = wire::decode_payload(bytes)?;
        let Some(word) = ActWord::from_word(&head.a) else { return Ok(Self::Unknown(head.a)) };
        Ok(match word {
            ActWord::Open => Self::Open(body(bytes)?),
            ActWord::Appoint => Self::Appoint(body(bytes)?),
            ActWord::Attempt => Self::Attempt(Box::new(body(bytes)?)),
            ActWord::Methods => Self::Methods(body(bytes)?),
            ActWord::Recuse => Self::Recuse(body(bytes)?),
            ActWord::LiftRecusal => {
                let Lifted { mediator, reason } = body(bytes)?;
                Self::LiftRecusal { mediator, reason }
            }
            ActWord::Ask => {
                let Asked { skill, words } = body(bytes)?;
                Self::Ask { skill, words }
            }
            ActWord::Opinion => Self::Opinion(body(bytes)?),
            ActWord::Handover => Self::Handover(body(bytes)?),
            ActWord::Receipt => Self::Receipt(body(bytes)?),
            ActWord::Agree => Self::Agree(Box::new(body(bytes)?)),
            ActWord::Fulfil => Self::Fulfil(body(bytes)?),
            ActWord::FollowUp => Self::FollowUp(body(bytes)?),
            ActWord::Confirm => Self::Confirm(body(bytes)?),
            ActWord::Extend => {
                let Extended { days, consent_of } = body(bytes)?;
                Self::Extend { days, consent_of }
            }
            ActWord::Fail => Self::Fail(body(bytes)?),
            ActWord::Withdraw => {
                let Withdrawn { party, words } = body(bytes)?;
                Self::Withdraw { party, words }
            }
            ActWord::Paper => Self::Paper(body(bytes)?),
            ActWord::Notified => {
                let Told { whom, words } = body(bytes)?;
                Self::Notified { whom, words }
            }
            ActWord::Printed => {
                let Sheet { paper, reason } = body(bytes)?;
                Self::Printed { paper, reason }
            }
            ActWord::Note => {
                let Noted { words } = body(bytes)?;
                Self::Note { words }
            }
        })
    }
}

fn written<T: Serialize>(a: &str, b: &T) -> Result<Vec<u8>, WireError> {
    wire::encode_payload(&Written { a, b: Some(b) })
}

fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    Ok(wire::decode_payload::<Body<T>>(bytes)?.b)
}

#[cfg(test)]
#[path = "payload_tests.rs"]
pub(super) mod tests;
