//! Does an act count? The table of rights, then the base, then the table of steps, then the rules that look at the whole case.
//! The same rules refuse a request on the phone that asks (`refusal`) and judge what others did (`fold`).

use etong_protocol::{DeviceId, PostId, PostKind, UnitId};

use super::act::CaseAct;
use super::act_word::{ActGroup, ActWord};
use super::class::CaseClass;
use super::fold::{CaseEvent, CaseFold};
use super::report::{Dispatch, Report};
use super::rights::{may_act, may_receive};
use super::routing::{RETURNS, desk_above, rank, sits_beside};
use super::standing::{ActStanding, Rule};
use super::state::CaseState;
use super::steps::step;

/// The post and phone that want to act.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    pub post: PostId,
    pub kind: &'a PostKind,
    /// `None`: the program that wrote the act did not say it.
    pub unit: Option<UnitId>,
    pub device: DeviceId,
}

impl<'a> Actor<'a> {
    pub(super) const fn of(event: &'a CaseEvent) -> Self {
        Self { post: event.post, kind: &event.post_kind, unit: event.unit, device: event.device }
    }
}

/// The rule that keeps this post from making this act on the case as it stands, or `None` when it may.
#[must_use]
pub fn refusal(case: &CaseFold, actor: Actor<'_>, act: &CaseAct) -> Option<Rule> {
    let word = act.word()?;
    content(actor, act).or_else(|| not_now(case, actor, word))
}

/// Every act a post of this kind can ever make on a case, in the order of a menu, each with the rule that is against it now.
#[must_use]
pub fn offers(case: &CaseFold, actor: Actor<'_>) -> Vec<(ActWord, Option<Rule>)> {
    let possible = |word: &ActWord| word.group() != ActGroup::Founding && may_act(actor.kind, *word);
    let words = ActWord::ALL.into_iter().filter(possible);
    words.map(|word| (word, not_now(case, actor, word))).collect()
}

/// Kinds of post that may make this act now, as far as it is not for one person alone.
pub(super) fn open_to(case: &CaseFold, word: ActWord) -> Vec<PostKind> {
    let (post, device) = (PostId::from_bytes([0; 16]), DeviceId::NIL);
    let open = |kind: &&PostKind| not_now(case, Actor { post, kind, unit: None, device }, word).is_none();
    PostKind::KNOWN.iter().filter(open).cloned().collect()
}

fn not_now(case: &CaseFold, actor: Actor<'_>, word: ActWord) -> Option<Rule> {
    if !may_act(actor.kind, word) {
        return Some(Rule::Post { post: actor.kind.clone(), act: word });
    }
    match word.group() {
        ActGroup::Remark => None,
        ActGroup::Founding => Some(Rule::Step { from: Some(case.state), act: word }),
        ActGroup::Move if case.ahead => Some(Rule::Ahead),
        ActGroup::Move | ActGroup::Mark => {
            let waits = waiting(case, actor.device).filter(|_| word.group() == ActGroup::Move);
            wrong_step(case, word).or_else(|| waits.map(|act| Rule::Waits { act })).or_else(|| bars(case, actor, word))
        }
    }
}

/// The own act that waits for the centre before this phone can go on.
fn waiting(case: &CaseFold, device: DeviceId) -> Option<ActWord> {
    let words = case.acts.iter().filter(|act| act.standing == ActStanding::Waiting && act.device == device);
    words.filter_map(|act| act.act.word()).find(|word| word.group() == ActGroup::Move)
}

/// The rule an act is against, its author's right and its base apart. `after_unknown`: it builds on an act this program does not
/// know, so what it starts from is not known either: its author saw it.
pub(super) fn against(case: &CaseFold, actor: Actor<'_>, word: ActWord, after_unknown: bool) -> Option<Rule> {
    if after_unknown { None } else { wrong_step(case, word).or_else(|| bars(case, actor, word)) }
}

/// The rules that look at the whole case.
fn bars(case: &CaseFold, actor: Actor<'_>, word: ActWord) -> Option<Rule> {
    let kept = if word.group() == ActGroup::Move { kept(case, actor, word) } else { None };
    kept.or_else(|| not_offered(case, actor, word)).or_else(|| special(case, actor, word))
}

/// The rule that what an act says is against, whatever the case.
pub(super) fn content(actor: Actor<'_>, act: &CaseAct) -> Option<Rule> {
    match act {
        CaseAct::Dispatch(Dispatch { to_kind: to, .. }) if !may_receive(to) => Some(Rule::Receiver { to: to.clone() }),
        CaseAct::Dispatch(Dispatch { to_kind: to, .. }) if to.is_desk() && rank(to) >= rank(actor.kind) => {
            Some(Rule::Upwards { from: actor.kind.clone(), to: to.clone() })
        }
        CaseAct::Escalate { to_kind: to, .. } if !to.is_desk() || rank(to) <= rank(actor.kind) => {
            Some(Rule::NotAbove { from: actor.kind.clone(), to: to.clone() })
        }
        CaseAct::Joint { helpers, .. } => {
            let other = helpers.iter().find(|one| !may_receive(&one.kind))?;
            Some(Rule::Receiver { to: other.kind.clone() })
        }
        CaseAct::Rate { stars, .. } if !(1..=5).contains(stars) => Some(Rule::Stars),
        _ => None,
    }
}

