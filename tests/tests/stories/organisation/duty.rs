//! Duty and pairs: planned by desks offline, answered at night, walked by two.

use etong_core::capture::{CaseRequest, HoursRequest, OwnHoursRequest};
use etong_server::directory::DictionaryRow;
use etong_tests::clock::{HOUR, MINUTE};
use etong_tests::phone::hazard;
use etong_tests::town::TOWNSHIP;

use super::*;

fn on_duty(phone: &Phone, unit: Option<&str>) -> (Option<String>, Vec<String>) {
    let duty = phone.app().duty(unit).unwrap();
    (duty.unit, duty.rows.into_iter().filter_map(|row| row.name).collect())
}

#[tokio::test]
async fn who_is_on_call_is_asked_first_and_is_on_nobodys_duty() {
    let field = Field::new(212);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    field.import(&borders());
    let second = UnitRow {
        unit: 1220,
        name: "梧桥调解队".into(),
        team_kind: Some("mediation".into()),
        skills: vec!["mediator".into()],
        ..unit(1219)
    };
    let mediator = Person::called("lin").second_post("team_member", 1220);
    field.import(&Import { units: vec![second], posts: vec![mediator.clone()], ..Import::default() });
    field.settle().await;
    let asked = HelpersQuery { skill: Some("mediator".into()), ..HelpersQuery::default() };
    let found = |phone: &Phone| -> Vec<(String, bool, bool)> {
        let rows = phone.app().helpers(&asked).unwrap().rows;
        rows.into_iter().map(|row| (row.name.unwrap(), row.on_call, row.on_now)).collect()
    };
    let nobody = [("钱文".into(), false, false), ("林强".into(), false, false)];
    assert_eq!(found(&huang), nobody);

    field.chapter("黄志国 plans tonight's call; it counts once the relay has it, and the township sees it too");
    let slot = SlotRequest { post: mediator.post.to_string(), from: "00:00".into(), to: "24:00".into(), with: None };
    let day = today(&field);
    let sheet = RosterRequest { slots: vec![slot], ..plan(COMMUNITY, "on_call", &day, &[]) };
    huang.capture(|app| app.plan_roster(&sheet));
    assert_eq!(found(&huang), nobody);
    huang.syncs().await;
    xu.syncs().await;
    for phone in [&huang, &xu] {
        assert_eq!(found(phone), [("林强".into(), true, false), ("钱文".into(), false, false)], "{}", phone.name);
    }
    let second_page = HelpersQuery { offset: 1, ..asked.clone() };
    assert_eq!(xu.app().helpers(&second_page).unwrap().rows[0].name.as_deref(), Some("钱文"));
    let lawyers = HelpersQuery { skill: Some("lawyer".into()), ..HelpersQuery::default() };
    assert!(xu.app().helpers(&lawyers).unwrap().rows.iter().all(|row| !row.on_call), "he is no lawyer");
    assert_eq!(on_duty(&huang, None), (None, vec![]), "on call is no duty");

    field.chapter("the day after nobody is");
    field.clock.advance(DAY + HOUR);
    assert_eq!(found(&huang), nobody);
    field.settle().await;
}

#[tokio::test]
async fn duty_is_planned_by_two_desks_offline_and_the_later_at_the_relay_wins() {
    let field = Field::new(205);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let day = today(&field);
    let all_day = |who| plan(COMMUNITY, "duty", &day, &[(who, "00:00", "24:00", None)]);
    huang.capture(|app| app.plan_roster(&all_day(Person::called("wang"))));
    xu.capture(|app| app.plan_roster(&all_day(Person::called("lin"))));
    assert_eq!(on_duty(&huang, None), (None, vec![]), "a plan counts once the relay has it");
    assert!(huang.app().roster(None, None, 0).unwrap().rows[0].waiting);

    huang.syncs().await;
    assert_eq!(on_duty(&huang, None), (Some(COMMUNITY.into()), vec!["王芳".into()]));
    xu.syncs().await;
    field.settle().await;
    assert_eq!(on_duty(&huang, None), (Some(COMMUNITY.into()), vec!["林强".into()]), "许建华's came later");
    let versions = huang.app().roster_versions(None, None).unwrap();
    let seen: Vec<(&str, &str)> =
        versions.iter().map(|row| (row.by_name.as_deref().unwrap(), row.standing.as_str())).collect();
    assert_eq!(seen, [("黄志国", "replaced"), ("许建华", "in_force")]);
    assert_eq!(huang.app().roster_versions(None, None), xu.app().roster_versions(Some(COMMUNITY), None));
}

