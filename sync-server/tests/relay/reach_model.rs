//! The shelves against the definition: for any history, what a person is sent and what the digest says are exactly the
//! entries that some reach rule covers, each once.

use std::collections::BTreeMap;

use etong_protocol::authority::{Whereabouts, reach_of};
use etong_protocol::{EntryClass, RecordId, RecordKind, ScopeDigest, SealedEntry};
use proptest::prelude::*;

use crate::town::{Phone, Town, Who, everybody, path, record};

/// One entry somebody tries to push: who, what kind, on which record, where.
type Try = (usize, usize, u8, usize);

const KINDS: [&str; 5] = ["case", "patrol", "clue", "reply", "drone_flight"];
const SCOPES: [&str; 6] = ["/1", "/1/2", "/1/2/3", "/1/2/3/4", "/1/2/3/5", "/1/2/3/4/9"];

/// One entry of the log as the definition sees it.
struct Filed {
    seq: u64,
    sealed: SealedEntry,
    author: Option<u8>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_reach_is_exactly_what_its_rules_cover(
        history in proptest::collection::vec((0..6_usize, 0..5_usize, 0..6_u8, 0..6_usize), 1..60),
        second_post in 0..6_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&history, second_post));
    }
}

async fn check(history: &[Try], second_post: usize) {
    let mut town = Town::new();
    let mut people: Vec<(Who, Vec<Who>)> = everybody().into_iter().map(|who| (who.clone(), vec![who])).collect();
    // Somebody also sits at the community's desk, so that subtrees overlap.
    let (who, posts) = &mut people[second_post];
    let desk = Who { unit: 3, kind: etong_protocol::PostKind::CommunityDesk, ..who.clone() };
    crate::admin::appoint(&town, &desk, 60);
    posts.push(desk);
    let mut phones: Vec<Phone> = Vec::new();
    for (who, _) in &people {
        phones.push(town.phone(who).await);
    }
    for (who, kind, number, scope) in history {
        let phone = &mut phones[*who];
        let entry = phone.event(KINDS[*kind], record(*number), SCOPES[*scope]);
        phone.push(&town, &[entry]).await;
    }
    let log = log_of(&town, &phones);
    for ((who, posts), phone) in people.iter().zip(&mut phones) {
        let expected = expected(&log, who, posts);
        phone.chain = etong_protocol::Chain::start(phone.device, etong_protocol::ChainId::NIL);
        let (sent, page) = phone.pull(&town).await;
        let sent: Vec<_> = sent.iter().map(|(seq, sealed)| (*seq, sealed.id)).collect();
        assert_eq!(sent, expected, "person {}", who.person);
        let mut sum = ScopeDigest::default();
        expected.iter().for_each(|(seq, id)| sum.add(*id, *seq));
        assert_eq!(page.digest, Some(sum), "person {}", who.person);
    }
}

fn expected(log: &[Filed], who: &Who, posts: &[Who]) -> Vec<(u64, etong_protocol::EntryId)> {
    let rules: Vec<_> = posts.iter().flat_map(|post| reach_of(&post.kind, &unit_path(post.unit))).collect();
    let mut founders: BTreeMap<RecordId, u8> = BTreeMap::new();
    let mut covered = Vec::new();
    for filed in log {
        let entry = &filed.sealed.entry;
        // Directory rows found no record: their ids are other things' ids.
        let founder = match filed.author {
            Some(author) => *founders.entry(entry.record).or_insert(author),
            None => 0,
        };
        let whereabouts = Whereabouts {
            class: entry.class,
            kind: &entry.kind,
            scope: &entry.scope,
            own: filed.author == Some(who.person),
            founded: founder == who.person,
        };
        if rules.iter().any(|rule| rule.covers(&whereabouts)) {
            covered.push((filed.seq, filed.sealed.id));
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
