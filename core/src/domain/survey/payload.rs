//! The event that founds a survey, and one that corrects it.

use etong_protocol::{OrgPath, WireError, wire};
use serde::{Deserialize, Serialize};

/// One event: `import`, once or again with corrected figures; the last one in the log's order stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyEntry {
    pub a: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<Survey>,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub title: String,
    /// Days as `2026-01-31`, both included.
    pub first_day: String,
    pub last_day: String,
    /// Who asked.
    pub institute: String,
    /// How people were chosen and asked.
    pub method: String,
    pub results: Vec<SurveyResult>,
}

/// One unit of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyResult {
    pub unit: OrgPath,
    /// The sample: how many were to be asked.
    pub planned: u32,
    pub answered: u32,
    /// Of those who answered: feel safe or rather safe.
    pub safe: u32,
}

impl SurveyEntry {
    #[must_use]
    pub fn import(survey: Survey) -> Self {
        Self { a: "import".into(), survey: Some(survey) }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }

    /// # Errors
    /// `Malformed` when it is no such event, or an import without a survey.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let entry: Self = wire::decode_payload(bytes)?;
        if entry.a == "import" && entry.survey.is_none() {
            return Err(WireError::Malformed { what: "survey" });
        }
        Ok(entry)
    }
}
