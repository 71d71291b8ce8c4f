//! `GET /v1/pull`: who reads what, how pages follow each other, and what the digest says.

use std::io::{Read, Write};

use etong_protocol::limits::MAX_BATCH_ENTRIES;
use etong_protocol::{Chain, ChainId, Cursor, EntryClass, RecordKind, RefusalCode, ScopeDigest, SealedEntry};
use etong_server::directory::{Import, import};

use crate::town::{
    GRID_4, GRID_5, MORNING, Phone, Town, chen, everybody, kinds, li, people_and_places, post_row, qian, record, sun,
    wang, zhao,
};

/// A day in the town: everybody has written something.
async fn written(town: &mut Town) -> Vec<Phone> {
    let mut phones = Vec::new();
    for who in everybody() {
        phones.push(town.phone(&who).await);
    }
    let [li, wang, chen, zhao, sun, _] = phones.as_mut_slice() else { panic!("six phones") };
    let entries = [li.event("patrol", record(1), GRID_4), li.event("case", record(2), GRID_4)];
    li.push(town, &entries).await;
    let entries = [wang.event("patrol", record(3), GRID_5)];
    wang.push(town, &entries).await;
    let entries = [chen.event("clue", record(4), GRID_4), chen.event("case", record(5), "/1/2/3")];
    chen.push(town, &entries).await;
    let entries = [sun.event("case", record(6), GRID_5)];
    sun.push(town, &entries).await;
    let entries = [zhao.event("case", record(6), GRID_5), zhao.event("reply", record(6), GRID_5)];
    zhao.push(town, &entries).await;
    for phone in &mut phones {
        // As a second phone of the same person would ask: nothing is held back as its own.
        phone.chain = Chain::start(phone.device, ChainId::new(MORNING, [200; 10]));
    }
    phones
}

#[tokio::test]
async fn everybody_reads_what_their_post_may_read() {
    let mut town = Town::new();
    let mut phones = written(&mut town).await;
    let expected: [(&str, &[(u8, &str)]); 6] = [
        ("li", &[(1, "patrol"), (2, "case")]),
        ("wang", &[(3, "patrol"), (6, "case"), (6, "case"), (6, "reply")]),
        (
            "chen",
            &[
                (1, "patrol"),
                (2, "case"),
                (3, "patrol"),
                (4, "clue"),
                (5, "case"),
                (6, "case"),
                (6, "case"),
                (6, "reply"),
            ],
        ),
        ("zhao", &[(1, "patrol"), (2, "case"), (3, "patrol"), (5, "case"), (6, "case"), (6, "case"), (6, "reply")]),
        ("sun", &[(6, "case"), (6, "reply")]),
        ("qian", &[(1, "patrol"), (2, "case"), (3, "patrol"), (5, "case"), (6, "case"), (6, "case"), (6, "reply")]),
    ];
    for (phone, (name, expected)) in phones.iter_mut().zip(expected) {
        let (entries, page) = phone.pull(&town).await;
        let mut sum = ScopeDigest::default();
        entries.iter().for_each(|(seq, sealed)| sum.add(sealed.id, *seq));
        assert_eq!(page.digest, Some(sum), "{name}: the digest is what was sent");
        let read: Vec<_> = entries
            .iter()
            .filter(|(_, sealed)| sealed.entry.class != EntryClass::Reg)
            .map(|(_, sealed)| (sealed.entry.record, sealed.entry.kind.to_string()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(number, kind)| (record(*number), (*kind).to_owned())).collect();
        assert_eq!(read, expected, "{name}");
    }
}

#[tokio::test]
async fn names_of_units_above_reach_a_grid_worker_and_those_beside_do_not() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let (entries, _) = li.pull(&town).await;
    let scopes = |kind: RecordKind| -> Vec<String> {
        let of_kind = entries.iter().filter(|(_, sealed)| sealed.entry.kind == kind);
        of_kind.map(|(_, sealed)| sealed.entry.scope.to_string()).collect()
    };
    assert_eq!(scopes(RecordKind::Unit), ["/1", "/1/2", "/1/2/3", "/1/2/3/4"]);
    assert_eq!(scopes(RecordKind::Post), ["/1/2/3/4", "/1/2/3", "/1/2/3", "/1/2/3", "/1"]);
}

#[tokio::test]
async fn a_pull_after_everything_was_read_is_one_small_page() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entries = [li.event("case", record(1), GRID_4)];
    li.push(&town, &entries).await;
    let (_, last) = li.pull(&town).await;
    let page = li.pull_page(&town).await;
    assert_eq!((page.entries.len(), page.read_to, page.digest), (0, page.head, last.digest));
    assert_eq!(page.standing, None);
    let query = etong_protocol::PullQuery { cursor: li.cursor, chain: li.chain.id, standing: li.standing };
    let answer = town.get(&query.to_path(), Some(&li.token)).await;
    assert!(answer.body.len() <= 180, "{} bytes", answer.body.len());
}

