//! Whose a case is. County 3, township 4, community 5, grid 6: handed up, sent down, to a department, back. After every act
//! exactly one post answers for it; what nobody takes on is the grid worker's (兜底), a police matter the officer's. In a dedicated
//! grid (专属网格) the host's staff come first, then the community.

use etong_protocol::{DeviceId, EntryId, OrgLevel, OrgPath, PostId, PostKind};

use super::act::CaseAct;
use super::act_word::ActWord;
use super::fold::{CaseEvent, CaseFold};
use super::report::{Dispatch, Report};
use super::standing::Rule;
use super::state::CaseState;

/// After so many returns the desk above decides, and what it decides is not returned again.
pub(super) const RETURNS: u32 = 2;

/// The responsible post. `post` is `None` while nobody has taken the case on: then whoever holds a post of `kind` at `scope`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Responsible {
    pub post: Option<PostId>,
    pub kind: PostKind,
    pub scope: OrgPath,
}

/// One move of the responsibility, with who moved it, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    pub act: EntryId,
    pub word: ActWord,
    pub by: PostId,
    pub by_kind: PostKind,
    /// Milliseconds since 1970, phone clock of the author.
    pub at: i64,
    pub from: Responsible,
    pub to: Responsible,
    pub reason: Option<String>,
}

/// The way a case has come, as far as the next step needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// Who sent it on, the last one last: a return goes back along this line.
    pub(super) senders: Vec<Sender>,
    pub(super) returns: u32,
    /// The rule that keeps it for one desk, until that desk moves it.
    pub(super) kept_for: Option<Kept>,
    /// Who reported back last, for a rework.
    pub(super) handler: Option<Responsible>,
    /// Everybody who worked on it: none of them makes the callback.
    pub(super) workers: Vec<(PostId, DeviceId)>,
    /// Who said last what was done, and on which phone: somebody else checks it.
    pub(super) reported_back: Option<(PostId, DeviceId)>,
    pub(super) closer: Option<Responsible>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sender {
    pub(super) who: Responsible,
    pub(super) device: DeviceId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    HandedUp { desk: PostKind },
    Returned { desk: PostKind },
}

impl Kept {
    pub(super) const fn desk(&self) -> &PostKind {
        match self {
            Self::HandedUp { desk } | Self::Returned { desk } => desk,
        }
    }

    pub(super) fn rule(&self, times: u32) -> Rule {
        match self {
            Self::HandedUp { desk } => Rule::HandedUp { desk: desk.clone() },
            Self::Returned { desk } => Rule::Returned { times, desk: desk.clone() },
        }
    }
}

impl Route {
    /// How often it was given back since it was reported or reopened.
    #[must_use]
    pub const fn returns(&self) -> u32 {
        self.returns
    }

    /// The posts that worked on it.
    pub fn workers(&self) -> impl Iterator<Item = PostId> {
        self.workers.iter().map(|(post, _)| *post)
    }

    pub(super) fn sent_by(&self, post: PostId) -> bool {
        self.senders.last().is_some_and(|sender| sender.who.post == Some(post))
    }

    /// Did this post, or whoever has this phone, say last what was done?
    pub(super) fn reported_back_by(&self, post: PostId, device: DeviceId) -> bool {
        self.reported_back.is_some_and(|(by, phone)| by == post || phone == device)
    }

    /// Did this post, or whoever has this phone, work on it?
    #[must_use]
    pub fn worked_on_by(&self, post: PostId, device: DeviceId) -> bool {
        self.workers.iter().any(|(worker, phone)| *worker == post || *phone == device)
    }
}

/// How far up a kind of post decides.
pub(super) fn rank(kind: &PostKind) -> u8 {
    match kind {
        PostKind::CountyDesk => 3,
        PostKind::TownshipDesk | PostKind::PoliceChief => 2,
        PostKind::CommunityDesk => 1,
        _ => 0,
    }
}

/// The desk one level above a post of this kind; the county has none above it.
#[must_use]
pub fn desk_above(kind: &PostKind) -> PostKind {
    match rank(kind) {
        0 => PostKind::CommunityDesk,
        1 => PostKind::TownshipDesk,
        _ => PostKind::CountyDesk,
    }
}

