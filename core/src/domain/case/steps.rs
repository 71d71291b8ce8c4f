//! The table of steps: in which states an act may be made, and to which state it leads. Every act that moves a case
//! leads to one state only, whatever it came from.

use super::act_word::{ActGroup, ActWord};
use super::state::CaseState;

/// The state an act leads to; `None` for marks and remarks, which move nothing.
#[must_use]
pub const fn arrival(word: ActWord) -> Option<CaseState> {
    Some(match word {
        ActWord::Report | ActWord::Escalate => CaseState::Reported,
        ActWord::Accept => CaseState::Accepted,
        ActWord::File => CaseState::Filed,
        ActWord::Dispatch | ActWord::ToCollector => CaseState::Dispatched,
        ActWord::Handle | ActWord::Rework | ActWord::Resume => CaseState::Handling,
        ActWord::ReportBack => CaseState::ReportedBack,
        ActWord::Check => CaseState::Checking,
        ActWord::SelfHandle | ActWord::Close => CaseState::Closed,
        ActWord::Evaluate => CaseState::Evaluated,
        ActWord::Archive => CaseState::Archived,
        ActWord::Decline => CaseState::Declined,
        ActWord::Return | ActWord::Reopen => CaseState::Returned,
        ActWord::Void => CaseState::Void,
        ActWord::Recall => CaseState::Recalled,
        ActWord::Transfer => CaseState::Transferred,
        ActWord::Suspend => CaseState::Suspended,
        _ => return None,
    })
}

/// One step: the state after `word` in state `from` (`None`: not reported yet), or `None` when it is not a legal step. A mark
/// leaves the state as it is. Remarks are no steps.
#[must_use]
pub fn step(from: Option<CaseState>, word: ActWord) -> Option<CaseState> {
    let Some(from) = from else {
        return if word.group() == ActGroup::Founding { arrival(word) } else { None };
    };
    let legal = may_follow(from, word);
    if legal { arrival(word).or(Some(from)) } else { None }
}

