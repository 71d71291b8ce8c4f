//! The shelves against the definition: for any history, what a person is sent and what the digest says are exactly the
//! entries that some reach rule covers, each once; whether it is read at the end or between any two writes.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::authority::{Whereabouts, reach_beside, reach_of};
use etong_protocol::{EntryClass, EntryId, Grant, PostKind, RecordId, RecordKind, ScopeDigest, SealedEntry, UnitId};
use etong_server::directory::{Import, PersonRow, UnitRow};
use proptest::prelude::*;

use crate::town::{Phone, Town, Who, everybody, path, person_id, post_row, record};

/// One entry somebody tries to push: who, what kind, on which record, where; for grants, to which unit.
type Try = (usize, usize, u8, usize, u32);

const KINDS: [&str; 12] = [
    "case",
    "patrol",
    "clue",
    "reply",
    "grant",
    "grant",
    "notice",
    "public_notice",
    "drone_flight",
    "clue.team",
    "clue.team",
    "inspection",
];
const SCOPES: [&str; 10] =
    ["/1", "/1/2", "/1/2/3", "/1/2/3/4", "/1/2/3/5", "/1/2/3/4/9", "/1/15", "/1/2/16", "/1/2/3/18", "/1/2/3/19"];
/// Second posts somebody may hold: kind and unit.
const SECOND: [(PostKind, u32); 10] = [
    (PostKind::CommunityDesk, 3),
    (PostKind::Department, 5),
    (PostKind::CallbackClerk, 2),
    (PostKind::PoliceChief, 4),
    (PostKind::Resident, 5),
    (PostKind::TownshipDesk, 2),
    (PostKind::TeamMember, 16),
    (PostKind::TeamMember, 18),
    (PostKind::HostStaff, 19),
    (PostKind::Department, 17),
];
/// Departments and teams, one below another; and a dedicated grid.
const BODIES: [(u32, u32, &str); 5] =
    [(15, 1, "department"), (16, 2, "team"), (17, 15, "department"), (18, 3, "team"), (19, 3, "dedicated_grid")];

/// One entry of the log as the definition sees it.
struct Filed {
    seq: u64,
    sealed: SealedEntry,
    author: Option<u8>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_reach_is_exactly_what_its_rules_cover(
        history in proptest::collection::vec((0..10_usize, 0..12_usize, 0..6_u8, 0..10_usize, 1..6_u32), 1..70),
        second_posts in proptest::collection::vec((0..10_usize, 0..10_usize), 1..5),
        pauses in proptest::collection::btree_set(0..70_usize, 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&history, &second_posts, &pauses));
    }
}

async fn check(history: &[Try], second_posts: &[(usize, usize)], pauses: &BTreeSet<usize>) {
    let mut town = Town::new();
    let more = settle_more(&town);
    let all = everybody().into_iter().chain(more);
    let mut people: Vec<(Who, Vec<Who>)> = all.map(|who| (who.clone(), vec![who])).collect();
    // Some hold a second post, so that reaches overlap.
    for (number, (who, second)) in (60..).zip(second_posts) {
        let (who, posts) = &mut people[*who];
        let (kind, unit) = SECOND[*second].clone();
        let second = Who { unit, kind, ..who.clone() };
        crate::admin::appoint(&town, &second, number);
        posts.push(second);
    }
    let mut phones: Vec<Phone> = Vec::new();
    // Second phones of the same people, which read now and then.
    let mut readers: Vec<(Phone, BTreeMap<EntryId, u64>)> = Vec::new();
    for (who, _) in &people {
        phones.push(town.phone(who).await);
        readers.push((town.phone(who).await, BTreeMap::new()));
    }
    for (nth, (who, kind, number, scope, to)) in history.iter().enumerate() {
        let phone = &mut phones[*who];
        let mut entry = phone.entry(EntryClass::Event, KINDS[*kind], record(*number), SCOPES[*scope]);
        if entry.kind == RecordKind::Grant {
            entry.payload = Grant { to: unit_path(*to) }.to_payload().unwrap();
        }
        phone.push(&town, &[entry.seal()]).await;
        if pauses.contains(&nth) {
            read_on(&town, &mut readers).await;
        }
    }
    read_on(&town, &mut readers).await;
    let log = log_of(&town, &phones);
    for (((who, posts), phone), (_, read)) in people.iter().zip(&mut phones).zip(&readers) {
        let expected = expected(&log, who, posts);
        phone.chain = etong_protocol::Chain::start(phone.device, etong_protocol::ChainId::NIL);
        let (sent, page) = phone.pull(&town).await;
        let ids: BTreeSet<EntryId> = sent.iter().map(|(_, sealed)| sealed.id).collect();
        assert_eq!(ids.len(), sent.len(), "person {} is sent nothing twice", who.person);
        let sent: BTreeSet<_> = sent.iter().map(|(seq, sealed)| (*seq, sealed.id)).collect();
        assert_eq!(sent, expected, "person {}", who.person);
        let in_steps: BTreeSet<_> = read.iter().map(|(id, seq)| (*seq, *id)).collect();
        assert_eq!(in_steps, expected, "person {}, who read now and then", who.person);
        let mut sum = ScopeDigest::default();
        expected.iter().for_each(|(seq, id)| sum.add(*id, *seq));
        assert_eq!(page.digest, Some(sum), "person {}", who.person);
    }
}

