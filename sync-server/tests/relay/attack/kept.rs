//! Two people with every right to erase try it on what nobody erases: the audit log of a third, and a desk's decision on custody.

use etong_protocol::custody::decision_record;
use etong_protocol::{
    CustodyDecision, Entry, EntryClass, LegalBasis, PostKind, RecordId, RefusalCode, Tombstone, TombstoneAct, Verdict,
};

use super::world::World;
use crate::town::{GRID_4, Phone, person_id};

const FORBIDDEN: Verdict = Verdict::Refused { code: RefusalCode::Forbidden };

fn attacker(world: &World, kind: &PostKind) -> usize {
    world.attackers.iter().position(|phone| phone.who.kind == *kind).unwrap()
}

async fn push(
    world: &mut World,
    kind: &PostKind,
    make: impl FnOnce(&mut Phone) -> Entry,
) -> (etong_protocol::EntryId, Verdict) {
    let at = attacker(world, kind);
    let entry = make(&mut world.attackers[at]).seal();
    let pushed = world.attackers[at].push(&world.town, std::slice::from_ref(&entry)).await;
    (entry.id, pushed.verdicts[0])
}

fn step(record: RecordId, act: Tombstone) -> impl FnOnce(&mut Phone) -> Entry {
    move |phone| {
        let mut entry = phone.entry(EntryClass::Event, "tombstone", record, GRID_4);
        entry.payload = act.to_payload().unwrap();
        entry
    }
}

/// The grid's worker asks, the township's desk approves.
async fn two_try(world: &mut World, record: RecordId) -> [Verdict; 2] {
    let (asked, first) = push(world, &PostKind::GridWorker, step(record, Tombstone::ask(LegalBasis::Purpose))).await;
    let approve = Tombstone::answer(TombstoneAct::Approve, asked);
    let (_, second) = push(world, &PostKind::TownshipDesk, step(record, approve)).await;
    [first, second]
}

/// A desk lets the case of the leaver out: the decision's record.
async fn decided(world: &mut World) -> RecordId {
    let held = world.waiting[0].id;
    let said = CustodyDecision { entry: held, author: person_id(10), reason: "属实".into() };
    let (_, verdict) = push(world, &PostKind::CommunityDesk, |desk| {
        let mut entry = desk.entry(EntryClass::Event, "custody_release", decision_record(held), GRID_4);
        entry.payload = said.to_payload().unwrap();
        entry
    })
    .await;
    assert!(matches!(verdict, Verdict::Stored { .. }), "{verdict:?}");
    decision_record(held)
}

fn log_of_a_third(world: &World) -> RecordId {
    world.victims.iter().find(|victim| victim.kind == "audit").unwrap().record
}

#[tokio::test]
async fn two_people_erase_no_audit_log_and_no_decision_on_custody() {
    let mut world = World::new().await;
    let (log, decision) = (log_of_a_third(&world), decided(&mut world).await);
    let before = world.state();
    for record in [log, decision] {
        assert_eq!(two_try(&mut world, record).await, [FORBIDDEN; 2]);
        for act in [TombstoneAct::Hold, TombstoneAct::LiftHold, "shred".parse().unwrap()] {
            let (_, verdict) = push(&mut world, &PostKind::TownshipDesk, step(record, Tombstone::bare(act))).await;
            assert_eq!(verdict, FORBIDDEN);
        }
    }
    let beside = |phone: &mut Phone| phone.entry(EntryClass::Event, "case", decision, GRID_4);
    let (_, verdict) = push(&mut world, &PostKind::CommunityDesk, beside).await;
    assert_eq!(verdict, FORBIDDEN, "on a decision lies the decision and nothing else");
    assert_eq!(world.state(), before);
    let at = attacker(&world, &PostKind::Auditor);
    let (read, _) = world.attackers[at].pull(&world.town).await;
    assert!(read.iter().any(|(_, sealed)| sealed.entry.record == log), "the auditor reads it as before");
    // A case is erased as ever.
    let case = world.victims.iter().find(|victim| victim.kind == "case" && victim.scope == GRID_4).unwrap().record;
    assert!(two_try(&mut world, case).await.iter().all(|verdict| matches!(verdict, Verdict::Stored { .. })));
    // One that took the id of a row of the centre before that was barred: phones would take that row no more.
    let squatted = world.victims.iter().find(|victim| victim.kind == "patrol").unwrap().record;
    let row = "INSERT INTO reg_row (kind, record, scope, payload) VALUES ('dictionary', ?1, x'', x'')";
    world.town.database().execute(row, [squatted.as_bytes()]).unwrap();
    assert_eq!(two_try(&mut world, squatted).await, [FORBIDDEN; 2]);
    world.witnesses_agree().await;
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_lets_two_people_empty_an_audit_log_is_found_out() {
    let mut world = World::new().await;
    world.town.state.sim().plant(etong_server::sim::SeededBug::AuditErased);
    let log = log_of_a_third(&world);
    assert_ne!(two_try(&mut world, log).await, [FORBIDDEN; 2], "the mistake must be seen");
    let left: i64 = world
        .town
        .database()
        .query_row("SELECT count(*) FROM entry WHERE record = ?1 AND erased = 0", [log.as_bytes()], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 2, "nothing of it is left but the two tombstones");
}
