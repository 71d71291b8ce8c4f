//! `POST /v1/push`, the good days: receipts, repeats, forks and restored phones.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{
    Chain, ChainId, EntryClass, PushItem, PushReply, Receipt, RefusalCode, SealedEntry, Verdict, wire,
};

use crate::town::{GRID_4, GRID_5, MORNING, Phone, Town, li, record, seqs, sun, wang, zhao};

fn chain_of(phone: &mut Phone, number: u8) {
    phone.chain = Chain::start(phone.device, ChainId::new(MORNING, [number; 10]));
}

#[tokio::test]
async fn a_batch_becomes_durable_and_comes_back_with_a_receipt_anybody_can_check() {
    let mut town = Town::new();
    let head = directory_entries(&town);
    let mut li = town.phone(&li()).await;
    let mut doc = AutomergeDoc::empty();
    let entries = [
        li.event("case", record(1), GRID_4),
        li.edit(&mut doc, record(2), GRID_4, "陈阿姨"),
        li.edit(&mut doc, record(2), GRID_4, "陈丽华"),
    ];
    let pushed = li.push(&town, &entries).await;
    assert_eq!(seqs(&pushed.verdicts), [Some(head + 1), Some(head + 2), Some(head + 3)]);
    assert_eq!((pushed.body.epoch, pushed.body.received_at), (town.state.store().epoch(), MORNING));
    let rows = town.rows();
    assert_eq!((rows["record"], rows["doc"], rows["actor"], rows["link"]), (2, 1, 1, 3));

    let (version, stored): (i64, Vec<u8>) =
        town.database().query_row("SELECT version, bytes FROM doc", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert!(version == 2 && AutomergeDoc::load(&stored).is_err(), "it lies under the key of its record");
}

#[tokio::test]
async fn a_lost_answer_is_repaired_by_sending_again() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut doc = AutomergeDoc::empty();
    let entries: Vec<SealedEntry> =
        (0..5).map(|n| li.edit(&mut doc, record(1), GRID_4, &format!("name {n}"))).collect();
    let batch = li.whole(&entries);
    let first = li.push_batch(&town, &batch).await;
    let rows = town.rows();
    let again = li.push_batch(&town, &batch).await;
    assert_eq!(again.verdicts, first.verdicts);
    assert_eq!(town.rows(), rows);
}

#[tokio::test]
async fn a_batch_cut_differently_overlaps_what_is_known() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entries: Vec<SealedEntry> = (0..6).map(|n| li.event("patrol", record(n), GRID_4)).collect();
    let start = li.chain.clone();
    let first = li.push(&town, &entries[..4]).await;
    li.chain = start;
    let all = li.push(&town, &entries).await;
    assert_eq!(all.verdicts[..4], first.verdicts);
    assert_eq!(all.verdicts.len(), 6);
    assert_eq!(town.rows()["link"], 6);
}

#[tokio::test]
async fn everybody_hears_of_one_time_at_which_the_relay_first_had_an_entry_also_after_a_lost_answer() {
    let mut town = Town::new();
    let (mut li, mut zhao) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let start = li.chain.clone();
    let first = [li.event("case", record(1), GRID_4)];
    let lost = li.push(&town, &first).await;
    town.clock.advance_minutes(90);
    li.sign_in(&town).await;
    li.chain = start;
    let both = [first[0].clone(), li.event("case", record(2), GRID_4)];
    let again = li.push(&town, &both).await;
    let [Some(one), Some(two)] = seqs(&again.verdicts)[..] else { panic!("{:?}", again.verdicts) };
    assert_eq!(lost.body.first_received(one), Some(MORNING));
    let later = again.body.received_at;
    assert!(later > MORNING, "{later}");
    assert_eq!([one, two].map(|seq| again.body.first_received(seq)), [Some(MORNING), Some(later)]);
    zhao.sign_in(&town).await;
    let page = zhao.pull_page(&town).await;
    let told: Vec<(u64, Option<i64>)> = page.entries.iter().map(|entry| (entry.seq, entry.received_at)).collect();
    assert!(told.contains(&(one, Some(MORNING))) && told.contains(&(two, Some(later))), "{told:?}");
}

