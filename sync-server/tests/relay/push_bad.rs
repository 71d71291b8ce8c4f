//! `POST /v1/push`, the bad days: each has a clear reason, and nothing changes.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::limits::MAX_BODY_BYTES;
use etong_protocol::{DeviceId, Entry, EntryClass, PostKind, PushItem, RefusalCode, SealedEntry, UnitId, Verdict};
use etong_server::RelayOptions;
use etong_server::directory::{Import, import};
use proptest::prelude::*;

use crate::town::{GRID_4, GRID_5, Phone, Town, chen, li, path, post_id, post_row, record, seqs, sun, wang, zhao};

#[tokio::test]
async fn each_bad_batch_is_refused_with_its_reason_and_changes_nothing() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let wang = town.phone(&wang()).await;
    let first = [li.event("case", record(1), GRID_4)];
    li.push(&town, &first).await;
    let entries = [li.event("case", record(2), GRID_4)];
    let good = li.whole(&entries);
    let before = town.rows();

    let mut forged = good.clone();
    forged.signature = wang.whole_signature(&good);
    let mut changed = good.clone();
    changed.items = vec![PushItem::Whole(b"something else".to_vec())];
    let mut broken = good.clone();
    broken.head_before = [9; 32];
    let broken = resigned(&broken, &li);
    let mut from_zero = good.clone();
    from_zero.first = 0;
    let from_zero = resigned(&from_zero, &li);
    let mut newer = good.clone();
    newer.version = 2;
    let mut empty = good.clone();
    empty.items.clear();
    let mut cut = good.to_frame().unwrap();
    cut.truncate(cut.len() / 2);
    let frame = |batch: &etong_protocol::PushBatch| batch.to_frame().unwrap();
    let table = [
        ("forged signature", frame(&forged), RefusalCode::BadSignature, "signature of the batch"),
        ("changed on the way", frame(&changed), RefusalCode::BadSignature, "signature of the batch"),
        ("broken chain", frame(&broken), RefusalCode::BrokenChain, "does not start from the head"),
        ("from zero", frame(&from_zero), RefusalCode::Malformed, "the first position of a chain is 1"),
        ("unknown version", frame(&newer), RefusalCode::Upgrade, "protocol version 2 is newer"),
        ("no items", frame(&empty), RefusalCode::TooLarge, "push batch of 0"),
        ("cut short", cut, RefusalCode::Malformed, "not a valid frame"),
        ("too large", vec![0; MAX_BODY_BYTES + 1], RefusalCode::TooLarge, "over the limit of 4194304"),
        ("garbage", b"hello".to_vec(), RefusalCode::Malformed, "not a valid frame"),
    ];
    for (case, body, code, said) in table {
        let detail = town.post("/v1/push", Some(&li.token), body).await.refused(code);
        assert!(detail.contains(said), "{case}: {detail}");
        assert_eq!(town.rows(), before, "{case}");
    }
    let detail = wang.send(&town, &good).await.refused(RefusalCode::Forbidden);
    assert_eq!(detail, "the batch is another device's than the token");
    assert_eq!(town.rows(), before);
    assert!(seqs(&li.push_batch(&town, &good).await.verdicts)[0].is_some());
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_does_not_look_at_the_signature_of_a_batch_is_found_out() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let wang = town.phone(&wang()).await;
    let entries = [li.event("case", record(1), GRID_4)];
    let good = li.whole(&entries);
    let mut forged = good.clone();
    forged.signature = wang.whole_signature(&good);
    let body = forged.to_frame().unwrap();
    town.post("/v1/push", Some(&li.token), body.clone()).await.refused(RefusalCode::BadSignature);
    town.state.sim().plant(etong_server::sim::SeededBug::SignatureUnchecked);
    assert_eq!(town.post("/v1/push", Some(&li.token), body).await.status, 200, "the mistake must be seen");
}

