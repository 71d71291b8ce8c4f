//! What to do about a deadline that has run out: plain proposals to the desk, one deadline a line. Nothing is done by itself.

use super::reckon::{Deadline, What};

/// The act that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposed {
    /// 催办: from the day after it ran out.
    Urge,
    /// 督办: when it has not helped.
    Supervise,
}

/// One proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    pub act: Proposed,
    pub what: What,
    /// Since when, milliseconds since 1970.
    pub since: i64,
}

impl Proposed {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Urge => "urge",
            Self::Supervise => "supervise",
        }
    }
}

/// What is proposed at `now`: the sterner act only, and nothing that was done since the deadline ran out.
#[must_use]
pub fn proposals(deadlines: &[Deadline], now: i64) -> Vec<Proposal> {
    let open = deadlines.iter().filter(|deadline| deadline.is_open() && deadline.state == super::DeadlineState::Late);
    open.filter_map(|deadline| {
        let (act, since) = if now >= deadline.supervise_from {
            (Proposed::Supervise, deadline.supervise_from)
        } else {
            (Proposed::Urge, deadline.urge_from)
        };
        let done = match act {
            Proposed::Urge => deadline.urged || deadline.supervised,
            Proposed::Supervise => deadline.supervised,
        };
        (now >= since && !done).then_some(Proposal { act, what: deadline.what, since })
    })
    .collect()
}
