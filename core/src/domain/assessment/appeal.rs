//! 申诉: an objection to one figure, answered by whoever publishes. The figure itself is put right by another publication,
//! which the answer names.

use etong_protocol::authority::{When, may_act};
use etong_protocol::{OrgPath, PostId, PostKind, RecordId, RecordKind, WireError};
use serde::{Deserialize, Serialize};

use crate::domain::event::{Empty, Event, body, flat, in_order, word_of};

/// What travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppealAct {
    Appeal(AppealOf),
    Answer(AppealAnswer),
    /// An act of a newer program; holds its word.
    Unknown(String),
}

pub type AppealEvent = Event<AppealAct>;

/// What is objected to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealOf {
    pub assessment: RecordId,
    pub unit: OrgPath,
    pub indicator: String,
    /// The case that should count otherwise, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<RecordId>,
    pub reason: String,
}

/// What the publisher says to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealAnswer {
    pub upheld: bool,
    pub words: String,
    /// The publication that puts it right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<RecordId>,
}

/// One appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealFold {
    pub of: AppealOf,
    pub scope: OrgPath,
    pub post: PostId,
    pub post_kind: PostKind,
    /// Milliseconds since 1970, phone clock.
    pub captured_at: i64,
    pub answer: Option<AppealAnswer>,
    /// An answer of this phone waits for the relay.
    pub waits: bool,
    pub provisional: bool,
}

impl AppealAct {
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Appeal(_) => "appeal",
            Self::Answer(_) => "answer",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        match self {
            Self::Appeal(of) => flat("appeal", of),
            Self::Answer(answer) => flat("answer", answer),
            Self::Unknown(word) => flat(word, &Empty {}),
        }
    }

    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let word = word_of(bytes)?;
        Ok(match word.as_str() {
            "appeal" => Self::Appeal(body(bytes)?),
            "answer" => Self::Answer(body(bytes)?),
            _ => Self::Unknown(word),
        })
    }
}

/// Folds the events of one appeal: the first objection founds it, the first answer the relay has stands.
#[must_use]
pub fn fold_appeal(events: &[AppealEvent]) -> Option<AppealFold> {
    let mut fold: Option<AppealFold> = None;
    for event in in_order(events) {
        let Some(when) = may_act(&event.post_kind, &RecordKind::Appeal, event.entry.as_str()) else { continue };
        match (&mut fold, &event.entry) {
            (None, AppealAct::Appeal(of)) => {
                fold = Some(AppealFold {
                    of: of.clone(),
                    scope: event.scope.clone(),
                    post: event.post,
                    post_kind: event.post_kind.clone(),
                    captured_at: event.captured_at,
                    answer: None,
                    waits: false,
                    provisional: event.seq.is_none(),
                });
            }
            (Some(fold), AppealAct::Answer(_)) if when == When::Relay && event.seq.is_none() => fold.waits = true,
            (Some(fold), AppealAct::Answer(answer)) if fold.answer.is_none() => fold.answer = Some(answer.clone()),
            _ => {}
        }
    }
    fold
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::tests::{event, stirred};
    use proptest::prelude::*;

    fn appeal() -> AppealAct {
        AppealAct::Appeal(AppealOf {
            assessment: RecordId::NIL,
            unit: "/1/2/3".parse().unwrap(),
            indicator: "overdue".into(),
            case: None,
            reason: "停电三天".into(),
        })
    }

    fn answer(upheld: bool) -> AppealAct {
        AppealAct::Answer(AppealAnswer { upheld, words: "已核".into(), correction: Some(RecordId::NIL) })
    }

    #[test]
    fn every_act_comes_back_as_it_went() {
        for act in [appeal(), answer(true), AppealAct::Unknown("escalate".into())] {
            assert_eq!(AppealAct::from_payload(&act.to_payload().unwrap()).unwrap(), act);
        }
    }

    #[test]
    fn the_county_answers_once_and_only_at_the_relay() {
        let with = |who, seq| {
            fold_appeal(&[event(1, PostKind::GridWorker, 1, appeal()), event(2, who, seq, answer(true))]).unwrap()
        };
        assert!(with(PostKind::CountyDesk, 2).answer.is_some());
        assert!(with(PostKind::CommunityDesk, 2).answer.is_none());
        let waiting = with(PostKind::CountyDesk, 0);
        assert!(waiting.answer.is_none() && waiting.waits);
    }

    proptest! {
        #[test]
        fn the_fold_does_not_depend_on_order_or_repetition(
            acts in prop::collection::vec((0..3_usize, 0..3_usize, any::<bool>()), 0..7), order: u64, twice in 0..8_usize,
        ) {
            let who = [PostKind::GridWorker, PostKind::CountyDesk, PostKind::Volunteer];
            let mut events = vec![event(1, PostKind::GridWorker, 1, appeal())];
            for ((act, by, pending), nth) in acts.into_iter().zip(2..) {
                let act = [appeal(), answer(nth % 2 == 0), AppealAct::Unknown("x".into())][act].clone();
                events.push(event(nth, who[by].clone(), if pending { 0 } else { u64::from(nth) }, act));
            }
            prop_assert_eq!(fold_appeal(&stirred(&events, order, twice)), fold_appeal(&events));
        }
    }
}
