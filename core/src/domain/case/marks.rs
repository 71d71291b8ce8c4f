//! The marks on a case: 延期, 督办, 催办, 协同, 并案, 限期整改, what the reporter said of the result. A mark counts where it stands in the log;
//! of two of one sort the later one stands, but for the one extension.

use etong_protocol::RecordId;

use super::act::CaseAct;
use super::fold::{CaseEvent, CaseFold};
use super::report::{Callback, Helper, Rectification, Said};
use super::state::CaseState;

/// Every mark as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// 自处置: found and put right in one act.
    pub self_handled: bool,
    /// 延期: granted until, milliseconds since 1970.
    pub extended: Option<(Said, i64)>,
    /// 督办, the latest one.
    pub supervised: Option<Said>,
    /// 催办, each of them.
    pub urged: Vec<Said>,
    /// 挂账: since when, and the day to look at it again. `None` while it is worked on.
    pub suspended: Option<(Said, Option<i64>)>,
    /// 协同: who helps the responsible post, who leads.
    pub helpers: Vec<Helper>,
    /// 并案: the case that this one is a second report of.
    pub duplicate_of: Option<RecordId>,
    /// 限期整改.
    pub rectify: Option<Rectification>,
    /// 评分 1 to 5, the latest.
    pub stars: Option<u8>,
    /// What the reporter said of the result last, here or when called back.
    pub content: Option<bool>,
    pub callbacks: Vec<(Said, Callback)>,
    /// 返工: how often a check sent it back.
    pub reworks: u32,
    /// 重办: how often it was opened anew.
    pub reopened: u32,
}

/// Sets a mark that counts. The answers of a reporter make a closed case an evaluated one.
pub(super) fn set(case: &mut CaseFold, event: &CaseEvent) {
    let said = Said { by: event.id, post: event.post, at: event.captured_at };
    let marks = &mut case.marks;
    let mut heard = false;
    match &event.entry.act {
        CaseAct::Extend { until, .. } => marks.extended = Some((said, *until)),
        CaseAct::Supervise { .. } => marks.supervised = Some(said),
        CaseAct::Urge { .. } => marks.urged.push(said),
        CaseAct::Joint { helpers, .. } => marks.helpers.clone_from(helpers),
        CaseAct::LinkDuplicate { main, .. } => marks.duplicate_of = Some(*main),
        CaseAct::UnlinkDuplicate { .. } => marks.duplicate_of = None,
        CaseAct::Rectify(rectification) => marks.rectify = Some(rectification.clone()),
        CaseAct::Rate { stars, .. } => {
            marks.stars = Some(*stars);
            heard = true;
        }
        CaseAct::Confirm { .. } | CaseAct::Dispute { .. } => {
            marks.content = Some(matches!(event.entry.act, CaseAct::Confirm { .. }));
            heard = true;
        }
        CaseAct::Callback(callback) => {
            heard = callback.reached;
            if callback.reached {
                marks.content = Some(!callback.is_against());
            }
            marks.callbacks.push((said, callback.clone()));
        }
        CaseAct::Classify(change) => {
            let report = &mut case.report;
            report.class = change.class.clone().unwrap_or_else(|| report.class.clone());
            report.kind = change.kind.clone().or_else(|| report.kind.take());
            report.level = change.level.clone().or_else(|| report.level.take());
            report.urgent = change.urgent.unwrap_or(report.urgent);
            report.police_matter = change.police_matter.unwrap_or(report.police_matter);
        }
        _ => {}
    }
    if heard && case.state == CaseState::Closed {
        case.state = CaseState::Evaluated;
        case.provisional |= event.seq.is_none();
    }
}

/// What a move does to the marks.
pub(super) fn moved(case: &mut CaseFold, event: &CaseEvent) {
    let said = Said { by: event.id, post: event.post, at: event.captured_at };
    let marks = &mut case.marks;
    marks.suspended = None;
    match &event.entry.act {
        CaseAct::Suspend { until, .. } => marks.suspended = Some((said, *until)),
        CaseAct::Rework { .. } => marks.reworks += 1,
        CaseAct::Reopen { .. } => {
            marks.reopened += 1;
            marks.extended = None;
            marks.content = None;
            marks.stars = None;
        }
        _ => {}
    }
}
