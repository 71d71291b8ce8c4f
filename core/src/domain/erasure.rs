//! 删除令: the state of an erasure is a fold over the acts on it. The relay lets an approval in only when another person asked and
//! nothing holds the record, so an approval with a number is an erasure.

use std::collections::BTreeMap;

use etong_protocol::{DeviceId, EntryId, LegalBasis, PostId, RecordKind, Tombstone, TombstoneAct};

use super::event::{Event, in_order};

/// One act with its envelope.
pub type TombstoneEvent = Event<Tombstone>;

/// Where an erasure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum ErasureState {
    /// Nobody asks.
    #[default]
    None,
    Asked,
    Refused,
    Erased,
}

impl ErasureState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Erased => "erased",
        }
    }
}

/// Who did it, and when by that phone's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub entry: EntryId,
    pub post: PostId,
    pub device: DeviceId,
    pub at: i64,
    /// The relay does not have it yet.
    pub provisional: bool,
}

/// The erasure of one record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErasureFold {
    pub state: ErasureState,
    pub asked: Option<By>,
    pub basis: Option<LegalBasis>,
    /// Who approved or refused; provisional while the relay has not taken it.
    pub answered: Option<By>,
    pub held: Option<By>,
    /// Devices on which nothing is left, with the time they said so.
    pub erased_on: BTreeMap<DeviceId, i64>,
    pub changed_at: i64,
}

/// The fold; `None` when there is no act.
#[must_use]
pub fn fold_erasure(events: &[TombstoneEvent]) -> Option<ErasureFold> {
    let mut fold = ErasureFold::default();
    for event in in_order(events) {
        if !known(event) {
            continue;
        }
        let by = By {
            entry: event.id,
            post: event.post,
            device: event.device,
            at: event.captured_at,
            provisional: event.seq.is_none(),
        };
        fold.changed_at = fold.changed_at.max(event.captured_at);
        fold.take(&event.entry, by);
    }
    (!events.is_empty()).then_some(fold)
}

/// Made by a post that may; whether it counts already is another question.
fn known(event: &TombstoneEvent) -> bool {
    etong_protocol::authority::may_act(&event.post_kind, &RecordKind::Tombstone, event.entry.a.as_str()).is_some()
}

impl ErasureFold {
    fn take(&mut self, act: &Tombstone, by: By) {
        let names_it = self.asked.as_ref().is_some_and(|asked| act.asked == Some(asked.entry));
        match act.a {
            TombstoneAct::Erased => {
                self.erased_on.entry(by.device).or_insert(by.at);
            }
            _ if self.state == ErasureState::Erased => {}
            TombstoneAct::Ask => {
                self.state = ErasureState::Asked;
                (self.basis, self.answered) = (act.basis.clone(), None);
                self.asked = Some(by);
            }
            TombstoneAct::Refuse if names_it => {
                self.state = ErasureState::Refused;
                self.answered = Some(by);
            }
            TombstoneAct::Approve if names_it => {
                if !by.provisional {
                    self.state = ErasureState::Erased;
                }
                self.answered = Some(by);
            }
            TombstoneAct::Hold => self.held = Some(by),
            TombstoneAct::LiftHold => self.held = None,
            TombstoneAct::Approve | TombstoneAct::Refuse | TombstoneAct::Unknown(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::tests::{event, stirred};
    use super::*;
    use etong_protocol::PostKind::{CountyDesk, GridWorker, TownshipDesk};
    use proptest::prelude::*;

    fn asked(nth: u8) -> EntryId {
        EntryId::of(&[nth])
    }

    fn answer(a: TombstoneAct, nth: u8) -> Tombstone {
        Tombstone::answer(a, asked(nth))
    }

    #[test]
    fn an_erasure_is_asked_for_answered_and_confirmed_device_by_device() {
        use TombstoneAct::{Approve, Erased, Hold, LiftHold, Refuse};
        let ask = || Tombstone::ask(LegalBasis::Consent);
        let mut events = vec![event(1, GridWorker, 1, ask())];
        let state = |events: &[TombstoneEvent]| fold_erasure(events).unwrap().state;
        assert_eq!(state(&events), ErasureState::Asked);
        events.push(event(2, TownshipDesk, 2, answer(Refuse, 1)));
        assert_eq!(state(&events), ErasureState::Refused);
        events.push(event(3, GridWorker, 3, ask()));
        events.push(event(4, GridWorker, 4, answer(Approve, 3)));
        assert_eq!(state(&events), ErasureState::Asked, "a grid worker approves nothing");
        events.push(event(5, TownshipDesk, 5, answer(Approve, 1)));
        assert_eq!(state(&events), ErasureState::Asked, "that asking was refused");
        events.push(event(6, CountyDesk, 6, Tombstone::bare(Hold)));
        assert!(fold_erasure(&events).unwrap().held.is_some());
        events.push(event(7, CountyDesk, 7, Tombstone::bare(LiftHold)));
        events.push(event(8, TownshipDesk, 0, answer(Approve, 3)));
        let fold = fold_erasure(&events).unwrap();
        assert!(fold.held.is_none() && fold.state == ErasureState::Asked, "the relay has not approved it");
        assert!(fold.answered.unwrap().provisional);
        events.push(event(8, TownshipDesk, 9, answer(Approve, 3)));
        events.push(event(9, GridWorker, 10, Tombstone::bare(Erased)));
        let fold = fold_erasure(&events).unwrap();
        assert_eq!((fold.state, fold.erased_on.len()), (ErasureState::Erased, 1));
        events.push(event(10, GridWorker, 11, ask()));
        assert_eq!(state(&events), ErasureState::Erased, "what is gone is gone");
        assert_eq!(fold_erasure(&[]), None);
    }

    proptest! {
        #[test]
        fn any_order_and_repetition_gives_one_state(order: u64, twice in 0..6_usize) {
            let events = [
                event(1, GridWorker, 1, Tombstone::ask(LegalBasis::Law)),
                event(2, TownshipDesk, 2, Tombstone::bare(TombstoneAct::Hold)),
                event(3, TownshipDesk, 3, Tombstone::bare(TombstoneAct::LiftHold)),
                event(4, TownshipDesk, 4, answer(TombstoneAct::Approve, 1)),
                event(5, GridWorker, 5, Tombstone::bare(TombstoneAct::Erased)),
            ];
            prop_assert_eq!(fold_erasure(&stirred(&events, order, twice)), fold_erasure(&events));
        }
    }
}
