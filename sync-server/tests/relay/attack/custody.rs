//! What waits in custody is shown to no more people than the log would show it to, and takes nothing that could not be let out.

use etong_protocol::custody::decision_record;
use etong_protocol::{CustodyDecision, CustodyPage, EntryClass, EntryId, PostKind, RefusalCode, SealedEntry, Verdict};
use etong_server::directory::{Import, PersonRow, PostRow};

use crate::town::{GRID_4, GRID_5, Phone, Town, Who, chen, li, named, person_id, post_row, qian, record, zhao};

const IN_CUSTODY: Verdict = Verdict::Refused { code: RefusalCode::InCustody };
const FORBIDDEN: Verdict = Verdict::Refused { code: RefusalCode::Forbidden };

fn end(town: &Town, who: &Who) {
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(who) };
    town.take(&Import { posts: vec![ended], ..Import::default() });
}

async fn push(town: &Town, phone: &mut Phone, entries: &[SealedEntry]) -> Vec<Verdict> {
    let batch = phone.whole(entries).knowing_custody();
    phone.push_batch(town, &batch).await.verdicts
}

async fn waiting(town: &Town, phone: &Phone) -> Vec<EntryId> {
    let answer = town.get("/v1/custody?after=0", Some(&phone.token)).await;
    let page = CustodyPage::from_frame(&answer.body, &town.relay_key()).unwrap();
    page.items.into_iter().map(|item| EntryId::of(&item.bytes)).collect()
}

fn release(desk: &mut Phone, held: &SealedEntry) -> SealedEntry {
    let mut entry =
        desk.entry(EntryClass::Event, "custody_release", decision_record(held.id), &held.entry.scope.to_string());
    let said = CustodyDecision { entry: held.id, author: person_id(3), reason: "属实".into() };
    entry.payload = said.to_payload().unwrap();
    entry.seal()
}

#[tokio::test]
async fn an_answer_to_a_clue_that_waits_is_shown_to_no_desk_and_let_out_by_none() {
    let mut town = Town::new();
    let chief = Who { person: 8, kind: PostKind::PoliceChief, unit: 3 };
    town.take(&Import { people: vec![PersonRow::new(person_id(8), "eight")], ..Import::default() });
    town.take(&Import { posts: vec![post_row(&chief)], ..Import::default() });
    let (mut officer, mut desk, county) =
        (town.phone(&chen()).await, town.phone(&zhao()).await, town.phone(&qian()).await);
    let mut chief = town.phone(&chief).await;
    let known = officer.event("clue", record(1), GRID_4);
    push(&town, &mut officer, &[known]).await;
    end(&town, &chen());
    // Of a clue that the log knows, of one that waits itself, and of a record that nobody knows.
    let held = [
        officer.event("reply", record(1), GRID_4),
        officer.event("clue", record(2), GRID_4),
        officer.event("reply", record(2), GRID_4),
        officer.event("reply", record(3), GRID_4),
        officer.event("case", record(4), GRID_4),
        officer.event("reply", record(4), GRID_4),
    ];
    let ids: Vec<EntryId> = held.iter().map(|entry| entry.id).collect();
    assert_eq!(push(&town, &mut officer, &held).await, [IN_CUSTODY; 6]);
    for desk in [&desk, &county] {
        assert_eq!(waiting(&town, desk).await, ids[4..], "what is about a case, and nothing about a clue");
    }
    assert_eq!(waiting(&town, &chief).await, ids);
    let tried = release(&mut desk, &held[0]);
    assert_eq!(push(&town, &mut desk, &[tried]).await, [FORBIDDEN]);
    let done = release(&mut chief, &held[0]);
    assert!(matches!(push(&town, &mut chief, std::slice::from_ref(&done)).await[0], Verdict::Stored { .. }));
    let (read, _) = desk.pull(&town).await;
    assert!(read.iter().all(|(_, sealed)| sealed.id != done.id && sealed.id != ids[0]), "nor what was decided of it");
}

#[tokio::test]
async fn what_only_auditors_read_is_shown_to_no_desk_while_it_waits() {
    let mut town = Town::new();
    let (mut li, mut desk) = (town.phone(&li()).await, town.phone(&zhao()).await);
    end(&town, &crate::town::li());
    let looked = named(li.entry(EntryClass::Event, "audit", record(1), GRID_4)).seal();
    assert_eq!(push(&town, &mut li, std::slice::from_ref(&looked)).await, [IN_CUSTODY]);
    assert!(waiting(&town, &desk).await.is_empty());
    let tried = release(&mut desk, &looked);
    assert_eq!(push(&town, &mut desk, &[tried]).await, [FORBIDDEN]);
    assert_eq!(etong_server::custody::list(town.state.store()).unwrap().len(), 1, "it is not lost");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_shows_what_waits_to_every_desk_is_found_out() {
    let mut town = Town::new();
    let (mut officer, desk) = (town.phone(&chen()).await, town.phone(&zhao()).await);
    let known = officer.event("clue", record(1), GRID_4);
    push(&town, &mut officer, &[known]).await;
    end(&town, &chen());
    let held = officer.event("reply", record(1), GRID_4);
    assert_eq!(push(&town, &mut officer, std::slice::from_ref(&held)).await, [IN_CUSTODY]);
    assert!(waiting(&town, &desk).await.is_empty());
    town.state.sim().plant(etong_server::sim::SeededBug::CustodyForAll);
    assert_eq!(waiting(&town, &desk).await, [held.id], "the mistake must be seen");
}

#[tokio::test]
async fn custody_takes_nothing_from_outside_the_unit_of_the_ended_post() {
    let mut town = Town::new();
    let (mut li, mut desk) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let theirs = [desk.event("case", record(50), GRID_5), desk.event("clue", record(51), GRID_4)];
    push(&town, &mut desk, &theirs).await;
    end(&town, &crate::town::li());
    let before = town.rows()["custody"];
    let bad = [
        li.event("case", record(1), GRID_5),
        li.event("case", record(2), "/1/2/3"),
        li.event("case", record(3), "/7"),
        li.event("case", record(50), GRID_5),
        li.event("case", record(51), GRID_4),
        li.event("reply", record(51), GRID_4),
    ];
    assert_eq!(push(&town, &mut li, &bad).await, [FORBIDDEN; 6]);
    assert_eq!(town.rows()["custody"], before);
}
