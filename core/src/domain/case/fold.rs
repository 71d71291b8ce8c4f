//! The fold: from the events of a case, in any order and repetition, to where it stands. Events with a relay `seq`
//! come first, by `seq`; then the phone's own pending ones by (hlc, device, id). An act is effective iff it is legal, allowed
//! to the acting post, and builds on the last effective one; otherwise it stays visible with the reason.

use std::collections::BTreeMap;

use etong_protocol::{DeviceId, EntryId, Hlc, OrgLevel, OrgPath, PostId, PostKind};

use super::act::{ActWord, CaseAct, CaseEntry, Report};
use super::rights::{may_act, may_receive};
use super::standing::{ActStanding, Because, FoldedAct, Rule};
use super::steps::{CaseState, arrival, step};

/// One event with the parts of its envelope that the fold looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    pub id: EntryId,
    /// The relay's number; `None` while the phone's own event is not acknowledged.
    pub seq: Option<u64>,
    pub hlc: Hlc,
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    pub entry: CaseEntry,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFold {
    pub state: CaseState,
    /// The founding report.
    pub report: Report,
    pub reporter: Reporter,
    pub scope: OrgPath,
    /// The one post that has to move next, or that closed it.
    pub responsible: Responsible,
    /// What the next act has to name as its base.
    pub last_effective: EntryId,
    /// When the last effective act was captured, milliseconds since 1970, phone clock of its author.
    pub moved_at: i64,
    /// What the last report back says was done.
    pub result: Option<String>,
    /// Some effective act is not acknowledged by the relay yet, so the state may still change.
    pub provisional: bool,
    /// A newer program has moved the case further than this one can follow: no act but remarks until the app is updated.
    pub ahead: bool,
    /// Every event, in fold order.
    pub acts: Vec<FoldedAct>,
}

/// Who founded the case, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    pub post: PostId,
    pub post_kind: PostKind,
    pub device: DeviceId,
    pub captured_at: i64,
}

/// The responsible post. `post` is `None` while nobody has taken the case on: then whoever holds a post of `kind` at `scope`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsible {
    pub post: Option<PostId>,
    pub kind: PostKind,
    pub scope: OrgPath,
}

/// Folds the events of one case; `None` while no report has founded it.
#[must_use]
pub fn fold(events: &[CaseEvent]) -> Option<CaseFold> {
    let mut walk = Walk::default();
    for event in in_order(events) {
        walk.take(event);
    }
    let mut case = walk.case?;
    case.ahead = !walk.ahead.is_empty();
    case.acts = walk.acts;
    Some(case)
}

/// The acts a post of this kind can make now, remarks included, in the order of a menu.
#[must_use]
pub fn next_acts(case: &CaseFold, post: &PostKind) -> Vec<ActWord> {
    let possible = |word: &ActWord| word.is_remark() || (!case.ahead && step(Some(case.state), *word).is_some());
    ActWord::ALL.into_iter().filter(|word| possible(word) && may_act(post, *word)).collect()
}

/// Each event once, an acknowledged copy before a pending one, in fold order.
fn in_order(events: &[CaseEvent]) -> Vec<&CaseEvent> {
    let mut by_id: BTreeMap<EntryId, &CaseEvent> = BTreeMap::new();
    for event in events {
        let kept = by_id.entry(event.id).or_insert(event);
        if event.seq.is_some_and(|seq| kept.seq.is_none_or(|other| seq < other)) {
            *kept = event;
        }
    }
    let mut ordered: Vec<&CaseEvent> = by_id.into_values().collect();
    ordered.sort_by_key(|event| (event.seq.is_none(), event.seq, pending_key(event)));
    ordered
}

fn pending_key(event: &CaseEvent) -> (Hlc, DeviceId, EntryId) {
    (event.hlc, event.device, event.id)
}

#[derive(Default)]
struct Walk {
    case: Option<CaseFold>,
    acts: Vec<FoldedAct>,
    /// Which effective act took which base.
    successors: BTreeMap<Option<EntryId>, EntryId>,
    /// Acts of a newer program on top of the last effective one: any of them may have moved the case.
    ahead: Vec<EntryId>,
}

impl Walk {
    fn take(&mut self, event: &CaseEvent) {
        let standing = self.judge(event);
        if standing == ActStanding::Effective {
            self.advance(event);
        }
        let staff = event.post_kind.is_field() || event.post_kind.is_desk();
        if standing == ActStanding::Unknown && staff && self.builds_on_now(event.entry.base) {
            self.ahead.push(event.id);
        }
        self.acts.push(FoldedAct {
            id: event.id,
            seq: event.seq,
            device: event.device,
            post: event.post,
            post_kind: event.post_kind.clone(),
            captured_at: event.captured_at,
            act: event.entry.act.clone(),
            standing,
        });
    }

