//! Custody as the relay sees it: who is let in late, who waits, who decides, and what a decision needs.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::custody::decision_record;
use etong_protocol::{
    CustodyDecision, CustodyPage, CustodyReason, EntryClass, EntryId, RefusalCode, SealedEntry, Stamp, Verdict,
};
use etong_server::custody;
use etong_server::directory::{Import, PostRow, import};

use crate::town::{GRID_4, MORNING, Phone, Town, li, named, person_id, post_row, qian, record, wang, zhao};

const DAY: i64 = 24 * 3_600_000;
const IN_CUSTODY: Verdict = Verdict::Refused { code: RefusalCode::InCustody };
const FORBIDDEN: Verdict = Verdict::Refused { code: RefusalCode::Forbidden };

/// Li's post ended on the day before the town's morning.
fn end_li(town: &Town) {
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&li()) };
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();
}

fn written(phone: &mut Phone, number: u8, at: i64, within_ms: Option<u32>) -> SealedEntry {
    let mut entry = phone.entry(EntryClass::Event, "case", record(number), GRID_4);
    entry.stamp = Stamp::new(entry.stamp.hlc, at, within_ms);
    entry.seal()
}

async fn push(town: &Town, phone: &mut Phone, entries: &[SealedEntry]) -> Vec<Verdict> {
    let batch = phone.whole(entries).knowing_custody();
    phone.push_batch(town, &batch).await.verdicts
}

async fn waiting(town: &Town, phone: &Phone) -> Vec<(EntryId, CustodyReason)> {
    let answer = town.get("/v1/custody?after=0", Some(&phone.token)).await;
    let page = CustodyPage::from_frame(&answer.body, &town.relay_key()).unwrap();
    page.items.into_iter().map(|item| (EntryId::of(&item.bytes), item.reason)).collect()
}

fn decision(desk: &mut Phone, kind: &str, held: &SealedEntry) -> SealedEntry {
    let mut entry = desk.entry(EntryClass::Event, kind, decision_record(held.id), GRID_4);
    let said = CustodyDecision { entry: held.id, author: person_id(1), reason: "属实".into() };
    entry.payload = said.to_payload().unwrap();
    entry.seal()
}

#[tokio::test]
async fn what_was_written_in_time_is_stored_and_the_rest_waits_with_its_reason() {
    let mut town = Town::new();
    let (mut li, desk, neighbour) = (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&wang()).await);
    let county = town.phone(&qian()).await;
    end_li(&town);
    let entries = [
        written(&mut li, 1, MORNING - DAY, Some(1_000)),
        written(&mut li, 2, MORNING, Some(1_000)),
        written(&mut li, 3, MORNING - DAY, None),
    ];
    let verdicts = push(&town, &mut li, &entries).await;
    assert!(matches!(verdicts[0], Verdict::Stored { .. }), "{verdicts:?}");
    assert_eq!(verdicts[1..], [IN_CUSTODY, IN_CUSTODY]);
    let expected = [(entries[1].id, CustodyReason::After), (entries[2].id, CustodyReason::Unclear)];
    assert_eq!(waiting(&town, &desk).await, expected);
    assert_eq!(waiting(&town, &county).await, expected);
    assert!(waiting(&town, &neighbour).await.is_empty() && waiting(&town, &li).await.is_empty());
    assert_eq!(town.rows()["custody"], 2);

    town.clock.advance_minutes(15 * 24 * 60);
    li.sign_in(&town).await;
    let late = [written(&mut li, 4, MORNING - DAY, Some(1_000))];
    assert_eq!(push(&town, &mut li, &late).await, [IN_CUSTODY]);
    let mut desk = desk;
    desk.sign_in(&town).await;
    assert_eq!(waiting(&town, &desk).await.last().unwrap().1, CustodyReason::Late);
}

