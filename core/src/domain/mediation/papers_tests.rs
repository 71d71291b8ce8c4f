//! Which papers a file needs, told by four files.

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind, RecordId};

use super::*;
use crate::domain::mediation::{
    Agreement, Attempt, DisputeType, Litigant, MediationEvent, MediationSource, Mode, Opening, Outcome, Paper,
    PartyRole, fold,
};

fn file(acts: Vec<MediationAct>, agent: bool) -> MediationFold {
    let litigant = Litigant {
        role: PartyRole::Applicant,
        name: "张三".into(),
        sex: None,
        nation: None,
        age: None,
        occupation: None,
        phone: None,
        address: None,
        resident: None,
        agent: agent.then(|| "李律师".to_owned()),
    };
    let opening = MediationAct::Open(Opening {
        case: RecordId::NIL,
        dispute: DisputeType::Neighbours,
        source: MediationSource::Active,
        parties: vec![litigant],
        brief: "滴水".into(),
    });
    let event = |(seq, act): (u64, MediationAct)| MediationEvent {
        id: EntryId::of(&seq.to_be_bytes()),
        seq: Some(seq),
        hlc: Hlc(seq),
        device: DeviceId::from_bytes([1; 16]),
        post: PostId::NIL,
        unit: None,
        post_kind: PostKind::CommunityDesk,
        scope: OrgPath::centre(),
        captured_at: 0,
        entry: act,
    };
    let events: Vec<MediationEvent> = (1..).zip(std::iter::once(opening).chain(acts)).map(event).collect();
    fold(&events).unwrap()
}

fn attempt(told_rights: bool) -> MediationAct {
    MediationAct::Attempt(Box::new(Attempt {
        mode: Mode::Community,
        mediators: Vec::new(),
        at: 0,
        place: None,
        fix: None,
        present: Vec::new(),
        told_rights,
        statements: String::new(),
        facts: String::new(),
        outcome: Outcome::Agreed,
        result: String::new(),
        out_of_order: None,
        risk: None,
    }))
}

fn agreement(oral: bool, simple: bool) -> MediationAct {
    MediationAct::Agree(Box::new(Agreement {
        facts: String::new(),
        terms: vec!["移机".into()],
        how: None,
        place: None,
        until: None,
        copies: 3,
        oral,
        simple,
        signed_at: 0,
        witnesses: Vec::new(),
    }))
}

fn paper(item: PaperWord) -> MediationAct {
    MediationAct::Paper(Paper { item, title: "扫描件".into(), hash: None, pages: Some(1) })
}

fn words(mediation: &MediationFold) -> String {
    missing(mediation).iter().map(PaperWord::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_file_lacks_what_it_must_hold_and_nothing_else() {
    use PaperWord::{Agreement as Signed, Authorisation, Identity};
    let table = [
        // acts, has an agent, what is missing
        (vec![], false, "rights_notice identity record"),
        (vec![], true, "rights_notice identity authorisation record"),
        (vec![attempt(false)], false, "rights_notice identity"),
        (vec![attempt(true)], false, "identity"),
        (vec![attempt(true), agreement(false, false)], false, "identity agreement"),
        (vec![attempt(true), agreement(true, false)], false, "identity"),
        (vec![attempt(false), agreement(true, true)], false, ""),
        (vec![attempt(false), agreement(false, true)], false, "agreement"),
        (vec![attempt(true), agreement(false, false), paper(Identity), paper(Signed)], false, ""),
        (vec![attempt(true), agreement(false, false), paper(Identity), paper(Signed)], true, "authorisation"),
        (vec![attempt(true), agreement(true, false), paper(Identity), paper(Authorisation)], true, ""),
    ];
    for (acts, agent, expected) in table {
        assert_eq!(words(&file(acts.clone(), agent)), expected, "{acts:?}");
    }
}

#[test]
fn the_contents_page_lists_every_paper_once_in_the_order_of_the_file() {
    let lines = papers(&file(vec![attempt(true), agreement(true, false), paper(PaperWord::Evidence)], false));
    let shown: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {} {} {}", line.item, line.need.as_str(), line.recorded, line.filed))
        .collect();
    insta::assert_debug_snapshot!(shown, @r#"
    [
        "application optional false 0",
        "register required true 0",
        "rights_notice required true 0",
        "identity required false 0",
        "authorisation none false 0",
        "investigation optional false 0",
        "evidence optional false 1",
        "record required true 0",
        "agreement none false 0",
        "oral_agreement required true 0",
        "performance optional false 0",
        "follow_up optional false 0",
        "confirmation optional false 0",
        "explanation optional false 0",
    ]
    "#);
}
