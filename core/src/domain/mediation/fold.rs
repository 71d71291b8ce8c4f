//! Where a mediation stands: a fold over its acts in the order (acknowledged by the relay's number, then the phone's own pending
//! ones by clock, device and id). An attempt is a fact and counts beside another's; what ends a mediation counts once, the
//! first in that order. An act against a rule stays visible with the rule.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind};

use super::act::{ActWord, MediationAct, Opening};
use super::parts::{Agreement, Attempt, Handover, Receipt};
use super::rights::{attempt_right, may_act, right_of};
use super::standing::{Flag, FoldedMediationAct, Rule, Standing};
use super::terms::{EXTENSION_DAYS, confirmation_until};
use super::words::{Done, MediationSource, Mode, Outcome, Side};

/// One event with the parts of its envelope that the fold looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediationEvent {
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
    pub act: MediationAct,
}

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

/// The last hand-over and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handing {
    pub id: EntryId,
    pub by: PostId,
    /// Milliseconds since 1970, phone clock.
    pub at: i64,
    pub handover: Handover,
    pub receipt: Option<(EntryId, Receipt)>,
}

/// One mediation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediationFold {
    pub state: MediationState,
    pub opening: Opening,
    pub opened_by: PostId,
    pub opened_by_kind: PostKind,
    /// Milliseconds since 1970, phone clock of whoever opened it.
    pub opened_at: i64,
    pub scope: OrgPath,
    /// The mode of the last attempt; ① before the first.
    pub mode: Mode,
    /// Posts that mediated or were appointed to.
    pub mediators: BTreeSet<PostId>,
    /// Posts that stepped aside.
    pub recused: BTreeSet<PostId>,
    pub handing: Option<Handing>,
    pub agreement: Option<Agreement>,
    pub done: Option<Done>,
    /// A follow-up visit was made.
    pub visited: bool,
    pub extended_days: u16,
    /// Signs that it may turn violent that nobody has reported yet.
    pub notify_at_once: bool,
    /// The act that ended it, or opened it.
    pub moved_by: EntryId,
    /// Some effective act is not acknowledged by the relay yet, so all of this may still change.
    pub provisional: bool,
    /// Every event, in fold order.
    pub acts: Vec<FoldedMediationAct>,
}

impl MediationFold {
    /// The acts that count, in fold order.
    pub fn effective(&self) -> impl Iterator<Item = &FoldedMediationAct> {
        self.acts.iter().filter(|act| act.standing == Standing::Effective)
    }

    /// The attempts that count, oldest in the log first.
    pub fn attempts(&self) -> impl Iterator<Item = (&FoldedMediationAct, &Attempt)> {
        self.effective().filter_map(|act| match &act.act {
            MediationAct::Attempt(attempt) => Some((act, &**attempt)),
            _ => None,
        })
    }

    /// Is it `mode`'s turn? The mode before it, or a later one, was tried; or it came in from an authority.
    #[must_use]
    pub fn is_turn_of(&self, mode: &Mode) -> bool {
        let Some(before) = mode.before() else { return true };
        let from_police = self.opening.source == MediationSource::Police;
        let sent_in =
            from_police || matches!(self.opening.source, MediationSource::Court | MediationSource::Department);
        (*mode == Mode::Community && sent_in)
            || (*mode == Mode::Police && from_police)
            || self.attempts().any(|(_, attempt)| attempt.mode.rank() >= before.rank())
    }

