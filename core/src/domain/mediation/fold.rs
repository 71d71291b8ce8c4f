//! Where a mediation stands: a fold over its acts in the order (acknowledged by the relay's number, then the phone's own pending
//! ones by clock, device and id). An attempt is a fact and counts beside another's; what ends a mediation counts once, the
//! first in that order. An act against a rule stays visible with the rule.

use std::collections::BTreeSet;

use etong_protocol::{EntryId, OrgPath, PostId, PostKind};

use super::act::{ActWord, MediationAct, Opening};
use super::judge::is_mediating;
use super::parts::{Agreement, Attempt, Handover, Receipt};
use super::rights::{attempt_right, may_act};
use super::standing::{Flag, FoldedMediationAct, Rule, Standing};
use super::state::MediationState;
use super::words::{Done, MediationSource, Mode};
use crate::domain::event::{Event, in_order};

pub type MediationEvent = Event<MediationAct>;

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

fn folded(event: &MediationEvent, standing: Standing, flag: Option<Flag>) -> FoldedMediationAct {
    FoldedMediationAct {
        id: event.id,
        seq: event.seq,
        device: event.device,
        post: event.post,
        post_kind: event.post_kind.clone(),
        captured_at: event.captured_at,
        act: event.entry.clone(),
        standing,
        flag,
    }
}

fn founded(event: &MediationEvent) -> Option<MediationFold> {
    let MediationAct::Open(opening) = &event.entry else { return None };
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
    let Some(word) = event.entry.word() else { return Standing::Unknown };
    let rule = match word {
        ActWord::Open => Rule::Post { post: event.post_kind.clone(), right: word.as_str() },
        word => Rule::Step { from: None, act: word },
    };
    Standing::NotAllowed { rule }
}

#[cfg(test)]
#[path = "fold_tests/mod.rs"]
mod tests;
