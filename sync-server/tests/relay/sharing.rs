//! Grants at the relay: who may open a record to another unit, what that unit then reads and writes, and how what was
//! written before comes along. Boards and clues beside them: they are read by their own rules too.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::limits::{MAX_BATCH_ENTRIES, MAX_SHARED_ENTRIES};
use etong_protocol::{
    Chain, ChainId, EntryClass, EntryId, Grant, PostId, PostKind, RecordId, RefusalCode, ScopeDigest, SealedEntry,
    Verdict,
};

use crate::town::{
    GRID_4, GRID_5, MORNING, Phone, Town, Who, chen, everybody, li, path, qian, record, seqs, sun, wang, zhao,
};

const FORBIDDEN: Verdict = Verdict::Refused { code: RefusalCode::Forbidden };
const MALFORMED: Verdict = Verdict::Refused { code: RefusalCode::Malformed };
const TOO_LARGE: Verdict = Verdict::Refused { code: RefusalCode::TooLarge };

fn grant(phone: &mut Phone, record: RecordId, scope: &str, to: &str) -> SealedEntry {
    let mut entry = phone.entry(EntryClass::Event, "grant", record, scope);
    entry.payload = Grant { to: path(to) }.to_payload().unwrap();
    entry.seal()
}

async fn pushes(phone: &mut Phone, town: &Town, entry: SealedEntry) -> Verdict {
    phone.push(town, &[entry]).await.verdicts[0]
}

fn stored(verdict: Verdict) -> u64 {
    seqs(&[verdict])[0].unwrap_or_else(|| panic!("not stored: {verdict:?}"))
}

/// What a phone holds, as it reads on.
#[derive(Default)]
struct Held(BTreeMap<EntryId, u64>);

impl Held {
    /// Reads to the head and checks the digest; kinds and seqs of what came.
    async fn reads(&mut self, phone: &mut Phone, town: &Town) -> Vec<(String, u64)> {
        let (entries, page) = phone.pull(town).await;
        self.0.extend(entries.iter().map(|(seq, sealed)| (sealed.id, *seq)));
        let mut sum = ScopeDigest::default();
        self.0.iter().for_each(|(id, seq)| sum.add(*id, *seq));
        assert_eq!(page.digest, Some(sum), "person {} holds what the digest says", phone.who.person);
        entries.iter().map(|(seq, sealed)| (sealed.entry.kind.to_string(), *seq)).collect()
    }
}

/// A second phone of somebody: nothing of what it reads is its own chain's.
async fn reader(town: &mut Town, who: &Who) -> Phone {
    let mut phone = town.phone(who).await;
    phone.chain = Chain::start(phone.device, ChainId::NIL);
    phone
}

#[tokio::test]
async fn a_shared_record_comes_with_its_past_and_goes_on() {
    let mut town = Town::new();
    let (mut li, mut zhao, mut wang) = (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&wang()).await);
    let mut held = Held::default();
    let before = [li.event("case", record(1), GRID_4), li.event("case", record(1), GRID_4)];
    let first = seqs(&li.push(&town, &before).await.verdicts);
    let reply = zhao.event("reply", record(1), GRID_4);
    let reply = stored(pushes(&mut zhao, &town, reply).await);
    let other = li.event("case", record(2), GRID_4);
    pushes(&mut li, &town, other).await;
    held.reads(&mut wang, &town).await;

    let opened = grant(&mut zhao, record(1), GRID_4, GRID_5);
    let opened = stored(pushes(&mut zhao, &town, opened).await);
    let came = held.reads(&mut wang, &town).await;
    let expected = [
        ("case".to_owned(), first[0].unwrap()),
        ("case".to_owned(), first[1].unwrap()),
        ("reply".to_owned(), reply),
        ("grant".to_owned(), opened),
    ];
    assert_eq!(came, expected, "all of the record, nothing of the other");

    let later = li.event("case", record(1), GRID_4);
    let later = stored(pushes(&mut li, &town, later).await);
    assert_eq!(held.reads(&mut wang, &town).await, [("case".to_owned(), later)]);

    let act = wang.event("case", record(1), GRID_4);
    let act = stored(pushes(&mut wang, &town, act).await);
    let answer = wang.event("reply", record(1), GRID_4);
    let answer = stored(pushes(&mut wang, &town, answer).await);
    let (seen, _) = li.pull(&town).await;
    let seen: BTreeSet<u64> = seen.iter().map(|(seq, _)| *seq).collect();
    assert!(seen.contains(&act) && seen.contains(&answer), "the grid sees what the guest wrote");

    // A fresh phone of the same person is sent the same, and so is one that reads from the start.
    let mut fresh = reader(&mut town, &crate::town::wang()).await;
    let mut of_fresh = Held::default();
    let came = of_fresh.reads(&mut fresh, &town).await;
    assert_eq!(came.iter().filter(|(kind, _)| kind != "unit" && kind != "post" && kind != "person").count(), 7);
}

