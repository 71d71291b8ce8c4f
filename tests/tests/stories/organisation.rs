//! The organisation in the field: borders found offline, a grid split in two, duty that answers at night, pairs, own hours, one
//! person with three posts, and a card that a resident checks without a network.

mod duty;
mod posts;

use etong_core::AppError;
use etong_core::capture::{FixRequest, RosterRequest, SlotRequest};
use etong_core::view::{HelpersQuery, PostsQuery};
use etong_server::directory::{Import, OfficeRow, UnitRow};
use etong_tests::clock::DAY;
use etong_tests::town::{self, COMMUNITY, GRID, Person};
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
    let unknown = huang.app().helpers(&doctors).unwrap_err().to_string();
    assert!(unknown.contains("skill") && unknown.contains("known: lawyer, mediator"), "{unknown}");
    let fire = HelpersQuery { team_kind: Some("fire".into()), ..HelpersQuery::default() };
    let unknown = huang.app().helpers(&fire).unwrap_err().to_string();
    assert!(unknown.contains("team_kind") && unknown.contains("known: legal_aid"), "{unknown}");
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
