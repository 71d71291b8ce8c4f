//! The events of a patrol. A word this program does not know is kept and never fails to decode; how each is written lies in
//! `payload`.

use etong_protocol::{PostId, RecordId};

use super::area::Corner;
use super::track::TrackPoint;
use crate::domain::place::Fix;
use crate::domain::word::open_word;

/// One event of a patrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatrolEntry {
    /// 任务巡逻: a desk asks posts to walk it; founds the record.
    Assign(Assignment),
    /// The desk takes the assignment back. What was walked already stays walked.
    CallOff {
        reason: String,
    },
    Start(Start),
    /// The partner confirms the start, with the code of the first phone or, later, without.
    Join {
        code: Option<String>,
        place: Option<Fix>,
    },
    /// Some seconds of track.
    Segment(Vec<TrackPoint>),
    /// So many positions of that time were, as the phone said, made up by another app. A flag, not an accusation.
    Mocked(Mocked),
    Pause,
    Resume,
    Gap(Gap),
    Finding(Finding),
    /// A planned place was reached, though no position says so.
    Mark(Mark),
    /// Of the walker: the end. Of the partner: the end confirmed.
    End {
        place: Option<Fix>,
    },
    /// An event of a newer program; holds its word.
    Unknown(String),
}

/// What a patrol sets out with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    pub kind: PatrolKind,
    pub place: Option<Fix>,
    pub plan: Plan,
    /// The campaign it is walked for.
    pub campaign: Option<RecordId>,
    /// The call it answers.
    pub call: Option<RecordId>,
    /// What the partner's code must hash to; see `pair`.
    pub pair: Option<String>,
}

impl Start {
    /// A patrol of this kind without plan, campaign or partner.
    #[must_use]
    pub fn of(kind: PatrolKind) -> Self {
        Self { kind, place: None, plan: Plan::default(), campaign: None, call: None, pair: None }
    }
}

/// Where it should go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Corners of a polygon; empty for no area.
    pub area: Vec<Corner>,
    pub places: Vec<Checkpoint>,
}

/// 巡查点位: a planned place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Checkpoint {
    pub name: String,
    /// Micro-degrees north.
    pub lat_e6: i32,
    /// Micro-degrees east.
    pub lon_e6: i32,
    /// Metres within which it counts as reached.
    pub radius_m: u16,
}

/// 任务巡逻: who is to walk, when and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub to: Vec<PostId>,
    /// Milliseconds since 1970; `until` is not before `from`.
    pub from: i64,
    pub until: i64,
    pub what: String,
    pub plan: Plan,
    pub campaign: Option<RecordId>,
}

open_word!(
    /// Why the patrol is walked.
    PatrolKind {
        /// 我要巡逻.
        SelfStarted = "self_started",
        /// 任务巡逻.
        Assigned = "assigned",
        /// 专项行动, as in 平安守护.
        Campaign = "campaign",
    }
);

open_word!(
    /// Why there is no track for a while. Shown honestly, never held against anybody.
    GapCause {
        /// The phone had no view of the sky.
        NoSignal = "no_signal",
        /// The system stopped the app.
        Killed = "killed",
        /// The phone was off or out of power.
        PowerOff = "power_off",
        /// The person took the right to locate away.
        NoPermission = "no_permission",
        /// Inside a building.
        Indoors = "indoors",
        /// A private errand; nobody has to say which.
        Privacy = "privacy",
    }
);

/// A stretch without track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Milliseconds since 1970, phone clock; `to` is not before `from`.
    pub from: i64,
    pub to: i64,
    pub cause: GapCause,
}

/// Positions that the phone called made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mocked {
    /// Milliseconds since 1970, of the first and the last of them.
    pub from: i64,
    pub to: i64,
    pub count: u32,
}

/// A planned place marked as reached by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Place in the plan, from 0.
    pub nth: u32,
    pub reason: String,
    pub place: Option<Fix>,
}

/// Something seen on the way. When it became a case, `case` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub text: String,
    pub place: Option<Fix>,
    pub case: Option<RecordId>,
}

impl PatrolEntry {
    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Assign(_) => "assign",
            Self::CallOff { .. } => "call_off",
            Self::Start(_) => "start",
            Self::Join { .. } => "join",
            Self::Segment(_) => "segment",
            Self::Mocked(_) => "mocked",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Gap(_) => "gap",
            Self::Finding(_) => "finding",
            Self::Mark(_) => "mark",
            Self::End { .. } => "end",
            Self::Unknown(word) => word,
        }
    }

    /// What people wrote in it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Assign(assignment) => Some(&assignment.what),
            Self::CallOff { reason } => Some(reason),
            Self::Gap(gap) => Some(gap.cause.as_str()),
            Self::Finding(finding) => Some(&finding.text),
            Self::Mark(mark) => Some(&mark.reason),
            _ => None,
        }
    }
}
