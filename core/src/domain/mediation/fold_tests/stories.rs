//! The fold told as stories.

use super::*;

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