#[tokio::test]
async fn who_is_not_let_in_writes_nothing_and_a_guest_writes_events_only() {
    let mut town = Town::new();
    let (mut li, mut zhao, mut wang, mut sun) =
        (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&wang()).await, town.phone(&sun()).await);
    let founding = li.event("case", record(1), GRID_4);
    pushes(&mut li, &town, founding).await;
    let act = wang.event("case", record(1), GRID_4);
    assert_eq!(pushes(&mut wang, &town, act).await, FORBIDDEN);
    let opened = grant(&mut zhao, record(1), GRID_4, GRID_5);
    stored(pushes(&mut zhao, &town, opened).await);
    let act = wang.event("case", record(1), GRID_4);
    stored(pushes(&mut wang, &town, act).await);
    // The record of the grant, its scope, and no other; and no document.
    for (kind, of, scope) in
        [("case", 2, GRID_4), ("case", 1, GRID_5), ("patrol", 1, GRID_4), ("unit", 1, GRID_4), ("resident", 1, GRID_4)]
    {
        let class = if kind == "resident" { EntryClass::Doc } else { EntryClass::Event };
        let entry = wang.entry(class, kind, record(of), scope).seal();
        assert_eq!(pushes(&mut wang, &town, entry).await, FORBIDDEN, "{kind} on {of} at {scope}");
    }
    let act = sun.event("case", record(1), GRID_4);
    assert_eq!(pushes(&mut sun, &town, act).await, FORBIDDEN, "the volunteer's unit covers the grid and is not let in");
    let opened = grant(&mut zhao, record(1), GRID_4, "/1/2/3");
    stored(pushes(&mut zhao, &town, opened).await);
    for kind in ["case", "reply"] {
        let act = sun.event(kind, record(1), GRID_4);
        assert_eq!(
            pushes(&mut sun, &town, act).await,
            FORBIDDEN,
            "who only lives there does not work on what is shared"
        );
    }
    let (entries, _) = sun.pull(&town).await;
    assert!(entries.iter().all(|(_, sealed)| sealed.entry.record != record(1)), "and does not read it");
}

