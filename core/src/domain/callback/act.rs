//! The acts on a draw: announced, carried out, withdrawn. One flat CBOR map each, the act's word under `a`.

use etong_protocol::{EntryId, OrgPath, RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use super::form::is_line;

/// One event of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawEntry {
    /// What it builds on; `None` for the announcement.
    pub base: Option<EntryId>,
    pub act: DrawAct,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawAct {
    Announce(Announcement),
    Draw(Drawn),
    Withdraw {
        reason: String,
    },
    /// An act of a newer program; holds its word.
    Unknown(String),
}

/// 预告: what is fixed before anybody knows which cases will be closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Days of UTC+8 as `2026-01-31`, both included.
    pub first_day: String,
    pub last_day: String,
    pub rate_percent: u8,
    pub at_least: u16,
    /// Version of `callback_rules`.
    pub rules: u32,
    /// SHA-256 of the secret, 64 hex digits.
    pub commit: String,
}

/// 抽取.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The secret, 64 hex digits.
    pub secret: String,
    /// Up to which number of the relay's feed closings were known to whoever drew.
    pub upto: u64,
    /// By case id.
    pub frame: Vec<FrameCase>,
    /// In the order of the strata, then of the draw.
    pub picked: Vec<RecordId>,
}

/// One case of the frame with its stratum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrameCase {
    #[serde(rename = "c")]
    pub case: RecordId,
    /// The community, or the unit above it that the case belongs to.
    #[serde(rename = "u")]
    pub unit: OrgPath,
    #[serde(rename = "k")]
    pub class: String,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat {
    a: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Announcement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<Drawn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    a: String,
    base: Option<EntryId>,
}

impl DrawAct {
    /// The word as it travels, and in the table of rights.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Announce(_) => "announce",
            Self::Draw(_) => "draw",
            Self::Withdraw { .. } => "withdraw",
            Self::Unknown(word) => word,
        }
    }

    /// Is every text that the digest of the draw goes over one line?
    fn is_of_lines(&self) -> bool {
        match self {
            Self::Announce(plan) => {
                [&plan.first_day, &plan.last_day, &plan.commit].into_iter().all(|text| is_line(text))
            }
            Self::Draw(drawn) => is_line(&drawn.secret) && drawn.frame.iter().all(|one| is_line(&one.class)),
            Self::Withdraw { .. } | Self::Unknown(_) => true,
        }
    }
}

impl DrawEntry {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.act.as_str().to_owned(), base: self.base, ..Flat::default() };
        match self.act.clone() {
            DrawAct::Announce(plan) => flat.plan = Some(plan),
            DrawAct::Draw(drawn) => flat.drawn = Some(drawn),
            DrawAct::Withdraw { reason } => flat.text = Some(reason),
            DrawAct::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs, or a text of it is more than a line.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let head: Head = wire::decode_payload(bytes)?;
        if !["announce", "draw", "withdraw"].contains(&head.a.as_str()) {
            return Ok(Self { base: head.base, act: DrawAct::Unknown(head.a) });
        }
        let flat: Flat = wire::decode_payload(bytes)?;
        let act = match flat.a.as_str() {
            "announce" => flat.plan.map(DrawAct::Announce),
            "draw" => flat.drawn.map(DrawAct::Draw),
            _ => flat.text.map(|reason| DrawAct::Withdraw { reason }),
        };
        let act = act.filter(DrawAct::is_of_lines).ok_or(WireError::Malformed { what: "draw" })?;
        Ok(Self { base: flat.base, act })
    }
}
