//! The richer rows of the directory: borders, lineage, teams, offices, dictionaries. What is taken, what is refused row by
//! row, who hears of it, and that nobody reads the feed anew for a border.

use etong_protocol::{EntryClass, PostKind, RecordKind, SealedEntry, wire};
use etong_server::directory::{self, DictionaryRow, DirectoryError, Import, OfficeRow, UnitRow, import};

use crate::town::{Town, li, people_and_places, person_id, post_id, sun, zhao};

const SQUARE: [[i32; 2]; 5] = [
    [24_510_000, 117_650_000],
    [24_510_000, 117_660_000],
    [24_520_000, 117_660_000],
    [24_520_000, 117_650_000],
    [24_510_000, 117_650_000],
];

fn team() -> UnitRow {
    UnitRow {
        unit: 31,
        parent: Some(3),
        name: "mediators".into(),
        code: "350603".into(),
        kind: "team".into(),
        valid_from: "2026-01-01".into(),
        team_kind: Some("mediation".into()),
        guiding: Some(2),
        skills: vec!["mediator".into(), "律师".into()],
        ..UnitRow::default()
    }
}

fn calendar(version: u32, body: &str) -> DictionaryRow {
    DictionaryRow {
        dictionary: "calendar.cn".into(),
        version,
        valid_from: "2026-01-01".into(),
        valid_to: None,
        source: "State Council".into(),
        unit: None,
        body: serde_json::from_str(body).unwrap(),
    }
}

