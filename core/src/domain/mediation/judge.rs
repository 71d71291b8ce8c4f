//! Does an act count? Rights, then what this very act breaks, then whether it is the step that comes; and what is odd about one that
//! counts. The same rules refuse a request on the phone that asks (`rule_against`) and judge what others did (`judge`).

use etong_protocol::{EntryId, PostId, PostKind};

use super::act::{ActWord, MediationAct};
use super::fold::{MediationEvent, MediationFold};
use super::parts::{Handover, Receipt};
use super::rights::{may_act, right_of};
use super::standing::{Flag, Rule, Standing};
use super::state::MediationState;
use super::terms::{EXTENSION_DAYS, confirmation_until};
use super::words::{Mode, Outcome, Side};

impl MediationFold {
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

    pub(super) fn judge(&self, event: &MediationEvent) -> Standing {
        let (Some(word), Some(right)) = (event.entry.word(), right_of(&event.entry)) else { return Standing::Unknown };
        let against = |rule| Standing::NotAllowed { rule };
        if !may_act(&event.post_kind, right) {
            return against(Rule::Post { post: event.post_kind.clone(), right });
        }
        if let Some(rule) = self.breaks(event.post, &event.post_kind, &event.entry, word) {
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

    pub(super) fn flag(&self, event: &MediationEvent) -> Option<Flag> {
        match &event.entry {
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
}

/// Acts a mediator who stepped aside may not make.
pub(super) const fn is_mediating(word: ActWord) -> bool {
    matches!(word, ActWord::Attempt | ActWord::Methods | ActWord::Agree | ActWord::Opinion)
}
