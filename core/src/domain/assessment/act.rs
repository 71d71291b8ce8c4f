//! 公布: an assessment as it is published, with all that is needed to count it again. It takes effect once the relay has it;
//! a mistake is put right by another publication that names it.

use etong_protocol::authority::may_act;
use etong_protocol::{OrgPath, PostId, RecordId, RecordKind, WireError};
use serde::{Deserialize, Serialize};

use crate::domain::event::{Empty, Event, body, flat, in_order, word_of};

/// What travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssessmentAct {
    Publish(Published),
    /// An act of a newer program; holds its word.
    Unknown(String),
}

pub type AssessmentEvent = Event<AssessmentAct>;

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// As in `2026-03`.
    pub period: String,
    pub as_of: AsOf,
    /// Version of the dictionary `assessment_rules`; 0: built in.
    pub rules: u32,
    /// The indicators, in the order of every unit's figures, with their weights.
    pub indicators: Vec<(String, u32)>,
    /// In the order of their paths, never of their figures.
    pub units: Vec<UnitFigures>,
    /// Phones that had not synced by then, if somebody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsynced: Option<Unsynced>,
    /// 110 calls as police counted them, from outside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<AlarmCount>,
    /// The publication this one puts right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RecordId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Number of the way of counting; left out by programs that knew one way only.
    #[serde(default, skip_serializing_if = "is_first")]
    pub counting: u32,
}

/// 口径: a way of counting. What was published is counted again in the way it was counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Counting {
    /// 0: what was done after the period counted too, as far as it was at the relay.
    RunsOn,
    /// 1: the log ends with the period. What is done later never changes a figure.
    EndsWithPeriod,
    /// 2: the log ends with the period, and what was owed and never done counts: 应派, 应结. What a check sends back is no passing
    /// on, and stars of whoever did the work are none.
    AsOwed,
    /// 3: as before, and times count as the relay bears them out; 回访率 asks of what was drawn and not of what was closed.
    AsShown,
}

impl Counting {
    /// The way new assessments are counted in.
    pub const NOW: Self = Self::AsShown;

    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::RunsOn => 0,
            Self::EndsWithPeriod => 1,
            Self::AsOwed => 2,
            Self::AsShown => 3,
        }
    }

    /// Is what was done after the period nothing to it?
    #[must_use]
    pub const fn ends_with_period(self) -> bool {
        !matches!(self, Self::RunsOn)
    }

    /// Does what was owed and never done count?
    #[must_use]
    pub const fn counts_what_was_owed(self) -> bool {
        matches!(self, Self::AsOwed | Self::AsShown)
    }

    /// Do times count as the relay bears them out?
    #[must_use]
    pub const fn by_shown_times(self) -> bool {
        matches!(self, Self::AsShown)
    }

    /// `None`: a newer program's.
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::RunsOn),
            1 => Some(Self::EndsWithPeriod),
            2 => Some(Self::AsOwed),
            3 => Some(Self::AsShown),
            _ => None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_first(number: &u32) -> bool {
    *number == 0
}

/// How far the log was read: everything up to this entry of this feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    pub epoch: u64,
    pub seq: u64,
}

/// The figures of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFigures {
    pub unit: OrgPath,
    pub figures: Vec<Counted>,
}

/// Numerator, denominator, and the first bytes of the SHA-256 of the ids behind them: eight, or four since the log ends with the
/// period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted(pub u32, pub u32, pub u64);

/// How many of how many phones had not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsynced {
    pub phones: u32,
    pub of: u32,
}

/// 110 calls of one grid or compound in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmCount {
    pub unit: OrgPath,
    pub calls: u32,
    /// Who counted them.
    pub source: String,
}

impl AssessmentAct {
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Publish(_) => "publish",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        match self {
            Self::Publish(published) => flat("publish", published),
            Self::Unknown(word) => flat(word, &Empty {}),
        }
    }

    /// # Errors
    /// `Malformed` when it is no act at all, or a publication without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        Ok(if word == "publish" { Self::Publish(body(bytes)?) } else { Self::Unknown(word) })
    }
}

/// A publication and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentFold {
    pub published: Published,
    pub unit: OrgPath,
    pub post: PostId,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    /// The relay does not have it yet: it does not count.
    pub provisional: bool,
}

/// Folds the events of one assessment: the first publication by a post that may publish stands.
#[must_use]
pub fn fold(events: &[AssessmentEvent]) -> Option<AssessmentFold> {
    in_order(events).into_iter().find_map(|event| match &event.entry {
        AssessmentAct::Publish(published)
            if may_act(&event.post_kind, &RecordKind::Assessment, event.entry.as_str()).is_some() =>
        {
            Some(AssessmentFold {
                published: published.clone(),
                unit: event.scope.clone(),
                post: event.post,
                captured_at: event.captured_at,
                provisional: event.seq.is_none(),
            })
        }
        _ => None,
    })
}