#[tokio::test]
async fn a_gap_names_the_next_link_wanted() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let first = [li.event("case", record(1), GRID_4)];
    li.push(&town, &first).await;
    let lost = [li.event("case", record(2), GRID_4)];
    let _never_sent = li.whole(&lost);
    let later = [li.event("case", record(3), GRID_4)];
    let batch = li.whole(&later);
    let before = town.rows();
    assert_eq!(li.send(&town, &batch).await.ok::<PushReply>(), PushReply::Gap(2));
    assert_eq!(town.rows(), before);
}

#[tokio::test]
async fn a_phone_restored_from_a_backup_is_told_where_its_chain_forked() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let old = [li.event("case", record(1), GRID_4)];
    li.push(&town, &old).await;
    let backup = li.chain.clone();
    let after = [li.event("case", record(2), GRID_4), li.event("case", record(3), GRID_4)];
    li.push(&town, &after).await;
    li.chain = backup;
    let other = [li.event("case", record(4), GRID_4)];
    let batch = li.whole(&other);
    let before = town.rows();
    assert_eq!(li.send(&town, &batch).await.ok::<PushReply>(), PushReply::Forked(2));
    assert_eq!(town.rows(), before);
    let metrics = String::from_utf8(town.get("/metrics", None).await.body).unwrap();
    assert!(metrics.contains("etong_relay_forks_total 1"), "{metrics}");

    // In a new chain it may repeat what the relay already has, and nothing is stored twice.
    chain_of(&mut li, 99);
    let pushed = li.push(&town, &[after[0].clone(), other[0].clone()]).await;
    let head = directory_entries(&town);
    assert_eq!(seqs(&pushed.verdicts), [Some(head + 2), Some(head + 4)]);
}

#[tokio::test]
async fn a_withheld_item_is_processed_when_it_comes_whole() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let parked = li.event("case", record(1), GRID_4);
    let next = li.event("case", record(2), GRID_4);
    let start = li.chain.clone();
    let batch = li.batch(vec![PushItem::Withheld(parked.id), PushItem::Whole(next.bytes.clone())]);
    let first = li.push_batch(&town, &batch).await;
    assert_eq!(first.verdicts[0], Verdict::Withheld);
    li.chain = start;
    let whole = li.push(&town, &[parked, next]).await;
    assert_eq!(whole.verdicts[1], first.verdicts[1]);
    assert_eq!(seqs(&whole.verdicts)[0], seqs(&first.verdicts)[1].map(|seq| seq + 1));
    let again = li.push_batch(&town, &batch).await;
    assert_eq!(again.verdicts, whole.verdicts, "what is stored stays stored, even if only its id comes");
}

#[tokio::test]
async fn two_phones_that_edit_one_resident_at_once_both_get_in() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut zhao = town.phone(&zhao()).await;
    let mut doc = AutomergeDoc::empty();
    let founding = [li.edit(&mut doc, record(1), GRID_4, "founding")];
    li.push(&town, &founding).await;
    let mut other = AutomergeDoc::load(&doc.save()).unwrap();
    let by_li = li.edit(&mut doc, record(1), GRID_4, "by li");
    let by_zhao = zhao.edit(&mut other, record(1), GRID_4, "by zhao");
    let (batch_li, batch_zhao) = (li.whole(&[by_li]), zhao.whole(&[by_zhao]));
    let (one, two) = tokio::join!(li.push_batch(&town, &batch_li), zhao.push_batch(&town, &batch_zhao));
    assert!(seqs(&one.verdicts)[0].is_some() && seqs(&two.verdicts)[0].is_some());
    let version: i64 = town.database().query_row("SELECT version FROM doc", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 3);
}

