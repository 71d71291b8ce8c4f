//! The fold: from the events of a case, in any order and repetition, to where it stands. Events with a relay `seq`
//! come first, by `seq`; then the phone's own pending ones by (hlc, device, id). A move is effective iff it is legal, allowed
//! to the acting post, and builds on the last effective one; a mark iff it is legal where it stands; otherwise it stays
//! visible with the reason.

use std::collections::BTreeMap;

use etong_protocol::authority::When;
use etong_protocol::{DeviceId, EntryId, OrgPath, PostId, PostKind};

use super::act::{CaseAct, CaseEntry};
use super::act_word::{ActGroup, ActWord};
use super::judge::{Actor, against, content, founding};
use super::marks::{self, Marks};
use super::report::Report;
use super::rights::{is_staff, may_act, when};
use super::routing::{self, Hop, Responsible, Route, owner_at};
use super::standing::{ActStanding, Because, FoldedAct, Rule};
use super::state::CaseState;
use super::steps::{arrival, step};
use crate::domain::event::{Event, in_order};
use crate::domain::shown_time::{Received, Seen, ShownTime};

pub type CaseEvent = Event<CaseEntry>;

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFold {
    pub state: CaseState,
    /// The founding report, its class, kind, level and urgency as corrected since.
    pub report: Report,
    pub reporter: Reporter,
    pub scope: OrgPath,
    /// The one post that answers for the case: that has to move next, or that ended it.
    pub responsible: Responsible,
    /// What the next move has to name as its base.
    pub last_effective: EntryId,
    /// When the last effective act was, as it counts, milliseconds since 1970: how long it has waited for somebody.
    pub moved_at: i64,
    /// When somebody took it on for the first time since it was reported or reopened, as it counts.
    pub taken_on_at: Option<i64>,
    /// When it was closed last, as it counts. `None` while it is open.
    pub closed_at: Option<i64>,
    /// What the last report back says was done.
    pub result: Option<String>,
    pub marks: Marks,
    /// Every move of the responsibility, oldest first.
    pub hops: Vec<Hop>,
    pub route: Route,
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
    /// The same as it counts: what the clocks of deadlines begin with.
    pub reported_at: i64,
}

/// Folds the events of one case; `None` while no report has founded it.
#[must_use]
pub fn fold(events: &[CaseEvent]) -> Option<CaseFold> {
    fold_received(events, &Received::default())
}

/// The same with the times that the relay can bear out.
#[must_use]
pub fn fold_received(events: &[CaseEvent], received: &Received) -> Option<CaseFold> {
    let mut walk = Walk {
        case: None,
        acts: Vec::new(),
        successors: BTreeMap::new(),
        ahead: Vec::new(),
        seen: BTreeMap::new(),
        received,
    };
    for event in in_order(events) {
        walk.take(event);
    }
    let mut case = walk.case?;
    case.ahead = !walk.ahead.is_empty();
    case.acts = walk.acts;
    Some(case)
}

/// The acts a post of this kind can make now, remarks included, in the order of a menu. Rules that look at who a post is
/// (`refusal`) may still refuse one of them.
#[must_use]
pub fn next_acts(case: &CaseFold, post: &PostKind) -> Vec<ActWord> {
    let possible = |word: &ActWord| match word.group() {
        ActGroup::Remark => true,
        ActGroup::Move => !case.ahead && step(Some(case.state), *word).is_some(),
        ActGroup::Founding | ActGroup::Mark => step(Some(case.state), *word).is_some(),
    };
    ActWord::ALL.into_iter().filter(|word| possible(word) && may_act(post, *word)).collect()
}

struct Walk<'r> {
    case: Option<CaseFold>,
    acts: Vec<FoldedAct>,
    /// Which effective act took which base.
    successors: BTreeMap<Option<EntryId>, EntryId>,
    /// Acts of a newer program on top of the last effective one: any of them may have moved the case.
    ahead: Vec<EntryId>,
    /// What each act shows to have been at the relay before whatever builds on it.
    seen: BTreeMap<EntryId, Seen>,
    received: &'r Received,
}

