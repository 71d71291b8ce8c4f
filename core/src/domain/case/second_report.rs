//! 并案: what becomes of a second report when its main case is closed. Only an effective close of the main case, numbered by the relay and
//! with everything before it read, goes along: a close that came too late ends nothing, neither here nor there. The phone
//! that closed the main case writes the close of the second report, once; whatever has not gone along stays open with the post that
//! answers for it.

use etong_protocol::{DeviceId, PostId, RecordId};

use super::act::CaseAct;
use super::act_word::ActWord;
use super::fold::CaseFold;
use super::standing::{ActStanding, FoldedAct};

/// The post in whose name `device` closes `second` along with `main`, or `None` when there is nothing to do. `read_to`: how far the
/// phone has read the relay's log.
#[must_use]
pub fn goes_along(
    main: &CaseFold,
    main_id: RecordId,
    second: &CaseFold,
    device: DeviceId,
    read_to: u64,
) -> Option<PostId> {
    if main.state.is_open() || !second.state.is_open() || second.marks.duplicate_of != Some(main_id) {
        return None;
    }
    let close = last(main, &ActStanding::Effective, ActWord::Close).filter(|close| close.device == device)?;
    let closed = close.seq.filter(|seq| *seq <= read_to)?;
    let linked = last(second, &ActStanding::Marked, ActWord::LinkDuplicate).and_then(|link| link.seq)?;
    let went = |act: &FoldedAct| {
        matches!(act.act, CaseAct::Close { main: Some(main), .. } if main == main_id)
            && act.seq.is_none_or(|seq| seq > closed)
    };
    (linked < closed && !second.acts.iter().any(went)).then_some(close.post)
}

fn last<'a>(case: &'a CaseFold, standing: &ActStanding, word: ActWord) -> Option<&'a FoldedAct> {
    case.acts.iter().rev().find(|act| act.standing == *standing && act.act.word() == Some(word))
}

#[cfg(test)]
mod tests {
    use etong_protocol::{EntryId, Hlc, PostKind};

    use super::*;
    use crate::domain::case::{CaseClass, CaseEntry, CaseEvent, CaseSource, Report, fold};

    const MAIN: RecordId = RecordId::from_bytes([9; 16]);
    const DESK: u8 = 1;
    const OTHER: u8 = 2;

    /// Acts by the desk's phone or the other's, each on the one before it, with the relay's numbers.
    fn case(acts: &[(u8, Option<u64>, CaseAct)]) -> CaseFold {
        let mut events: Vec<CaseEvent> = Vec::new();
        for (nth, (device, seq, act)) in acts.iter().enumerate() {
            let base = (nth > 0).then(|| fold(&events).unwrap().last_effective);
            events.push(CaseEvent {
                id: EntryId::of(format!("{nth} {seq:?} {act:?}").as_bytes()),
                seq: *seq,
                hlc: Hlc(nth as u64 + 1),
                device: DeviceId::from_bytes([*device; 16]),
                post: PostId::from_bytes([*device; 16]),
                unit: None,
                post_kind: PostKind::CommunityDesk,
                scope: "/1/2/3".parse().unwrap(),
                captured_at: 0,
                entry: CaseEntry { base, act: act.clone() },
            });
        }
        fold(&events).unwrap()
    }

    fn report() -> CaseAct {
        CaseAct::Report(Box::new(Report::new(CaseClass::Hazard, "下水道堵了", CaseSource::Snap)))
    }

    fn close(main: Option<RecordId>) -> CaseAct {
        CaseAct::Close { note: None, main }
    }

    fn link() -> CaseAct {
        CaseAct::LinkDuplicate { main: MAIN, note: None }
    }

    fn main_closed(by: u8, seq: Option<u64>) -> CaseFold {
        let result = CaseAct::ReportBack { result: "已疏通".into(), note: None };
        let handle = CaseAct::Handle { note: None, place: None };
        case(&[(OTHER, Some(1), report()), (OTHER, Some(2), handle), (OTHER, Some(3), result), (by, seq, close(None))])
    }

    fn asks(main: &CaseFold, second: &CaseFold, read_to: u64) -> bool {
        goes_along(main, MAIN, second, DeviceId::from_bytes([DESK; 16]), read_to).is_some()
    }

    #[test]
    fn a_close_goes_along_once_it_stands_at_the_relay_and_only_from_the_phone_that_wrote_it() {
        let second = case(&[(OTHER, Some(5), report()), (OTHER, Some(6), link())]);
        let table = [
            (main_closed(DESK, Some(20)), 20, true, "it stands"),
            (main_closed(DESK, Some(20)), 19, false, "something before it may not have been read"),
            (main_closed(DESK, None), 20, false, "the relay has not numbered it"),
            (main_closed(OTHER, Some(20)), 20, false, "whoever closed it sees to it"),
            (main_closed(DESK, Some(4)), 20, false, "linked after the close: somebody else's thought"),
        ];
        for (main, read_to, goes, why) in table {
            assert_eq!(asks(&main, &second, read_to), goes, "{why}");
        }
    }

    #[test]
    fn what_went_along_and_was_opened_anew_is_left_alone_until_the_main_case_is_closed_again() {
        let reopen = || CaseAct::Reopen { reason: "没有解决".into() };
        let mut acts = vec![(OTHER, Some(5), report()), (OTHER, Some(6), link()), (DESK, Some(21), close(Some(MAIN)))];
        let main = main_closed(DESK, Some(20));
        assert!(!asks(&main, &case(&acts), 30), "closed is closed");
        acts.push((OTHER, Some(22), reopen()));
        assert!(case(&acts).state.is_open());
        assert!(!asks(&main, &case(&acts), 30), "somebody was not content with it");
        let unlinked = CaseAct::UnlinkDuplicate { reason: "不是一件事".into() };
        let alone = case(&[(OTHER, Some(5), report()), (OTHER, Some(6), link()), (OTHER, Some(7), unlinked)]);
        assert!(!asks(&main, &alone, 30));
    }
}
