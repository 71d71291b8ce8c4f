//! What sort of record a change is about. The relay routes by this word and never opens the payload;
//! a word it does not know is kept and sent on as it came.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::WireError;

/// A word enum that keeps what it does not know: stored and sent as text, `Unknown` included.
macro_rules! open_word {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A word from a newer program; at most 32 bytes of `a-z 0-9 . _`.
            Unknown(String),
        }

        impl $name {
            /// The known words, in the order of the declaration.
            pub const KNOWN: &[Self] = &[$(Self::$variant,)*];

            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Unknown(word) => word,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = WireError;

            fn from_str(word: &str) -> Result<Self, WireError> {
                match word {
                    $($word => Ok(Self::$variant),)*
                    _ if $crate::record_kind::is_word(word) => Ok(Self::Unknown(word.to_owned())),
                    _ => Err(WireError::Malformed { what: stringify!($name) }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                e.str(self.as_str())?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                d.str()?.parse().map_err(|_| DecodeError::message(stringify!($name)))
            }
        }
    };
}
pub(crate) use open_word;

pub(crate) fn is_word(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_'))
}

open_word!(
    /// The noun a record is of. `Resident` records are documents, the others are logs of events or reg rows.
    RecordKind {
        /// 实有人口: a person who lives in a grid.
        Resident = "resident",
        /// 巡逻: one patrol with its track and findings.
        Patrol = "patrol",
        /// 案(事)件: a dispute, hazard or request and all acts on it.
        Case = "case",
        /// 回音: words meant for the person who reported a case; lives under the case's record id.
        Reply = "reply",
        /// 组织: a unit or grid of the directory.
        Unit = "unit",
        /// 人员: a person of the directory.
        Person = "person",
        /// 任职: an appointment in the directory.
        Post = "post",
    }
);

impl RecordKind {
    /// Kinds with a reach of their own: only police posts see them (线索 clues, police-only files).
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        let word = self.as_str();
        word == "clue" || word.starts_with("clue.") || word == "police" || word.starts_with("police.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_is_kept_and_sent_on() {
        let kind: RecordKind = "drone_flight".parse().unwrap();
        let bytes = crate::wire::encode(&kind);
        assert_eq!(
            crate::wire::decode::<RecordKind>(&bytes, "kind").unwrap(),
            RecordKind::Unknown("drone_flight".into())
        );
    }

    #[test]
    fn a_kind_is_a_short_plain_word() {
        for word in ["", "Resident", "with space", "居民", &"x".repeat(33)] {
            assert!(word.parse::<RecordKind>().is_err(), "{word:?}");
        }
    }
}
