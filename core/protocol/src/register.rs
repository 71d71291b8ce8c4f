//! 志愿者注册: somebody without a code asks to become a volunteer (`POST /v1/register`). Until somebody has looked at it the
//! phone can only ask how it stands; then it is enrolled with the key that signed here.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use crate::WireError;
use crate::answer::{Answer, Introduction, Question};
use crate::id::DeviceId;
use crate::limits::PROTOCOL_VERSION;
use crate::sign::{PublicKey, Signature, SigningKey};
use crate::wire;

const REGISTER_TAG: &str = "etong-register-1";
const ASK_TAG: &str = "etong-registration-1";

/// The two things a phone without a standing may say.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum RegisterMessage {
    #[n(0)]
    Register(#[n(0)] Box<RegisterRequest>),
    #[n(1)]
    Ask(#[n(0)] RegistrationQuery),
}

impl RegisterMessage {
    /// What a bound answer is bound to.
    #[must_use]
    pub fn question(&self) -> Question {
        Question::of_signature(match self {
            Self::Register(request) => request.signature,
            Self::Ask(query) => query.signature,
        })
    }
}

/// Who wants to become a volunteer, and where.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RegisterRequest {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub key: PublicKey,
    /// What the owner calls the phone.
    #[n(3)]
    pub label: String,
    #[n(4)]
    pub name: String,
    #[n(5)]
    pub phone: String,
    /// Number of the unit to serve.
    #[n(6)]
    pub unit: u32,
    /// Birth day, `YYYY-MM-DD`: for the age gate only.
    #[n(7)]
    pub born: String,
    /// Version of the text the owner agreed to.
    #[n(8)]
    pub consent: String,
    /// Proves that the phone holds the secret half of `key`.
    #[n(9)]
    pub signature: Signature,
    /// Makes no two requests alike, so that what was answered before a decline is no answer to the next. None: an older program.
    #[n(10)]
    pub nonce: Option<ByteArray<16>>,
}

impl RegisterRequest {
    /// Fills in version, key and signature.
    #[must_use]
    pub fn sign(mut self, key: &SigningKey) -> Self {
        (self.version, self.key) = (PROTOCOL_VERSION, key.public());
        self.signature = key.sign(REGISTER_TAG, &self.statement());
        self
    }

    /// # Errors
    /// `UnknownVersion` or `BadSignature`.
    pub fn verify(&self) -> Result<(), WireError> {
        if self.version > PROTOCOL_VERSION {
            return Err(WireError::UnknownVersion(self.version));
        }
        self.key.verify(REGISTER_TAG, &self.statement(), &self.signature, "registration")
    }

    fn statement(&self) -> Vec<u8> {
        let who = (&self.name, &self.phone, self.unit, &self.born, &self.consent);
        match self.nonce {
            None => wire::encode(&(self.device, self.key, &self.label, who)),
            Some(nonce) => wire::encode(&(self.device, self.key, &self.label, who, nonce)),
        }
    }
}

/// "How does my registration stand?" The answer names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RegistrationQuery {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub signature: Signature,
    /// Makes no two questions alike, so that yesterday's answer is none to today's.
    #[n(2)]
    pub nonce: Option<ByteArray<16>>,
}

impl RegistrationQuery {
    #[must_use]
    pub fn sign(device: DeviceId, nonce: Option<[u8; 16]>, key: &SigningKey) -> Self {
        let mut query = Self { device, signature: Signature([0; 64]), nonce: nonce.map(ByteArray::from) };
        query.signature = key.sign(ASK_TAG, &query.statement());
        query
    }

    /// # Errors
    /// `BadSignature`.
    pub fn verify(&self, key: &PublicKey) -> Result<(), WireError> {
        key.verify(ASK_TAG, &self.statement(), &self.signature, "registration query")
    }

    fn statement(&self) -> Vec<u8> {
        let nonce = self.nonce.as_ref().map_or(&[][..], |nonce| nonce.as_slice());
        [self.device.as_bytes().as_slice(), nonce].concat()
    }
}

/// How a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum RegistrationState {
    #[n(0)]
    Waiting,
    /// The device is enrolled and may ask for a token.
    #[n(1)]
    Accepted,
    #[n(2)]
    Declined,
}

/// The answer to both messages. Bound to its question (docs/adr/0023); plain for a phone that does not ask for that.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RegisterReply {
    #[n(0)]
    pub state: RegistrationState,
    /// Of a decline, in the words of whoever declined.
    #[n(1)]
    pub reason: String,
    #[n(2)]
    pub relay_key: PublicKey,
    #[n(3)]
    pub epoch: u64,
    /// Relay clock, milliseconds since 1970.
    #[n(4)]
    pub sent_at: i64,
    /// As of an enrolment: this relay binds its answers to their questions.
    #[n(5)]
    pub bound: Option<bool>,
}

impl Answer for RegisterReply {
    const TAG: &'static str = "etong-registered-1";
    const WHAT: &'static str = "registration reply";
}

impl Introduction for RegisterReply {
    fn relay_key(&self) -> PublicKey {
        self.relay_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> RegisterRequest {
        let unsigned = RegisterRequest {
            version: 0,
            device: DeviceId::NIL,
            key: PublicKey([0; 32]),
            label: "phone".into(),
            name: "郭爱华".into(),
            phone: "13800138000".into(),
            unit: 121,
            born: "1990-05-01".into(),
            consent: "1".into(),
            signature: Signature([0; 64]),
            nonce: Some([3; 16].into()),
        };
        unsigned.sign(&SigningKey::from_seed(&[1; 32]))
    }

    #[test]
    fn a_registration_is_signed_as_a_whole() {
        let message = wire::encode(&RegisterMessage::Register(Box::new(request())));
        let back: RegisterMessage = wire::decode(&message, "registration").unwrap();
        let RegisterMessage::Register(good) = back else { panic!("another message") };
        assert_eq!(good.verify(), Ok(()));
        type Spoil = fn(&mut RegisterRequest);
        let spoils: [Spoil; 9] = [
            |r| r.key = SigningKey::from_seed(&[2; 32]).public(),
            |r| r.name.push('x'),
            |r| r.phone.push('1'),
            |r| r.unit = 1,
            |r| r.born = "1980-05-01".into(),
            |r| r.consent = "2".into(),
            |r| r.label.clear(),
            |r| r.nonce = Some([4; 16].into()),
            |r| r.nonce = None,
        ];
        for spoil in spoils {
            let mut spoilt = request();
            spoil(&mut spoilt);
            assert!(matches!(spoilt.verify(), Err(WireError::BadSignature { .. })), "{spoilt:?}");
        }
        let of_before = RegisterRequest { nonce: None, ..request() }.sign(&SigningKey::from_seed(&[1; 32]));
        assert_eq!(of_before.verify(), Ok(()));
        assert_eq!(RegisterRequest { version: 2, ..request() }.verify(), Err(WireError::UnknownVersion(2)));
    }
}