    /// The rule a legal act of this kind would now break, whoever makes it; `None` when it may be made.
    #[must_use]
    pub fn forbids(&self, word: ActWord) -> Option<Rule> {
        use MediationState::{Agreed, Fulfilled};
        let fits = match word {
            ActWord::Open => false,
            ActWord::Attempt
            | ActWord::Agree
            | ActWord::Fail
            | ActWord::Withdraw
            | ActWord::Handover
            | ActWord::Extend => self.state.is_open(),
            ActWord::Fulfil => self.state == Agreed,
            ActWord::FollowUp | ActWord::Confirm => matches!(self.state, Agreed | Fulfilled),
            ActWord::Receipt => self.handing.as_ref().is_some_and(|handing| handing.receipt.is_none()),
            _ => true,
        };
        if !fits {
            return Some(Rule::Step { from: Some(self.state), act: word });
        }
        match word {
            ActWord::Extend if self.extended_days > 0 => Some(Rule::TooLong),
            ActWord::Agree if !self.attempts().any(|(_, attempt)| attempt.outcome == Outcome::Agreed) => {
                Some(Rule::NoAgreedAttempt)
            }
            _ => None,
        }
    }
}

/// Folds the events of one mediation; `None` while nothing has opened it.
#[must_use]
pub fn fold(events: &[MediationEvent]) -> Option<MediationFold> {
    let mut mediation: Option<MediationFold> = None;
    let mut early = Vec::new();
    for event in in_order(events) {
        match &mut mediation {
            None => match founded(event) {
                Some(opened) => mediation = Some(opened),
                None => early.push(folded(event, unfounded(event), None)),
            },
            Some(mediation) => {
                let standing = mediation.judge(event);
                let flag = if standing == Standing::Effective { mediation.flag(event) } else { None };
                if standing == Standing::Effective {
                    mediation.advance(event);
                }
                mediation.acts.push(folded(event, standing, flag));
            }
        }
    }
    let mut mediation = mediation?;
    mediation.acts.splice(0..0, early);
    Some(mediation)
}

/// What a post of this kind can do now, in the order of a menu: rights, as `attempt_grid` for an attempt in mode ①.
#[must_use]
pub fn next_acts(mediation: &MediationFold, post: PostId, kind: &PostKind) -> Vec<&'static str> {
    let mut rights = Vec::new();
    let recused = mediation.recused.contains(&post);
    for word in ActWord::ALL {
        if mediation.forbids(word).is_some() || (recused && is_mediating(word)) {
            continue;
        }
        match word {
            ActWord::Attempt => rights.extend(Mode::KNOWN.iter().filter_map(attempt_right)),
            word => rights.push(word.as_str()),
        }
    }
    rights.retain(|right| may_act(kind, right));
    rights
}

/// Acts a mediator who stepped aside may not make.
const fn is_mediating(word: ActWord) -> bool {
    matches!(word, ActWord::Attempt | ActWord::Methods | ActWord::Agree | ActWord::Opinion)
}

/// Each event once, an acknowledged copy before a pending one, in fold order.
fn in_order(events: &[MediationEvent]) -> Vec<&MediationEvent> {
    let mut by_id: BTreeMap<EntryId, &MediationEvent> = BTreeMap::new();
    for event in events {
        let kept = by_id.entry(event.id).or_insert(event);
        if event.seq.is_some_and(|seq| kept.seq.is_none_or(|other| seq < other)) {
            *kept = event;
        }
    }
    let mut ordered: Vec<&MediationEvent> = by_id.into_values().collect();
    ordered.sort_by_key(|event| (event.seq.is_none(), event.seq, event.hlc, event.device, event.id));
    ordered
}

fn folded(event: &MediationEvent, standing: Standing, flag: Option<Flag>) -> FoldedMediationAct {
    FoldedMediationAct {
        id: event.id,
        seq: event.seq,
        device: event.device,
        post: event.post,
        post_kind: event.post_kind.clone(),
        captured_at: event.captured_at,
        act: event.act.clone(),
        standing,
        flag,
    }
}

