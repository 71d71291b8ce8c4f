//! How far a patrol has come, and who of a pair has said so.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatrolState {
    /// Asked for by a desk, not started.
    Assigned,
    /// Taken back by a desk before anybody started.
    CalledOff,
    Underway,
    Paused,
    Ended,
}

impl PatrolState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::CalledOff => "called_off",
            Self::Underway => "underway",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }
}

/// Who of a pair has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confirmed {
    Nobody,
    One,
    Both,
}

impl Confirmed {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::One => "one",
            Self::Both => "both",
        }
    }
}
