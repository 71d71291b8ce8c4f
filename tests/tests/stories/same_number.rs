//! 一人多登: one citizen is registered by people who do not read each other's grids. No phone alone can see it: the key of the hashes is
//! each phone's own, and a hash never travels. Wherever one phone reads both records they are listed; two people decide.

use std::collections::BTreeSet;

use etong_core::capture::{MergeRequest, ResidentRequest};
use etong_core::view::AuditQuery;
use etong_core::{AppError, Captured};
use etong_tests::{Field, Phone};
use rusqlite::Connection;

use super::leaving::{key_of, unlocked};

const NUMBER: &str = "11010519491231002X";

fn registers(phone: &Phone, name: &str, number: &str) -> String {
    let request = ResidentRequest { name: name.into(), id_no: Some(number.into()), ..ResidentRequest::default() };
    phone.capture(|app| app.capture_resident(&request)).record
}

fn merge(phone: &Phone, id: &str, act: &str, other: &str) -> Result<Captured, AppError> {
    let request = MergeRequest { act: act.into(), other: other.into(), ..MergeRequest::default() };
    phone.try_capture(|app| app.merge(id, &request))
}

fn alike(phone: &Phone) -> Vec<Vec<String>> {
    phone.app().duplicates(0).unwrap().rows.into_iter().map(|row| row.likenesses).collect()
}

/// The hashes on a phone, by the plain store.
fn hashes(phone: &Phone) -> Vec<Vec<u8>> {
    phone.app().suspend(1_000).unwrap();
    let store: Connection = unlocked(&phone.folder().join("etong.db"), &key_of(phone)).unwrap();
    let sql = "SELECT number FROM resident_link WHERE number IS NOT NULL";
    let found = store.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    drop(store);
    phone.app().resume().unwrap();
    found
}

#[tokio::test]
async fn one_citizen_registered_in_two_grids_offline_is_listed_where_both_are_read_and_merged_by_two_people() {
    let field = Field::new(816);
    let (wang, zhao) = (field.phone("wang").await, field.phone("zhao").await);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    field.chapter("王芳 and 赵敏 register her, each in her own grid, offline");
    let kept = registers(&wang, "邓秀英", NUMBER);
    let other = registers(&zhao, "邓秀瑛", "11010519491231002x");
    field.settle().await;
    assert_eq!((alike(&wang), alike(&zhao)), (vec![], vec![]), "neither reads the other's grid");
    assert_ne!(hashes(&wang), hashes(&zhao), "one number, two keys: nothing to compare between phones");

    field.chapter("the desks read both: the community, the township");
    for desk in [&huang, &xu] {
        assert_eq!(alike(desk), [["same_number"]], "{}", desk.name);
        let row = desk.app().duplicates(0).unwrap().rows.remove(0);
        assert!(!row.id_masked.contains("1949") && !row.other_id_masked.contains("1949"));
    }
    assert_ne!(hashes(&huang), hashes(&xu), "and neither took a hash from anybody");
    assert_eq!(huang.app().find_by_citizen_number(NUMBER).unwrap().len(), 2);
    assert_eq!(huang.app().find_by_citizen_number("350602199001011234").unwrap().len(), 0);

    field.chapter("the auditor reads of both that somebody looked for them, and which two one search found");
    field.settle().await;
    let auditor = field.phone("auditor").await;
    auditor.syncs().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let searches = |record: Option<&String>| {
        let query = AuditQuery { act: Some("search".into()), record: record.cloned(), ..AuditQuery::default() };
        auditor.app().audits(&query).unwrap().rows
    };
    let all = searches(None);
    let mut found: Vec<u32> = all.iter().map(|row| row.records).collect();
    found.sort_unstable();
    assert_eq!(found, [0, 2]);
    for record in [&kept, &other] {
        let of_record = searches(Some(record));
        let [row] = of_record.as_slice() else { panic!("{record}: {of_record:?}") };
        assert_eq!((row.records, &row.day), (2, &None));
        let which = auditor.app().looked(&row.entry, 0).unwrap().rows;
        assert_eq!(which.iter().map(|row| &row.record).collect::<BTreeSet<_>>(), BTreeSet::from([&kept, &other]));
    }

    field.chapter("黄志国 proposes, and somebody else confirms");
    merge(&huang, &kept, "propose", &other).unwrap();
    assert!(matches!(merge(&huang, &kept, "confirm", &other), Err(AppError::NotAllowed { .. })));
    field.settle().await;
    merge(&xu, &kept, "confirm", &other).unwrap();
    field.settle().await;
    for desk in [&huang, &xu] {
        assert_eq!((alike(desk), super::names(desk).len()), (vec![], 1), "{}", desk.name);
    }
}

#[tokio::test]
async fn one_citizen_registered_in_two_communities_is_listed_at_the_township_and_in_neither_community() {
    let field = Field::new(817);
    let (wang, sun) = (field.phone("wang").await, field.phone("sun").await);
    let (huang, ma, xu) = (field.phone("huang").await, field.phone("ma").await, field.phone("xu").await);
    let (kept, other) = (registers(&wang, "邓秀英", NUMBER), registers(&sun, "邓秀英", NUMBER));
    field.settle().await;
    for phone in [&wang, &sun, &huang, &ma] {
        assert_eq!(alike(phone), Vec::<Vec<String>>::new(), "{} reads one of the two", phone.name);
    }
    assert_eq!(alike(&xu), [["same_number", "same_name_and_birth"]]);

    field.chapter("who reads one of the two confirms nothing: both people sit at the township");
    merge(&xu, &kept, "propose", &other).unwrap();
    field.settle().await;
    assert!(matches!(merge(&xu, &kept, "confirm", &other), Err(AppError::NotAllowed { .. })));
    assert!(matches!(merge(&huang, &kept, "confirm", &other), Err(AppError::NotFound { .. })));
}