/// Who answers for what nobody has taken on yet: in a grid the grid worker (兜底), for a police matter the officer, in a dedicated
/// grid the host; the desk above it.
pub(super) fn owner_at(scope: &OrgPath, report: &Report) -> Responsible {
    let kind = match scope.level() {
        OrgLevel::Grid | OrgLevel::SubGrid if report.police_matter => PostKind::PoliceOfficer,
        OrgLevel::Grid | OrgLevel::SubGrid if report.hosted => PostKind::HostStaff,
        OrgLevel::Grid | OrgLevel::SubGrid => PostKind::GridWorker,
        OrgLevel::Community => PostKind::CommunityDesk,
        OrgLevel::Township => PostKind::TownshipDesk,
        OrgLevel::County | OrgLevel::Centre => PostKind::CountyDesk,
    };
    nobody_yet(kind, scope)
}

/// Moves the responsibility as an effective act says.
pub(super) fn moved(case: &mut CaseFold, event: &CaseEvent) {
    let to = after(case, event);
    let act = &event.entry.act;
    note_route(case, event, act);
    if to != case.responsible {
        let from = std::mem::replace(&mut case.responsible, to.clone());
        let Some(word) = act.word() else { return };
        case.hops.push(Hop {
            act: event.id,
            word,
            by: event.post,
            by_kind: event.post_kind.clone(),
            at: event.captured_at,
            from,
            to,
            reason: act.text().map(str::to_owned),
        });
    }
}

/// 自处置: who found it also dealt with it.
pub(super) fn founded_by_handler(case: &mut CaseFold, event: &CaseEvent) {
    case.responsible = actor(case, event);
    case.route.handler = Some(case.responsible.clone());
    case.route.workers.push((event.post, event.device));
}

fn after(case: &CaseFold, event: &CaseEvent) -> Responsible {
    match &event.entry.act {
        CaseAct::Accept { .. }
        | CaseAct::Handle { .. }
        | CaseAct::Check { .. }
        | CaseAct::Decline { .. }
        | CaseAct::Void { .. }
        | CaseAct::Transfer { .. } => actor(case, event),
        CaseAct::Dispatch(Dispatch { to, to_kind, unit, .. }) => Responsible {
            post: *to,
            kind: to_kind.clone(),
            scope: unit.clone().unwrap_or_else(|| place_of(to_kind, &case.scope)),
        },
        CaseAct::ToCollector { .. } if is_collector(&case.reporter.post_kind) => Responsible {
            post: Some(case.reporter.post),
            kind: case.reporter.post_kind.clone(),
            scope: place_of(&case.reporter.post_kind, &case.scope),
        },
        CaseAct::ToCollector { .. } => owner_at(&case.scope, &case.report),
        CaseAct::Escalate { to_kind, .. } => nobody_yet(to_kind.clone(), &case.scope),
        CaseAct::Rework { .. } => case.route.handler.clone().unwrap_or_else(|| case.responsible.clone()),
        CaseAct::Return { .. } => after_return(case, event),
        CaseAct::Recall { .. } if case.route.sent_by(event.post) => actor(case, event),
        CaseAct::Reopen { .. } => {
            case.route.closer.clone().unwrap_or_else(|| nobody_yet(PostKind::CommunityDesk, &case.scope))
        }
        _ => case.responsible.clone(),
    }
}

fn is_collector(kind: &PostKind) -> bool {
    kind.is_field() || *kind == PostKind::HostStaff
}

