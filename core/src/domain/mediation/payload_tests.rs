//! What goes into bytes comes out the same, and a newer program's words are no error.

use etong_protocol::{EntryId, RecordId};

use super::*;
use crate::domain::mediation::{
    Agreement, Appointment, Attempt, Confirmation, ConfirmationResult, DisputeType, Done, Failure, FollowUp,
    Fulfilment, Handover, Litigant, MediationSource, MethodTag, Methods, Mode, Opening, Opinion, Outcome, Paper,
    PaperWord, PartyRole, Receipt, Recusal, RecusalReason, Satisfaction, Side, Vote,
};

/// One of every act, with every field filled somewhere.
pub(crate) fn every_act() -> Vec<MediationAct> {
    let litigant = Litigant {
        role: PartyRole::Applicant,
        name: "张三".into(),
        sex: Some("1".into()),
        nation: Some("汉族".into()),
        age: Some(51),
        occupation: Some("务农".into()),
        phone: Some("13800001234".into()),
        address: Some("梧桥 3 号".into()),
        resident: Some(RecordId::NIL),
        agent: Some("李律师".into()),
    };
    let attempt = Attempt {
        mode: Mode::Community,
        mediators: vec![PostId::NIL],
        at: 7,
        place: Some("社区调解室".into()),
        fix: crate::domain::Fix::new(24_513_000, 117_655_000, 8).ok(),
        present: vec!["张三".into(), "李四".into()],
        told_rights: true,
        statements: "各执一词".into(),
        facts: "空调滴水".into(),
        outcome: Outcome::Agreed,
        result: "移机".into(),
        out_of_order: Some("张三当场要求社区".into()),
        risk: Some("扬言".into()),
    };
    let agreement = Agreement {
        facts: "空调滴水".into(),
        terms: vec!["移机".into()],
        how: Some("自行".into()),
        place: Some("李四家".into()),
        until: Some(9),
        copies: 3,
        oral: true,
        simple: true,
        signed_at: 8,
        witnesses: vec!["王老".into()],
    };
    let vote = Some(Vote { in_favour: 5, against: 1, abstained: 1 });
    vec![
        MediationAct::Open(Opening {
            case: RecordId::NIL,
            dispute: DisputeType::Neighbours,
            source: MediationSource::PartyAsks,
            parties: vec![litigant],
            brief: "滴水".into(),
        }),
        MediationAct::Appoint(Appointment {
            mediators: vec![PostId::NIL],
            at: 1,
            place: "社区".into(),
            told_by: Some("电话".into()),
        }),
        MediationAct::Attempt(Box::new(attempt)),
        MediationAct::Methods(Methods {
            tags: vec![MethodTag::EldersVote, MethodTag::Unknown("tea".into())],
            invited: vec!["老支书".into()],
            question: Some("谁先动".into()),
            vote,
            rule_text: Some("wuqiao-2024".into()),
            note: Some("和".into()),
        }),
        MediationAct::Recuse(Recusal {
            mediator: PostId::NIL, reason: RecusalReason::Kin, note: Some("表亲".into())
        }),
        MediationAct::LiftRecusal { mediator: PostId::NIL, reason: "同名".into() },
        MediationAct::Ask { skill: "lawyer".into(), words: "请出意见".into() },
        MediationAct::Opinion(Opinion { words: "应移机".into(), rules: vec!["民法典 288".into()] }),
        MediationAct::Handover(Handover {
            to: Side::PoliceStation,
            unit: "/1/12".parse().ok(),
            reason: "殴打".into(),
            papers: vec!["记录".into()],
            number: Some("J1".into()),
        }),
        MediationAct::Receipt(Receipt {
            handover: EntryId::of(b"x"),
            accepted: true,
            at: 3,
            note: Some("收".into()),
            paper: Some("00".repeat(32)),
        }),
        MediationAct::Agree(Box::new(agreement)),
        MediationAct::Fulfil(Fulfilment {
            done: Done::Full,
            at: 4,
            by: Some("李四".into()),
            proof: Some("照片".into()),
            hash: Some("11".repeat(32)),
        }),
        MediationAct::FollowUp(FollowUp {
            at: 5,
            done: Done::Full,
            satisfaction: Satisfaction::Satisfied,
            risk: Some("无".into()),
            measures: Some("再访".into()),
        }),
        MediationAct::Confirm(Confirmation { court: "法院".into(), at: 6, result: ConfirmationResult::Asked }),
        MediationAct::Extend { days: 30, consent_of: vec!["张三".into()] },
        MediationAct::Fail(Failure { reason: "分歧".into(), told_of: vec!["起诉".into()] }),
        MediationAct::Withdraw { party: "张三".into(), words: "不调".into() },
        MediationAct::Paper(Paper {
            item: PaperWord::Evidence,
            title: "照片".into(),
            hash: Some("22".repeat(32)),
            pages: Some(2),
        }),
        MediationAct::Notified { whom: "派出所".into(), words: "电话".into() },
        MediationAct::Printed { paper: "agreement".into(), reason: "签字".into() },
        MediationAct::Note { words: "记".into() },
        MediationAct::Unknown("hear_witness".into()),
    ]
}

#[test]
fn every_act_comes_back_as_it_went() {
    let acts = every_act();
    assert_eq!(acts.len(), ActWord::ALL.len() + 1);
    for act in acts {
        assert_eq!(MediationAct::from_payload(&act.to_payload().unwrap()).unwrap(), act);
    }
}

#[test]
fn an_act_from_a_newer_program_is_kept_whatever_it_holds() {
    #[derive(Serialize)]
    struct Newer {
        a: &'static str,
        b: [u8; 2],
    }
    let bytes = wire::encode_payload(&Newer { a: "hear_witness", b: [1, 2] }).unwrap();
    assert_eq!(MediationAct::from_payload(&bytes).unwrap(), MediationAct::Unknown("hear_witness".into()));
}

#[test]
fn fields_and_words_of_a_newer_program_are_no_error() {
    #[derive(Serialize)]
    struct NewerBody {
        mode: &'static str,
        mediators: Vec<PostId>,
        at: i64,
        told_rights: bool,
        outcome: &'static str,
        mood: Vec<u8>,
    }
    #[derive(Serialize)]
    struct Newer {
        a: &'static str,
        b: NewerBody,
        c: bool,
    }
    let b =
        NewerBody { mode: "online", mediators: Vec::new(), at: 1, told_rights: true, outcome: "tea", mood: vec![1] };
    let bytes = wire::encode_payload(&Newer { a: "attempt", b, c: true }).unwrap();
    let MediationAct::Attempt(attempt) = MediationAct::from_payload(&bytes).unwrap() else { panic!("not an attempt") };
    assert_eq!((attempt.mode.as_str(), attempt.outcome.as_str()), ("online", "tea"));
}

#[test]
fn a_known_act_without_its_content_is_an_error() {
    #[derive(Serialize)]
    struct Bare {
        a: &'static str,
    }
    for word in ActWord::ALL {
        let bytes = wire::encode_payload(&Bare { a: word.as_str() }).unwrap();
        assert!(MediationAct::from_payload(&bytes).is_err(), "{word}");
    }
}
