//! What sort of record a change is about. The relay routes by this word and never opens the payload;
//! a word it does not know is kept and sent on as it came.

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::WireError;
use crate::entry::EntryClass;
use crate::post_kind::PostKind;

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
    /// The noun a record is of. The places of collection are documents, directory and dictionaries are reg rows, all
    /// others are logs of events.
    RecordKind {
        /// 实有人口: a person who lives in a grid.
        Resident = "resident",
        /// 家庭户: the people who live together.
        Household = "household",
        /// 房屋: one dwelling.
        Dwelling = "dwelling",
        /// 楼栋: one building.
        Building = "building",
        /// 走访: "what changed?"; lives under the id of what was visited.
        Visit = "visit",
        /// 归并: two records of one person; lives under the id of the one that stays.
        Merge = "merge",
        /// 特殊人群: gated, named responsible posts only.
        Special = "special",
        /// 巡逻: one patrol with its track and findings.
        Patrol = "patrol",
        /// 专项行动: area, time and tasks of a joint operation such as 平安守护.
        Campaign = "campaign",
        /// 案(事)件: a dispute, hazard or request and all acts on it.
        Case = "case",
        /// 回音: words meant for the person who founded a record; lives under that record's id.
        Reply = "reply",
        /// 调解: one mediation of a dispute, with its attempts and papers.
        Mediation = "mediation",
        /// 检查: a checklist gone through at one place.
        Inspection = "inspection",
        /// 线索: for police posts and the reporter only.
        Clue = "clue",
        /// 队伍线索: a clue that a whole team reports and reads; filed under the team's unit.
        TeamClue = "clue.team",
        /// 抽查: a recorded draw of closed cases to be called back.
        Draw = "draw",
        /// 安全感调查: an imported survey.
        Survey = "survey",
        /// 通知: to staff of an area.
        Notice = "notice",
        /// 公告: to everybody of an area.
        PublicNotice = "public_notice",
        /// 已读: lives under the notice's id.
        Read = "read",
        /// 已查看: a desk opened the details of a record; lives under that record's id.
        Opened = "opened",
        /// 动员: a call for help by area, skill and time.
        Call = "call",
        /// 应征: one person's answer to a call, and the hours served.
        Muster = "muster",
        /// 排班: duty, shifts and pairs of a unit.
        Roster = "roster",
        /// 考评: a published assessment of units.
        Assessment = "assessment",
        /// 申诉: an objection to a published assessment.
        Appeal = "appeal",
        /// 共享: lets one more unit read and work on a record; lives under that record's id.
        Grant = "grant",
        /// 删除令: asks for a record to be erased, approves it, confirms it; lives under that record's id.
        Tombstone = "tombstone",
        /// 审计: who looked at, revealed, exported or tried what; read by auditors and its writer only.
        Audit = "audit",
        /// 代管放行: a desk lets an entry out of custody into the log; lives under an id made of that entry's.
        CustodyRelease = "custody_release",
        /// 代管拒收: a desk refuses an entry in custody.
        CustodyRefusal = "custody_refusal",
        /// 组织: a unit or grid of the directory.
        Unit = "unit",
        /// 人员: a person of the directory.
        Person = "person",
        /// 任职: an appointment in the directory.
        Post = "post",
        /// 办公场所: where a unit is found, by day and by night.
        Office = "office",
        /// 字典: code lists, calendars, deadline and assessment rules, each with its days of validity.
        Dictionary = "dictionary",
    }
);

impl RecordKind {
    /// Kinds with a reach of their own: only police posts see them (线索 clues, police-only files).
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        let word = self.as_str();
        word == "clue" || word.starts_with("clue.") || word == "police" || word.starts_with("police.")
    }

    /// Kinds that never found a record but live under the id of one.
    #[must_use]
    pub fn is_companion(&self) -> bool {
        matches!(
            self,
            Self::Visit | Self::Merge | Self::Reply | Self::Read | Self::Opened | Self::Grant | Self::Tombstone
        )
    }

    /// Companions that whoever founded the record reads, even if nothing else of it.
    #[must_use]
    pub fn is_told_to_founder(&self) -> bool {
        matches!(self, Self::Reply | Self::Opened | Self::Tombstone)
    }

    /// Events whose envelope names the unit of the acting post, which the relay compares with its directory.
    #[must_use]
    pub fn names_the_unit(&self) -> bool {
        matches!(self, Self::Case | Self::Opened)
    }

    /// A desk's decision on an entry in custody: the relay acts on the word, and never opens what is written.
    #[must_use]
    pub fn is_custody(&self) -> bool {
        matches!(self, Self::CustodyRelease | Self::CustodyRefusal)
    }

    /// Events meant for every staff post at or below the unit they are filed under.
    #[must_use]
    pub fn is_for_staff_below(&self) -> bool {
        matches!(self, Self::Notice | Self::Roster | Self::Assessment | Self::Draw) || self.is_for_all_below()
    }

    /// Events meant for everybody at or below the unit they are filed under, volunteers and residents too.
    #[must_use]
    pub fn is_for_all_below(&self) -> bool {
        matches!(self, Self::PublicNotice | Self::Call | Self::Campaign)
    }

    /// What happens in a place, without the people who live there: the host's staff of a dedicated grid read it.
    #[must_use]
    pub fn is_for_hosts(&self) -> bool {
        matches!(self, Self::Case | Self::Inspection)
    }

    /// Kinds kept as documents that several posts edit at once. One of a newer program may be.
    #[must_use]
    pub fn is_document(&self) -> bool {
        matches!(self, Self::Resident | Self::Household | Self::Dwelling | Self::Building | Self::Unknown(_))
    }

    /// Rows of the centre.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self, Self::Unit | Self::Person | Self::Post | Self::Office | Self::Dictionary)
    }
}

/// Whom an entry is for besides those whose unit covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Nobody.
    Above,
    /// The team it is filed under.
    Team,
    /// The host's staff of a dedicated grid, in their grid.
    Hosts,
    /// Staff at or below the unit it is filed under.
    Staff,
    /// Everybody at or below the unit it is filed under.
    Everybody,
}

impl Audience {
    /// `of`: the kind of the record the entry is about. `by`: the kind of post that wrote it: a team reads what its members
    /// wrote about a clue and what they are told, never what police write.
    #[must_use]
    pub fn of(class: EntryClass, kind: &RecordKind, of: &RecordKind, by: &PostKind) -> Self {
        match class {
            EntryClass::Reg => Self::Everybody,
            EntryClass::Event if kind.is_for_all_below() => Self::Everybody,
            EntryClass::Event if kind.is_for_staff_below() => Self::Staff,
            EntryClass::Event if of.is_for_hosts() => Self::Hosts,
            EntryClass::Event if *of == RecordKind::TeamClue => match kind {
                RecordKind::Reply => Self::Team,
                RecordKind::TeamClue if *by == PostKind::TeamMember => Self::Team,
                _ => Self::Above,
            },
            EntryClass::Event | EntryClass::Doc => Self::Above,
        }
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