#[tokio::test]
async fn each_grant_that_may_not_be_is_refused_and_opens_nothing() {
    let mut town = Town::new();
    let mut phones: BTreeMap<&str, Phone> = BTreeMap::new();
    for (name, who) in ["li", "wang", "chen", "zhao", "sun", "qian"].into_iter().zip(everybody()) {
        phones.insert(name, town.phone(&who).await);
    }
    let foundings = [
        ("li", "case", 1, GRID_4),
        ("chen", "clue", 2, GRID_4),
        ("qian", "case", 3, "/1"),
        ("sun", "case", 4, GRID_4),
        ("zhao", "case", 5, GRID_4),
    ];
    for (who, kind, number, scope) in foundings {
        let phone = phones.get_mut(who).unwrap();
        let entry = phone.event(kind, record(number), scope);
        stored(pushes(phone, &town, entry).await);
    }
    let before = town.rows();
    let table = [
        ("a grid worker, his own case", "li", 1, GRID_4, GRID_5, FORBIDDEN),
        ("a volunteer, her own report", "sun", 4, GRID_4, GRID_5, FORBIDDEN),
        ("a police officer, a case", "chen", 1, GRID_4, GRID_5, FORBIDDEN),
        ("a desk, a clue", "zhao", 2, GRID_4, GRID_5, FORBIDDEN),
        ("a desk, above its unit", "zhao", 3, "/1", GRID_5, FORBIDDEN),
        ("a desk, another scope than the record's", "zhao", 1, GRID_5, GRID_4, FORBIDDEN),
        ("a desk, no record", "zhao", 99, GRID_4, GRID_5, FORBIDDEN),
        ("to the centre", "zhao", 1, GRID_4, "/", MALFORMED),
        ("to a unit nobody knows", "zhao", 1, GRID_4, "/1/99", MALFORMED),
    ];
    for (words, who, number, scope, to, verdict) in table {
        let phone = phones.get_mut(who).unwrap();
        let entry = grant(phone, record(number), scope, to);
        assert_eq!(pushes(phone, &town, entry).await, verdict, "{words}");
    }
    let desk = phones.get_mut("zhao").unwrap();
    let forged = [
        ("no grant in it", desk.event("grant", record(1), GRID_4), MALFORMED),
        ("a post that claims to be a desk", grant_as(desk, PostKind::TownshipDesk), FORBIDDEN),
        ("a document", desk.entry(EntryClass::Doc, "grant", record(1), GRID_4).seal(), FORBIDDEN),
    ];
    for (words, entry, verdict) in forged {
        assert_eq!(pushes(desk, &town, entry).await, verdict, "{words}");
    }
    let after = town.rows();
    for table in ["entry", "share", "record", "doc", "shelf"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    let officer = phones.get_mut("chen").unwrap();
    let opened = grant(officer, record(2), GRID_4, GRID_5);
    stored(pushes(officer, &town, opened).await);
    assert_eq!(town.rows()["share"], 1, "police hand a clue over");
}

fn grant_as(desk: &mut Phone, kind: PostKind) -> SealedEntry {
    let mut entry = grant(desk, record(1), GRID_4, GRID_5).entry;
    entry.post_kind = kind;
    entry.seal()
}

#[tokio::test]
async fn a_guest_does_not_let_others_in() {
    let mut town = Town::new();
    let (mut li, mut zhao) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let desk = Who { kind: PostKind::CommunityDesk, ..wang() };
    crate::admin::appoint(&town, &desk, 70);
    let mut guest = town.phone(&wang()).await;
    let founding = li.event("case", record(1), GRID_4);
    pushes(&mut li, &town, founding).await;
    let opened = grant(&mut zhao, record(1), GRID_4, GRID_5);
    stored(pushes(&mut zhao, &town, opened).await);
    let as_desk = |mut entry: SealedEntry| {
        entry.entry.post = PostId::new(MORNING, [70; 10]);
        entry.entry.post_kind = PostKind::CommunityDesk;
        entry.entry.seal()
    };
    let act = as_desk(guest.event("case", record(1), GRID_4));
    stored(pushes(&mut guest, &town, act).await);
    let on = as_desk(grant(&mut guest, record(1), GRID_4, "/1/2"));
    assert_eq!(pushes(&mut guest, &town, on).await, FORBIDDEN);
}

#[tokio::test]
async fn the_past_of_a_record_comes_with_its_grant_on_one_page_whole() {
    let mut town = Town::new();
    let (mut li, mut zhao, mut wang) = (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&wang()).await);
    let past: Vec<SealedEntry> = (0..MAX_SHARED_ENTRIES).map(|_| li.event("case", record(1), GRID_4)).collect();
    let past = li.push(&town, &past).await.ids;
    let near: Vec<SealedEntry> = (0..300).map(|_| wang.event("patrol", record(2), GRID_5)).collect();
    wang.push(&town, &near).await;
    let opened = grant(&mut zhao, record(1), GRID_4, GRID_5);
    let opened = stored(pushes(&mut zhao, &town, opened).await);
    let after: Vec<SealedEntry> = (0..300).map(|_| wang.event("patrol", record(2), GRID_5)).collect();
    wang.push(&town, &after).await;

    // Once by walking a short feed, once by shelf in a long one.
    for filler in [0_u8, 7] {
        for number in 0..filler * 6 {
            let others: Vec<SealedEntry> = (0..500).map(|_| li.event("patrol", record(100 + number), GRID_4)).collect();
            li.push(&town, &others).await;
        }
        let mut phone = reader(&mut town, &crate::town::wang()).await;
        let (mut ids, mut with_grant) = (Vec::new(), None);
        loop {
            let page = phone.pull_page(&town).await;
            assert!(page.entries.len() <= MAX_BATCH_ENTRIES);
            let of_page: Vec<EntryId> = page.entries.iter().map(|entry| EntryId::of(&entry.bytes)).collect();
            if page.entries.iter().any(|entry| entry.seq == opened) {
                with_grant = Some(of_page.clone());
            }
            ids.extend(of_page);
            if page.read_to == page.head {
                break;
            }
        }
        let with_grant = with_grant.expect("the grant comes");
        assert!(past.iter().all(|id| with_grant.contains(id)), "its past is on the same page");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "nothing comes twice");
        assert!(past.iter().all(|id| ids.contains(id)));
    }
}

