//! 排班: the events of a roster and their payload, one flat CBOR map with the event's word under `a`. A roster is one unit's month;
//! its record is named by unit and month, so that two desks that plan offline write onto the same one.

use etong_protocol::{PostId, WireError, wire};
use serde::{Deserialize, Serialize};

use crate::domain::word::open_word;

open_word!(
    /// Which sheet of the roster a plan fills. Each is planned for itself: a new plan of the pairs leaves the duty alone.
    Sheet {
        /// 值班: who can be reached at the unit, day and night.
        Duty = "duty",
        /// 班次: who works when (弹性错时).
        Shift = "shift",
        /// 搭档: who walks with whom (互补搭档联勤).
        Pair = "pair",
        /// 待命: which members of a team can be called, wherever they are; nobody's duty and nobody's hours.
        OnCall = "on_call",
    }
);

/// One event of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterEntry {
    /// A desk plans a sheet of one day, in the place of what stood there.
    Plan(RosterPlan),
    /// Somebody puts down the own hours of one day; says nothing about anybody else.
    Own(RosterPlan),
    /// An event of a newer program; holds its word.
    Unknown(String),
}

/// A sheet of one day. Without slots it is empty on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterPlan {
    /// `2026-01-31`.
    pub day: String,
    pub sheet: Sheet,
    #[serde(default)]
    pub slots: Vec<PlannedSlot>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One stretch of one post, in minutes since midnight at UTC+8; `to` beyond 1,440 is on the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSlot {
    pub post: PostId,
    pub from: u16,
    pub to: u16,
    /// The other half of a pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<PostId>,
}

#[derive(Serialize, Deserialize)]
struct Word {
    a: String,
}

#[derive(Serialize, Deserialize)]
struct Worded {
    a: String,
    #[serde(flatten)]
    plan: RosterPlan,
}

impl RosterEntry {
    /// As the table of rights names it.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Plan(_) => "plan",
            Self::Own(_) => "own",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when it is no event of a roster.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let Word { a } = wire::decode_payload(bytes)?;
        match a.as_str() {
            "plan" => Ok(Self::Plan(wire::decode_payload(bytes)?)),
            "own" => Ok(Self::Own(wire::decode_payload(bytes)?)),
            _ => Ok(Self::Unknown(a)),
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let a = self.word().to_owned();
        match self {
            Self::Plan(plan) | Self::Own(plan) => wire::encode_payload(&Worded { a, plan: plan.clone() }),
            Self::Unknown(_) => wire::encode_payload(&Word { a }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> RosterPlan {
        let slot = PlannedSlot { post: PostId::NIL, from: 480, to: 1_920, with: Some(PostId::NIL) };
        RosterPlan { day: "2026-03-02".into(), sheet: Sheet::Pair, slots: vec![slot], note: Some("雨天".into()) }
    }

    #[test]
    fn what_goes_out_comes_back() {
        for entry in [RosterEntry::Plan(plan()), RosterEntry::Own(plan()), RosterEntry::Unknown("swap".into())] {
            assert_eq!(RosterEntry::from_payload(&entry.to_payload().unwrap()).unwrap(), entry);
        }
    }

    #[test]
    fn words_and_fields_of_a_newer_program_are_no_error() {
        #[derive(Serialize)]
        struct Newer {
            a: &'static str,
            day: &'static str,
            sheet: &'static str,
            weather: u8,
        }
        let bytes = wire::encode_payload(&Newer { a: "plan", day: "2026-03-02", sheet: "boats", weather: 3 }).unwrap();
        let RosterEntry::Plan(plan) = RosterEntry::from_payload(&bytes).unwrap() else { panic!("no plan") };
        assert_eq!((plan.sheet.as_str(), plan.slots.len()), ("boats", 0));
    }
}