#[tokio::test]
async fn each_entry_a_post_may_not_write_is_refused_alone() {
    let mut town = Town::new();
    let mut desk = town.phone(&zhao()).await;
    let theirs = [desk.event("case", record(50), GRID_4)];
    desk.push(&town, &theirs).await;
    let mut ended = post_row(&wang());
    ended.to = Some("2026-03-01".to_owned());
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();

    let mut phone = town.phone(&li()).await;
    let mut late = town.phone(&wang()).await;
    let mut volunteer = town.phone(&sun()).await;
    let before = town.rows();
    let spoilt = |phone: &mut Phone, spoil: fn(&mut Entry)| {
        let mut entry = phone.entry(EntryClass::Event, "case", record(60), GRID_4);
        spoil(&mut entry);
        entry.seal()
    };
    let cases = [
        ("another device's", spoilt(&mut phone, |entry| entry.device = DeviceId::NIL)),
        ("another person's post", spoilt(&mut phone, |entry| entry.post = post_id(4))),
        ("a post that claims more", spoilt(&mut phone, |entry| entry.post_kind = PostKind::PoliceOfficer)),
        ("a neighbour's grid", spoilt(&mut phone, |entry| entry.scope = path(GRID_5))),
        ("above the grid", spoilt(&mut phone, |entry| entry.scope = path("/1/2/3"))),
        ("a police file", spoilt(&mut phone, |entry| entry.kind = "police.file".parse().unwrap())),
        ("a directory row", spoilt(&mut phone, |entry| entry.class = EntryClass::Reg)),
        ("a directory kind", spoilt(&mut phone, |entry| entry.kind = "unit".parse().unwrap())),
        ("a reply to nothing", spoilt(&mut phone, |entry| entry.kind = "reply".parse().unwrap())),
        (
            "another kind than founded",
            spoilt(&mut phone, |entry| {
                entry.record = record(50);
                entry.kind = "patrol".parse().unwrap();
            }),
        ),
    ];
    for (case, entry) in cases {
        let pushed = phone.push(&town, &[entry]).await;
        assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::Forbidden }], "{case}");
    }
    for (case, phone, entry) in
        [("a post that has ended", &mut late, "case"), ("a volunteer's document", &mut volunteer, "resident")]
    {
        let class = if entry == "resident" { EntryClass::Doc } else { EntryClass::Event };
        let scope = if case.starts_with("a post") { GRID_5 } else { GRID_4 };
        let sealed = phone.entry(class, entry, record(61), scope).seal();
        let pushed = phone.push(&town, &[sealed]).await;
        assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::Forbidden }], "{case}");
    }
    let others = volunteer.event("case", record(50), GRID_4);
    let pushed = volunteer.push(&town, &[others]).await;
    assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::Forbidden }], "others' record");
    let after = town.rows();
    for table in ["entry", "record", "doc", "actor", "quarantine", "shelf"] {
        assert_eq!(after[table], before[table], "{table}");
    }
}

#[tokio::test]
async fn a_look_opened_in_the_name_of_a_unit_that_is_not_the_posts_is_refused() {
    let mut town = Town::new();
    let (mut worker, mut desk) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let case = [worker.event("case", record(50), GRID_4)];
    worker.push(&town, &case).await;
    // The county, the township, a neighbour, a unit that does not exist; its own, and none: an older program's.
    for (unit, taken) in
        [(Some(1), false), (Some(2), false), (Some(5), false), (Some(99), false), (Some(3), true), (None, true)]
    {
        let mut look = desk.entry(EntryClass::Event, "opened", record(50), GRID_4);
        assert_eq!(look.unit, Some(UnitId(3)), "the desk's own");
        look.unit = unit.map(UnitId);
        let verdicts = desk.push(&town, &[look.seal()]).await.verdicts;
        assert_eq!(matches!(verdicts[..], [Verdict::Stored { .. }]), taken, "{unit:?}: {verdicts:?}");
        assert!(taken || verdicts == [Verdict::Refused { code: RefusalCode::Forbidden }], "{unit:?}: {verdicts:?}");
    }
    // A grid worker supervises nobody, and a worker's own claim to be a desk is refused.
    let mut own = worker.entry(EntryClass::Event, "opened", record(50), GRID_4);
    let mut as_desk = own.clone();
    (as_desk.post_kind, as_desk.unit) = (PostKind::CommunityDesk, Some(UnitId(3)));
    own.unit = None;
    for look in [own, as_desk] {
        let verdicts = worker.push(&town, &[look.seal()]).await.verdicts;
        assert_eq!(verdicts, [Verdict::Refused { code: RefusalCode::Forbidden }]);
    }
}

#[tokio::test]
async fn a_record_never_leaves_the_scope_it_was_founded_in() {
    let mut town = Town::new();
    let mut desk = town.phone(&zhao()).await;
    let founding = [desk.event("case", record(1), GRID_4)];
    desk.push(&town, &founding).await;
    let moved = [desk.event("case", record(1), GRID_5)];
    let pushed = desk.push(&town, &moved).await;
    assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::Forbidden }]);
}