#[tokio::test]
async fn a_record_too_large_for_one_page_is_not_shared() {
    let mut town = Town::new();
    let (mut li, mut zhao) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let many: Vec<SealedEntry> = (0..=MAX_SHARED_ENTRIES).map(|_| li.event("case", record(1), GRID_4)).collect();
    li.push(&town, &many).await;
    for _ in 0..4 {
        let mut heavy = li.entry(EntryClass::Event, "case", record(2), GRID_4);
        heavy.payload.resize(60_000, 7);
        stored(pushes(&mut li, &town, heavy.seal()).await);
    }
    for number in [1, 2] {
        let opened = grant(&mut zhao, record(number), GRID_4, GRID_5);
        assert_eq!(pushes(&mut zhao, &town, opened).await, TOO_LARGE, "record {number}");
    }
    // What was shared while it was small grows as it likes, and a second grant to the same unit changes nothing.
    let small = li.event("case", record(3), GRID_4);
    pushes(&mut li, &town, small).await;
    let opened = grant(&mut zhao, record(3), GRID_4, GRID_5);
    stored(pushes(&mut zhao, &town, opened).await);
    let many: Vec<SealedEntry> = (0..=MAX_SHARED_ENTRIES).map(|_| li.event("case", record(3), GRID_4)).collect();
    li.push(&town, &many).await;
    let again = grant(&mut zhao, record(3), GRID_4, GRID_5);
    stored(pushes(&mut zhao, &town, again).await);
    assert_eq!(town.rows()["share"], 1);
}

#[tokio::test]
async fn a_grant_that_comes_again_is_one_grant() {
    let mut town = Town::new();
    let (mut li, mut zhao, mut wang, mut qian) =
        (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&wang()).await, town.phone(&qian()).await);
    let founding = li.event("case", record(1), GRID_4);
    pushes(&mut li, &town, founding).await;
    let opened = grant(&mut zhao, record(1), GRID_4, GRID_5);
    let first = stored(pushes(&mut zhao, &town, opened.clone()).await);
    zhao.chain = Chain::start(zhao.device, ChainId::new(MORNING, [99; 10]));
    assert_eq!(stored(pushes(&mut zhao, &town, opened).await), first);
    let mut held = Held::default();
    held.reads(&mut wang, &town).await;
    let by_county = grant(&mut qian, record(1), GRID_4, GRID_5);
    let second = stored(pushes(&mut qian, &town, by_county).await);
    assert_eq!(held.reads(&mut wang, &town).await, [("grant".to_owned(), second)], "the past does not come twice");
    assert_eq!(town.rows()["share"], 1);
}

