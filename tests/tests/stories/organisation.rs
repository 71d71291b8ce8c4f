//! The organisation in the field: borders found offline, a grid split in two, duty that answers at night, pairs, own hours, one
//! person with three posts, and a card that a resident checks without a network.

use etong_core::AppError;
use etong_core::capture::{CaseRequest, FixRequest, HoursRequest, OwnHoursRequest, RosterRequest, SlotRequest};
use etong_core::view::{HelpersQuery, PostsQuery};
use etong_protocol::OrgPath;
use etong_server::directory::{DictionaryRow, Import, OfficeRow, UnitRow};
use etong_tests::clock::{DAY, HOUR, MINUTE};
use etong_tests::phone::hazard;
use etong_tests::town::{self, COMMUNITY, GRID, Person, TOWNSHIP};
use etong_tests::{Field, Phone};

fn unit(number: u32) -> UnitRow {
    town::directory().units.into_iter().find(|row| row.unit == number).unwrap()
}

/// A square of a hundredth of a degree, `step` squares north of the town's corner.
fn square(step: i32) -> Vec<Vec<[i32; 2]>> {
    let (south, west) = (24_510_000 + step * 10_000, 117_650_000);
    let (north, east) = (south + 10_000, west + 10_000);
    vec![vec![[south, west], [south, east], [north, east], [north, west], [south, west]]]
}

fn today(field: &Field) -> String {
    etong_core::domain::organisation::day::day_at(field.clock.now_ms())
}

fn borders() -> Import {
    let units = vec![
        UnitRow { boundary: square(0), ..unit(1211) },
        UnitRow { boundary: square(1), ..unit(1212) },
        UnitRow { team_kind: Some("legal_aid".into()), guiding: Some(15), skills: vec!["lawyer".into()], ..unit(1219) },
    ];
    let mut people = town::directory().people;
    people.retain(|row| row.person == Person::called("qian").id());
    let qian = people.first_mut().unwrap();
    qian.skills = vec!["mediator".into()];
    qian.lives_in = Some(1212);
    let hall = OfficeRow {
        office: 1,
        unit: 121,
        name: "梧桥社区工作站".into(),
        address: "梧桥路 1 号".into(),
        phone: "0596-2600000".into(),
        hours: "8:00-18:00".into(),
        all_day: true,
        ..OfficeRow::default()
    };
    Import { units, people, offices: vec![hall], ..Import::default() }
}

fn plan(unit: &str, sheet: &str, day: &str, slots: &[(&Person, &str, &str, Option<&Person>)]) -> RosterRequest {
    let slots = slots
        .iter()
        .map(|(who, from, to, with)| SlotRequest {
            post: who.post().to_string(),
            from: (*from).into(),
            to: (*to).into(),
            with: with.map(|with| with.post().to_string()),
        })
        .collect();
    RosterRequest { unit: Some(unit.into()), sheet: sheet.into(), days: vec![day.into()], slots, note: None }
}

fn on_duty(phone: &Phone, unit: Option<&str>) -> (Option<String>, Vec<String>) {
    let duty = phone.app().duty(unit).unwrap();
    (duty.unit, duty.rows.into_iter().filter_map(|row| row.name).collect())
}

#[tokio::test]
async fn a_phone_knows_its_grid_without_a_network_and_outside_is_an_answer() {
    let field = Field::new(201);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    field.import(&borders());
    field.settle().await;
    wang.device.set_online(false);
    huang.device.set_online(false);

    let at = |phone: &Phone, lat: f64| {
        let found = phone.app().locate(lat, 117.655).unwrap();
        (found.inside, found.unit, found.distance_m)
    };
    assert_eq!(at(&wang, 24.515), (true, Some(1211), None));
    assert_eq!(at(&huang, 24.525), (true, Some(1212), None));
    let (inside, nearest, metres) = at(&huang, 24.539);
    assert_eq!((inside, nearest), (false, Some(1212)));
    assert!((998..1_004).contains(&metres.unwrap()), "{metres:?}");
    assert!(matches!(wang.app().locate(91.0, 0.0), Err(AppError::Invalid { .. })));
    field.settle().await;
}

