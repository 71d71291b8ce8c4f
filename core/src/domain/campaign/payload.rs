//! The events of a campaign: one flat CBOR map with the event's word under `a`.

use etong_protocol::{OrgPath, WireError, wire};
use serde::{Deserialize, Serialize};

use crate::domain::event::word_of;
use crate::domain::patrol::{Checkpoint, Corner, Plan};

/// One event of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampaignEntry {
    /// Founds it.
    Publish(Campaign),
    Amend(CampaignAmendment),
    Finish {
        summary: String,
    },
    CallOff {
        reason: String,
    },
    /// An event of a newer program; holds its word.
    Unknown(String),
}

/// What is to be done, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    pub name: String,
    /// Milliseconds since 1970; `until` is not before `from`.
    pub from: i64,
    pub until: i64,
    pub tasks: Vec<String>,
    /// Units and teams that take part; all below when empty.
    pub teams: Vec<OrgPath>,
    /// How to do it, in plain words.
    pub guidance: String,
    pub plan: Plan,
}

/// What changes; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CampaignAmendment {
    pub until: Option<i64>,
    pub tasks: Vec<String>,
    pub guidance: Option<String>,
}

const KNOWN: &[&str] = &["publish", "amend", "finish", "call_off"];

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tasks: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    teams: Vec<OrgPath>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    area: Vec<Corner>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Checkpoint>,
}

impl CampaignEntry {
    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Publish(_) => "publish",
            Self::Amend(_) => "amend",
            Self::Finish { .. } => "finish",
            Self::CallOff { .. } => "call_off",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.as_str().into(), ..Flat::default() };
        match self.clone() {
            Self::Publish(campaign) => {
                (flat.name, flat.text) = (Some(campaign.name), Some(campaign.guidance));
                (flat.from, flat.until) = (Some(campaign.from), Some(campaign.until));
                (flat.tasks, flat.teams) = (campaign.tasks, campaign.teams);
                (flat.area, flat.places) = (campaign.plan.area, campaign.plan.places);
            }
            Self::Amend(change) => (flat.until, flat.tasks, flat.text) = (change.until, change.tasks, change.guidance),
            Self::Finish { summary: text } | Self::CallOff { reason: text } => flat.text = Some(text),
            Self::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// Reads a payload; fields and words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no event of a campaign, or a known one without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        if !KNOWN.contains(&word.as_str()) {
            return Ok(Self::Unknown(word));
        }
        entry_of(wire::decode_payload(bytes)?).ok_or(WireError::Malformed { what: "campaign event" })
    }
}

fn entry_of(flat: Flat<'_>) -> Option<CampaignEntry> {
    Some(match &*flat.a {
        "publish" => CampaignEntry::Publish(Campaign {
            name: flat.name?,
            from: flat.from?,
            until: flat.until?,
            tasks: flat.tasks,
            teams: flat.teams,
            guidance: flat.text.unwrap_or_default(),
            plan: Plan { area: flat.area, places: flat.places },
        }),
        "amend" => {
            CampaignEntry::Amend(CampaignAmendment { until: flat.until, tasks: flat.tasks, guidance: flat.text })
        }
        "finish" => CampaignEntry::Finish { summary: flat.text? },
        "call_off" => CampaignEntry::CallOff { reason: flat.text? },
        _ => CampaignEntry::Unknown(flat.a.into_owned()),
    })
}
