//! No refusal is a dead end: over every state, act and kind of post.

use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind, RecordId};

use super::{Author, CaseActRequest, act_on_case};
use crate::domain::case::{
    ActGroup, ActWord, CaseAct, CaseClass, CaseEntry, CaseEvent, CaseFold, CaseSource, CaseState, Report, fold,
    may_act, who_may,
};
use crate::error::{AppError, Instead};

fn author(kind: &PostKind) -> Author {
    let (post, device) = (PostId::from_bytes([7; 16]), DeviceId::from_bytes([7; 16]));
    Author { device, post, post_kind: kind.clone(), unit: "/1".parse().unwrap(), shared: false }
}

fn reported() -> CaseFold {
    let report = Report::new(CaseClass::Hazard, "楼道堆物", CaseSource::Patrol);
    let entry = CaseEntry { base: None, act: CaseAct::Report(Box::new(report)) };
    let event = CaseEvent {
        id: EntryId::of(b"report"),
        seq: Some(1),
        hlc: Hlc(1),
        device: DeviceId::NIL,
        post: PostId::from_bytes([1; 16]),
        unit: None,
        post_kind: PostKind::GridWorker,
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: 0,
        entry,
    };
    fold(&[event]).unwrap()
}

/// Asks for an act with everything filled in that some act needs.
fn asked(case: &CaseFold, kind: &PostKind, word: ActWord) -> Result<(), AppError> {
    let mut request: CaseActRequest = serde_json::from_str(
        r#"{"act": "", "text": "事由", "to": "00000000-0000-7000-8000-000000000001", "to_kind": "grid_worker",
            "to_name": "消防队", "until": 99, "stars": 3, "main": "00000000-0000-7000-8000-000000000002"}"#,
    )
    .unwrap();
    request.act = word.as_str().into();
    act_on_case(&author(kind), case, RecordId::from_bytes([9; 16]), &request).map(|_| ()).map_err(AppError::from)
}

fn barred(outcome: Result<(), AppError>) -> Option<(String, Instead)> {
    match outcome {
        Err(error @ AppError::NotAllowed { .. }) => {
            let words = error.to_string();
            let AppError::NotAllowed { instead, .. } = error else { unreachable!() };
            Some((words, *instead))
        }
        _ => None,
    }
}

fn cases() -> Vec<CaseFold> {
    let mut cases = Vec::new();
    for state in CaseState::ALL {
        for result in [None, Some("已清理".to_owned())] {
            for ahead in [false, true] {
                cases.push(CaseFold { state, result: result.clone(), ahead, ..reported() });
            }
        }
    }
    cases
}

#[test]
fn no_refusal_of_an_act_leaves_a_post_without_a_next_thing_to_do() {
    let mut refused = 0;
    for case in cases() {
        for kind in PostKind::KNOWN {
            for word in ActWord::ALL.into_iter().filter(|word| word.group() != ActGroup::Founding) {
                let Some((words, way)) = barred(asked(&case, kind, word)) else { continue };
                refused += 1;
                let about = format!("{kind} {word} from {}: {words}", case.state);
                assert_eq!(way.state.as_deref(), Some(case.state.as_str()), "{about}");
                assert_eq!(way.asked.as_deref(), Some(word.as_str()), "{about}");
                assert!(!way.todo.is_empty() && words.contains(&way.todo), "{about}");
                assert!(
                    way.rule == "ahead" || !(way.steps.is_empty() && way.others.is_empty() && way.who_may.is_empty()),
                    "{about}"
                );
                if way.rule == "step" || way.rule == "post" {
                    let whose: Vec<String> = who_may(word).iter().map(ToString::to_string).collect();
                    assert_eq!(way.who_may, whose, "{about}");
                }
                if way.rule == "step" {
                    assert!(!way.in_states.is_empty() && !way.in_states.contains(&case.state.to_string()), "{about}");
                }
                if way.rule == "post" {
                    assert!(!may_act(kind, word), "{about}");
                }
            }
        }
    }
    assert!(refused > 10_000, "{refused}");
}

#[test]
fn the_steps_that_a_refusal_offers_are_not_refused() {
    for case in cases() {
        for kind in PostKind::KNOWN {
            let Some((words, way)) = barred(asked(&case, kind, ActWord::Resume)) else { continue };
            for step in &way.steps {
                let again = barred(asked(&case, kind, ActWord::from_word(step).unwrap()));
                assert_eq!(again, None, "{kind} from {}: {words}", case.state);
            }
            for other in &way.others {
                for kind in &other.who_may {
                    let again = barred(asked(&case, &kind.parse().unwrap(), ActWord::from_word(&other.step).unwrap()));
                    assert_eq!(again, None, "{kind} from {}: {words}", case.state);
                }
            }
        }
    }
}

#[test]
fn a_step_out_of_turn_is_told_with_the_state_the_turn_and_whose_it_is() {
    let case = CaseFold { state: CaseState::Handling, ..reported() };
    let (words, way) = barred(asked(&case, &PostKind::CommunityDesk, ActWord::Check)).unwrap();
    assert_eq!(
        (way.rule.as_str(), way.state.as_deref(), way.in_states.as_slice()),
        ("step", Some("handling"), ["reported_back".to_owned()].as_slice())
    );
    assert!(way.steps.contains(&"report_back".to_owned()) && way.who_may.contains(&"community_desk".to_owned()));
    for said in ["a case that is handling cannot go through check", "reported_back", "this post may now: "] {
        assert!(words.contains(said), "{words}");
    }
}
