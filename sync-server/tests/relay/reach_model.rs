//! The shelves against the definition: for any history, what a person is sent and what the digest says are exactly the
//! entries that some reach rule covers, each once; whether it is read at the end or between any two writes.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::authority::{Whereabouts, reach_of};
use etong_protocol::{EntryClass, EntryId, Grant, PostKind, RecordId, RecordKind, ScopeDigest, SealedEntry, UnitId};
use proptest::prelude::*;

use crate::town::{Phone, Town, Who, everybody, path, record};

/// One entry somebody tries to push: who, what kind, on which record, where; for grants, to which unit.
type Try = (usize, usize, u8, usize, u32);

const KINDS: [&str; 9] =
    ["case", "patrol", "clue", "reply", "grant", "grant", "notice", "public_notice", "drone_flight"];
const SCOPES: [&str; 6] = ["/1", "/1/2", "/1/2/3", "/1/2/3/4", "/1/2/3/5", "/1/2/3/4/9"];
/// Second posts somebody may hold: kind and unit.
const SECOND: [(PostKind, u32); 5] = [
    (PostKind::CommunityDesk, 3),
    (PostKind::Department, 5),
    (PostKind::CallbackClerk, 2),
    (PostKind::PoliceChief, 4),
    (PostKind::Resident, 5),
];

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
        history in proptest::collection::vec((0..6_usize, 0..9_usize, 0..5_u8, 0..6_usize, 1..6_u32), 1..70),
        second_posts in proptest::collection::vec((0..6_usize, 0..5_usize), 1..4),
        pauses in proptest::collection::btree_set(0..70_usize, 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&history, &second_posts, &pauses));
    }
}

async fn check(history: &[Try], second_posts: &[(usize, usize)], pauses: &BTreeSet<usize>) {
    let mut town = Town::new();
    let mut people: Vec<(Who, Vec<Who>)> = everybody().into_iter().map(|who| (who.clone(), vec![who])).collect();
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
    let rules: Vec<_> = posts.iter().flat_map(|post| reach_of(&post.kind, &unit_path(post.unit))).collect();
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
    let connection = town.database();
    let mut statement = connection.prepare("SELECT seq, bytes FROM entry ORDER BY seq").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).unwrap();
    rows.map(|row| {
        let (seq, bytes) = row.unwrap();
        let sealed = SealedEntry::open(bytes).unwrap();
        assert!(sealed.entry.class != EntryClass::Reg || sealed.entry.kind != RecordKind::Case);
        let author = phones.iter().find(|phone| phone.device == sealed.entry.device).map(|phone| phone.who.person);
        Filed { seq: u64::try_from(seq).unwrap(), sealed, author }
    })
    .collect()
}

fn unit_path(unit: u32) -> etong_protocol::OrgPath {
    let text = ["/", "/1", "/1/2", "/1/2/3", "/1/2/3/4", "/1/2/3/5"][usize::try_from(unit).unwrap()];
    path(text)
}
