//! The directory's verbs: what an import takes, what it refuses row by row, and what phones hear of it.

use etong_protocol::{PostId, RecordKind, wire};
use etong_server::directory::{self, DirectoryError, Import, import};

use crate::town::{MORNING, Town, Who, li, people_and_places, person_id, post_row, zhao};

/// Gives somebody a second post.
pub(crate) fn appoint(town: &Town, who: &Who, number: u8) {
    let mut row = post_row(who);
    row.post = PostId::new(MORNING, [number; 10]);
    town.take(&Import { posts: vec![row], ..Import::default() });
}

#[tokio::test]
async fn an_import_shows_in_lists_and_on_phones() {
    let mut town = Town::new();
    let store = town.state.store().clone();
    assert_eq!(directory::units(&store).unwrap().len(), 5);
    assert_eq!(directory::people(&store).unwrap().len(), 6);
    assert_eq!(directory::posts(&store).unwrap().len(), 6);
    let mut phone = town.phone(&zhao()).await;
    assert_eq!(directory::devices(&store).unwrap()[0].label, "test phone");

    let (entries, _) = phone.pull(&town).await;
    let unit = entries.iter().find(|(_, sealed)| sealed.entry.kind == RecordKind::Unit).unwrap();
    #[derive(serde::Deserialize, Debug)]
    struct Unit {
        unit: u32,
        parent: Option<u32>,
        name: String,
        kind: String,
        path: String,
    }
    let row: Unit = wire::decode_payload(&unit.1.entry.payload).unwrap();
    assert_eq!((row.unit, row.parent, row.path.as_str()), (1, None, "/1"));
    assert_eq!((row.name.as_str(), row.kind.as_str()), ("unit 1", "county"));
    #[derive(serde::Deserialize, Debug)]
    struct Post {
        post: PostId,
        kind: etong_protocol::PostKind,
        from: String,
        to: Option<String>,
        path: etong_protocol::OrgPath,
    }
    let post = entries.iter().find(|(_, sealed)| sealed.entry.kind == RecordKind::Post).unwrap();
    let row: Post = wire::decode_payload(&post.1.entry.payload).unwrap();
    assert_eq!((row.post, row.kind, row.path.to_string()), (post_row(&li()).post, li().kind, "/1/2/3/4".to_owned()));
    assert_eq!((row.from.as_str(), row.to), ("2026-01-01", None));
}

#[tokio::test]
async fn importing_again_changes_only_what_differs() {
    let mut town = Town::new();
    let store = town.state.store().clone();
    let again = import(&store, &people_and_places()).unwrap();
    assert_eq!(again, directory::ImportSummary::default());

    let mut phone = town.phone(&li()).await;
    phone.pull(&town).await;
    let mut file = people_and_places();
    file.people[0].name = "Li Mei".to_owned();
    file.units[3].name = "grid four".to_owned();
    let summary = import(&store, &file).unwrap();
    assert_eq!((summary.people_changed, summary.units_changed, summary.entries_written), (1, 1, 2));
    let page = phone.pull_page(&town).await;
    let standing = page.standing.unwrap();
    assert_eq!((standing.person_name.as_str(), standing.posts[0].unit_name.as_str()), ("Li Mei", "grid four"));
}

#[test]
fn each_wrong_row_is_named_and_nothing_is_imported() {
    let town = Town::new();
    let before = town.rows();
    type Spoil = fn(&mut Import);
    let table: [(&str, Spoil); 15] = [
        ("units row 1 (0): units are numbered from 1", |file| file.units[0].unit = 0),
        ("units row 2 (2): there is no unit 77 to stand below", |file| file.units[1].parent = Some(77)),
        ("units row 2 (2): it stands below itself", |file| file.units[1].parent = Some(2)),
        ("units row 5 (5): a unit never moves", |file| file.units[4].parent = Some(2)),
        ("units row 4 (4): the kind must be grid", |file| file.units[3].kind = "community".to_owned()),
        ("units row 3 (3): the code must be", |file| file.units[2].code = "35o602".to_owned()),
        ("units row 3 (3): valid_from must be a day", |file| file.units[2].valid_from = "2025-02-29".to_owned()),
        ("units row 2 (1): this unit stands in the file twice", |file| file.units[1].unit = 1),
        ("people row 1", |file| file.people[0].name = " ".to_owned()),
        ("posts row 6", |file| file.posts[5].unit = 88),
        ("there is no person", |file| file.posts[0].person = person_id(99)),
        ("is no kind of post", |file| file.posts[0].kind = "mayor".parse().unwrap()),
        ("it ends before it begins", |file| file.posts[0].to = Some("2025-12-31".to_owned())),
        ("person, kind and unit of a post never change", |file| file.posts[0].unit = 5),
        ("this post stands in the file twice", |file| file.posts[1].post = file.posts[0].post),
    ];
    for (said, spoil) in table {
        let mut file = people_and_places();
        file.people.iter_mut().for_each(|person| person.name.push_str(" changed"));
        spoil(&mut file);
        let error = import(town.state.store(), &file).unwrap_err();
        assert!(matches!(error, DirectoryError::Rows(_)));
        assert!(error.to_string().contains(said), "{said:?} in {error}");
        assert!(!error.to_string().contains("changed"), "no names in errors: {error}");
        assert_eq!(town.rows(), before, "{said}");
        assert!(directory::people(town.state.store()).unwrap().iter().all(|line| !line.name.contains("changed")));
    }
}

#[test]
fn all_wrong_rows_are_told_at_once() {
    let town = Town::new();
    let mut file = people_and_places();
    file.units.iter_mut().for_each(|unit| unit.code.clear());
    file.posts[0].from = "soon".to_owned();
    match import(town.state.store(), &file).unwrap_err() {
        DirectoryError::Rows(rows) => assert_eq!(rows.len(), 6),
        other => panic!("{other}"),
    }
}

#[test]
fn rows_may_stand_in_any_order_and_refer_to_earlier_imports() {
    let town = Town::new();
    let mut file = people_and_places();
    file.units.reverse();
    assert_eq!(import(town.state.store(), &file).unwrap(), directory::ImportSummary::default());
    let mut subgrid = file.units[0].clone();
    subgrid.unit = 50;
    subgrid.parent = Some(4);
    subgrid.kind = "subgrid".to_owned();
    import(town.state.store(), &Import { units: vec![subgrid], ..Import::default() }).unwrap();
    let last = directory::units(town.state.store()).unwrap();
    assert!(last.iter().any(|line| line.path.to_string() == "/1/2/3/4/50"));
}