fn may_follow(from: CaseState, word: ActWord) -> bool {
    use CaseState::{
        Accepted, Archived, Checking, Closed, Declined, Dispatched, Evaluated, Filed, Handling, Recalled, Reported,
        ReportedBack, Returned, Suspended, Transferred, Void,
    };
    match word {
        ActWord::Accept => matches!(from, Reported | Dispatched | Returned | Recalled | Transferred),
        ActWord::File => from == Accepted,
        ActWord::Dispatch => from.is_open() && from != Suspended,
        ActWord::ToCollector => matches!(from, Reported | Accepted | Filed | Returned | ReportedBack | Checking),
        ActWord::Escalate => {
            matches!(from, Reported | Accepted | Filed | Dispatched | Handling | Returned | Recalled)
        }
        ActWord::Handle => matches!(from, Reported | Accepted | Filed | Dispatched | Returned | Recalled),
        ActWord::ReportBack => matches!(from, Handling | Transferred),
        ActWord::Check => from == ReportedBack,
        ActWord::Rework => matches!(from, ReportedBack | Checking),
        ActWord::Close => matches!(from, ReportedBack | Checking),
        ActWord::Return => matches!(from, Reported | Accepted | Filed | Dispatched | Handling | ReportedBack),
        ActWord::Decline => matches!(from, Reported | Accepted | Returned | Recalled),
        ActWord::Recall => matches!(from, Reported | Accepted | Dispatched | Handling),
        ActWord::Transfer => matches!(from, Reported | Accepted | Filed | Dispatched | Handling | Returned),
        ActWord::Suspend => matches!(from, Accepted | Filed | Dispatched | Handling),
        ActWord::Resume => from == Suspended,
        ActWord::Evaluate => from == Closed,
        ActWord::Archive => matches!(from, Evaluated | Declined | Void),
        ActWord::Reopen => matches!(from, Closed | Evaluated | Archived | Declined),
        ActWord::Void
        | ActWord::Extend
        | ActWord::Supervise
        | ActWord::Urge
        | ActWord::Joint
        | ActWord::LinkDuplicate
        | ActWord::UnlinkDuplicate
        | ActWord::Classify
        | ActWord::Rectify => from.is_open(),
        ActWord::Rate | ActWord::Confirm | ActWord::Dispute => matches!(from, Closed | Evaluated | Archived | Declined),
        ActWord::Callback => matches!(from, Closed | Evaluated | Archived),
        ActWord::Report
        | ActWord::SelfHandle
        | ActWord::Ask
        | ActWord::FirstResponse
        | ActWord::HandOver
        | ActWord::Comment
        | ActWord::Visit
        | ActWord::Evidence => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns: not reported | reported accepted filed dispatched handling reported_back checking | closed evaluated archived |
    /// declined returned void recalled transferred suspended.
    const TABLE: [(ActWord, &str); 34] = [
        (ActWord::Report, "x ....... ... ......"),
        (ActWord::SelfHandle, "x ....... ... ......"),
        (ActWord::Accept, ". x..x... ... .x.xx."),
        (ActWord::File, ". .x..... ... ......"),
        (ActWord::Dispatch, ". xxxxxxx ... .x.xx."),
        (ActWord::ToCollector, ". xxx..xx ... .x...."),
        (ActWord::Escalate, ". xxxxx.. ... .x.x.."),
        (ActWord::Handle, ". xxxx... ... .x.x.."),
        (ActWord::ReportBack, ". ....x.. ... ....x."),
        (ActWord::Check, ". .....x. ... ......"),
        (ActWord::Rework, ". .....xx ... ......"),
        (ActWord::Close, ". .....xx ... ......"),
        (ActWord::Return, ". xxxxxx. ... ......"),
        (ActWord::Decline, ". xx..... ... .x.x.."),
        (ActWord::Void, ". xxxxxxx ... .x.xxx"),
        (ActWord::Recall, ". xx.xx.. ... ......"),
        (ActWord::Transfer, ". xxxxx.. ... .x...."),
        (ActWord::Suspend, ". .xxxx.. ... ......"),
        (ActWord::Resume, ". ....... ... .....x"),
        (ActWord::Evaluate, ". ....... x.. ......"),
        (ActWord::Archive, ". ....... .x. x.x..."),
        (ActWord::Reopen, ". ....... xxx x....."),
        (ActWord::Extend, ". xxxxxxx ... .x.xxx"),
        (ActWord::Supervise, ". xxxxxxx ... .x.xxx"),
        (ActWord::Urge, ". xxxxxxx ... .x.xxx"),
        (ActWord::Joint, ". xxxxxxx ... .x.xxx"),
        (ActWord::LinkDuplicate, ". xxxxxxx ... .x.xxx"),
        (ActWord::UnlinkDuplicate, ". xxxxxxx ... .x.xxx"),
        (ActWord::Classify, ". xxxxxxx ... .x.xxx"),
        (ActWord::Rectify, ". xxxxxxx ... .x.xxx"),
        (ActWord::Rate, ". ....... xxx x....."),
        (ActWord::Confirm, ". ....... xxx x....."),
        (ActWord::Dispute, ". ....... xxx x....."),
        (ActWord::Callback, ". ....... xxx ......"),
    ];

    #[test]
    fn every_cell_of_the_table_of_steps_is_as_written() {
        for (word, row) in TABLE {
            let states = std::iter::once(None).chain(CaseState::ALL.map(Some));
            let cells: Vec<char> = row.chars().filter(|cell| *cell != ' ').collect();
            assert_eq!(cells.len(), CaseState::ALL.len() + 1, "{word}");
            for (from, cell) in states.zip(cells) {
                let expected = if cell == 'x' { arrival(word).or(from) } else { None };
                assert_eq!(step(from, word), expected, "{word} from {from:?}");
            }
        }
    }

    #[test]
    fn the_table_has_a_row_for_each_act_but_remarks_which_are_no_steps() {
        let steps: Vec<ActWord> = ActWord::ALL.into_iter().filter(|word| !word.is_remark()).collect();
        assert_eq!(TABLE.map(|row| row.0).to_vec(), steps);
        for word in ActWord::ALL.into_iter().filter(|word| word.is_remark()) {
            assert!(CaseState::ALL.iter().all(|state| step(Some(*state), word).is_none()), "{word}");
        }
    }

    #[test]
    fn only_a_reopening_leads_from_the_end_of_a_case_back_to_work() {
        for state in CaseState::ALL.into_iter().filter(|state| !state.is_open()) {
            for word in ActWord::ALL {
                let back = step(Some(state), word).is_some_and(CaseState::is_open);
                assert!(!back || word == ActWord::Reopen, "{word} from {state}");
            }
        }
    }

    #[test]
    fn an_act_moves_a_case_exactly_when_it_arrives_somewhere() {
        for word in ActWord::ALL {
            let moves = matches!(word.group(), ActGroup::Founding | ActGroup::Move);
            assert_eq!(arrival(word).is_some(), moves, "{word}");
        }
    }
}
