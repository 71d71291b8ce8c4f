//! Clues reported and acted on, and what is refused with which rule.

use super::*;
use crate::capture::Content;
use crate::domain::clue::{ClueEvent, fold};
use crate::domain::event::tests::{event, post_of};
use etong_protocol::DeviceId;

fn author(kind: PostKind) -> Author {
    let unit = "/1/2/3/4".parse().unwrap();
    Author { device: DeviceId::NIL, post: post_of(&kind), post_kind: kind, unit, shared: false }
}

fn reported(seq: u64, anonymous: bool) -> ClueEvent {
    let request = ClueRequest { what: "有人撬锁".into(), anonymous, ..ClueRequest::default() };
    let code = ReceiptCode::new([1; 10]);
    let drafts = report_clue(&author(PostKind::Volunteer), &request, RecordId::NIL, &code).unwrap();
    let Content::Event(payload) = &drafts.drafts[0].content else { panic!("an event") };
    assert!(!String::from_utf8_lossy(payload).contains(&code.to_string().replace('-', "")), "the code never travels");
    event(1, PostKind::Volunteer, seq, ClueEntry::from_payload(payload).unwrap())
}

fn act(word: &str) -> ClueActRequest {
    ClueActRequest { act: word.into(), text: Some("好".into()), ..ClueActRequest::default() }
}

#[test]
fn taking_and_closing_answer_the_reporter_and_notes_do_not() {
    let clue = fold(&[reported(1, true)]).unwrap();
    let kinds = |clue: &ClueFold, word| {
        let drafts =
            act_on_clue(&author(PostKind::PoliceOfficer), clue, RecordId::NIL, &act(word), &BTreeSet::new()).unwrap();
        drafts.drafts.iter().map(|draft| draft.kind.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&clue, "take"), ["clue", "reply"]);
    assert_eq!(kinds(&clue, "note"), ["clue"]);
    let base = Some(clue.last_effective);
    let taken = event(2, PostKind::PoliceOfficer, 2, ClueEntry { base, act: ClueAct::Take });
    let clue = fold(&[reported(1, true), taken]).unwrap();
    assert_eq!(kinds(&clue, "close"), ["clue", "reply"]);
}

#[test]
fn refusals_name_the_rule_and_who_may() {
    let clue = fold(&[reported(1, false)]).unwrap();
    let table = [
        (PostKind::GridWorker, "take", "a grid_worker may not take a clue", "police_officer, police_chief"),
        (PostKind::PoliceOfficer, "decide", "a police_officer may not decide a clue", "police_chief"),
        (PostKind::PoliceOfficer, "add", "only who reported a clue adds to it; police note what they find", ""),
        (PostKind::PoliceOfficer, "close", "a clue that is reported cannot go through close", ""),
    ];
    for (who, word, said, may) in table {
        let outcome = act_on_clue(&author(who), &clue, RecordId::NIL, &act(word), &BTreeSet::new());
        let (rule, who_may) = match outcome {
            Err(CaptureError::NotAllowed { rule, who_may }) => (rule, who_may),
            Err(CaptureError::Barred(bar)) if !bar.steps.is_empty() => (bar.rule, bar.who_may),
            other => panic!("{word}: {other:?}"),
        };
        assert_eq!((rule.as_str(), who_may.join(", ").as_str()), (said, may));
    }
}

#[test]
fn a_clue_is_handed_to_police_only() {
    let clue = fold(&[reported(1, false)]).unwrap();
    let to = |kind: &str| ClueActRequest {
        to: Some(PostId::NIL.to_string()),
        to_kind: Some(kind.into()),
        ..act("hand_over")
    };
    let ask =
        |kind: &str| act_on_clue(&author(PostKind::PoliceOfficer), &clue, RecordId::NIL, &to(kind), &BTreeSet::new());
    assert!(matches!(ask("grid_worker"), Err(CaptureError::Invalid { field, .. }) if field == "to_kind"));
    assert_eq!(ask("police_chief").unwrap().drafts.len(), 1);
    let elsewhere = ClueActRequest { to_unit: Some("/1/2/9".into()), ..to("police_officer") };
    let author = author(PostKind::PoliceOfficer);
    let shared = |already: &[u32]| {
        let already = already.iter().copied().map(UnitId).collect();
        act_on_clue(&author, &clue, RecordId::NIL, &elsewhere, &already).unwrap().drafts
    };
    let kinds: Vec<RecordKind> = shared(&[]).into_iter().map(|draft| draft.kind).collect();
    assert_eq!(kinds, [RecordKind::Clue, RecordKind::Grant]);
    assert_eq!(shared(&[9]).len(), 1, "shared with that unit before");
}