/// Back to whoever sent it; what nobody sent goes to the desk of the community, and what the police of the grid
/// have no part in to the grid worker.
fn after_return(case: &CaseFold, event: &CaseEvent) -> Responsible {
    if case.state == CaseState::ReportedBack {
        return nobody_yet(PostKind::CommunityDesk, &case.scope);
    }
    if case.route.returns + 1 >= RETURNS {
        return nobody_yet(deciding_desk(case, event), &case.scope);
    }
    if let Some(sender) = case.route.senders.last() {
        return sender.who.clone();
    }
    let police =
        matches!(event.post_kind, PostKind::PoliceOfficer | PostKind::AuxiliaryOfficer | PostKind::PoliceChief);
    match &event.post_kind {
        _ if police && !case.report.police_matter => owner_at(&case.scope, &case.report),
        kind if kind.is_desk() => owner_at(&case.scope, &case.report),
        _ => nobody_yet(PostKind::CommunityDesk, &case.scope),
    }
}

/// Above whoever gave it back and whoever sent it.
fn deciding_desk(case: &CaseFold, event: &CaseEvent) -> PostKind {
    let sender = case.route.senders.last().map_or(&PostKind::CommunityDesk, |sender| &sender.who.kind);
    let desk = if rank(sender) > rank(&event.post_kind) { sender } else { &event.post_kind };
    if rank(desk) == 0 { PostKind::TownshipDesk } else { desk_above(desk) }
}

fn note_route(case: &mut CaseFold, event: &CaseEvent, act: &CaseAct) {
    let actor = actor(case, event);
    let deciding = deciding_desk(case, event);
    let wanting = case.state == CaseState::ReportedBack;
    let outside = case.state == CaseState::Transferred;
    let route = &mut case.route;
    route.kept_for = None;
    match act {
        CaseAct::Dispatch(_) | CaseAct::ToCollector { .. } => {
            route.senders.push(Sender { who: actor, device: event.device });
        }
        CaseAct::Escalate { to_kind, .. } => {
            route.senders.push(Sender { who: actor, device: event.device });
            route.kept_for = Some(Kept::HandedUp { desk: to_kind.clone() });
        }
        CaseAct::Return { .. } if !wanting => {
            route.returns += 1;
            route.senders.pop();
            if route.returns >= RETURNS {
                route.kept_for = Some(Kept::Returned { desk: deciding });
            }
        }
        CaseAct::Recall { .. } => {
            route.senders.pop();
        }
        CaseAct::ReportBack { .. } => {
            route.handler = Some(case.responsible.clone());
            // What was handed out of this system was done by somebody else.
            route.reported_back = (!outside).then_some((event.post, event.device));
            route.workers.push((event.post, event.device));
        }
        CaseAct::Accept { .. } | CaseAct::Handle { .. } => route.workers.push((event.post, event.device)),
        CaseAct::Close { .. } => route.closer = Some(actor),
        CaseAct::Reopen { .. } => {
            route.returns = 0;
            route.senders.clear();
        }
        _ => {}
    }
}

fn actor(case: &CaseFold, event: &CaseEvent) -> Responsible {
    let its_unit = |unit| case.responsible.scope.unit() == Some(unit);
    let sent_there =
        case.responsible.kind == event.post_kind && event.unit.map_or(sits_beside(&event.post_kind), its_unit);
    let scope = if sent_there { case.responsible.scope.clone() } else { place_of(&event.post_kind, &case.scope) };
    Responsible { post: Some(event.post), kind: event.post_kind.clone(), scope }
}

/// Whoever holds a post of this kind on the line of units that `scope` is in.
#[must_use]
pub fn nobody_yet(kind: PostKind, scope: &OrgPath) -> Responsible {
    let scope = place_of(&kind, scope);
    Responsible { post: None, kind, scope }
}

/// Departments and teams sit beside the line of units that a case is in: a case comes to them only with their unit named.
#[must_use]
pub const fn sits_beside(kind: &PostKind) -> bool {
    matches!(kind, PostKind::Department | PostKind::TeamMember)
}

/// The unit of a post of this kind on the line of units that the case is in.
fn place_of(kind: &PostKind, scope: &OrgPath) -> OrgPath {
    let level = match kind {
        PostKind::CountyDesk => OrgLevel::County,
        PostKind::TownshipDesk | PostKind::PoliceChief => OrgLevel::Township,
        PostKind::CommunityDesk => OrgLevel::Community,
        _ => OrgLevel::Grid,
    };
    scope.up_to(level)
}