#[tokio::test]
async fn a_grid_is_split_and_what_belonged_to_it_has_an_heir() {
    let field = Field::new(202);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("屋檐松动");
    field.settle().await;

    field.chapter("the first grid becomes two");
    let half = |number: u32, step| UnitRow {
        unit: number,
        name: format!("梧桥社区第{number}网格"),
        valid_from: "2026-01-02".into(),
        replaces: vec![1211],
        boundary: square(step),
        ..unit(1211)
    };
    let ended = UnitRow { valid_to: Some("2026-01-01".into()), ..unit(1211) };
    let zhao_too = Person::called("zhao").second_post("grid_worker", 1214);
    field.import(&Import {
        units: vec![ended, half(1213, 0), half(1214, 1)],
        posts: vec![zhao_too],
        ..Import::default()
    });
    field.clock.advance(2 * DAY);
    field.settle().await;

    let heir = |place: Option<f64>| {
        let at =
            place.map(|lat| FixRequest { lat, lon: 117.655, accuracy_m: 5.0, at: None, provider: None, mocked: false });
        let heir = huang.app().heir_of(1211, at).unwrap();
        (heir.unit, heir.rule, heir.posts.into_iter().filter_map(|post| post.name).collect::<Vec<_>>())
    };
    assert_eq!(heir(Some(24.525)), (1214, "ground".into(), vec!["赵敏".into()]));
    assert_eq!(heir(Some(24.515)), (1213, "ground".into(), vec![]));
    assert_eq!(heir(None), (1213, "first".into(), vec![]), "nobody knows where: the first of them");
    let view = huang.app().unit(1211).unwrap();
    assert_eq!((view.valid_to.as_deref(), view.replaced_by), (Some("2026-01-01"), vec![1213, 1214]));
    assert_eq!(huang.app().case(&case).unwrap().scope, GRID, "the case keeps its path, and the community reads it");
}

#[tokio::test]
async fn the_vacancy_board_names_what_is_missing_and_who_answers() {
    let field = Field::new(203);
    let (huang, zhou) = (field.phone("huang").await, field.phone("zhou").await);
    field.settle().await;
    let board = huang.app().vacancies(0).unwrap();
    let missing: Vec<(String, String)> =
        board.rows.iter().map(|row| (row.unit_name.clone(), row.missing.join(" "))).collect();
    assert_eq!(
        missing,
        [
            ("梧桥社区第一网格".to_owned(), "teams".to_owned()),
            ("梧桥社区第二网格".to_owned(), "officer teams".to_owned()),
        ]
    );
    assert_eq!((board.grids, board.total), (2, 2));
    assert_eq!(board.rows[0].falls_to.as_deref(), Some(COMMUNITY));
    assert_eq!(board.rows[0].falls_to_name.as_deref(), Some("黄志国"));

    field.chapter("赵敏 leaves, an officer and a second team come");
    let second =
        UnitRow { unit: 1220, name: "梧桥治安巡防队".into(), team_kind: Some("patrol".into()), ..unit(1219) };
    let officer = Person::called("lin").second_post("auxiliary_officer", 1212);
    let leaves = Person::called("zhao").post_until(Some("2025-12-31"));
    let leaves = etong_server::directory::PostRow { from: "2025-01-01".into(), ..leaves };
    field.import(&Import { units: vec![second], posts: vec![officer, leaves], ..Import::default() });
    field.settle().await;
    let board = huang.app().vacancies(0).unwrap();
    assert_eq!(board.rows.len(), 1);
    assert_eq!(board.rows[0].missing, ["grid_worker"]);
    let whole_county = zhou.app().vacancies(0).unwrap();
    assert_eq!((whole_county.grids, whole_county.total), (3, 2), "小港 lacks an officer and teams as well");
}