#[tokio::test]
async fn where_nobody_is_on_duty_the_unit_above_answers() {
    let field = Field::new(206);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let day = today(&field);
    let night = plan(TOWNSHIP, "duty", &day, &[(Person::called("gao"), "00:00", "24:00", None)]);
    let captured = xu.capture(|app| app.plan_roster(&night));
    assert!(captured.remarks.is_empty(), "{:?}", captured.remarks);
    xu.syncs().await;
    let duty = xu.app().duty(Some(GRID)).unwrap();
    assert_eq!(
        (duty.unit.as_deref(), duty.from_above, duty.rows[0].name.as_deref()),
        (Some(TOWNSHIP), true, Some("高山"))
    );

    let office_hours = plan(COMMUNITY, "duty", &day, &[(Person::called("huang"), "08:00", "18:00", None)]);
    let captured = huang.capture(|app| app.plan_roster(&office_hours));
    assert_eq!(captured.remarks[0].about, "nobody is on duty at 00:00-08:00, 18:00-24:00");
    field.settle().await;
}

#[tokio::test]
async fn an_urgent_case_nobody_takes_on_is_the_duty_posts_after_as_many_minutes_as_the_unit_says() {
    let field = Field::new(208);
    let (huang, xu, wang) = (field.phone("huang").await, field.phone("xu").await, field.phone("wang").await);
    field.import(&Import {
        dictionaries: vec![DictionaryRow {
            dictionary: "urgent_rules".into(),
            version: 1,
            valid_from: "2026-01-01".into(),
            valid_to: None,
            source: "蓝田街道 [2026] 4".into(),
            unit: Some(12),
            body: serde_json::from_str(r#"{"unanswered_minutes":5}"#).unwrap(),
        }],
        ..Import::default()
    });
    let night = plan(TOWNSHIP, "duty", &today(&field), &[(Person::called("gao"), "00:00", "24:00", None)]);
    xu.capture(|app| app.plan_roster(&night));
    let lamp = CaseRequest { urgent: true, ..hazard("电线垂落") };
    let case = wang.capture(|app| app.report_case(&lamp)).record;
    for phone in [&xu, &wang, &huang, &xu] {
        phone.syncs().await;
    }
    let owner = |phone: &Phone| phone.app().case(&case).unwrap().owner_now_name;
    assert_ne!(owner(&huang).as_deref(), Some("高山"));
    huang.device.set_online(false);
    field.clock.advance(6 * MINUTE);
    assert_eq!(owner(&huang).as_deref(), Some("高山"), "worked out offline, by the township's own minutes");
    assert_eq!(owner(&xu), owner(&huang));
    huang.device.set_online(true);
    field.settle().await;
}

#[tokio::test]
async fn a_pair_walks_by_a_plan_and_everybody_has_hours_of_their_own() {
    let field = Field::new(207);
    let (huang, wang, lin) = (field.phone("huang").await, field.phone("wang").await, field.phone("lin").await);
    let day = today(&field);
    let evening = plan(GRID, "pair", &day, &[(Person::called("wang"), "19:00", "21:00", Some(Person::called("lin")))]);
    let captured = huang.capture(|app| app.plan_roster(&evening));
    assert!(captured.remarks.is_empty(), "a grid worker and an officer: {:?}", captured.remarks);
    let own = OwnHoursRequest {
        days: vec![day.clone()],
        hours: vec![HoursRequest { from: "14:00".into(), to: "22:00".into() }],
        note: Some("晚间走访".into()),
    };
    wang.device.set_online(false);
    wang.capture(|app| app.own_hours(&own));
    assert_eq!(wang.app().my_shifts().unwrap().rows.len(), 1, "her own hours hold at once");
    field.settle().await;

    let shifts = wang.app().my_shifts().unwrap();
    let seen: Vec<(&str, bool, Option<&str>)> =
        shifts.rows.iter().map(|row| (row.sheet.as_str(), row.own, row.partner_name.as_deref())).collect();
    assert_eq!(seen, [("shift", true, None), ("pair", false, Some("林强"))]);
    let pair = lin.app().my_shifts().unwrap().rows;
    assert_eq!((pair.len(), pair[0].name.as_deref()), (1, Some("王芳")), "both halves see the pair");
    assert_eq!(huang.app().roster(None, None, 0).unwrap().rows.len(), 2);

    field.chapter("quiet outside the hours");
    assert!(wang.app().my_shifts().unwrap().quiet_now, "at eight in the morning");
    field.clock.advance(7 * HOUR);
    assert!(!wang.app().my_shifts().unwrap().quiet_now, "at three in the afternoon");
    assert!(!huang.app().my_shifts().unwrap().quiet_now, "who has no plan is never quiet");
    let refused = wang.try_capture(|app| app.plan_roster(&evening)).unwrap_err();
    assert!(
        matches!(&refused, AppError::NotAllowed { rule, who_may, .. }
            if rule == "no grid_worker plans a roster" && who_may.contains("community_desk")),
        "{refused}"
    );
    field.settle().await;
}

#[tokio::test]
async fn pairs_are_proposed_with_their_reasons_and_planned_by_the_desk_alone() {
    let field = Field::new(213);
    let (huang, wang) = (field.phone("huang").await, field.phone("wang").await);
    let mut people = town::directory().people;
    people.retain(|row| [Person::called("wang").id(), Person::called("lin").id()].contains(&row.person));
    for row in &mut people {
        let wang = row.person == Person::called("wang").id();
        row.sex = Some(if wang { "2" } else { "1" }.into());
        row.skills = vec![if wang { "mediator" } else { "first_aid" }.into()];
        row.lives_in = wang.then_some(1211);
    }
    field.import(&Import { people, ..Import::default() });
    field.settle().await;
    let day = today(&field);
    let hours = |from: &str, to: &str| OwnHoursRequest {
        days: vec![day.clone()],
        hours: vec![HoursRequest { from: from.into(), to: to.into() }],
        note: None,
    };
    let lin = field.phone("lin").await;
    lin.syncs().await;
    wang.capture(|app| app.own_hours(&hours("08:00", "16:00")));
    lin.capture(|app| app.own_hours(&hours("14:00", "22:00")));
    field.settle().await;

    let proposed = || huang.app().pair_proposals(Some(GRID), None, 0).unwrap().rows;
    let rows = proposed();
    let officers: Vec<&str> = rows.iter().filter_map(|row| row.officer_name.as_deref()).collect();
    assert_eq!(officers, ["林强", "李军"], "everybody, in the order of their posts");
    let told: Vec<String> = rows[0]
        .reasons
        .iter()
        .map(|reason| format!("{} {}", reason.reason, reason.skill.as_deref().unwrap_or_default()).trim().to_owned())
        .collect();
    let expected = [
        "worker_and_officer",
        "same_grid",
        "man_and_woman",
        "skill first_aid",
        "skill mediator",
        "lives_here",
        "same_hours",
    ];
    assert_eq!(told, expected);
    let met = &rows[0].reasons[6];
    assert_eq!(met.to_at.unwrap() - met.from_at.unwrap(), 2 * HOUR);
    assert!(rows.iter().all(|row| !row.planned));

    let refused = wang.app().pair_proposals(None, None, 0).unwrap_err();
    assert!(
        matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may.contains("community_desk")),
        "{refused}"
    );
    let pair = plan(GRID, "pair", &day, &[(Person::called("lin"), "14:00", "16:00", Some(Person::called("wang")))]);
    huang.capture(|app| app.plan_roster(&pair));
    field.settle().await;
    let planned: Vec<bool> = proposed().iter().map(|row| row.planned).collect();
    assert_eq!(planned, [true, false]);
}
