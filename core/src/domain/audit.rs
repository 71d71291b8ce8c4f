//! 审计: what an entry of the audit log says: who did what to which field of which record, and why. Never the value, never a name.

use etong_protocol::{RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use super::word::open_word;

open_word!(
    /// What was done.
    AuditWord {
        /// A masked value was shown whole.
        Reveal = "reveal",
        /// Somebody was looked for by a full number.
        Search = "search",
        /// Data left the phone: printed, written to a file.
        Export = "export",
        /// Everything about one person was put together.
        SubjectReport = "subject_report",
        /// 查看: details of records were opened; which and on which day, together.
        Looked = "looked",
        /// The audit log itself was read.
        ReadAudit = "read_audit",
        /// Another post acts on this phone.
        ActAs = "act_as",
        /// 依法保全: a record was put on hold, and the hold lifted.
        Hold = "hold",
        LiftHold = "lift_hold",
        /// 退出本机: its user gave a phone, or their part of it, back; what could go nowhere was lost.
        LeavePhone = "leave_phone",
        /// Something of these was refused.
        Refused = "refused",
    }
);

open_word!(
    /// Why somebody needs a masked value.
    RevealReason {
        /// 核对身份.
        Identity = "identity",
        /// 联系本人或家属.
        Contact = "contact",
        /// 办理案件.
        Case = "case",
        /// 紧急救助.
        Emergency = "emergency",
        /// 本人申请.
        Subject = "subject",
        /// 更正信息.
        Correction = "correction",
        /// 其他, with words.
        Other = "other",
    }
);

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditAct {
    pub a: AuditWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The kind of that record, or of what was tried.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub noun: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RevealReason>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Of looks, and of a search that found several: the records, at most `RECORDS_IN_ENTRY`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordId>,
    /// Of looks: the day in China, as in `2026-11-29`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
}

impl AuditAct {
    #[must_use]
    pub fn of(a: AuditWord, noun: &str) -> Self {
        Self {
            a,
            record: None,
            noun: noun.to_owned(),
            field: String::new(),
            reason: None,
            note: String::new(),
            records: Vec::new(),
            day: None,
        }
    }

    /// What was looked at on one day.
    #[must_use]
    pub fn looks(records: &[RecordId], day: &str) -> Self {
        Self { records: records.to_vec(), day: Some(day.to_owned()), ..Self::of(AuditWord::Looked, "") }
    }

    /// # Errors
    /// `Malformed`.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back_as_it_went_and_a_newer_word_is_kept() {
        let reveal = AuditAct {
            record: Some(RecordId::NIL),
            field: "id".into(),
            reason: Some(RevealReason::Identity),
            ..AuditAct::of(AuditWord::Reveal, "resident")
        };
        let newer = AuditAct::of("filmed".into(), "resident");
        let looks = AuditAct::looks(&[RecordId::NIL, RecordId::from_bytes([7; 16])], "2026-11-29");
        for act in [reveal, newer, looks] {
            assert_eq!(AuditAct::from_payload(&act.to_payload().unwrap()).unwrap(), act);
        }
    }

    #[test]
    fn a_look_costs_eighteen_bytes_a_record_and_other_acts_cost_what_they_did() {
        let many: Vec<RecordId> = (0..200).map(|nth| RecordId::from_bytes([nth; 16])).collect();
        let size = AuditAct::looks(&many, "2026-11-29").to_payload().unwrap().len();
        assert!(size < 18 * many.len() + 60, "{size}");
        let reveal = AuditAct { field: "id".into(), ..AuditAct::of(AuditWord::Reveal, "resident") };
        let payload = reveal.to_payload().unwrap();
        assert!(
            !payload.windows(7).any(|window| window == b"records"),
            "what an older phone wrote is what is written now"
        );
    }
}