#[tokio::test]
async fn who_near_here_can_help_and_whom_a_case_can_go_to() {
    let field = Field::new(204);
    let huang = field.phone("huang").await;
    field.import(&borders());
    field.settle().await;
    for wanted in ["lawyer", "mediator"] {
        let query = HelpersQuery { skill: Some(wanted.into()), ..HelpersQuery::default() };
        let rows = huang.app().helpers(&query).unwrap().rows;
        assert_eq!(rows.len(), 1, "{wanted}");
        assert_eq!(rows[0].name.as_deref(), Some("钱文"));
        assert_eq!((rows[0].team_kind.as_str(), rows[0].same_community), ("legal_aid", true));
        assert_eq!(rows[0].skills, ["lawyer", "mediator"], "his team's and his own");
    }
    let doctors = HelpersQuery { skill: Some("doctor".into()), ..HelpersQuery::default() };
    assert!(huang.app().helpers(&doctors).unwrap().rows.is_empty());
    let legal = HelpersQuery { team_kind: Some("legal_aid".into()), ..HelpersQuery::default() };
    assert_eq!(huang.app().helpers(&legal).unwrap().rows.len(), 1);

    let query = PostsQuery { scope: Some(GRID.into()), kind: None, offset: 0 };
    let posts = huang.app().posts_in_reach(&query).unwrap().rows;
    let named: Vec<(&str, &str)> = posts.iter().map(|row| (row.name.as_deref().unwrap(), row.kind.as_str())).collect();
    for who in [("王芳", "grid_worker"), ("林强", "auxiliary_officer"), ("李军", "police_officer")] {
        assert!(named.contains(&who), "{who:?} in {named:?}");
    }
    let query = PostsQuery { kind: Some("grid_worker".into()), ..query };
    assert_eq!(huang.app().posts_in_reach(&query).unwrap().rows.len(), 1);
    let offices = huang.app().offices(None, 0).unwrap().rows;
    assert_eq!((offices[0].name.as_str(), offices[0].all_day), ("梧桥社区工作站", true));
    let team = huang.app().unit(1219).unwrap();
    assert_eq!((team.team_kind.as_str(), team.skills), ("legal_aid", vec!["lawyer".to_owned()]));
    assert_eq!(team.posts.len(), 1);
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
async fn three_posts_of_one_person_act_each_in_its_own_name() {
    let field = Field::new(208);
    let gao = field.phone("gao").await;
    let township = Person::called("gao").second_post("township_desk", 12);
    field.import(&Import { posts: vec![township.clone()], ..Import::default() });
    field.settle().await;

    let posts = gao.app().my_posts().unwrap();
    let kinds: Vec<(&str, &str, bool)> =
        posts.iter().map(|row| (row.kind.as_str(), row.state.as_str(), row.acting)).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&("police_chief", "held", true)) && kinds.contains(&("township_desk", "held", false)));
    let may = |kind: &str, noun: &str, act: &str| {
        let row = posts.iter().find(|row| row.kind == kind).unwrap();
        let rights = row.may.iter().find(|rights| rights.noun == noun);
        rights.is_some_and(|rights| rights.acts.iter().any(|right| right.act == act))
    };
    assert!(may("township_desk", "roster", "plan") && !may("police_chief", "roster", "plan"));

    let day = today(&field);
    let duty = plan(TOWNSHIP, "duty", &day, &[(Person::called("gao"), "00:00", "24:00", None)]);
    let refused = gao.try_capture(|app| app.plan_roster(&duty)).unwrap_err();
    assert!(
        matches!(&refused, AppError::NotAllowed { rule, .. } if rule == "no police_chief plans a roster"),
        "{refused}"
    );
    gao.app().act_as(&township.post.to_string()).unwrap();
    gao.capture(|app| app.plan_roster(&duty));
    field.settle().await;
    let versions = gao.app().roster_versions(Some(TOWNSHIP), Some(&day)).unwrap();
    assert_eq!((versions[0].by_kind.as_str(), versions[0].standing.as_str()), ("township_desk", "in_force"));

    field.chapter("the desk's post ends");
    let ended = etong_server::directory::PostRow { to: Some("2026-01-01".into()), ..township };
    field.import(&Import { posts: vec![ended], ..Import::default() });
    field.clock.advance(2 * DAY);
    gao.syncs().await;
    let refused = gao.try_capture(|app| app.plan_roster(&duty)).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { rule, .. } if rule.contains("is held no more")), "{refused}");
    let gone = gao.app().my_posts().unwrap().into_iter().find(|row| row.kind == "township_desk").unwrap();
    assert_eq!((gone.state.as_str(), gone.may.len(), gone.to.as_deref()), ("ended", 0, Some("2026-01-01")));
    gao.app().act_as(&Person::called("gao").post().to_string()).unwrap();
    field.settle().await;
}