#[tokio::test]
async fn nothing_new_costs_one_round_trip_and_few_bytes_on_the_socket() {
    let mut town = Town::new();
    let mut zhao = town.phone(&zhao()).await;
    zhao.pull(&town).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, town.router()).into_future());
    let query = etong_protocol::PullQuery { cursor: zhao.cursor, chain: zhao.chain.id, standing: zhao.standing };
    let proof = town.proof(&axum::http::Method::GET, &query.to_path(), &zhao.token, b"").unwrap();
    let request = format!(
        "GET {} HTTP/1.1\r\nauthorization: Bearer {}\r\nproof: {proof}\r\naccept: */*\r\nhost: {address}\r\n\r\n",
        query.to_path(),
        zhao.token
    );
    let sent = request.clone();
    let answer = tokio::task::spawn_blocking(move || {
        let mut socket = std::net::TcpStream::connect(address).unwrap();
        socket.write_all(sent.as_bytes()).unwrap();
        let (mut answer, mut chunk) = (Vec::new(), [0; 1024]);
        while !is_whole(&answer) {
            let count = socket.read(&mut chunk).unwrap();
            assert_ne!(count, 0, "the socket was closed");
            answer.extend_from_slice(&chunk[..count]);
        }
        answer
    })
    .await
    .unwrap();
    let both_ways = request.len() + answer.len();
    assert!(both_ways <= 600, "{both_ways} bytes: {} up, {} down", request.len(), answer.len());
}

/// Has the whole body come that the header announces?
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer).into_owned();
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    answer.len() == end + 4 + length.parse::<usize>().unwrap()
}

#[tokio::test]
async fn entries_of_the_asking_chain_are_counted_and_not_sent() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entries: Vec<SealedEntry> = (0..3).map(|n| li.event("case", record(n), GRID_4)).collect();
    li.push(&town, &entries).await;
    let (own, page) = li.pull(&town).await;
    assert!(kinds(&own).iter().all(|kind| *kind != RecordKind::Case));
    let digest = page.digest.unwrap();
    assert_eq!(digest.count, own.len() as u64 + 3);

    // After a restore the phone has another chain and gets everything back.
    li.cursor.seq = 0;
    li.chain = Chain::start(li.device, ChainId::new(MORNING, [99; 10]));
    let (all, page) = li.pull(&town).await;
    assert_eq!((all.len() as u64, page.digest), (digest.count, Some(digest)));
}

#[tokio::test]
async fn a_long_log_comes_in_pages_without_gap_or_repeat() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut wang = town.phone(&wang()).await;
    let mut pushed = Vec::new();
    for number in 0..6 {
        let entries: Vec<SealedEntry> = (0..400).map(|_| li.event("case", record(number), GRID_4)).collect();
        pushed.extend(li.push(&town, &entries).await.ids);
        let others: Vec<SealedEntry> = (0..400).map(|_| wang.event("case", record(100 + number), GRID_5)).collect();
        wang.push(&town, &others).await;
    }
    for mut reader in [town.phone(&crate::town::li()).await, town.phone(&qian()).await, town.phone(&chen()).await] {
        let (mut seqs, mut ids, mut pages) = (Vec::new(), Vec::new(), 0);
        loop {
            let page = reader.pull_page(&town).await;
            assert!(page.entries.len() <= MAX_BATCH_ENTRIES);
            assert_eq!(page.digest.is_some(), page.read_to == page.head);
            pages += 1;
            for entry in &page.entries {
                seqs.push(entry.seq);
                ids.push(SealedEntry::open(entry.bytes.clone()).unwrap().id);
            }
            if page.read_to == page.head {
                break;
            }
        }
        assert!(seqs.is_sorted_by(|a, b| a < b), "rising, none twice");
        assert!(pages >= 5);
        let of_li: Vec<_> = ids.into_iter().filter(|id| pushed.contains(id)).collect();
        assert_eq!(of_li, pushed, "in the order they were taken");
    }
}

