//! The fold told as stories, and its laws over random histories.

use etong_protocol::RecordId;
use proptest::prelude::*;

use super::*;
use crate::domain::mediation::{
    Confirmation, ConfirmationResult, DisputeType, Failure, FollowUp, Fulfilment, Litigant, NextStep, Opinion, Paper,
    PaperWord, PartyRole, Recusal, RecusalReason, Satisfaction, missing,
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

pub(super) fn post_of(who: u8) -> PostId {
    PostId::from_bytes([who; 16])
}

pub(super) fn id(name: &str) -> EntryId {
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
        post_kind: kind_of(who),
        scope: "/1/2/3/4".parse().unwrap(),
        captured_at: 1_772_674_200_000,
        act,
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

#[test]
fn a_quarrel_is_tried_in_the_grid_and_settled_in_the_community() {
    let steps = vec![
        ("open", WANG, open(), MediationState::Open),
        ("wang tries", WANG, attempt(Mode::Grid, Outcome::HandUp), MediationState::Underway),
        ("huang tries", HUANG, attempt(Mode::Community, Outcome::Agreed), MediationState::Underway),
        ("agreement", HUANG, agree(false), MediationState::Agreed),
        ("part", HUANG, fulfil(Done::Part), MediationState::Agreed),
        ("all", HUANG, fulfil(Done::Full), MediationState::Fulfilled),
    ];
    let mut events = Vec::new();
    for (seq, (name, who, act, state)) in (1..).zip(steps) {
        events.push(event(name, who, seq, act));
        let mediation = fold(&events).unwrap();
        assert_eq!(mediation.state, state, "{name}");
        assert_eq!(fate(&mediation, name), "effective", "{name}");
        assert!(!mediation.provisional);
    }
    let mediation = fold(&events).unwrap();
    assert_eq!(mediation.mode, Mode::Community);
    assert_eq!(mediation.mediators, [WANG, HUANG].map(post_of).into());
    assert_eq!(mediation.done, Some(Done::Full));
}

#[test]
fn two_mediators_offline_both_count_and_of_two_agreements_the_first_at_the_relay() {
    let (fates, mediation) = told(vec![
        ("open", WANG, open()),
        ("wang tries", WANG, attempt(Mode::Grid, Outcome::Agreed)),
        ("li tries", LI, attempt(Mode::Grid, Outcome::NotAgreed)),
        ("wang's agreement", WANG, agree(true)),
        ("li's agreement", LI, agree(false)),
        ("li gives up", LI, fail()),
        ("huang tries too late", HUANG, attempt(Mode::Community, Outcome::Agreed)),
    ]);
    assert_eq!(fates, ["effective", "effective", "effective", "effective", "superseded", "superseded", "superseded"]);
    assert_eq!(mediation.attempts().count(), 2);
    assert!(mediation.agreement.unwrap().oral);
}

#[test]
fn a_mode_before_its_turn_is_kept_and_flagged() {
    let (fates, _) = told(vec![
        ("open", WANG, open()),
        ("huang skips wang", HUANG, attempt(Mode::Community, Outcome::NotAgreed)),
        ("team", QIAN, attempt(Mode::Team, Outcome::NotAgreed)),
        ("police", LI, attempt(Mode::Police, Outcome::NotAgreed)),
    ]);
    assert_eq!(fates, ["effective", "effective, out_of_order", "effective", "effective"]);

    let handed_in = |source| {
        told(vec![("open", HUANG, open_from(source)), ("try", HUANG, attempt(Mode::Community, Outcome::Agreed))]).0
    };
    assert_eq!(handed_in(MediationSource::Police), ["effective", "effective"]);
    assert_eq!(handed_in(MediationSource::Active), ["effective", "effective, out_of_order"]);
}

#[test]
fn nobody_mediates_for_his_own_people() {
    let mut joint = attempt(Mode::Community, Outcome::Agreed);
    if let MediationAct::Attempt(attempt) = &mut joint {
        attempt.mediators = vec![post_of(WANG), post_of(HUANG)];
    }
    let (fates, mediation) = told(vec![
        ("open", WANG, open()),
        ("wang steps aside", HUANG, recuse(WANG)),
        ("wang tries", WANG, attempt(Mode::Grid, Outcome::Agreed)),
        ("with wang", HUANG, joint.clone()),
        ("wang agrees", WANG, agree(true)),
        ("a mistake", HUANG, MediationAct::LiftRecusal { mediator: post_of(WANG), reason: "同名".into() }),
        ("with wang again", HUANG, joint),
    ]);
    let aside = "this mediator stepped aside: nobody mediates for his own people";
    assert_eq!(fates, ["effective", "effective", aside, aside, aside, "effective", "effective, out_of_order"]);
    assert_eq!(mediation.state, MediationState::Underway);
}

#[test]
fn a_mediator_who_stepped_aside_is_offered_no_mediating() {
    let events = [event("open", HUANG, 1, open()), event("aside", HUANG, 2, recuse(WANG))];
    let mediation = fold(&events).unwrap();
    let menu = next_acts(&mediation, post_of(WANG), &PostKind::GridWorker);
    assert_eq!(menu.join(" "), "appoint recuse ask handover extend fail withdraw paper notified printed note");
    let menu = next_acts(&mediation, post_of(HUANG), &PostKind::CommunityDesk);
    assert!(
        menu.contains(&"attempt_community") && !menu.contains(&"attempt_grid") && !menu.contains(&"agree"),
        "{menu:?}"
    );
}

#[test]
fn what_is_handed_over_is_theirs_once_they_receipt_it() {
    let (fates, mediation) = told(vec![
        ("open", WANG, open()),
        ("sent", HUANG, handover(Side::PoliceStation)),
        ("own receipt", HUANG, receipt("sent", true)),
        ("still ours", WANG, attempt(Mode::Grid, Outcome::NotAgreed)),
        ("received", LI, receipt("sent", true)),
        ("again", LI, receipt("sent", false)),
        ("not ours now", WANG, attempt(Mode::Grid, Outcome::NotAgreed)),
        ("joint", LI, attempt(Mode::Police, Outcome::NotAgreed)),
        ("there already", HUANG, handover(Side::PoliceStation)),
        ("back", LI, handover(Side::Community)),
        ("taken back", HUANG, receipt("back", true)),
        ("ours", HUANG, attempt(Mode::Community, Outcome::Agreed)),
        ("wrong", HE, receipt("sent", true)),
    ]);
    assert_eq!(mediation.state, MediationState::Underway);
    insta::assert_debug_snapshot!(fates, @r#"
    [
        "effective",
        "effective",
        "the police_station receipts what it takes; without its signed paper nobody else can",
        "effective",
        "effective",
        "superseded",
        "it was handed over to the police_station: they receipt it, then mediate or hand it back",
        "effective, out_of_order",
        "the police_station has it already",
        "effective",
        "effective",
        "effective",
        "nothing was handed over under this entry",
    ]
    "#);
}

#[test]
fn mediation_is_voluntary() {
    let (fates, mediation) = told(vec![
        ("open", WANG, open()),
        ("longer", WANG, extend(30, &["张三", "李四"])),
        ("once only", WANG, extend(10, &["张三", "李四"])),
        ("refuses", WANG, attempt(Mode::Grid, Outcome::Refused)),
        ("no talk, no agreement", WANG, agree(false)),
        ("withdraws", WANG, withdraw()),
        ("too late", HUANG, attempt(Mode::Community, Outcome::Agreed)),
    ]);
    assert_eq!((mediation.state, mediation.extended_days), (MediationState::Withdrawn, 30));
    let once = "the time of a mediation is extended once, by 1 to 30 days";
    let needs = "an agreement needs an attempt that ended in one";
    assert_eq!(fates, ["effective", "effective", once, "effective", needs, "effective", "superseded"]);

    let (fates, _) = told(vec![
        ("open", WANG, open()),
        ("one of two", WANG, extend(30, &["张三"])),
        ("too long", WANG, extend(31, &["张三", "李四"])),
    ]);
    assert_eq!(fates, ["effective", "all parties must consent to more time; mediation is voluntary", once]);
}

#[test]
fn after_the_agreement_come_follow_up_and_confirmation() {
    let confirm = |days: i64| {
        let at = 1_772_674_200_000 + days * 86_400_000;
        MediationAct::Confirm(Confirmation { court: "龙文区法院".into(), at, result: ConfirmationResult::Asked })
    };
    let (fates, mediation) = told(vec![
        ("open", WANG, open()),
        ("visit too early", WANG, visit(None)),
        ("try", WANG, attempt(Mode::Grid, Outcome::Agreed)),
        ("agree", WANG, agree(false)),
        ("court", HUANG, confirm(30)),
        ("court late", HUANG, confirm(31)),
        ("visit", HUANG, visit(Some("扬言报复"))),
    ]);
    let early = "a mediation that is open does not take follow_up";
    assert_eq!(
        fates,
        ["effective", early, "effective", "effective", "effective", "effective, confirmation_late", "effective"]
    );
    assert!(mediation.visited && mediation.notify_at_once);
    assert_eq!(
        missing(&mediation),
        [PaperWord::Identity, PaperWord::Agreement],
        "a signed agreement cannot be recorded"
    );
}

#[test]
fn a_list_says_what_to_do_next() {
    let steps = vec![
        ("open", WANG, open(), "mediate"),
        ("handover", HUANG, handover(Side::PoliceStation), "receipt"),
        ("refused", LI, receipt("handover", false), "mediate"),
        ("try", WANG, attempt(Mode::Grid, Outcome::Agreed), "agree"),
        ("agree", WANG, agree(true), "fulfil"),
        ("part", WANG, fulfil(Done::Part), "fulfil"),
        ("full", WANG, fulfil(Done::Full), "follow_up"),
        ("visit", WANG, visit(Some("扬言")), "notify"),
        ("told", WANG, MediationAct::Notified { whom: "派出所".into(), words: "电话".into() }, "papers"),
        ("identity", WANG, identity(), "done"),
    ];
    let mut events = Vec::new();
    for (seq, (name, who, act, next)) in (1..).zip(steps) {
        events.push(event(name, who, seq, act));
        assert_eq!(NextStep::of(&fold(&events).unwrap()).as_str(), next, "{name}");
    }
}

#[test]
fn a_risk_is_open_until_somebody_was_told() {
    let mut risky = attempt(Mode::Grid, Outcome::NotAgreed);
    if let MediationAct::Attempt(attempt) = &mut risky {
        attempt.risk = Some("持械".into());
    }
    let mut events = vec![event("open", WANG, 1, open()), event("risk", WANG, 2, risky)];
    assert!(fold(&events).unwrap().notify_at_once);
    let told = MediationAct::Notified { whom: "派出所".into(), words: "已电话报告".into() };
    events.push(event("told", WANG, 3, told));
    assert!(!fold(&events).unwrap().notify_at_once);
}

#[test]
fn what_is_against_a_right_or_comes_before_the_opening_stays_visible() {
    let opinion = MediationAct::Opinion(Opinion { words: "适用民法典 288 条".into(), rules: Vec::new() });
    let (fates, mediation) = told(vec![
        ("early", WANG, attempt(Mode::Grid, Outcome::Agreed)),
        ("volunteer opens", CHEN, open()),
        ("open", WANG, open()),
        ("opened twice", HUANG, open()),
        ("wang in mode 2", WANG, attempt(Mode::Community, Outcome::Agreed)),
        ("wang's opinion", WANG, opinion.clone()),
        ("qian's opinion", QIAN, opinion),
        ("newer", WANG, MediationAct::Unknown("hear_witness".into())),
        ("newer mode", WANG, attempt(Mode::Unknown("online".into()), Outcome::Agreed)),
    ]);
    assert_eq!(mediation.opened_by, post_of(WANG));
    insta::assert_debug_snapshot!(fates, @r#"
    [
        "a mediation that is not open does not take attempt",
        "a volunteer may not open a mediation",
        "effective",
        "superseded",
        "a grid_worker may not attempt_community a mediation",
        "a grid_worker may not opinion a mediation",
        "effective",
        "unknown",
        "unknown",
    ]
    "#);
    assert_eq!(fold(&[event("alone", WANG, 1, fail())]), None);
}

/// One random step: who acts, and which act.
fn history(steps: &[(u8, u8)]) -> Vec<MediationEvent> {
    let mut events = vec![event("open", WANG, 1, open())];
    for (number, (who, what)) in steps.iter().enumerate() {
        let act = match what % 16 {
            0 => attempt(Mode::Grid, Outcome::HandUp),
            1 => attempt(Mode::Community, Outcome::Agreed),
            2 => attempt(Mode::Police, Outcome::NotAgreed),
            3 => attempt(Mode::Team, Outcome::Agreed),
            4 => agree(what / 16 % 2 == 0),
            5 => fulfil(if what / 16 % 2 == 0 { Done::Full } else { Done::Part }),
            6 => fail(),
            7 => withdraw(),
            8 => handover(if what / 16 % 2 == 0 { Side::PoliceStation } else { Side::Community }),
            9 => receipt(&format!("act {}", number.saturating_sub(1)), what / 16 % 2 == 0),
            10 => recuse(1 + what / 16 % 5),
            11 => MediationAct::LiftRecusal { mediator: post_of(1 + what / 16 % 5), reason: "误".into() },
            12 => extend(u16::from(*what), &["张三", "李四"]),
            13 => open(),
            14 => MediationAct::Unknown("hear_witness".into()),
            _ => MediationAct::Note { words: "哦".into() },
        };
        events.push(event(&format!("act {number}"), 1 + who % 6, u64::try_from(number).unwrap() + 2, act));
    }
    events
}

fn steps() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((any::<u8>(), any::<u8>()), 0..16)
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_order_or_repetition(
        steps in steps(), order in any::<u64>(), repeated in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        pending in 0..6_usize,
    ) {
        let mut events = history(&steps);
        let acknowledged = events.len().saturating_sub(pending).max(1);
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        let straight = fold(&events);
        let again: Vec<MediationEvent> = repeated.iter().map(|index| events[index.index(events.len())].clone()).collect();
        events.extend(again);
        let key = |event: &MediationEvent| {
            (EntryId::of(&[event.id.as_bytes().as_slice(), &order.to_be_bytes()].concat()), event.seq)
        };
        events.sort_by_key(key);
        prop_assert_eq!(fold(&events), straight);
    }

    #[test]
    fn acknowledging_pending_acts_in_relay_order_ends_at_the_fold_of_the_whole_log(steps in steps(), first in 1..17_usize) {
        let log = history(&steps);
        let mut both = log.clone();
        both.iter_mut().skip(first).for_each(|event| event.seq = None);
        both.extend(log.clone());
        prop_assert_eq!(fold(&both), fold(&log));
        prop_assert!(!fold(&both).unwrap().provisional);
    }

    #[test]
    fn pending_acts_change_nothing_about_acknowledged_ones(steps in steps(), acknowledged in 1..17_usize) {
        let mut events = history(&steps);
        let acknowledged = acknowledged.min(events.len());
        let known = fold(&events[..acknowledged]).unwrap();
        events[acknowledged..].iter_mut().for_each(|event| event.seq = None);
        let with_pending = fold(&events).unwrap();
        prop_assert_eq!(&with_pending.acts[..acknowledged], &known.acts[..]);
    }

    #[test]
    fn whoever_stepped_aside_never_mediates_and_what_ended_stays_ended(steps in steps()) {
        let events = history(&steps);
        let mut ended = None;
        for end in 1..=events.len() {
            let mediation = fold(&events[..end]).unwrap();
            let last = mediation.acts.last().unwrap();
            if last.standing == Standing::Effective && matches!(last.act, MediationAct::Attempt(_)) {
                let before = fold(&events[..end - 1]).unwrap();
                prop_assert!(!before.recused.contains(&last.post), "{:?}", last);
                prop_assert!(before.state.is_open());
            }
            if let Some(state) = ended {
                let carried_on = state == MediationState::Agreed && mediation.state == MediationState::Fulfilled;
                prop_assert!(mediation.state == state || carried_on);
            }
            if !mediation.state.is_open() {
                ended = Some(mediation.state);
            }
        }
    }
}
