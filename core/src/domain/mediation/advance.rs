//! What an act that counts does to a mediation.

use etong_protocol::EntryId;

use super::act::MediationAct;
use super::fold::{Handing, MediationEvent, MediationFold};
use super::parts::Receipt;
use super::state::MediationState;
use super::words::{Done, Side};

impl MediationFold {
    pub(super) fn advance(&mut self, event: &MediationEvent) {
        self.provisional |= event.seq.is_none();
        let before = self.state;
        match &event.entry {
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