impl Walk<'_> {
    fn take(&mut self, event: &CaseEvent) {
        let seen = self.seen_before(event).and(event.device, self.received.received_at(event.id));
        self.seen.insert(event.id, seen);
        let standing = self.judge(event);
        match &standing {
            ActStanding::Effective => self.advance(event),
            ActStanding::Marked => {
                if let Some(case) = &mut self.case {
                    marks::set(case, event);
                }
            }
            ActStanding::Unknown if is_staff(&event.post_kind) && self.builds_on_now(event.entry.base) => {
                self.ahead.push(event.id);
            }
            _ => {}
        }
        self.acts.push(FoldedAct {
            id: event.id,
            seq: event.seq,
            device: event.device,
            post: event.post,
            post_kind: event.post_kind.clone(),
            captured_at: event.captured_at,
            shown: self.shown(event),
            act: event.entry.act.clone(),
            standing,
        });
    }

    fn seen_before(&self, event: &CaseEvent) -> Seen {
        event.entry.base.and_then(|base| self.seen.get(&base)).copied().unwrap_or_default()
    }

    fn shown(&self, event: &CaseEvent) -> ShownTime {
        self.received.shown(event.id, event.captured_at, self.seen_before(event).by_others_than(event.device))
    }

    fn judge(&self, event: &CaseEvent) -> ActStanding {
        let act = &event.entry.act;
        let Some(word) = act.word() else { return ActStanding::Unknown };
        let not_allowed = |rule| ActStanding::NotAllowed { rule };
        if !may_act(&event.post_kind, word) {
            return not_allowed(Rule::Post { post: event.post_kind.clone(), act: word });
        }
        let group = word.group();
        if group == ActGroup::Remark {
            return ActStanding::Remark;
        }
        let Some(case) = &self.case else {
            return match group {
                ActGroup::Founding if event.entry.base.is_none() => ActStanding::Effective,
                _ => not_allowed(Rule::Step { from: None, act: word }),
            };
        };
        if group != ActGroup::Mark
            && let Some(superseded) = self.too_late(case, event, group)
        {
            return superseded;
        }
        // A reporter outside the staff does not see how far the case has come: said too early, it is a remark.
        if word.is_reporters() && case.state.is_open() {
            return ActStanding::Remark;
        }
        let after_unknown = group == ActGroup::Move && event.entry.base.is_some_and(|base| self.ahead.contains(&base));
        let actor = Actor::of(event);
        if let Some(rule) = content(actor, act).or_else(|| against(case, actor, word, after_unknown)) {
            return not_allowed(rule);
        }
        match group {
            _ if event.seq.is_none() && when(&event.post_kind, word) == Some(When::Relay) => ActStanding::Waiting,
            ActGroup::Mark => ActStanding::Marked,
            _ => ActStanding::Effective,
        }
    }

    fn too_late(&self, case: &CaseFold, event: &CaseEvent, group: ActGroup) -> Option<ActStanding> {
        let base = event.entry.base;
        if self.builds_on_now(base) {
            return None;
        }
        let because = match self.successors.get(&base) {
            Some(_) if group == ActGroup::Founding => Because::AlreadyReported,
            Some(_) => Because::AlreadyMoved,
            None => Because::BaseNotEffective,
        };
        let by = self.successors.get(&base).copied().unwrap_or(case.last_effective);
        Some(ActStanding::Superseded { by, because })
    }

    fn builds_on_now(&self, base: Option<EntryId>) -> bool {
        match (&self.case, base) {
            (None, base) => base.is_none(),
            (Some(case), Some(base)) => base == case.last_effective || self.ahead.contains(&base),
            (Some(_), None) => false,
        }
    }

    fn advance(&mut self, event: &CaseEvent) {
        let at = self.shown(event).at;
        let act = &event.entry.act;
        let Some(state) = act.word().and_then(arrival) else { return };
        match (&mut self.case, founding(act)) {
            (case @ None, Some(report)) => *case = Some(founded(event, at, report, state)),
            (None, None) => return,
            (Some(case), _) => {
                routing::moved(case, event);
                marks::moved(case, event);
                moved(case, event, at, state);
            }
        }
        self.successors.insert(event.entry.base, event.id);
        self.ahead.clear();
    }
}

fn moved(case: &mut CaseFold, event: &CaseEvent, at: i64, state: CaseState) {
    case.state = state;
    case.last_effective = event.id;
    case.moved_at = at;
    case.provisional |= event.seq.is_none();
    match &event.entry.act {
        CaseAct::Accept { .. } | CaseAct::Handle { .. } => {
            case.taken_on_at.get_or_insert(at);
        }
        CaseAct::ReportBack { result, .. } => case.result = Some(result.clone()),
        // Whoever has it next says anew what was done.
        CaseAct::Return { .. } => case.result = None,
        CaseAct::Close { .. } => case.closed_at = Some(at),
        CaseAct::Reopen { .. } => (case.taken_on_at, case.closed_at, case.result) = (None, None, None),
        _ => {}
    }
}

fn founded(event: &CaseEvent, at: i64, report: &Report, state: CaseState) -> CaseFold {
    let mut case = CaseFold {
        state,
        report: report.clone(),
        reporter: Reporter {
            post: event.post,
            post_kind: event.post_kind.clone(),
            device: event.device,
            captured_at: event.captured_at,
            reported_at: at,
        },
        scope: event.scope.clone(),
        responsible: owner_at(&event.scope, report),
        last_effective: event.id,
        moved_at: at,
        taken_on_at: None,
        closed_at: None,
        result: None,
        marks: Marks::default(),
        hops: Vec::new(),
        route: Route::default(),
        provisional: event.seq.is_none(),
        ahead: false,
        acts: Vec::new(),
    };
    if let CaseAct::SelfHandle { result, .. } = &event.entry.act {
        (case.taken_on_at, case.closed_at, case.result) = (Some(at), Some(at), Some(result.clone()));
        case.marks.self_handled = true;
        routing::founded_by_handler(&mut case, event);
    }
    case
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