#[tokio::test]
async fn an_ended_post_opens_custody_to_nothing_it_could_not_have_written() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    end_li(&town);
    let mut elsewhere = AutomergeDoc::empty();
    let other_grid = li.edit(&mut elsewhere, record(1), "/1/2/3/5", "陈阿姨");
    let mut foreign = li.entry(EntryClass::Event, "case", record(2), GRID_4);
    foreign.post = post_row(&wang()).post;
    let mut grander = li.entry(EntryClass::Event, "case", record(3), GRID_4);
    grander.post_kind = "county_desk".parse().unwrap();
    let row = li.entry(EntryClass::Reg, "unit", record(4), GRID_4);
    let entries = [other_grid, foreign.seal(), grander.seal(), row.seal()];
    assert_eq!(push(&town, &mut li, &entries).await, [FORBIDDEN; 4]);
    assert_eq!(town.rows()["custody"], 0);
}

#[tokio::test]
async fn a_phone_that_does_not_know_custody_hears_what_it_knows_and_loses_nothing() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    end_li(&town);
    let entry = written(&mut li, 1, MORNING, Some(0));
    let batch = li.whole(&[entry]);
    assert_eq!(li.push_batch(&town, &batch).await.verdicts, [FORBIDDEN]);
    assert_eq!(town.rows()["custody"], 1);
    let again = batch.knowing_custody();
    assert_eq!(li.push_batch(&town, &again).await.verdicts, [IN_CUSTODY], "after its update");
}

#[tokio::test]
async fn the_first_desk_decides_and_only_a_desk_above_that_did_not_write_it() {
    let mut town = Town::new();
    let (mut li, mut desk, mut county) =
        (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&qian()).await);
    let mut neighbour = town.phone(&wang()).await;
    end_li(&town);
    let held = written(&mut li, 1, MORNING, Some(0));
    push(&town, &mut li, std::slice::from_ref(&held)).await;
    for refused in
        [decision(&mut neighbour, "custody_release", &held), decision(&mut neighbour, "custody_refusal", &held)]
    {
        assert_eq!(push(&town, &mut neighbour, &[refused]).await, [FORBIDDEN]);
    }
    let mut wide = decision(&mut county, "custody_release", &held);
    let mut entry = wide.entry.clone();
    entry.scope = "/1/2".parse().unwrap();
    wide = entry.seal();
    assert_eq!(push(&town, &mut county, &[wide]).await, [FORBIDDEN], "at another scope than the entry's");

    let release = decision(&mut desk, "custody_release", &held);
    let verdicts = push(&town, &mut desk, &[release]).await;
    let Verdict::Stored { seq } = verdicts[0] else { panic!("{verdicts:?}") };
    let refusal = decision(&mut county, "custody_refusal", &held);
    assert_eq!(push(&town, &mut county, &[refusal]).await, [FORBIDDEN], "it is decided");
    assert!(waiting(&town, &county).await.is_empty());
    let (entries, page) = county.pull(&town).await;
    let at = |id: EntryId| entries.iter().find(|(_, sealed)| sealed.id == id).map(|(seq, _)| *seq);
    assert_eq!(at(held.id), Some(seq - 1), "the entry as it was, then the decision");
    let count = u64::try_from(entries.len()).unwrap();
    assert_eq!(page.digest.unwrap().count, count, "the digests count both");

    let mine = town.get("/v1/custody/mine", Some(&li.token)).await;
    let mine = CustodyPage::from_frame(&mine.body, &town.relay_key()).unwrap();
    assert_eq!(mine.decisions.len(), 1, "the author hears of it though the post is gone");
}

#[tokio::test]
async fn a_document_change_passes_the_gate_when_it_is_let_out() {
    let mut town = Town::new();
    let (mut li, mut desk) = (town.phone(&li()).await, town.phone(&zhao()).await);
    end_li(&town);
    let mut doc = AutomergeDoc::empty();
    let (first, second) = (li.edit(&mut doc, record(1), GRID_4, "陈"), li.edit(&mut doc, record(1), GRID_4, "陈丽华"));
    assert_eq!(push(&town, &mut li, &[first.clone(), second.clone()]).await, [IN_CUSTODY; 2]);
    assert_eq!(town.rows()["doc"], 0);
    let early = decision(&mut desk, "custody_release", &second);
    let verdicts = push(&town, &mut desk, &[early]).await;
    assert_eq!(verdicts, [Verdict::Refused { code: RefusalCode::BadDependency }], "it builds on the other");
    let mut again = decision(&mut desk, "custody_release", &second).entry;
    again.payload.push(0);
    for release in [decision(&mut desk, "custody_release", &first), again.seal()] {
        let verdicts = push(&town, &mut desk, &[release]).await;
        assert!(matches!(verdicts[0], Verdict::Stored { .. }), "{verdicts:?}");
    }
    assert_eq!(town.rows()["doc"], 1);
}