#[tokio::test]
async fn a_resident_checks_the_card_at_the_door_without_a_network() {
    let field = Field::new(209);
    let (wang, deng, chen) = (field.phone("wang").await, field.phone("deng").await, field.phone("chen").await);
    assert!(matches!(wang.app().my_card(), Err(AppError::NotFound { .. })));
    let card = wang.app().fetch_card(Some(b"a photo".to_vec())).await.unwrap();
    assert!(!card.expired && card.qr.lines().count() > 20);
    assert_eq!((card.name.as_str(), card.unit_name.as_str()), ("王芳", "梧桥社区第一网格"));

    field.chapter("at 邓秀英's door, in a cellar");
    wang.device.set_online(false);
    deng.device.set_online(false);
    let shown = wang.app().my_card().unwrap().text;
    let seen = deng.app().check_card(&shown).unwrap();
    assert_eq!((seen.verdict.as_str(), seen.name.as_deref()), ("valid", Some("王芳")));
    assert_eq!(seen.photo, card.photo);
    let mut forged = shown.clone();
    forged.replace_range(40..41, if shown.as_bytes()[40] == b'A' { "B" } else { "A" });
    let verdict = |text: &str| deng.app().check_card(text).unwrap().verdict;
    assert!(matches!(verdict(&forged).as_str(), "forged" | "no_card"));
    assert_eq!(verdict("https://example.org/card"), "no_card");

    field.chapter("eight days later it is worth nothing, until she fetches another");
    field.clock.advance(8 * DAY);
    assert_eq!(verdict(&shown), "expired");
    assert!(wang.app().my_card().unwrap().expired);
    wang.device.set_online(true);
    let fresh = wang.app().fetch_card(None).await.unwrap().text;
    assert_eq!(verdict(&fresh), "valid");
    let refused = chen.app().fetch_card(None).await.unwrap_err();
    assert!(
        matches!(&refused, AppError::Refused { code, detail } if code == "Forbidden" && detail.contains("volunteer"))
    );
    field.settle().await;
}

#[tokio::test]
async fn a_subgrid_leader_and_a_dedicated_grid_have_their_place_in_the_tree() {
    let field = Field::new(210);
    let huang = field.phone("huang").await;
    let campus = UnitRow {
        unit: 1230,
        parent: Some(121),
        name: "职业学院专属网格".into(),
        kind: "dedicated_grid".into(),
        ..unit(1211)
    };
    field.import(&Import { units: vec![campus], ..Import::default() });
    field.settle().await;
    let below: Vec<(String, String)> =
        huang.app().unit(121).unwrap().below.into_iter().map(|row| (row.path, row.kind)).collect();
    assert!(below.contains(&("/1/12/121/1230".to_owned(), "dedicated_grid".to_owned())), "{below:?}");
    let sub: OrgPath = "/1/12/121/1211/12111".parse().unwrap();
    let leader = huang.app().unit(sub.unit().unwrap().0).unwrap();
    assert_eq!((leader.kind.as_str(), leader.posts[0].name.as_deref()), ("subgrid", Some("方大伟")));
    let board = huang.app().vacancies(0).unwrap();
    assert!(
        board.rows.iter().any(|row| row.unit == "/1/12/121/1230" && row.missing.contains(&"grid_worker".to_owned()))
    );
}

fn listed(phone: &Phone, kind: &str) -> Vec<String> {
    let query = PostsQuery { scope: None, kind: Some(kind.into()), offset: 0 };
    phone.app().posts_in_reach(&query).unwrap().rows.into_iter().filter_map(|row| row.name).collect()
}

#[tokio::test]
async fn whoever_dispatches_lists_the_departments_and_teams_of_the_county_and_reads_nothing_else_of_theirs() {
    let field = Field::new(211);
    let (xu, huang, gao) = (field.phone("xu").await, field.phone("huang").await, field.phone("gao").await);
    let (wang, chen, he) = (field.phone("wang").await, field.phone("chen").await, field.phone("he").await);
    field.settle().await;
    for desk in [&xu, &huang, &gao] {
        assert_eq!(listed(desk, "department"), ["何明"], "{}", desk.name);
    }
    for other in [&wang, &chen] {
        assert!(listed(other, "department").is_empty(), "{}", other.name);
    }

    field.chapter("the county makes a rescue team, with 郭爱华 in it");
    let rescue = UnitRow { unit: 16, parent: Some(1), name: "应急救援队".into(), ..unit(1219) };
    let member = Person::called("guo").second_post("team_member", 16);
    field.import(&Import { units: vec![rescue], posts: vec![member], ..Import::default() });
    field.settle().await;
    for desk in [&xu, &huang, &gao] {
        assert!(listed(desk, "team_member").contains(&"郭爱华".to_owned()), "{}", desk.name);
    }
    let case = wang.reports("河堤塌方");
    field.settle().await;
    let to_the_team = etong_core::capture::CaseActRequest {
        act: "dispatch".into(),
        unit: Some("/1/16".into()),
        to_kind: Some("team_member".into()),
        ..Default::default()
    };
    xu.capture(|app| app.act_on_case(&case, &to_the_team));
    field.settle().await;
    assert_eq!(xu.app().case(&case).unwrap().responsible_scope, "/1/16");
    assert!(he.app().case(&case).is_err(), "and a department reads no case that is not its own");
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