/// Everything new at once.
fn rich() -> Import {
    let mut file = people_and_places();
    file.units[3].boundary = vec![SQUARE.to_vec()];
    file.units[3].leader = Some(post_id(1));
    file.units.push(team());
    file.people[0].skills = vec!["mediator".into()];
    file.people[0].lives_in = Some(4);
    file.posts[0].duties = vec!["collect".into(), "inspect".into()];
    file.posts[0].lead = true;
    file.offices = vec![OfficeRow {
        office: 1,
        unit: 3,
        name: "community hall".into(),
        hours: "8-18".into(),
        all_day: true,
        place: Some(SQUARE[0]),
        ..OfficeRow::default()
    }];
    file.dictionaries = vec![calendar(1, r#"{"holidays":["2026-01-01"]}"#)];
    file
}

fn payload<T: serde::de::DeserializeOwned>(entries: &[(u64, SealedEntry)], kind: &RecordKind) -> Option<T> {
    let found = entries.iter().rev().find(|(_, sealed)| sealed.entry.kind == *kind)?;
    assert_eq!(found.1.entry.class, EntryClass::Reg);
    Some(wire::decode_payload(&found.1.entry.payload).unwrap())
}

#[tokio::test]
async fn rich_rows_reach_phones_and_no_phone_reads_its_feed_anew_for_them() {
    let mut town = Town::new();
    let (mut li, mut sun) = (town.phone(&li()).await, town.phone(&sun()).await);
    li.pull(&town).await;
    sun.pull(&town).await;
    let summary = import(town.state.store(), &rich()).unwrap();
    assert_eq!((summary.units_changed, summary.offices_changed, summary.dictionaries_changed), (2, 1, 1));
    assert_eq!(summary.entries_written, 6, "grid, team, person, post, office, dictionary");
    assert_eq!(import(town.state.store(), &rich()).unwrap(), directory::ImportSummary::default());

    let page = li.pull_page(&town).await;
    assert!(page.standing.is_none(), "a border is no reason to read everything again");
    let mut file = rich();
    file.people[0].name = "Li Mei".into();
    import(town.state.store(), &file).unwrap();
    let (entries, _) = li.pull(&town).await;
    #[derive(serde::Deserialize)]
    struct Person {
        name: String,
        skills: Vec<String>,
        lives_in: u32,
    }
    let person: Person = payload(&entries, &RecordKind::Person).unwrap();
    assert_eq!((person.name.as_str(), person.skills, person.lives_in), ("Li Mei", vec!["mediator".to_owned()], 4));
    #[derive(serde::Deserialize)]
    struct Unit {
        boundary: Vec<Vec<[i32; 2]>>,
        leader: etong_protocol::PostId,
    }
    let unit: Unit = payload(&entries, &RecordKind::Unit).unwrap();
    assert_eq!((unit.boundary[0].as_slice(), unit.leader), (SQUARE.as_slice(), post_id(1)));

    let (entries, _) = sun.pull(&town).await;
    #[derive(serde::Deserialize)]
    struct Dictionary {
        dictionary: String,
        version: u32,
        body: String,
        path: etong_protocol::OrgPath,
    }
    let row: Dictionary = payload(&entries, &RecordKind::Dictionary).unwrap();
    assert_eq!((row.dictionary.as_str(), row.version, row.path.to_string().as_str()), ("calendar.cn", 1, "/"));
    assert_eq!(row.body, r#"{"holidays":["2026-01-01"]}"#, "a volunteer has the city's calendar");
    assert_eq!(payload::<serde_json::Value>(&entries, &RecordKind::Office).unwrap()["all_day"], true);
}

#[test]
fn a_file_without_the_newer_fields_says_nothing_new() {
    let town = Town::new();
    let summary = import(town.state.store(), &people_and_places()).unwrap();
    assert_eq!(summary.entries_written, 0);
    let bare: Import = serde_json::from_str(r#"{"units":[]}"#).unwrap();
    assert_eq!(bare, Import::default());
}

#[test]
fn each_wrong_fact_is_named_and_nothing_is_taken() {
    let town = Town::new();
    import(town.state.store(), &rich()).unwrap();
    let before = town.rows();
    type Spoil = fn(&mut Import);
    let table: [(&str, Spoil); 21] = [
        ("units row 4 (4): boundary ring 1: it is not closed", |file| _ = file.units[3].boundary[0].pop()),
        ("units row 4 (4): there is no such post to lead it", |file| file.units[3].leader = Some(post_id(99))),
        ("units row 4 (4): valid_to must be a day", |file| file.units[3].valid_to = Some("soon".into())),
        ("units row 4 (4): it ends before it begins", |file| file.units[3].valid_to = Some("2019-12-31".into())),
        ("units row 5 (5): unit 4 must exist and end before 2020-01-01", |file| file.units[4].replaces = vec![4]),
        ("units row 5 (5): unit 77 must exist", |file| file.units[4].replaces = vec![77]),
        ("units row 5 (5): unit 5 must exist and end", |file| file.units[4].replaces = vec![5]),
        ("units row 4 (4): team_kind, guiding and skills belong", |file| file.units[3].skills = vec!["x".into()]),
        ("units row 6 (31): there is no unit 78 to guide it", |file| file.units[5].guiding = Some(78)),
        ("units row 6 (31): skill must be a word", |file| file.units[5].skills = vec!["two words".into()]),
        ("a dedicated grid stands directly below a community", |file| {
            file.units.push(UnitRow { unit: 32, parent: Some(2), kind: "dedicated_grid".into(), ..team_less() });
        }),
        ("host_staff serve a dedicated grid and nothing else", |file| file.posts[0].kind = PostKind::HostStaff),
        ("people row 1 (", |file| file.people[0].sex = Some("男".into())),
        ("people row 1", |file| file.people[0].lives_in = Some(79)),
        ("duty must be a word", |file| file.posts[0].duties = vec![String::new()]),
        ("offices row 1 (1): there is no unit 80", |file| file.offices[0].unit = 80),
        ("offices row 1 (1): an office never changes its unit", |file| file.offices[0].unit = 4),
        ("offices row 1 (1): the place is not in the country", |file| file.offices[0].place = Some([24, 117])),
        ("dictionaries row 1 (calendar.cn v1): this version was published otherwise", |file| {
            file.dictionaries[0].source = "somebody else".into();
        }),
        ("the name must be 1 to 48", |file| file.dictionaries[0].dictionary = "Calendar".into()),
        ("at most 61440 travel", |file| {
            file.dictionaries[0] = calendar(2, &format!("\"{}\"", "x".repeat(61_440)));
        }),
    ];
    for (said, spoil) in table {
        let mut file = rich();
        spoil(&mut file);
        let error = import(town.state.store(), &file).unwrap_err();
        assert!(matches!(error, DirectoryError::Rows(_)));
        assert!(error.to_string().contains(said), "{said:?} in {error}");
        assert_eq!(town.rows(), before, "{said}");
    }
}

fn team_less() -> UnitRow {
    UnitRow { team_kind: None, guiding: None, skills: Vec::new(), ..team() }
}

#[test]
fn a_grid_is_split_into_two_and_the_lists_show_it() {
    let town = Town::new();
    let mut file = people_and_places();
    file.units[3].valid_to = Some("2026-06-30".into());
    for unit in [41, 42] {
        let half = UnitRow { unit, kind: "grid".into(), valid_from: "2026-07-01".into(), ..team_less() };
        file.units.push(UnitRow { replaces: vec![4], ..half });
    }
    import(town.state.store(), &file).unwrap();
    let units = directory::units(town.state.store()).unwrap();
    assert_eq!(units.iter().find(|line| line.unit == 4).unwrap().valid_to.as_deref(), Some("2026-06-30"));
    assert_eq!(units.iter().filter(|line| line.path.to_string().starts_with("/1/2/3/4")).count(), 3);
}

#[test]
fn dictionaries_are_published_version_by_version_and_for_a_unit_too() {
    let town = Town::new();
    let publish = |rows: Vec<DictionaryRow>| {
        import(town.state.store(), &Import { dictionaries: rows, ..Import::default() }).unwrap().entries_written
    };
    assert_eq!(publish(vec![calendar(1, "{}"), calendar(2, "[1,2]")]), 2);
    assert_eq!(publish(vec![calendar(2, "[1, 2]")]), 0, "the same content again");
    assert_eq!(publish(vec![DictionaryRow { unit: Some(3), ..calendar(2, "[3]") }]), 1);
    let lines = directory::dictionaries(town.state.store()).unwrap();
    let shown: Vec<(u32, String)> = lines.iter().map(|line| (line.version, line.path.to_string())).collect();
    assert_eq!(shown, [(1, "/".to_owned()), (2, "/".to_owned()), (2, "/1/2/3".to_owned())]);
    assert!(directory::offices(town.state.store()).unwrap().is_empty());
    assert!(directory::people(town.state.store()).unwrap().iter().any(|line| line.person == person_id(1)));
}

#[tokio::test]
async fn after_the_update_whoever_dispatches_reads_the_feed_once_more_and_nobody_else_does() {
    let mut town = Town::new();
    let department =
        UnitRow { unit: 15, parent: Some(1), name: "justice".into(), kind: "department".into(), ..team_less() };
    import(town.state.store(), &Import { units: vec![department], ..Import::default() }).unwrap();
    let (mut zhao, mut sun) = (town.phone(&zhao()).await, town.phone(&sun()).await);
    let (_, zhao_before) = zhao.pull(&town).await;
    let (_, sun_before) = sun.pull(&town).await;
    // As the release before left it, and then the migration: no shelves of the new sorts yet.
    let migration = include_str!("../../src/store/migrations/V4__beside.sql");
    town.database().execute_batch(&format!("DROP INDEX unit_parent; {migration}")).unwrap();
    town.restart().await;
    zhao.sign_in(&town).await;
    sun.sign_in(&town).await;
    let (again, zhao_after) = zhao.pull(&town).await;
    assert_eq!(zhao_after.digest, zhao_before.digest);
    assert!(again.len() as u64 == zhao_after.digest.unwrap().count, "the desk reads all of it anew");
    assert!(again.iter().any(|(_, sealed)| sealed.entry.scope.to_string() == "/1/15"), "with the department");
    let (again, sun_after) = sun.pull(&town).await;
    assert_eq!((again.len(), sun_after.digest), (0, sun_before.digest));
}
