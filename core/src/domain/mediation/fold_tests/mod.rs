//! Who acts in the tests of the fold, and what they say.

mod laws;
mod stories;

use etong_protocol::{DeviceId, Hlc, RecordId};

use super::*;
use crate::domain::mediation::{
    Confirmation, ConfirmationResult, DisputeType, Failure, FollowUp, Fulfilment, Litigant, NextStep, Opinion, Outcome,
    Paper, PaperWord, PartyRole, Recusal, RecusalReason, Satisfaction, Side, missing,
};

const WANG: u8 = 1;
const HUANG: u8 = 2;
const QIAN: u8 = 3;
const LI: u8 = 4;
const HE: u8 = 5;
const CHEN: u8 = 6;

fn kind_of(who: u8) -> PostKind {
    match who {
        WANG => PostKind::GridWorker,
        HUANG => PostKind::CommunityDesk,
        QIAN => PostKind::TeamMember,
        LI => PostKind::PoliceOfficer,
        HE => PostKind::Department,
        _ => PostKind::Volunteer,
    }
}

fn post_of(who: u8) -> PostId {
    PostId::from_bytes([who; 16])
}

fn id(name: &str) -> EntryId {
    EntryId::of(name.as_bytes())
}

/// An event with the relay's number `seq`; 0 for one that is still pending.
fn event(name: &str, who: u8, seq: u64, act: MediationAct) -> MediationEvent {
    MediationEvent {
        id: id(name),
        seq: (seq > 0).then_some(seq),
        hlc: Hlc(1_000 + u64::from(who)),
        device: DeviceId::from_bytes([who; 16]),
        post: post_of(who),
        unit: None,
        post_kind: kind_of(who),
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: 1_772_674_200_000,
        entry: act,
    }
}

fn party(name: &str, role: PartyRole) -> Litigant {
    Litigant {
        role,
        name: name.into(),
        sex: None,
        nation: None,
        age: None,
        occupation: None,
        phone: None,
        address: None,
        resident: None,
        agent: None,
    }
}

fn open_from(source: MediationSource) -> MediationAct {
    MediationAct::Open(Opening {
        case: RecordId::NIL,
        dispute: DisputeType::Neighbours,
        source,
        parties: vec![party("张三", PartyRole::Applicant), party("李四", PartyRole::Respondent)],
        brief: "滴水纠纷".into(),
    })
}

fn open() -> MediationAct {
    open_from(MediationSource::PartyAsks)
}

fn attempt(mode: Mode, outcome: Outcome) -> MediationAct {
    MediationAct::Attempt(Box::new(Attempt {
        mode,
        mediators: Vec::new(),
        at: 0,
        place: None,
        fix: None,
        present: Vec::new(),
        told_rights: true,
        statements: "各执一词".into(),
        facts: String::new(),
        outcome,
        result: String::new(),
        out_of_order: None,
        risk: None,
    }))
}

fn agree(oral: bool) -> MediationAct {
    MediationAct::Agree(Box::new(Agreement {
        facts: "空调滴水".into(),
        terms: vec!["李四三日内移机".into()],
        how: None,
        place: None,
        until: None,
        copies: 3,
        oral,
        simple: false,
        signed_at: 1_772_674_200_000,
        witnesses: Vec::new(),
    }))
}

fn fulfil(done: Done) -> MediationAct {
    MediationAct::Fulfil(Fulfilment { done, at: 0, by: None, proof: Some("照片".into()), hash: None })
}

fn visit(risk: Option<&str>) -> MediationAct {
    MediationAct::FollowUp(FollowUp {
        at: 0,
        done: Done::Full,
        satisfaction: Satisfaction::Satisfied,
        risk: risk.map(str::to_owned),
        measures: None,
    })
}

fn identity() -> MediationAct {
    MediationAct::Paper(Paper {
        item: PaperWord::Identity, title: "身份证复印件".into(), hash: None, pages: Some(1)
    })
}

fn fail() -> MediationAct {
    MediationAct::Fail(Failure { reason: "分歧过大".into(), told_of: vec!["向人民法院起诉".into()] })
}

fn withdraw() -> MediationAct {
    MediationAct::Withdraw { party: "张三".into(), words: "不调了".into() }
}

fn handover(to: Side) -> MediationAct {
    let (reason, papers) = ("涉嫌殴打".into(), Vec::new());
    MediationAct::Handover(Handover { to, unit: None, reason, papers, number: None })
}

fn receipt(handed: &str, accepted: bool) -> MediationAct {
    MediationAct::Receipt(Receipt { handover: id(handed), accepted, at: 0, note: None, paper: None })
}

fn recuse(who: u8) -> MediationAct {
    MediationAct::Recuse(Recusal { mediator: post_of(who), reason: RecusalReason::Kin, note: None })
}

fn extend(days: u16, consent_of: &[&str]) -> MediationAct {
    MediationAct::Extend { days, consent_of: consent_of.iter().map(|name| (*name).to_owned()).collect() }
}

/// What became of the act called `name`: its standing, with the words of the rule.
fn fate(mediation: &MediationFold, name: &str) -> String {
    let act = mediation.acts.iter().find(|act| act.id == id(name)).unwrap();
    match &act.standing {
        Standing::Effective => act.flag.map_or("effective".to_owned(), |flag| format!("effective, {}", flag.as_str())),
        Standing::NotAllowed { rule } => rule.to_string(),
        Standing::Superseded { .. } => "superseded".into(),
        Standing::Unknown => "unknown".into(),
    }
}

/// Every step by name, who and what; the relay numbers them in this order. The fate of each, and the state at the end.
fn told(steps: Vec<(&str, u8, MediationAct)>) -> (Vec<String>, MediationFold) {
    let names: Vec<String> = steps.iter().map(|step| step.0.to_owned()).collect();
    let events: Vec<MediationEvent> =
        (1..).zip(steps).map(|(seq, (name, who, act))| event(name, who, seq, act)).collect();
    let mediation = fold(&events).unwrap();
    (names.iter().map(|name| fate(&mediation, name)).collect(), mediation)
}
