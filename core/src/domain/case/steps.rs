//! The table of steps: from which state an act may be made, and to which state it leads. Every act that moves a case
//! leads to one state only, whatever it came from.

use super::act::ActWord;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseState {
    /// 上报: known, nobody has taken it on.
    Reported,
    /// 受理: a post has taken it on.
    Accepted,
    /// 派遣: given to a post that has not answered yet.
    Dispatched,
    /// 处置: being worked on.
    Handling,
    /// 反馈: done, as the handler says; to be checked.
    ReportedBack,
    /// 结案.
    Closed,
    /// 退回: sent back to the desk, to be dispatched anew.
    Returned,
}

impl CaseState {
    pub const ALL: [Self; 7] = [
        Self::Reported,
        Self::Accepted,
        Self::Dispatched,
        Self::Handling,
        Self::ReportedBack,
        Self::Closed,
        Self::Returned,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Dispatched => "dispatched",
            Self::Handling => "handling",
            Self::ReportedBack => "reported_back",
            Self::Closed => "closed",
            Self::Returned => "returned",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

impl std::fmt::Display for CaseState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The state an act leads to; `None` for remarks, which move nothing.
#[must_use]
pub const fn arrival(word: ActWord) -> Option<CaseState> {
    match word {
        ActWord::Report => Some(CaseState::Reported),
        ActWord::Accept => Some(CaseState::Accepted),
        ActWord::Dispatch => Some(CaseState::Dispatched),
        ActWord::Handle => Some(CaseState::Handling),
        ActWord::ReportBack => Some(CaseState::ReportedBack),
        ActWord::Close => Some(CaseState::Closed),
        ActWord::Return => Some(CaseState::Returned),
        ActWord::Comment | ActWord::Visit | ActWord::Evidence => None,
    }
}

/// One step: the state after `word` in state `from` (`None`: not reported yet), or `None` when it is not a legal step.
#[must_use]
pub fn step(from: Option<CaseState>, word: ActWord) -> Option<CaseState> {
    use CaseState::{Accepted, Dispatched, Handling, Reported, ReportedBack, Returned};
    let legal = match (word, from) {
        (ActWord::Report, None) => true,
        (_, None) => false,
        (ActWord::Accept, Some(state)) => matches!(state, Reported | Dispatched | Returned),
        (ActWord::Handle, Some(state)) => matches!(state, Reported | Accepted | Dispatched),
        (ActWord::Dispatch, Some(state)) => state.is_open(),
        (ActWord::ReportBack, Some(state)) => matches!(state, Handling),
        (ActWord::Return, Some(state)) => state.is_open() && state != Returned,
        (ActWord::Close, Some(state)) => matches!(state, ReportedBack | Returned),
        (ActWord::Report | ActWord::Comment | ActWord::Visit | ActWord::Evidence, Some(_)) => false,
    };
    if legal { arrival(word) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_table_of_steps_is_as_written() {
        // Columns: not reported, then CaseState::ALL. A mark is a legal step.
        let table = [
            (ActWord::Report, "x......."),
            (ActWord::Accept, ".x.x...x"),
            (ActWord::Dispatch, ".xxxxx.x"),
            (ActWord::Handle, ".xxx...."),
            (ActWord::ReportBack, "....x..."),
            (ActWord::Close, ".....x.x"),
            (ActWord::Return, ".xxxxx.."),
            (ActWord::Comment, "........"),
            (ActWord::Visit, "........"),
            (ActWord::Evidence, "........"),
        ];
        assert_eq!(table.map(|row| row.0), ActWord::ALL);
        for (word, row) in table {
            let states = std::iter::once(None).chain(CaseState::ALL.map(Some));
            for (from, cell) in states.zip(row.chars()) {
                let expected = if cell == 'x' { arrival(word) } else { None };
                assert_eq!(step(from, word), expected, "{word} from {from:?}");
            }
        }
    }

    #[test]
    fn nothing_moves_a_closed_case() {
        assert!(ActWord::ALL.iter().all(|word| step(Some(CaseState::Closed), *word).is_none()));
    }

    #[test]
    fn a_state_is_its_word() {
        for state in CaseState::ALL {
            assert_eq!(CaseState::from_word(state.as_str()), Some(state));
        }
        assert_eq!(CaseState::from_word("archived"), None);
    }
}