#[tokio::test]
async fn an_entry_that_is_none_or_too_large_is_refused_alone() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut huge = li.entry(EntryClass::Event, "case", record(1), GRID_4);
    huge.payload = vec![0; 65_537];
    let good = li.event("case", record(2), GRID_4);
    let items =
        vec![PushItem::Whole(b"?".to_vec()), PushItem::Whole(huge.seal().bytes), PushItem::Whole(good.bytes.clone())];
    let batch = li.batch(items);
    let pushed = li.push_batch(&town, &batch).await;
    assert_eq!(pushed.verdicts[0], Verdict::Refused { code: RefusalCode::Malformed });
    assert_eq!(pushed.verdicts[1], Verdict::Refused { code: RefusalCode::TooLarge });
    assert!(matches!(pushed.verdicts[2], Verdict::Stored { .. }));
}

#[tokio::test]
async fn a_refused_change_is_not_built_upon_by_the_next_of_its_batch() {
    let mut town = Town::new();
    let mut chen = town.phone(&chen()).await;
    let mut doc = AutomergeDoc::empty();
    let mut first = chen.edit(&mut doc, record(1), GRID_4, "first").entry;
    first.kind = "unit".parse().unwrap();
    let second = chen.edit(&mut doc, record(1), GRID_4, "second");
    let pushed = chen.push(&town, &[first.seal(), second]).await;
    let codes = [RefusalCode::Forbidden, RefusalCode::BadDependency];
    assert_eq!(pushed.verdicts, codes.map(|code| Verdict::Refused { code }));
    assert_eq!((town.rows()["doc"], town.rows()["record"]), (0, 0));
}

#[tokio::test]
async fn a_full_disk_takes_nothing_and_says_so() {
    let options = RelayOptions { max_database_bytes: Some(800 * 1024), ..RelayOptions::default() };
    let mut town = Town::with(options);
    let mut li = town.phone(&li()).await;
    let mut refused = None;
    for number in 0..40 {
        let entries: Vec<SealedEntry> = (0..20)
            .map(|_| {
                let mut entry = li.entry(EntryClass::Event, "patrol", record(number), GRID_4);
                entry.payload = vec![number; 4_000];
                entry.seal()
            })
            .collect();
        let batch = li.whole(&entries);
        let before = town.rows();
        let answer = li.send(&town, &batch).await;
        if answer.status != 200 {
            assert_eq!(answer.refused(RefusalCode::Unavailable), "the relay's disk is full; nothing was taken");
            assert_eq!(town.rows(), before);
            refused = Some(batch);
            break;
        }
    }
    let batch = refused.expect("the disk fills up");

    // With room again, the same batch goes in and the relay is whole.
    town.restart().await;
    li.sign_in(&town).await;
    assert!(seqs(&li.push_batch(&town, &batch).await.verdicts).iter().all(Option::is_some));
    let digest = li.pull(&town).await.1.digest.expect("the last page has a digest");
    assert_eq!(i64::try_from(digest.count).unwrap(), readable(&town));
}

fn readable(town: &Town) -> i64 {
    let sql = "SELECT COUNT(*) FROM entry JOIN shelf USING (shelf)
               WHERE author <> 0 OR scope IN (x'', x'00000001', x'0000000100000002', x'000000010000000200000003',
                                              x'00000001000000020000000300000004')";
    town.database().query_row(sql, [], |row| row.get(0)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_flipped_bit_never_gets_in(position in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut town = Town::new();
            let mut li = town.phone(&li()).await;
            let entries: Vec<SealedEntry> = (0..3).map(|n| li.event("case", record(n), GRID_4)).collect();
            let batch = li.whole(&entries);
            let mut frame = batch.to_frame().unwrap();
            let index = position.index(frame.len());
            frame[index] ^= 1 << bit;
            // A flip in zstd's own header may leave the message as it was; then it is the good batch.
            let harmless = etong_protocol::PushBatch::from_frame(&frame).is_ok_and(|back| back == batch);
            let before = town.rows();
            let answer = town.post("/v1/push", Some(&li.token), frame).await;
            if harmless {
                assert_eq!(answer.status, 200);
            } else {
                assert!(answer.refusal().is_some(), "{answer:?}");
                assert_eq!(town.rows(), before);
            }
        });
    }
}

fn resigned(batch: &etong_protocol::PushBatch, phone: &Phone) -> etong_protocol::PushBatch {
    let (first, head) = (batch.first, batch.head_before);
    etong_protocol::PushBatch::sign(batch.device, batch.chain, first, head, batch.items.clone(), &phone.key)
}

impl Phone {
    /// This phone's signature over another phone's batch.
    fn whole_signature(&self, batch: &etong_protocol::PushBatch) -> etong_protocol::Signature {
        resigned(batch, self).signature
    }
}