fn founded(event: &MediationEvent) -> Option<MediationFold> {
    let MediationAct::Open(opening) = &event.act else { return None };
    if !may_act(&event.post_kind, ActWord::Open.as_str()) {
        return None;
    }
    Some(MediationFold {
        state: MediationState::Open,
        opening: opening.clone(),
        opened_by: event.post,
        opened_by_kind: event.post_kind.clone(),
        opened_at: event.captured_at,
        scope: event.scope.clone(),
        mode: Mode::Grid,
        mediators: BTreeSet::new(),
        recused: BTreeSet::new(),
        handing: None,
        agreement: None,
        done: None,
        visited: false,
        extended_days: 0,
        notify_at_once: false,
        moved_by: event.id,
        provisional: event.seq.is_none(),
        acts: vec![folded(event, Standing::Effective, None)],
    })
}

/// Why an act counts for nothing while nothing has opened the mediation.
fn unfounded(event: &MediationEvent) -> Standing {
    let Some(word) = event.act.word() else { return Standing::Unknown };
    let rule = match word {
        ActWord::Open => Rule::Post { post: event.post_kind.clone(), right: word.as_str() },
        word => Rule::Step { from: None, act: word },
    };
    Standing::NotAllowed { rule }
}

impl MediationFold {
    fn judge(&self, event: &MediationEvent) -> Standing {
        let (Some(word), Some(right)) = (event.act.word(), right_of(&event.act)) else { return Standing::Unknown };
        let against = |rule| Standing::NotAllowed { rule };
        if !may_act(&event.post_kind, right) {
            return against(Rule::Post { post: event.post_kind.clone(), right });
        }
        if let Some(rule) = self.breaks(event.post, &event.post_kind, &event.act, word) {
            return against(rule);
        }
        match self.forbids(word) {
            None => Standing::Effective,
            // Whoever ended it, or answered first, came first; the author could not know.
            Some(Rule::Step { from: Some(_), act }) if act == ActWord::Open || self.is_over(word) => {
                Standing::Superseded { by: self.first_come(word) }
            }
            Some(rule) => against(rule),
        }
    }

    /// The rule `act` by `author` would break now, rights apart.
    #[must_use]
    pub fn rule_against(&self, author: PostId, kind: &PostKind, act: &MediationAct) -> Option<Rule> {
        let word = act.word()?;
        self.breaks(author, kind, act, word).or_else(|| self.forbids(word))
    }

    /// The rule about who and with what that this very act breaks.
    fn breaks(&self, author: PostId, kind: &PostKind, act: &MediationAct, word: ActWord) -> Option<Rule> {
        if is_mediating(word) && self.recused.contains(&author) {
            return Some(Rule::Recused { mediator: author });
        }
        match act {
            MediationAct::Attempt(attempt) => {
                if let Some(mediator) = attempt.mediators.iter().find(|post| self.recused.contains(post)) {
                    return Some(Rule::Recused { mediator: *mediator });
                }
                match &self.handing {
                    Some(handing) if self.state == MediationState::HandedOver && attempt.mode != Mode::Police => {
                        Some(Rule::HandedOver { to: handing.handover.to.clone() })
                    }
                    _ => None,
                }
            }
            MediationAct::Handover(handover) => self.breaks_handover(handover),
            MediationAct::Receipt(receipt) => self.breaks_receipt(kind, receipt),
            MediationAct::Extend { days, consent_of } => {
                if !(1..=EXTENSION_DAYS).contains(days) {
                    return Some(Rule::TooLong);
                }
                let consents = |name: &String| consent_of.contains(name);
                let all = self.opening.parties.iter().all(|party| consents(&party.name));
                if all { None } else { Some(Rule::Consent) }
            }
            _ => None,
        }
    }

    fn breaks_handover(&self, handover: &Handover) -> Option<Rule> {
        let at_other = self.state == MediationState::HandedOver;
        let with = match &self.handing {
            Some(handing) if at_other => &handing.handover.to,
            _ => &Side::Community,
        };
        if handover.to == *with { Some(Rule::AlreadyThere { to: handover.to.clone() }) } else { None }
    }

    fn breaks_receipt(&self, author: &PostKind, receipt: &Receipt) -> Option<Rule> {
        match &self.handing {
            Some(handing) if handing.id == receipt.handover => {
                let to = &handing.handover.to;
                let taken = to.takes(author) || receipt.paper.is_some();
                if taken { None } else { Some(Rule::Receiver { to: to.clone() }) }
            }
            _ => Some(Rule::NoHandover),
        }
    }

