//! The fold: what an inspection found, what was added, and whether it still counts.

use etong_protocol::authority::may_act;
use etong_protocol::{OrgPath, PostId, PostKind, RecordKind};

use super::act::{Inspected, InspectionAct};
use crate::domain::event::{Event, in_order};

pub type InspectionEvent = Event<InspectionAct>;

/// One inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionFold {
    pub inspected: Inspected,
    pub post: PostId,
    pub post_kind: PostKind,
    pub scope: OrgPath,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    pub notes: Vec<InspectionNote>,
    /// Why it counts no more.
    pub voided: Option<InspectionNote>,
    /// Something of it has no receipt yet.
    pub provisional: bool,
}

/// Words somebody added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionNote {
    pub post: PostId,
    pub post_kind: PostKind,
    pub captured_at: i64,
    pub text: String,
}

/// Folds the events of one inspection; `None` while what founded it is not here. An act of a post that may not make it, or
/// a second founding, counts for nothing; only its author or a desk above makes an inspection void.
#[must_use]
pub fn fold(events: &[InspectionEvent]) -> Option<InspectionFold> {
    let mut fold: Option<InspectionFold> = None;
    for event in in_order(events) {
        if may_act(&event.post_kind, &RecordKind::Inspection, event.entry.as_str()).is_none() {
            continue;
        }
        let note = |text: &String| InspectionNote {
            post: event.post,
            post_kind: event.post_kind.clone(),
            captured_at: event.captured_at,
            text: text.clone(),
        };
        match (&mut fold, &event.entry) {
            (None, InspectionAct::Inspect(inspected)) => {
                fold = Some(InspectionFold {
                    inspected: inspected.clone(),
                    post: event.post,
                    post_kind: event.post_kind.clone(),
                    scope: event.scope.clone(),
                    captured_at: event.captured_at,
                    notes: Vec::new(),
                    voided: None,
                    provisional: event.seq.is_none(),
                });
            }
            (Some(fold), InspectionAct::Note { text }) => fold.notes.push(note(text)),
            (Some(fold), InspectionAct::Void { reason }) if fold.voided.is_none() && fold.may_void(event) => {
                fold.voided = Some(note(reason));
            }
            _ => continue,
        }
        if let Some(fold) = &mut fold {
            fold.provisional |= event.seq.is_none();
        }
    }
    fold
}

impl InspectionFold {
    fn may_void(&self, event: &InspectionEvent) -> bool {
        event.post == self.post || event.post_kind.is_desk()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, AnswerWord, PlaceKind};
    use super::*;
    use crate::domain::event::tests::{event, stirred};
    use proptest::prelude::*;

    fn inspect() -> InspectionAct {
        let answer =
            Answer { item: "exit_clear".into(), answer: AnswerWord::Bad, note: None, evidence: Vec::new(), case: None };
        InspectionAct::Inspect(Inspected {
            kind: PlaceKind::Fire,
            version: 0,
            place: None,
            address: Some("3 栋".into()),
            premises: None,
            answers: vec![answer],
            recheck_of: None,
            note: None,
        })
    }

    fn void(reason: &str) -> InspectionAct {
        InspectionAct::Void { reason: reason.into() }
    }

    #[test]
    fn only_the_author_or_a_desk_makes_it_void() {
        let table = [
            (PostKind::GridWorker, true),
            (PostKind::PoliceOfficer, false),
            (PostKind::CommunityDesk, true),
            (PostKind::Volunteer, false),
        ];
        for (who, voided) in table {
            let events = [event(1, PostKind::GridWorker, 1, inspect()), event(2, who.clone(), 2, void("误录"))];
            assert_eq!(fold(&events).unwrap().voided.is_some(), voided, "{who}");
        }
    }

    #[test]
    fn nothing_founds_it_twice_and_nobody_without_the_right_founds_it() {
        let other = InspectionAct::Note { text: "x".into() };
        assert_eq!(fold(&[event(1, PostKind::GridWorker, 1, other)]), None);
        assert_eq!(fold(&[event(1, PostKind::Volunteer, 1, inspect())]), None);
        let twice = [event(1, PostKind::GridWorker, 1, inspect()), event(2, PostKind::PoliceOfficer, 2, inspect())];
        assert_eq!(fold(&twice).unwrap().post_kind, PostKind::GridWorker);
    }

    proptest! {
        #[test]
        fn the_fold_does_not_depend_on_order_or_repetition(
            acts in prop::collection::vec((0..4_usize, 0..4_usize, any::<bool>()), 0..8), order: u64, twice in 0..9_usize,
        ) {
            let mut events = vec![event(1, PostKind::GridWorker, 1, inspect())];
            for ((act, who, pending), nth) in acts.into_iter().zip(2..) {
                let who = PostKind::KNOWN[who].clone();
                let text = nth.to_string();
                let act = [inspect(), InspectionAct::Note { text: text.clone() }, void(&text), InspectionAct::Unknown("x".into())][act].clone();
                events.push(event(nth, who, if pending { 0 } else { u64::from(nth) }, act));
            }
            prop_assert_eq!(fold(&stirred(&events, order, twice)), fold(&events));
        }
    }
}
