//! A phone with a valid key and a valid post that bends honest pushes at random. Each bend is one that nobody may make.

use etong_protocol::{
    Chain, DeviceId, Entry, EntryClass, Grant, LegalBasis, OrgPath, PushBatch, PushItem, RecordId, SealedEntry,
    Tombstone, TombstoneAct, Verdict, wire,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::world::{Victim, World, unit_of};
use crate::town::{MORNING, Phone, named, post_id};

const SEED: u64 = 0x0a77_ac4e;
const ROUNDS: usize = 600;

fn pick(rng: &mut ChaCha8Rng, below: usize) -> usize {
    usize::try_from(rng.next_u32()).unwrap() % below
}

/// An entry that may never be stored, and what is wrong with it.
fn bend(world: &World, phone: &mut Phone, rng: &mut ChaCha8Rng) -> (&'static str, Entry) {
    let unit = unit_of(&phone.who.kind).1;
    let [a, b, c, d] = rng.next_u32().to_be_bytes();
    let fresh = RecordId::new(MORNING, [9, a, b, c, d, 9, 9, 9, 9, 9]);
    let kept = |victim: &&Victim| !super::oracle::inside(unit, victim.scope) && !victim.is_shared_with(unit);
    let outside = world.victims.iter().filter(kept);
    let outside: Vec<_> = outside.collect();
    let victim = outside[pick(rng, outside.len())];
    let mut entry = phone.entry(EntryClass::Event, "case", fresh, unit);
    let theirs = |entry: &mut Entry, kind: &str| {
        (entry.record, entry.kind) = (victim.record, kind.parse().unwrap());
        entry.scope = victim.scope.parse().unwrap();
    };
    let word = match pick(rng, 16) {
        0 => {
            theirs(&mut entry, victim.kind);
            "writes onto a record of others"
        }
        1 => {
            theirs(&mut entry, victim.kind);
            entry.scope = unit.parse().unwrap();
            "moves a record of others to itself"
        }
        2 => {
            entry.device = DeviceId::new(MORNING, [pick(rng, 250).try_into().unwrap(); 10]);
            entry.device = if entry.device == phone.device { DeviceId::NIL } else { entry.device };
            "another device's"
        }
        3 => {
            entry.post = world.attackers.iter().map(|other| post_id(other.who.person)).next().unwrap_or(post_id(4));
            if entry.post == post_id(phone.who.person) {
                entry.post = post_id(4);
            }
            "another person's post"
        }
        4 => {
            entry.post_kind = "police_chief".parse().unwrap();
            if phone.who.kind == entry.post_kind {
                entry.post_kind = "county_desk".parse().unwrap();
            }
            "another kind of post"
        }
        5 => {
            entry.class = EntryClass::Reg;
            entry.kind = ["unit", "post", "person", "office", "dictionary", "tombstone"][pick(rng, 6)].parse().unwrap();
            "a row of the directory"
        }
        6 => {
            theirs(&mut entry, "grant");
            entry.payload = Grant { to: unit.parse().unwrap() }.to_payload().unwrap();
            "shares a record of others with itself"
        }
        7 => {
            entry.kind = "grant".parse().unwrap();
            entry.payload = Grant { to: "/7".parse().unwrap() }.to_payload().unwrap();
            "shares what does not exist"
        }
        8 => {
            let acts = [TombstoneAct::Erased, TombstoneAct::Hold, TombstoneAct::LiftHold];
            theirs(&mut entry, "tombstone");
            entry.payload = match pick(rng, 5) {
                3 => Tombstone::ask(LegalBasis::Purpose),
                4 => Tombstone::answer(TombstoneAct::Approve, victim.id),
                nth => Tombstone::bare(acts[nth].clone()),
            }
            .to_payload()
            .unwrap();
            if victim.kind == "notice" {
                entry.scope = "/7".parse().unwrap();
            }
            "erases a record of others"
        }
        9 => {
            entry.kind = ["custody_release", "custody_refusal"][pick(rng, 2)].parse().unwrap();
            "decides on what is not in custody"
        }
        10 => {
            theirs(&mut entry, ["reply", "opened", "visit", "merge"][pick(rng, 4)]);
            "a word beside a record of others"
        }
        11 => {
            entry.scope = OrgPath::new((0..5).map(|_| rng.next_u32() | 0x8000).collect()).unwrap();
            "filed at a place that is none"
        }
        12 => {
            entry.payload = vec![7; 65_537];
            "too large"
        }
        13 => {
            (entry.class, entry.kind) = (EntryClass::Doc, "resident".parse().unwrap());
            entry.payload = (0..pick(rng, 4_000)).map(|_| rng.next_u32().to_le_bytes()[0]).collect();
            "a change that is none"
        }
        14 => {
            // Also inside its unit, whatever its rights.
            let kept: Vec<&Victim> = world.victims.iter().filter(|victim| victim.kind == "audit").collect();
            let kept = kept[pick(rng, kept.len())];
            (entry.record, entry.kind) = (kept.record, "tombstone".parse().unwrap());
            entry.scope = kept.scope.parse().unwrap();
            let acts = [TombstoneAct::Hold, TombstoneAct::LiftHold, TombstoneAct::Refuse, TombstoneAct::Approve];
            entry.payload = match pick(rng, 6) {
                4 => Tombstone::ask(LegalBasis::Retention),
                5 => Tombstone::bare("shred".parse().unwrap()),
                nth => Tombstone::answer(acts[nth].clone(), kept.id),
            }
            .to_payload()
            .unwrap();
            "erases what nobody erases"
        }
        _ => {
            (entry.class, entry.kind) = (EntryClass::Doc, "case".parse().unwrap());
            "a document of events"
        }
    };
    // The day it claims moves nothing.
    let at = MORNING + (i64::from(rng.next_u32()) - i64::from(u32::MAX / 2)) * 1_000;
    entry.stamp = etong_protocol::Stamp::new(entry.stamp.hlc, at, Some(0));
    (word, entry)
}

/// A batch that is refused whole.
fn bad_batch(world: &World, phone: &Phone, entry: &SealedEntry, nth: usize) -> (&'static str, Vec<u8>) {
    let items = vec![PushItem::Whole(entry.bytes.clone())];
    let (first, head) = (phone.chain.dseq + 1, phone.chain.head);
    let victim = &world.witnesses[nth % world.witnesses.len()];
    let batch = |device, chain, first, head, key| PushBatch::sign(device, chain, first, head, items.clone(), key);
    let theirs = (victim.device, victim.chain.id, victim.chain.dseq + 1, victim.chain.head);
    let (word, batch) = match nth % 6 {
        0 => ("another's chain", batch(theirs.0, theirs.1, theirs.2, theirs.3, &phone.key)),
        1 => ("another's head", batch(phone.device, phone.chain.id, first, theirs.3, &phone.key)),
        2 => ("another's key", batch(phone.device, phone.chain.id, first, head, &victim.key)),
        3 => ("a gap", batch(phone.device, phone.chain.id, first + 5, head, &phone.key)),
        4 => {
            let start = Chain::start(phone.device, phone.chain.id).head;
            ("a fork of the own chain", batch(phone.device, phone.chain.id, 1, start, &phone.key))
        }
        _ => {
            let frame = batch(phone.device, phone.chain.id, first, head, &phone.key).to_frame().unwrap();
            let cut = frame.len() / 2;
            return ("a frame cut short", frame[..cut].to_vec());
        }
    };
    (word, batch.to_frame().unwrap())
}

/// Before the erasure a word of it beside a record is for those who read the record.
#[tokio::test]
async fn nobody_says_of_a_record_that_others_keep_that_it_is_gone() {
    let mut world = World::new().await;
    let clue = world.victims.iter().find(|victim| victim.kind == "clue").map(|victim| (victim.record, victim.scope));
    let (record, scope) = clue.unwrap();
    for mut phone in std::mem::take(&mut world.attackers) {
        let mut entry = phone.entry(EntryClass::Event, "tombstone", record, scope);
        entry.payload = Tombstone::bare(TombstoneAct::Erased).to_payload().unwrap();
        let pushed = phone.push(&world.town, &[entry.seal()]).await;
        let stored = matches!(pushed.verdicts[0], Verdict::Stored { .. });
        assert_eq!(stored, super::oracle::police(&phone.who.kind), "{}", phone.who.kind);
    }
}

#[tokio::test]
async fn a_hostile_phone_with_a_valid_key_gets_nothing_and_changes_nothing() {
    println!("seed {SEED:#x}, {ROUNDS} rounds");
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut world = World::new().await;
    let mut phones = std::mem::take(&mut world.attackers);
    // Every chain begins honestly, so that there is something to fork.
    for phone in &mut phones {
        let record = RecordId::new(MORNING, [phone.who.person; 10]);
        let entry = named(phone.entry(EntryClass::Event, "audit", record, unit_of(&phone.who.kind.clone()).1));
        let pushed = phone.push(&world.town, &[entry.seal()]).await;
        assert!(matches!(pushed.verdicts[0], Verdict::Stored { .. }), "{}", phone.who.kind);
    }
    let before = world.state();
    for nth in 0..ROUNDS {
        let who = pick(&mut rng, phones.len());
        let phone = &mut phones[who];
        let (word, entry) = bend(&world, phone, &mut rng);
        let sealed = entry.seal();
        let kind = phone.who.kind.clone();
        if nth.is_multiple_of(4) {
            let (how, frame) = bad_batch(&world, phone, &sealed, nth / 4);
            let answer = world.town.post("/v1/push", Some(&phone.token), frame).await;
            let taken = wire::decode::<etong_protocol::PushReply>(&answer.body, "reply");
            let taken = matches!(taken, Ok(etong_protocol::PushReply::Taken(_)));
            assert!(answer.status != 200 || !taken, "round {nth}, {kind}: {how}");
        } else {
            let pushed = phone.push(&world.town, &[sealed]).await;
            assert!(matches!(pushed.verdicts[0], Verdict::Refused { .. }), "round {nth}, {kind}: {word}");
        }
        assert_eq!(world.state(), before, "round {nth}, {kind}: {word}");
    }
    world.witnesses_agree().await;
}
