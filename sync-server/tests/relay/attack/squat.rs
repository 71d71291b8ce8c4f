//! Ids that anybody can compute before they are there: every attacker founds under each of them whatever it may write, at every place it
//! may write at, and then the author whose id it is comes and is taken.

use etong_protocol::custody::decision_record;
use etong_protocol::named_id::{is_drawn, order_record};
use etong_protocol::{CustodyDecision, Entry, EntryClass, RecordId, RecordKind, SealedEntry, Verdict, wire};

use super::world::{World, change, event, unit_of};
use super::write::kinds;
use crate::town::{GRID_4, GRID_5, Phone, named, path, person_id, post_id, record};

const COMMUNITY: &str = "/1/2/3";
const DECISION: &str = "the decision on what waits";
/// Fewer would mean that a part of them has gone.
const FLOOR: usize = 9_000;

/// An id, and the entry that may found it; none where that is the relay's alone.
struct Target {
    what: &'static str,
    record: RecordId,
    /// Which witness founds it.
    by: usize,
    rightful: Option<Entry>,
}

#[derive(serde::Serialize)]
struct Order {
    a: &'static str,
    source: &'static str,
    external_no: &'static str,
}

fn targets(world: &mut World) -> Vec<Target> {
    let mut targets = Vec::new();
    let held = world.waiting[0].id;
    let mut add = |what, by: usize, entry: Entry| {
        targets.push(Target { what, record: entry.record, by, rightful: Some(entry) });
    };
    let of = |world: &mut World, by: usize, kind: &str, scope: &str| {
        named(world.witnesses[by].entry(EntryClass::Event, kind, record(240), scope))
    };
    add("the log of an officer", 1, of(world, 1, "audit", COMMUNITY));
    add("the log of a desk next door", 4, of(world, 4, "audit", "/1/2/9"));
    add("the month of the community", 2, of(world, 2, "roster", COMMUNITY));
    add("the month of a grid", 2, of(world, 2, "roster", GRID_5));
    let mut order = of(world, 3, "case", COMMUNITY);
    order.record = order_record(&path("/1"), "hotline_12345", "ZZ-2026-1");
    let said = Order { a: "report", source: "hotline_12345", external_no: "ZZ-2026-1" };
    order.payload = wire::encode_payload(&said).unwrap();
    add("the case of an order", 3, order);
    let mut decision = of(world, 2, "custody_release", GRID_4);
    decision.record = decision_record(held);
    let said = CustodyDecision { entry: held, author: person_id(10), reason: "属实".into() };
    decision.payload = said.to_payload().unwrap();
    add(DECISION, 2, decision);
    for target in &targets {
        assert!(!is_drawn(target.record), "{}", target.what);
    }
    let rows = [
        ("the row of a person", RecordId::from_bytes(*person_id(1).as_bytes())),
        ("the row of a post", RecordId::from_bytes(*post_id(1).as_bytes())),
        ("the row of a unit", RecordId::from_bytes(4_u128.to_be_bytes())),
        ("the row of a unit to come", RecordId::from_bytes(99_u128.to_be_bytes())),
        ("no id", RecordId::NIL),
    ];
    let row = |(what, record)| Target { what, record, by: 0, rightful: None };
    targets.extend(rows.map(row));
    targets
}

/// Everything one phone tries, and what it is.
fn tries(phone: &mut Phone, targets: &[Target]) -> Vec<(String, SealedEntry)> {
    let (who, unit) = (phone.who.kind.clone(), unit_of(&phone.who.kind).1);
    let decision = targets.iter().find(|target| target.what == DECISION).map_or(RecordId::NIL, |target| target.record);
    let mut tries = Vec::new();
    for target in targets {
        // A desk that decides is no squatter, whatever it says.
        let decides = |kind: &RecordKind| kind.is_custody() && target.record == decision;
        for kind in kinds().into_iter().filter(|kind| !decides(kind)) {
            for scope in [unit, GRID_4] {
                let said = format!("{who} founds {kind} at {scope} under {}", target.what);
                if kind.is_document() {
                    tries.push((said.clone(), change(phone, kind.as_str(), target.record, scope)));
                }
                let plain = event(phone, kind.as_str(), target.record, scope).entry;
                if let Some(rightful) = &target.rightful
                    // Whoever may plan that month, import that order or decide there is no squatter.
                    && rightful.kind != kind
                {
                    let copied = Entry { payload: rightful.payload.clone(), ..plain.clone() };
                    tries.push((format!("{said}, with its payload"), copied.seal()));
                }
                // Another month, under the id of this one.
                let other = Entry { record: target.record, ..named(plain.clone()) };
                tries.push((said, plain.seal()));
                if kind == RecordKind::Roster {
                    tries.push((format!("{who}: another month under {}", target.what), other.seal()));
                }
            }
        }
    }
    tries
}

/// What was stored that may not be.
async fn squat(world: &World, phone: &mut Phone, targets: &[Target]) -> (usize, Vec<String>) {
    let all = tries(phone, targets);
    let mut stored = Vec::new();
    for some in all.chunks(500) {
        let entries: Vec<SealedEntry> = some.iter().map(|(_, entry)| entry.clone()).collect();
        let pushed = phone.push(&world.town, &entries).await;
        for ((said, _), verdict) in some.iter().zip(&pushed.verdicts) {
            if matches!(verdict, Verdict::Stored { .. }) {
                stored.push(said.clone());
            }
        }
    }
    (all.len(), stored)
}

/// The authors whose ids they are; those who were refused.
async fn refused_of_the_rightful(world: &mut World, targets: Vec<Target>) -> Vec<&'static str> {
    let mut refused = Vec::new();
    for Target { what, by, rightful, .. } in targets {
        let Some(entry) = rightful else { continue };
        let pushed = world.witnesses[by].push(&world.town, &[entry.seal()]).await;
        if !matches!(pushed.verdicts[0], Verdict::Stored { .. }) {
            refused.push(what);
        }
    }
    refused
}

#[tokio::test]
async fn nobody_founds_under_an_id_that_is_computed_for_somebody_else() {
    let mut world = World::new().await;
    let targets = targets(&mut world);
    let before = world.state();
    let (mut ran, mut wrong) = (0, Vec::new());
    for mut phone in std::mem::take(&mut world.attackers) {
        let (count, stored) = squat(&world, &mut phone, &targets).await;
        ran += count;
        wrong.extend(stored);
    }
    println!("{ran} tries");
    assert!(wrong.is_empty(), "{} of {ran}:\n{}", wrong.len(), wrong[..wrong.len().min(100)].join("\n"));
    assert!(ran >= FLOOR, "{ran} tries");
    assert_eq!(world.state(), before);
    assert_eq!(refused_of_the_rightful(&mut world, targets).await, [""; 0], "each comes to its own");
    world.witnesses_agree().await;
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_lets_a_stranger_take_an_id_first_is_found_out() {
    let mut world = World::new().await;
    world.town.state.sim().plant(etong_server::sim::SeededBug::SquatterTaken);
    let targets = targets(&mut world);
    let mut phone = world.attackers.swap_remove(0);
    let (_, stored) = squat(&world, &mut phone, &targets).await;
    for target in &targets {
        assert!(stored.iter().any(|said| said.contains(target.what)), "{}: {stored:?}", target.what);
    }
    let refused = refused_of_the_rightful(&mut world, targets).await;
    assert!(
        refused.contains(&"the log of an officer") && refused.contains(&"the month of the community"),
        "{refused:?}"
    );
}