#[tokio::test]
async fn a_small_reach_in_a_big_feed_gets_the_same_pages_by_shelf() {
    let mut town = Town::new();
    let mut wang = town.phone(&wang()).await;
    let mut sun = town.phone(&sun()).await;
    let mut own = Vec::new();
    for number in 0..8_u8 {
        let report = [sun.event("case", record(200 + number), GRID_5)];
        own.extend(sun.push(&town, &report).await.ids);
        let others: Vec<SealedEntry> = (0..500).map(|_| wang.event("patrol", record(number), GRID_5)).collect();
        wang.push(&town, &others).await;
    }
    let reply = [wang.event("reply", record(203), GRID_5)];
    own.extend(wang.push(&town, &reply).await.ids);
    let mut reader = town.phone(&crate::town::sun()).await;
    let page = reader.pull_page(&town).await;
    assert_eq!(page.read_to, page.head, "one page, though the feed is long");
    let events: Vec<_> = page
        .entries
        .iter()
        .map(|entry| SealedEntry::open(entry.bytes.clone()).unwrap())
        .filter(|sealed| sealed.entry.class == EntryClass::Event)
        .map(|sealed| sealed.id)
        .collect();
    assert_eq!(events, own);
    assert_eq!(page.digest.unwrap().count, page.entries.len() as u64);
}

#[tokio::test]
async fn a_foreign_epoch_starts_again_from_the_beginning() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let (all, _) = li.pull(&town).await;
    for cursor in [Cursor { epoch: 1, seq: 5 }, Cursor { epoch: li.cursor.epoch, seq: u64::MAX }] {
        li.cursor = cursor;
        let (again, page) = li.pull(&town).await;
        assert_eq!((again.len(), page.epoch), (all.len(), town.state.store().epoch()));
    }
}

#[tokio::test]
async fn a_new_post_shows_at_the_next_pull_and_brings_its_log_from_the_start() {
    let mut town = Town::new();
    let mut wang = town.phone(&wang()).await;
    let entries = [wang.event("case", record(1), GRID_5)];
    wang.push(&town, &entries).await;
    let mut li = town.phone(&li()).await;
    li.pull(&town).await;
    let mut second = post_row(&crate::town::li());
    second.post = etong_protocol::PostId::new(MORNING, [70; 10]);
    second.unit = 5;
    import(town.state.store(), &Import { posts: vec![second], ..Import::default() }).unwrap();

    let page = li.pull_page(&town).await;
    let standing = page.standing.expect("the new standing comes along");
    assert_eq!(standing.posts.len(), 2);
    assert!(page.entries.iter().any(|entry| EntryClass::Event == open(entry).entry.class));
    assert_eq!(page.digest.unwrap().count, page.entries.len() as u64);
    assert_eq!(li.pull_page(&town).await.standing, None);
}

#[tokio::test]
async fn a_post_that_ends_by_its_day_changes_the_standing_by_itself() {
    let mut town = Town::new();
    let mut row = post_row(&li());
    row.to = Some("2026-03-02".to_owned());
    import(town.state.store(), &Import { posts: vec![row], ..Import::default() }).unwrap();
    let mut phone = town.phone(&li()).await;
    phone.pull(&town).await;
    town.clock.advance_minutes(24 * 60);
    phone.sign_in(&town).await;
    let page = phone.pull_page(&town).await;
    assert_eq!(page.standing.expect("a new standing").posts, []);
    assert_eq!((page.entries.len(), page.digest), (0, Some(ScopeDigest::default())));
}

#[tokio::test]
async fn a_query_cannot_widen_a_reach() {
    let mut town = Town::new();
    written(&mut town).await;
    let sun = town.phone(&sun()).await;
    for (query, said) in [
        ("", "has no cursor"),
        ("cursor=0.0&standing=0", "has no chain"),
        ("cursor=x&chain=y&standing=0", "cursor cannot be read"),
        ("cursor=0.0&chain=00000000-0000-0000-0000-000000000000&standing=-1", "standing cannot be read"),
    ] {
        let answer = town.get(&format!("/v1/pull?{query}"), Some(&sun.token)).await;
        assert!(answer.refused(RefusalCode::Malformed).contains(said), "{query}");
    }
    let chain = "00000000-0000-0000-0000-000000000000";
    for extra in ["&scope=/1", "&person=1", "&reach=all"] {
        let path = format!("/v1/pull?cursor=0.0&chain={chain}&standing=0{extra}");
        let answer = town.get(&path, Some(&sun.token)).await;
        let page = etong_protocol::PullPage::from_frame(&answer.body, &town.relay_key()).unwrap();
        let events = page.entries.iter().filter(|entry| open(entry).entry.class == EntryClass::Event).count();
        assert_eq!(events, 2, "{extra}");
    }
}

#[tokio::test]
async fn a_second_import_of_the_same_file_tells_phones_nothing() {
    let mut town = Town::new();
    let mut zhao = town.phone(&zhao()).await;
    let (_, before) = zhao.pull(&town).await;
    import(town.state.store(), &people_and_places()).unwrap();
    let page = zhao.pull_page(&town).await;
    assert_eq!((page.head, page.standing), (before.head, None));
}

fn open(entry: &etong_protocol::PulledEntry) -> SealedEntry {
    SealedEntry::open(entry.bytes.clone()).unwrap()
}