    fn judge(&self, event: &CaseEvent) -> ActStanding {
        let act = &event.entry.act;
        let Some(word) = act.word() else { return ActStanding::Unknown };
        let against = |rule| ActStanding::NotAllowed { rule };
        if !may_act(&event.post_kind, word) {
            return against(Rule::Post { post: event.post_kind.clone(), act: word });
        }
        if word.is_remark() {
            return ActStanding::Remark;
        }
        let base = event.entry.base;
        let from = self.case.as_ref().map(|case| case.state);
        if let Some(case) = &self.case
            && !self.builds_on_now(base)
        {
            let because = match self.successors.get(&base) {
                Some(_) if word == ActWord::Report => Because::AlreadyReported,
                Some(_) => Because::AlreadyMoved,
                None => Because::BaseNotEffective,
            };
            let by = self.successors.get(&base).copied().unwrap_or(case.last_effective);
            return ActStanding::Superseded { by, because };
        }
        if let CaseAct::Dispatch { to_kind, .. } = act
            && !may_receive(to_kind)
        {
            return against(Rule::Receiver { to: to_kind.clone() });
        }
        // On top of an act this program does not know, the state before is not known either: its author saw it.
        let after_unknown = base.is_some_and(|base| self.ahead.contains(&base));
        if step(from, word).is_none() && !(after_unknown && word != ActWord::Report) {
            return against(Rule::Step { from, act: word });
        }
        ActStanding::Effective
    }

    fn builds_on_now(&self, base: Option<EntryId>) -> bool {
        match (&self.case, base) {
            (None, base) => base.is_none(),
            (Some(case), Some(base)) => base == case.last_effective || self.ahead.contains(&base),
            (Some(_), None) => false,
        }
    }

    fn advance(&mut self, event: &CaseEvent) {
        let act = &event.entry.act;
        let Some(state) = act.word().and_then(arrival) else { return };
        match (&mut self.case, act) {
            (case @ None, CaseAct::Report(report)) => *case = Some(founded(event, report)),
            (None, _) => return,
            (Some(case), act) => {
                case.state = state;
                case.last_effective = event.id;
                case.moved_at = event.captured_at;
                case.provisional |= event.seq.is_none();
                case.responsible = responsible_after(case, event);
                if let CaseAct::ReportBack { result, .. } = act {
                    case.result = Some(result.clone());
                }
            }
        }
        self.successors.insert(event.entry.base, event.id);
        self.ahead.clear();
    }
}

fn founded(event: &CaseEvent, report: &Report) -> CaseFold {
    CaseFold {
        state: CaseState::Reported,
        report: report.clone(),
        reporter: Reporter {
            post: event.post,
            post_kind: event.post_kind.clone(),
            device: event.device,
            captured_at: event.captured_at,
        },
        scope: event.scope.clone(),
        responsible: owner_at(&event.scope),
        last_effective: event.id,
        moved_at: event.captured_at,
        result: None,
        provisional: event.seq.is_none(),
        ahead: false,
        acts: Vec::new(),
    }
}

fn responsible_after(case: &CaseFold, event: &CaseEvent) -> Responsible {
    let held_by =
        |post, kind: &PostKind| Responsible { post: Some(post), kind: kind.clone(), scope: case.scope.clone() };
    match &event.entry.act {
        CaseAct::Accept { .. } | CaseAct::Handle { .. } => held_by(event.post, &event.post_kind),
        CaseAct::Dispatch { to, to_kind, .. } => held_by(*to, to_kind),
        CaseAct::Return { .. } => owner_at(&desk_scope(&case.scope)),
        _ => case.responsible.clone(),
    }
}

/// Who answers for what nobody has taken on yet: the grid worker in a grid (兜底), the desk above it.
fn owner_at(scope: &OrgPath) -> Responsible {
    let (kind, scope) = match scope.level() {
        OrgLevel::SubGrid => (PostKind::GridWorker, scope.parent().unwrap_or_default()),
        OrgLevel::Grid => (PostKind::GridWorker, scope.clone()),
        OrgLevel::Community => (PostKind::CommunityDesk, scope.clone()),
        OrgLevel::Township => (PostKind::TownshipDesk, scope.clone()),
        OrgLevel::County | OrgLevel::Centre => (PostKind::CountyDesk, scope.clone()),
    };
    Responsible { post: None, kind, scope }
}

/// The community above a grid; a desk's own unit when there is no grid.
fn desk_scope(scope: &OrgPath) -> OrgPath {
    let mut scope = scope.clone();
    while matches!(scope.level(), OrgLevel::Grid | OrgLevel::SubGrid) {
        scope = scope.parent().unwrap_or_default();
    }
    scope
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