    /// Is the act too late, rather than out of place?
    fn is_over(&self, word: ActWord) -> bool {
        match word {
            ActWord::Receipt => true,
            ActWord::Fulfil => self.state == MediationState::Fulfilled,
            ActWord::FollowUp | ActWord::Confirm => false,
            _ => !self.state.is_open(),
        }
    }

    fn first_come(&self, word: ActWord) -> EntryId {
        let answered = self.handing.as_ref().and_then(|handing| handing.receipt.as_ref());
        match (word, answered) {
            (ActWord::Receipt, Some((id, _))) => *id,
            (ActWord::Open, _) => self.effective().map(|act| act.id).next().unwrap_or(self.moved_by),
            _ => self.moved_by,
        }
    }

    fn flag(&self, event: &MediationEvent) -> Option<Flag> {
        match &event.act {
            MediationAct::Attempt(attempt) if attempt.out_of_order.is_none() && !self.is_turn_of(&attempt.mode) => {
                Some(Flag::OutOfOrder)
            }
            MediationAct::Attempt(attempt) if !attempt.told_rights => Some(Flag::RightsNotTold),
            MediationAct::Confirm(confirmation) => {
                let until = self.agreement.as_ref().and_then(confirmation_until);
                if until.is_some_and(|until| confirmation.at >= until) { Some(Flag::ConfirmationLate) } else { None }
            }
            _ => None,
        }
    }

    fn advance(&mut self, event: &MediationEvent) {
        self.provisional |= event.seq.is_none();
        let before = self.state;
        match &event.act {
            MediationAct::Appoint(appointment) => self.mediators.extend(&appointment.mediators),
            MediationAct::Attempt(attempt) => {
                self.mode = attempt.mode.clone();
                self.mediators.extend(&attempt.mediators);
                self.mediators.insert(event.post);
                self.notify_at_once |= attempt.risk.is_some();
                if self.state == MediationState::Open {
                    self.state = MediationState::Underway;
                }
            }
            MediationAct::Recuse(recusal) => {
                self.recused.insert(recusal.mediator);
                self.mediators.remove(&recusal.mediator);
            }
            MediationAct::LiftRecusal { mediator, .. } => {
                self.recused.remove(mediator);
            }
            MediationAct::Handover(handover) => {
                let (id, by, at) = (event.id, event.post, event.captured_at);
                self.handing = Some(Handing { id, by, at, handover: handover.clone(), receipt: None });
            }
            MediationAct::Receipt(receipt) => self.take_receipt(event.id, receipt),
            MediationAct::Agree(agreement) => {
                self.agreement = Some((**agreement).clone());
                self.state = MediationState::Agreed;
            }
            MediationAct::Fulfil(fulfilment) => {
                self.done = Some(fulfilment.done.clone());
                if fulfilment.done == Done::Full {
                    self.state = MediationState::Fulfilled;
                }
            }
            MediationAct::FollowUp(visit) => {
                self.visited = true;
                self.notify_at_once |= visit.risk.is_some();
            }
            MediationAct::Extend { days, .. } => self.extended_days = *days,
            MediationAct::Fail(_) => self.state = MediationState::Failed,
            MediationAct::Withdraw { .. } => self.state = MediationState::Withdrawn,
            MediationAct::Notified { .. } => self.notify_at_once = false,
            _ => {}
        }
        if self.state != before {
            self.moved_by = event.id;
        }
    }

    fn take_receipt(&mut self, id: EntryId, receipt: &Receipt) {
        let Some(handing) = &mut self.handing else { return };
        handing.receipt = Some((id, receipt.clone()));
        if receipt.accepted {
            let back = handing.handover.to == Side::Community;
            self.state = if back { MediationState::Underway } else { MediationState::HandedOver };
        }
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