#[tokio::test]
async fn many_phones_at_once_share_commits_and_no_seq_is_given_twice() {
    let mut town = Town::new();
    let head = directory_entries(&town);
    let mut phones = Vec::new();
    for _ in 0..8 {
        phones.push(town.phone(&li()).await);
    }
    let batches: Vec<_> = phones
        .iter_mut()
        .enumerate()
        .map(|(index, phone)| {
            let number = u8::try_from(index).unwrap();
            let entries: Vec<_> = (0..20).map(|_| phone.event("case", record(number), GRID_4)).collect();
            phone.whole(&entries)
        })
        .collect();
    let pushes = phones.iter().zip(&batches).map(|(phone, batch)| phone.push_batch(&town, batch));
    let mut given: Vec<u64> = futures::future::join_all(pushes)
        .await
        .iter()
        .flat_map(|pushed| seqs(&pushed.verdicts).into_iter().flatten().collect::<Vec<_>>())
        .collect();
    given.sort_unstable();
    assert_eq!(given, (head + 1..=head + 160).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_refused_entry_does_not_hold_up_the_ones_after_it() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entries =
        [li.event("case", record(1), GRID_4), li.event("case", record(2), GRID_5), li.event("case", record(3), GRID_4)];
    let pushed = li.push(&town, &entries).await;
    assert_eq!(pushed.verdicts[1], Verdict::Refused { code: RefusalCode::Forbidden });
    assert!(matches!((pushed.verdicts[0], pushed.verdicts[2]), (Verdict::Stored { .. }, Verdict::Stored { .. })));
    assert_eq!(town.rows()["record"], 2);
}

#[tokio::test]
async fn a_volunteer_reports_and_the_desk_replies_under_the_same_record() {
    let mut town = Town::new();
    let mut sun = town.phone(&sun()).await;
    let mut zhao = town.phone(&zhao()).await;
    let report = [sun.event("case", record(1), GRID_4)];
    sun.push(&town, &report).await;
    let acts = [zhao.event("case", record(1), GRID_4), zhao.event("reply", record(1), GRID_4)];
    let pushed = zhao.push(&town, &acts).await;
    assert!(seqs(&pushed.verdicts).iter().all(Option::is_some));
}

#[tokio::test]
async fn a_quarantined_change_is_kept_aside_and_the_rest_flows() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut doc = AutomergeDoc::empty();
    let good = li.edit(&mut doc, record(1), GRID_4, "good");
    let mut poisoned = li.entry(EntryClass::Doc, "resident", record(2), GRID_4);
    poisoned.payload = b"no automerge change at all".to_vec();
    let poisoned = poisoned.seal();
    let pushed = li.push(&town, &[good, poisoned.clone()]).await;
    assert_eq!(pushed.verdicts[1], Verdict::Refused { code: RefusalCode::Quarantined });
    let (bytes, why): (Vec<u8>, String) = town
        .database()
        .query_row("SELECT bytes, why FROM quarantine", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert!(bytes.len() == poisoned.bytes.len() + 40 && bytes != poisoned.bytes, "sealed like all of its record");
    assert!(!why.is_empty());
    assert_eq!(town.rows()["record"], 1);
}

#[tokio::test]
async fn an_actor_belongs_to_one_device() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut other = town.phone(&wang()).await;
    let mine = [li.edit(&mut AutomergeDoc::empty(), record(1), GRID_4, "mine")];
    li.push(&town, &mine).await;
    other.actor = li.actor;
    let stolen = [other.edit(&mut AutomergeDoc::empty(), record(2), GRID_5, "stolen")];
    let before = town.rows();
    let pushed = other.push(&town, &stolen).await;
    assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::ActorReuse }]);
    let after = town.rows();
    assert_eq!((after["entry"], after["record"], after["doc"]), (before["entry"], before["record"], before["doc"]));
}

#[tokio::test]
async fn a_change_on_top_of_one_the_relay_never_saw_is_refused_by_itself() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut doc = AutomergeDoc::empty();
    let _lost = li.edit(&mut doc, record(1), GRID_4, "lost");
    let orphan = [li.edit(&mut doc, record(1), GRID_4, "orphan")];
    let pushed = li.push(&town, &orphan).await;
    assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::BadDependency }]);
}

#[tokio::test]
async fn a_receipt_is_worth_nothing_from_another_relay() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entries = [li.event("case", record(1), GRID_4)];
    let batch = li.whole(&entries);
    let receipt: Receipt = match li.send(&town, &batch).await.ok::<PushReply>() {
        PushReply::Taken(receipt) => receipt,
        other => panic!("{other:?}"),
    };
    let body = wire::encode(&receipt);
    assert!(body.len() < 300, "a receipt of one run is small: {}", body.len());
    assert!(receipt.open(&li.key.public(), &batch.entry_ids()).is_err());
}

fn directory_entries(town: &Town) -> u64 {
    let count: i64 =
        town.database().query_row("SELECT COUNT(*) FROM entry WHERE author = 0", [], |row| row.get(0)).unwrap();
    u64::try_from(count).unwrap()
}
