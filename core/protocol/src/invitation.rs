//! What the QR code of an enrolment holds: where the relay is, by which key it is known, the one-time code and until when it
//! is good. A relay with another key is then refused by the phone.

use crate::WireError;
use crate::sign::PublicKey;

const PREFIX: &str = "etong:enrol?v=1&";
const LONGEST: usize = 400;

/// One invitation, shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Scheme, host and port, as in `https://relay.example:8440`.
    pub relay: String,
    pub relay_key: PublicKey,
    pub code: String,
    /// Relay clock, milliseconds since 1970.
    pub expires_at: i64,
}

impl Invitation {
    /// The text of the QR code.
    ///
    /// # Errors
    /// `Malformed` for an address or a code that does not fit into the text.
    pub fn to_text(&self) -> Result<String, WireError> {
        let key = data_encoding::BASE64URL_NOPAD.encode(&self.relay_key.0);
        let (relay, code, expires) = (&self.relay, &self.code, self.expires_at);
        let text = format!("{PREFIX}r={relay}&k={key}&c={code}&x={expires}");
        match Self::from_text(&text) {
            Ok(back) if back == *self => Ok(text),
            _ => Err(WireError::Malformed { what: "invitation" }),
        }
    }

    /// # Errors
    /// `Malformed` for a text that is no invitation.
    pub fn from_text(text: &str) -> Result<Self, WireError> {
        read(text.trim()).ok_or(WireError::Malformed { what: "invitation" })
    }
}

/// Parts this program does not know are passed over.
fn read(text: &str) -> Option<Invitation> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'%' && byte != b'#';
    let parts = text.strip_prefix(PREFIX).filter(|_| text.len() <= LONGEST && text.bytes().all(plain))?;
    let part = |name: &str| {
        let mut found = parts.split('&').filter_map(|part| part.split_once('=')).filter(|(key, _)| *key == name);
        let value = found.next().map(|(_, value)| value).filter(|value| !value.is_empty());
        if found.next().is_some() { None } else { value }
    };
    let key = data_encoding::BASE64URL_NOPAD.decode(part("k")?.as_bytes()).ok()?;
    Some(Invitation {
        relay: part("r")?.to_owned(),
        relay_key: PublicKey::from_slice(&key).ok()?,
        code: part("c")?.to_owned(),
        expires_at: part("x")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;

    fn invitation() -> Invitation {
        Invitation {
            relay: "https://relay.example:8440".into(),
            relay_key: SigningKey::from_seed(&[1; 32]).public(),
            code: "7K3QX-09VBM".into(),
            expires_at: 1_772_413_200_000,
        }
    }

    #[test]
    fn an_invitation_goes_through_its_text() {
        let text = invitation().to_text().unwrap();
        assert!(text.len() < 160, "{} letters", text.len());
        assert_eq!(Invitation::from_text(&format!(" {text}\n")).unwrap(), invitation());
        assert_eq!(Invitation::from_text(&format!("{text}&new=1")).unwrap(), invitation());
    }

    #[test]
    fn what_is_no_invitation_is_refused() {
        let text = invitation().to_text().unwrap();
        let twice = format!("{text}&c=AAAAA-AAAAA");
        let cut = text.replace("&k=", "&k=A");
        for text in ["", "https://relay.example", "etong:enrol?v=2&r=x", &twice, &cut, &text.replace("&x=", "&x=x")] {
            assert!(Invitation::from_text(text).is_err(), "{text}");
        }
        for relay in ["", "https://a&k=b", "https://a b", "https://居民"] {
            assert!(Invitation { relay: relay.into(), ..invitation() }.to_text().is_err(), "{relay}");
        }
    }

    #[test]
    fn any_text_is_an_invitation_or_a_no() {
        bolero::check!().with_type::<(bool, String)>().for_each(|(prefixed, text)| {
            let text = if *prefixed { format!("{PREFIX}{text}") } else { text.clone() };
            let _invitation_or_no = Invitation::from_text(&text);
        });
    }
}