#[tokio::test]
async fn notices_go_down_to_staff_and_public_ones_to_everybody() {
    let mut town = Town::new();
    let mut qian = town.phone(&qian()).await;
    for (kind, number, scope) in [("notice", 1, "/1/2"), ("public_notice", 2, "/1"), ("notice", 3, GRID_5)] {
        let entry = qian.event(kind, record(number), scope);
        stored(pushes(&mut qian, &town, entry).await);
    }
    let notices = |came: Vec<(String, u64)>| came.iter().filter(|(kind, _)| kind.ends_with("notice")).count();
    for (who, expected) in [(li(), 2), (wang(), 3), (chen(), 3), (zhao(), 3), (sun(), 1)] {
        let mut phone = reader(&mut town, &who).await;
        assert_eq!(notices(Held::default().reads(&mut phone, &town).await), expected, "person {}", who.person);
    }
    let mut li = town.phone(&li()).await;
    let read = li.event("read", record(1), "/1/2");
    stored(pushes(&mut li, &town, read).await);
    let unread = li.event("read", record(3), GRID_5);
    assert_eq!(pushes(&mut li, &town, unread).await, FORBIDDEN, "who cannot read it has not read it");
    let answer = li.event("reply", record(1), "/1/2");
    assert_eq!(pushes(&mut li, &town, answer).await, FORBIDDEN, "other companions stay inside the unit");
}

#[tokio::test]
async fn a_clue_is_read_by_police_and_by_whoever_reported_it() {
    let mut town = Town::new();
    let (mut li, mut chen, mut zhao) = (town.phone(&li()).await, town.phone(&chen()).await, town.phone(&zhao()).await);
    let reported = li.event("clue", record(1), GRID_4);
    stored(pushes(&mut li, &town, reported).await);
    let answer = chen.event("reply", record(1), GRID_4);
    stored(pushes(&mut chen, &town, answer).await);
    for kind in ["clue", "reply"] {
        let onto = zhao.event(kind, record(1), GRID_4);
        assert_eq!(pushes(&mut zhao, &town, onto).await, FORBIDDEN, "a desk's {kind}");
    }
    let about = |came: Vec<(String, u64)>| -> Vec<String> {
        came.into_iter().map(|(kind, _)| kind).filter(|kind| kind == "clue" || kind == "reply").collect()
    };
    for (who, expected) in [
        (crate::town::li(), vec!["clue", "reply"]),
        (crate::town::chen(), vec!["clue", "reply"]),
        (crate::town::zhao(), vec![]),
        (qian(), vec![]),
        (sun(), vec![]),
    ] {
        let mut phone = reader(&mut town, &who).await;
        assert_eq!(about(Held::default().reads(&mut phone, &town).await), expected, "person {}", who.person);
    }
}

#[tokio::test]
async fn a_log_without_shelves_is_put_on_shelves_at_the_next_start() {
    let mut town = Town::new();
    let (mut li, mut zhao, mut chen, mut sun) =
        (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&chen()).await, town.phone(&sun()).await);
    let entries = [li.event("case", record(1), GRID_4), li.event("case", record(2), GRID_4)];
    li.push(&town, &entries).await;
    let entries = [chen.event("clue", record(3), GRID_4), chen.event("reply", record(3), GRID_4)];
    chen.push(&town, &entries).await;
    let report = sun.event("case", record(4), GRID_4);
    pushes(&mut sun, &town, report).await;
    let entries = [
        zhao.event("notice", record(5), "/1/2/3"),
        zhao.event("reply", record(4), GRID_4),
        grant(&mut zhao, record(1), GRID_4, GRID_5),
    ];
    zhao.push(&town, &entries).await;
    let mut before = Vec::new();
    for who in everybody() {
        let mut phone = reader(&mut town, &who).await;
        before.push(phone.pull(&town).await.1.digest);
    }
    // As the migration from the first release leaves it.
    town.database()
        .execute_batch("DELETE FROM shelf; DELETE FROM own_shelf; UPDATE entry SET shelf = 0, record = x'';")
        .unwrap();
    town.restart().await;
    for (who, expected) in everybody().into_iter().zip(before) {
        let mut phone = reader(&mut town, &who).await;
        let (sent, page) = phone.pull(&town).await;
        assert_eq!(page.digest, expected, "person {}", who.person);
        assert_eq!(page.digest.unwrap().count, sent.len() as u64);
    }
}
