//! Where a case stands. 暂存 drafts are no state: they never leave the phone they are typed on.

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseState {
    /// 上报: known at the level it stands at, nobody there has taken it on.
    Reported,
    /// 受理: a post has taken it on.
    Accepted,
    /// 立案.
    Filed,
    /// 派遣: given to a post that has not answered yet.
    Dispatched,
    /// 处置: being worked on.
    Handling,
    /// 反馈: done, as the handler says; to be checked.
    ReportedBack,
    /// 核查: a desk is looking at whether it was done.
    Checking,
    /// 结案.
    Closed,
    /// 评价 / 回访 done.
    Evaluated,
    /// 归档.
    Archived,
    /// 不予受理.
    Declined,
    /// 退回: sent back, to be dispatched anew.
    Returned,
    /// 作废.
    Void,
    /// 撤回: taken back by whoever sent it.
    Recalled,
    /// 移交: somebody outside works on it; the desk that handed it over still answers for the result.
    Transferred,
    /// 挂账, 缓办: waits, with a reason.
    Suspended,
}

impl CaseState {
    pub const ALL: [Self; 16] = [
        Self::Reported,
        Self::Accepted,
        Self::Filed,
        Self::Dispatched,
        Self::Handling,
        Self::ReportedBack,
        Self::Checking,
        Self::Closed,
        Self::Evaluated,
        Self::Archived,
        Self::Declined,
        Self::Returned,
        Self::Void,
        Self::Recalled,
        Self::Transferred,
        Self::Suspended,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Filed => "filed",
            Self::Dispatched => "dispatched",
            Self::Handling => "handling",
            Self::ReportedBack => "reported_back",
            Self::Checking => "checking",
            Self::Closed => "closed",
            Self::Evaluated => "evaluated",
            Self::Archived => "archived",
            Self::Declined => "declined",
            Self::Returned => "returned",
            Self::Void => "void",
            Self::Recalled => "recalled",
            Self::Transferred => "transferred",
            Self::Suspended => "suspended",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Is somebody still expected to do something about it?
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Evaluated | Self::Archived | Self::Declined | Self::Void)
    }
}

impl std::fmt::Display for CaseState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_its_word() {
        for state in CaseState::ALL {
            assert_eq!(CaseState::from_word(state.as_str()), Some(state));
        }
        assert_eq!(CaseState::from_word("draft"), None);
    }
}
