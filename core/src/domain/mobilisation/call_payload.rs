//! The events of a call: one flat CBOR map with the event's word under `a`.

use etong_protocol::{OrgPath, RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use crate::domain::event::word_of;
use crate::domain::place::Fix;
use crate::domain::word::open_word;

open_word!(
    /// What people are called for.
    CallPurpose {
        /// 治安防控.
        Prevention = "prevention",
        /// 纠纷调解.
        Mediation = "mediation",
        /// 法律服务.
        Legal = "legal",
        /// 志愿服务.
        Volunteering = "volunteering",
        /// 群防任务: a patrol to be claimed.
        Patrol = "patrol",
        /// 集训: classroom, on-post training, skills contest.
        Training = "training",
        /// 应急.
        Emergency = "emergency",
    }
);

/// One event of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEntry {
    /// Founds it.
    Publish(Box<Call>),
    Amend(CallAmendment),
    Stop {
        reason: String,
    },
    /// An event of a newer program; holds its word.
    Unknown(String),
}

/// What is asked, of whom, where and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub purpose: CallPurpose,
    pub title: String,
    pub what: String,
    /// Wanted skills, in plain words; none for anybody.
    pub skills: Vec<String>,
    /// Milliseconds since 1970; `until` is after `from`, so that everybody knows how long it takes.
    pub from: i64,
    pub until: i64,
    /// How many are wanted.
    pub quota: u32,
    pub place: Option<Fix>,
    pub address: String,
    /// Who leads on the spot, in plain words.
    pub lead: Option<String>,
    /// 联系电话: whom to ring about it; given out on purpose, and shown whole to whoever is asked.
    pub contact: Option<String>,
    /// Rings also in quiet hours.
    pub urgent: bool,
    /// Who is asked when; everybody below at once when empty.
    pub waves: Vec<Wave>,
    pub case: Option<RecordId>,
    pub campaign: Option<RecordId>,
}

/// One stage of asking, so that not all come at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// Milliseconds since 1970.
    pub at: i64,
    /// Units and teams; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<OrgPath>,
    /// Skills; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
}

/// What changes; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CallAmendment {
    pub quota: Option<u32>,
    pub until: Option<i64>,
    /// Asked in addition.
    pub waves: Vec<Wave>,
    pub note: Option<String>,
}

const KNOWN: &[&str] = &["publish", "amend", "stop"];

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<CallPurpose>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skills: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quota: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Fix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    urgent: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waves: Vec<Wave>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<RecordId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<RecordId>,
}

impl CallEntry {
    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Publish(_) => "publish",
            Self::Amend(_) => "amend",
            Self::Stop { .. } => "stop",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.as_str().into(), ..Flat::default() };
        match self.clone() {
            Self::Publish(call) => {
                let call = *call;
                (flat.purpose, flat.title) = (Some(call.purpose), Some(call.title));
                flat.text = Some(call.what).filter(|what| !what.is_empty());
                (flat.from, flat.until, flat.quota) = (Some(call.from), Some(call.until), Some(call.quota));
                (flat.place, flat.lead, flat.contact) = (call.place, call.lead, call.contact);
                flat.address = Some(call.address).filter(|address| !address.is_empty());
                (flat.skills, flat.waves, flat.urgent) = (call.skills, call.waves, call.urgent);
                (flat.case, flat.campaign) = (call.case, call.campaign);
            }
            Self::Amend(change) => {
                (flat.quota, flat.until) = (change.quota, change.until);
                (flat.waves, flat.text) = (change.waves, change.note);
            }
            Self::Stop { reason } => flat.text = Some(reason),
            Self::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// Reads a payload; fields and words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no event of a call, or a known one without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        if !KNOWN.contains(&word.as_str()) {
            return Ok(Self::Unknown(word));
        }
        entry_of(wire::decode_payload(bytes)?).ok_or(WireError::Malformed { what: "call event" })
    }
}

fn entry_of(flat: Flat<'_>) -> Option<CallEntry> {
    Some(match &*flat.a {
        "publish" => CallEntry::Publish(Box::new(Call {
            purpose: flat.purpose?,
            title: flat.title?,
            what: flat.text.unwrap_or_default(),
            skills: flat.skills,
            from: flat.from?,
            until: flat.until?,
            quota: flat.quota?,
            place: flat.place,
            address: flat.address.unwrap_or_default(),
            lead: flat.lead,
            contact: flat.contact,
            urgent: flat.urgent,
            waves: flat.waves,
            case: flat.case,
            campaign: flat.campaign,
        })),
        "amend" => {
            CallEntry::Amend(CallAmendment { quota: flat.quota, until: flat.until, waves: flat.waves, note: flat.text })
        }
        "stop" => CallEntry::Stop { reason: flat.text? },
        _ => CallEntry::Unknown(flat.a.into_owned()),
    })
}