#[tokio::test]
async fn the_administrator_lists_lets_out_and_refuses_in_the_relays_name() {
    let mut town = Town::new();
    let (mut li, mut desk) = (town.phone(&li()).await, town.phone(&zhao()).await);
    end_li(&town);
    let entries = [written(&mut li, 1, MORNING, Some(0)), written(&mut li, 2, MORNING, Some(0))];
    push(&town, &mut li, &entries).await;
    let store = town.state.store();
    assert_eq!(custody::list(store).unwrap().len(), 2);
    custody::decide(store, entries[0].id, true, "交接前所写").unwrap();
    custody::decide(store, entries[1].id, false, "与本网格无关").unwrap();
    assert!(custody::list(store).unwrap().is_empty());
    let stranger = etong_server::directory::By::Operator(crate::trail::operator("wu", 9));
    assert!(custody::decide_by(store, entries[1].id, true, "自称", &stranger).is_err());
    let error = custody::decide(store, entries[1].id, true, "反悔").unwrap_err().to_string();
    assert!(error.contains("does not wait in custody"), "{error}");
    let trail = etong_server::directory::audit_lines(store, 0, 1_000).unwrap();
    let decided = ["custody.released", "custody.refused"];
    let noted: Vec<&str> = trail.iter().map(|line| line.what.as_str()).filter(|what| decided.contains(what)).collect();
    assert_eq!(noted, decided, "and who it was is in the trail, once each");
    let (pulled, _) = desk.pull(&town).await;
    let kinds: Vec<&str> = pulled.iter().rev().take(3).map(|(_, sealed)| sealed.entry.kind.as_str()).collect();
    assert_eq!(kinds, ["custody_refusal", "custody_release", "case"], "the decisions are in the log");
}

/// What an entry becomes that says of itself that it is older than the post it is written for, which is held.
async fn backdated(town: &mut Town) -> (Vec<Verdict>, Vec<(EntryId, CustodyReason)>, Vec<SealedEntry>) {
    let (mut li, desk) = (town.phone(&li()).await, town.phone(&zhao()).await);
    // Li's post begins on 2026-01-01.
    let begins = MORNING - 60 * DAY - 9 * 3_600_000;
    let mut logged = named(li.entry(EntryClass::Event, "audit", record(9), GRID_4));
    logged.stamp = Stamp::new(logged.stamp.hlc, begins - DAY, Some(1_000));
    let entries = vec![
        written(&mut li, 1, begins - DAY, Some(1_000)),
        written(&mut li, 2, begins - 500, Some(1_000)),
        written(&mut li, 3, begins - DAY, None),
        written(&mut li, 6, begins - 1_000 * DAY, Some(u32::MAX)),
        written(&mut li, 4, begins, Some(0)),
        written(&mut li, 5, begins - 1, Some(0)),
        logged.seal(),
    ];
    let verdicts = push(town, &mut li, &entries).await;
    let waiting = waiting(town, &desk).await;
    (verdicts, waiting, entries)
}

#[tokio::test]
async fn work_that_says_it_is_older_than_its_post_waits_for_a_desk_though_the_post_is_held() {
    let mut town = Town::new();
    let (verdicts, waiting, entries) = backdated(&mut town).await;
    let stored: Vec<bool> = verdicts.iter().map(|verdict| matches!(verdict, Verdict::Stored { .. })).collect();
    assert_eq!(stored, [false, true, true, true, true, false, true], "{verdicts:?}");
    assert_eq!((verdicts[0], verdicts[5]), (IN_CUSTODY, IN_CUSTODY));
    let expected = [(entries[0].id, CustodyReason::Before), (entries[5].id, CustodyReason::Before)];
    assert_eq!(waiting, expected, "a clock that nobody can vouch for holds up nobody");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_takes_work_older_than_its_post_is_found_out() {
    let mut town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::BeforeTaken);
    let (verdicts, waiting, _) = backdated(&mut town).await;
    assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Stored { .. })) && waiting.is_empty());
}
