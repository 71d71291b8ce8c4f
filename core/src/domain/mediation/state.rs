//! The states of a mediation.

/// Where a mediation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MediationState {
    /// 已受理: registered, nobody has tried yet.
    Open,
    /// 调解中.
    Underway,
    /// 已移送: another authority has receipted it.
    HandedOver,
    /// 达成协议.
    Agreed,
    /// 履行完毕.
    Fulfilled,
    /// 调解不成.
    Failed,
    /// 当事人撤回.
    Withdrawn,
}

impl MediationState {
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Underway, Self::HandedOver, Self::Agreed, Self::Fulfilled, Self::Failed, Self::Withdrawn];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Underway => "underway",
            Self::HandedOver => "handed_over",
            Self::Agreed => "agreed",
            Self::Fulfilled => "fulfilled",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// May it still come to an agreement?
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Underway | Self::HandedOver)
    }
}

impl std::fmt::Display for MediationState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