/// A department, teams and a dedicated grid come to the town: two members of one team, a host's staff, a township desk.
fn settle_more(town: &Town) -> [Who; 4] {
    let who = |person, kind, unit| Who { person, kind, unit };
    let more = [
        who(7, PostKind::TeamMember, 18),
        who(8, PostKind::TeamMember, 18),
        who(9, PostKind::HostStaff, 19),
        who(10, PostKind::TownshipDesk, 2),
    ];
    let unit = |&(unit, parent, kind): &(u32, u32, &str)| UnitRow {
        unit,
        parent: Some(parent),
        name: format!("unit {unit}"),
        code: format!("3506{unit:02}"),
        kind: kind.to_owned(),
        valid_from: "2020-01-01".to_owned(),
        ..UnitRow::default()
    };
    let file = Import {
        units: BODIES.iter().map(unit).collect(),
        people: more.iter().map(|who| PersonRow::new(person_id(who.person), "one more")).collect(),
        posts: more.iter().map(post_row).collect(),
        ..Import::default()
    };
    town.take(&file);
    more
}

async fn read_on(town: &Town, readers: &mut [(Phone, BTreeMap<EntryId, u64>)]) {
    for (phone, read) in readers {
        let (sent, page) = phone.pull(town).await;
        read.extend(sent.into_iter().map(|(seq, sealed)| (sealed.id, seq)));
        let mut sum = ScopeDigest::default();
        read.iter().for_each(|(id, seq)| sum.add(*id, *seq));
        assert_eq!(page.digest, Some(sum), "person {} holds what the digest says", phone.who.person);
    }
}

fn expected(log: &[Filed], who: &Who, posts: &[Who]) -> BTreeSet<(u64, EntryId)> {
    let bodies: Vec<_> =
        BODIES.iter().filter(|(_, _, kind)| *kind != "dedicated_grid").map(|(unit, ..)| unit_path(*unit)).collect();
    let reach = |post: &Who| {
        let unit = unit_path(post.unit);
        [reach_of(&post.kind, &unit), reach_beside(&post.kind, &unit, &bodies)].concat()
    };
    let rules: Vec<_> = posts.iter().flat_map(reach).collect();
    // Directory rows found no record: their ids are other things' ids.
    let written = || log.iter().filter(|filed| filed.author.is_some());
    let mut founding: BTreeMap<RecordId, &Filed> = BTreeMap::new();
    let mut shared: BTreeMap<RecordId, BTreeSet<UnitId>> = BTreeMap::new();
    for filed in written() {
        let entry = &filed.sealed.entry;
        founding.entry(entry.record).or_insert(filed);
        if entry.kind == RecordKind::Grant {
            let grant = Grant::from_payload(&entry.payload).unwrap();
            shared.entry(entry.record).or_default().extend(grant.unit());
        }
    }
    let mut covered = BTreeSet::new();
    for filed in log {
        let entry = &filed.sealed.entry;
        let (founded_by, nobody) = (founding.get(&entry.record).filter(|_| filed.author.is_some()), BTreeSet::new());
        let whereabouts = Whereabouts {
            class: entry.class,
            kind: &entry.kind,
            of: founded_by.map_or(&entry.kind, |filed| &filed.sealed.entry.kind),
            scope: &entry.scope,
            by: &entry.post_kind,
            own: filed.author == Some(who.person),
            founded: founded_by.is_some_and(|filed| filed.author == Some(who.person)),
            shared: shared.get(&entry.record).unwrap_or(&nobody),
        };
        if rules.iter().any(|rule| rule.covers(&whereabouts)) {
            covered.insert((filed.seq, filed.sealed.id));
        }
    }
    covered
}

fn log_of(town: &Town, phones: &[Phone]) -> Vec<Filed> {
    let (mut log, mut after) = (Vec::new(), 0);
    loop {
        let some = town.state.store().entries_after(after).unwrap();
        let Some((last, _)) = some.last() else { break };
        after = *last;
        log.extend(some);
    }
    log.into_iter()
        .map(|(seq, sealed)| {
            assert!(sealed.entry.class != EntryClass::Reg || sealed.entry.kind != RecordKind::Case);
            let author = phones.iter().find(|phone| phone.device == sealed.entry.device).map(|phone| phone.who.person);
            Filed { seq, sealed, author }
        })
        .collect()
}

fn unit_path(unit: u32) -> etong_protocol::OrgPath {
    match unit {
        15 => path("/1/15"),
        16 => path("/1/2/16"),
        17 => path("/1/15/17"),
        18 => path("/1/2/3/18"),
        19 => path("/1/2/3/19"),
        unit => path(["/", "/1", "/1/2", "/1/2/3", "/1/2/3/4", "/1/2/3/5"][usize::try_from(unit).unwrap()]),
    }
}
