//! The door for sealed outboxes, used by a phone that is not lost at all: nothing gets in there that a push would not let in, and nothing that
//! its author could deny.

use etong_protocol::{
    Chain, ChainId, CustodyPage, CustodyReason, EntryClass, EntryId, PostKind, PushBatch, PushItem, SealedEntry,
    Tombstone, TombstoneAct, UnitId,
};

use super::world::World;
use super::write::{Case, cases};
use crate::sealed::{delivered, sealed_batch};
use crate::town::{MORNING, Phone, record};

/// A chain that nobody knows, from its fifth link on: nothing to compare it with, and no place for its signature.
fn beside(phone: &Phone, nth: u8, entries: &[SealedEntry]) -> PushBatch {
    let chain = ChainId::new(MORNING, [200 + nth; 10]);
    let items = entries.iter().map(|entry| PushItem::Whole(entry.bytes.clone())).collect();
    PushBatch::sign(phone.device, chain, 5, Chain::first_head(phone.device, chain), items, &phone.key)
}

async fn deliver(world: &World, phone: &Phone, batch: &PushBatch) -> (u32, u32, u32) {
    let outbox = sealed_batch(&world.town, phone, batch).await;
    delivered(&world.town, &outbox).await
}

async fn waiting(world: &mut World, desk: usize) -> Vec<(EntryId, CustodyReason)> {
    world.witnesses[desk].sign_in(&world.town).await;
    let answer = world.town.get("/v1/custody?after=0", Some(&world.witnesses[desk].token)).await;
    let page = CustodyPage::from_frame(&answer.body, &world.town.relay_key()).unwrap();
    page.items.into_iter().map(|item| (EntryId::of(&item.bytes), item.reason)).collect()
}

fn of_team(world: &mut World) -> Phone {
    let at = world.attackers.iter().position(|phone| phone.who.kind == PostKind::TeamMember).unwrap();
    world.attackers.swap_remove(at)
}

/// The case of next door, which this team reads and was not sent: an act without its unit, and one with it.
fn acts(team: &mut Phone) -> [SealedEntry; 2] {
    let mut unsaid = team.entry(EntryClass::Event, "case", record(220), "/1/2/9");
    unsaid.unit = None;
    let mut said = team.entry(EntryClass::Event, "case", record(220), "/1/2/9");
    said.unit = Some(UnitId(18));
    [unsaid.seal(), said.seal()]
}

#[tokio::test]
async fn a_team_that_reads_a_case_moves_it_by_no_sealed_outbox_beside_its_chain() {
    let mut world = World::new().await;
    let mut team = of_team(&mut world);
    let entries = acts(&mut team);
    let mut erases = team.entry(EntryClass::Event, "tombstone", record(220), "/1/2/9");
    erases.payload = Tombstone::bare(TombstoneAct::Erased).to_payload().unwrap();
    let all = [entries[0].clone(), entries[1].clone(), erases.seal()];
    let before = world.state();
    let batch = beside(&team, 0, &all);
    assert_eq!(deliver(&world, &team, &batch).await, (0, 2, 1), "it waits for a desk, and erases nothing");
    assert_eq!(world.state()["entry"], before["entry"], "nothing of it is in the log");
    let expected = [(entries[0].id, CustodyReason::UnitUnsaid), (entries[1].id, CustodyReason::Unchained)];
    assert_eq!(waiting(&mut world, 4).await, expected, "the desk of the case is asked");
    // Again, and in another chain: kept once.
    assert_eq!(deliver(&world, &team, &beside(&team, 1, &all)).await, (0, 2, 1));
    assert_eq!(waiting(&mut world, 4).await, expected);
    // Tried again from the relay's own terminal it still has no signature.
    let by = etong_server::directory::By::Machine("test".into());
    etong_server::kept_sealed::retry(world.town.state.store(), &by).unwrap();
    assert_eq!(world.state()["entry"], before["entry"]);
    world.witnesses_agree().await;
}

#[tokio::test]
async fn sealed_work_that_fits_its_chain_counts_and_its_signature_is_kept() {
    let mut world = World::new().await;
    let mut team = of_team(&mut world);
    let [unsaid, said] = acts(&mut team);
    let batch = team.whole(&[unsaid, said]);
    assert_eq!(deliver(&world, &team, &batch).await, (1, 1, 0), "as by push");
    let kept: i64 = world
        .town
        .database()
        .query_row("SELECT count(*) FROM batch WHERE signature = ?1", [batch.signature.0.as_slice()], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 1);
}

/// Every so many of all that a phone can try by push.
const EVERY: usize = 61;

#[tokio::test]
async fn nothing_gets_in_sealed_that_would_not_get_in_by_push() {
    let mut world = World::new().await;
    let mut ran = 0;
    for mut phone in std::mem::take(&mut world.attackers) {
        let who = phone.who.kind.clone();
        let all: Vec<Case> = cases(&world, &mut phone).into_iter().step_by(EVERY).collect();
        let (allowed, lies): (Vec<Case>, Vec<Case>) = all.into_iter().partition(|case| case.allowed);
        for (nth, cases) in (0..).zip([&lies, &allowed]) {
            ran += cases.len();
            assert!(cases.len() <= 500, "{who}: {}", cases.len());
            let entries: Vec<SealedEntry> = cases.iter().map(|case| case.entry.clone()).collect();
            if entries.is_empty() {
                continue;
            }
            let before = world.state();
            let loose = beside(&phone, nth, &entries);
            assert_eq!(deliver(&world, &phone, &loose).await.0, 0, "{who}: beside its chain nothing counts at once");
            let whole = phone.whole(&entries);
            let (stored, ..) = deliver(&world, &phone, &whole).await;
            let expected = if nth == 0 { 0 } else { entries.len() };
            assert_eq!(usize::try_from(stored).unwrap(), expected, "{who}: {:?}", said(cases));
            if nth == 0 {
                assert_eq!(world.state()["entry"], before["entry"], "{who}");
            }
        }
    }
    println!("{ran} cases");
    assert!(ran > 1_000, "{ran} cases");
    // Minutes went by: what they came with has run out.
    for witness in &mut world.witnesses {
        witness.sign_in(&world.town).await;
    }
    world.witnesses_agree().await;
}

fn said(cases: &[Case]) -> Vec<&str> {
    cases.iter().map(|case| case.said.as_str()).collect()
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_takes_sealed_work_nobody_signed_for_is_found_out() {
    let mut world = World::new().await;
    world.town.state.sim().plant(etong_server::sim::SeededBug::LooseTaken);
    let mut team = of_team(&mut world);
    let entries = acts(&mut team);
    let batch = beside(&team, 0, &entries);
    assert_eq!(deliver(&world, &team, &batch).await, (2, 0, 0), "the mistake must be seen");
}