fn wrong_step(case: &CaseFold, word: ActWord) -> Option<Rule> {
    let merged = word == ActWord::Close && case.marks.duplicate_of.is_some() && case.state.is_open();
    if merged || step(Some(case.state), word).is_some() {
        return None;
    }
    Some(Rule::Step { from: Some(case.state), act: word })
}

impl CaseFold {
    /// The rule when this act is not the next step; remarks always are.
    #[must_use]
    pub fn wrong_step(&self, word: ActWord) -> Option<Rule> {
        if word.is_remark() { None } else { wrong_step(self, word) }
    }
}

/// A case that was handed up, or returned too often, is for the desk above; the urgent one is still anybody's to take on.
fn kept(case: &CaseFold, actor: Actor<'_>, word: ActWord) -> Option<Rule> {
    let kept = case.route.kept_for.as_ref()?;
    let recalled = word == ActWord::Recall && case.route.sent_by(actor.post);
    let taken_on = word == ActWord::Handle && case.report.urgent;
    if rank(actor.kind) >= rank(kept.desk()) || recalled || taken_on {
        return None;
    }
    Some(kept.rule(case.route.returns))
}

/// Who merely reads a case, because it was shared or to help, moves nothing of it.
fn not_offered(case: &CaseFold, actor: Actor<'_>, word: ActWord) -> Option<Rule> {
    let takes_on = word.group() == ActGroup::Move && word != ActWord::Recall;
    let urgent = word == ActWord::Handle && case.report.urgent && !sits_beside(actor.kind);
    (takes_on && !urgent && !is_offered(case, actor)).then_some(Rule::NotOffered)
}

/// Is the case this post's to work on? A team's and a department's when it was sent to their unit; anybody's else who sits on the way of
/// units that it lies in, or where it was sent.
fn is_offered(case: &CaseFold, actor: Actor<'_>) -> bool {
    let owner = &case.responsible;
    let of_its_kind = owner.kind == *actor.kind;
    let Some(unit) = actor.unit else { return *actor.kind != PostKind::TeamMember || of_its_kind };
    let sent_here = of_its_kind && owner.scope.unit() == Some(unit);
    match actor.kind {
        PostKind::TeamMember => sent_here,
        kind if sits_beside(kind) && of_its_kind => sent_here,
        _ => sent_here || case.scope.units().contains(&unit.0),
    }
}

fn special(case: &CaseFold, actor: Actor<'_>, word: ActWord) -> Option<Rule> {
    let broken = |broken: bool, rule: Rule| broken.then_some(rule);
    match word {
        ActWord::Return => {
            let (times, desk) = (case.route.returns, desk_above(actor.kind));
            broken(case.state != CaseState::ReportedBack && times >= RETURNS, Rule::Returned { times, desk })
        }
        ActWord::Recall => {
            let own = case.reporter.post == actor.post && case.state == CaseState::Reported && case.hops.is_empty();
            broken(!own && !case.route.sent_by(actor.post), Rule::NotSender)
        }
        ActWord::Check => broken(case.route.reported_back_by(actor.post, actor.device), Rule::OwnReport),
        ActWord::Close if case.marks.duplicate_of.is_some() => None,
        // 核查: who closes at once has checked it, so it is somebody else.
        ActWord::Close => {
            let unchecked = case.state == CaseState::ReportedBack;
            broken(unchecked && case.route.reported_back_by(actor.post, actor.device), Rule::OwnReport)
        }
        ActWord::Extend => broken(case.marks.extended.is_some(), Rule::ExtendedOnce),
        ActWord::UnlinkDuplicate => broken(case.marks.duplicate_of.is_none(), Rule::NotLinked),
        ActWord::Rectify => broken(case.report.class != CaseClass::Hazard, Rule::HazardOnly),
        ActWord::Rate | ActWord::Confirm | ActWord::Dispute => {
            let own = case.reporter.post == actor.post || case.reporter.device == actor.device;
            let judges = matches!(word, ActWord::Rate | ActWord::Confirm);
            let own_work = judges && case.route.worked_on_by(actor.post, actor.device);
            broken(!own, Rule::NotReporter { act: word }).or_else(|| broken(own_work, Rule::OwnRating))
        }
        ActWord::Callback => broken(case.route.worked_on_by(actor.post, actor.device), Rule::OwnWork),
        _ => None,
    }
}

/// The founding words, if the act has any.
pub(super) fn founding(act: &CaseAct) -> Option<&Report> {
    match act {
        CaseAct::Report(report) | CaseAct::SelfHandle { report, .. } => Some(report),
        _ => None,
    }
}
