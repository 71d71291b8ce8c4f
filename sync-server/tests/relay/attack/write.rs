//! Kind of post x kind of entry x class x place x state of the post, new records and other people's: what the oracle forbids is
//! refused and changes nothing; what it allows is stored.

use etong_protocol::{EntryClass, OrgPath, PostId, PostKind, RecordId, RecordKind, SealedEntry, Verdict};

use super::oracle::{founds, writes_onto};
use super::world::{SCOPES, World, change, ended, event, to_come, unit_of};
use crate::town::{MORNING, Phone, named, post_id};

/// Fewer would mean that a part of the matrix has gone.
const FLOOR: usize = 60_000;

pub(super) fn kinds() -> Vec<RecordKind> {
    let newer = ["drone_flight", "police.drone"].map(|word| word.parse().unwrap());
    RecordKind::KNOWN.iter().cloned().chain(newer).collect()
}

pub(super) struct Case {
    pub(super) said: String,
    pub(super) allowed: bool,
    pub(super) entry: SealedEntry,
}

/// Everything one phone tries.
pub(super) fn cases(world: &World, phone: &mut Phone) -> Vec<Case> {
    let mut cases = Vec::new();
    let who = phone.who.kind.clone();
    let unit = unit_of(&who).1;
    let mut fresh = 0_u32;
    let mut new_record = |phone: &Phone| {
        fresh += 1;
        let [a, b, c, d] = fresh.to_be_bytes();
        RecordId::new(MORNING, [phone.who.person, a, b, c, d, 7, 7, 7, 7, 7])
    };
    let lies = |phone: &Phone| {
        [
            ("ended", ended(phone), who.clone()),
            ("begins tomorrow", to_come(phone), who.clone()),
            ("somebody else's post", post_id(4), PostKind::CommunityDesk),
            ("somebody else's post, own kind", post_id(4), who.clone()),
            ("no such post", PostId::new(MORNING, [255; 10]), who.clone()),
            ("forged kind", post_id(phone.who.person), forged(&who)),
            ("unknown kind", post_id(phone.who.person), PostKind::Unknown("robot".into())),
        ]
    };
    for kind in kinds() {
        let is_document = kind.is_document() && !matches!(kind, RecordKind::Unknown(_));
        for scope in SCOPES {
            let id = new_record(phone);
            let entry = named(event(phone, kind.as_str(), id, scope).entry).seal();
            let founds = founds(&who, unit, &kind, scope);
            let allowed = founds && !is_document;
            let said = format!("{who} founds {kind} at {scope}");
            for (lie, post, post_kind) in lies(phone) {
                let mut bent = entry.entry.clone();
                (bent.post, bent.post_kind, bent.record) = (post, post_kind, new_record(phone));
                cases.push(Case { said: format!("{said}, {lie}"), allowed: false, entry: named(bent).seal() });
            }
            for (class, word) in [(EntryClass::Reg, "a row"), (EntryClass::Doc, "a document that is none")] {
                let mut bent = entry.entry.clone();
                (bent.class, bent.record) = (class, new_record(phone));
                cases.push(Case { said: format!("{said} as {word}"), allowed: false, entry: bent.seal() });
            }
            if is_document {
                let said = format!("{said} as a change");
                let entry = change(phone, kind.as_str(), new_record(phone), scope);
                cases.push(Case { said, allowed: founds, entry });
            }
            cases.push(Case { said, allowed, entry });
        }
        for victim in &world.victims {
            let of = (victim.kind, victim.scope, victim.is_shared_with(unit));
            for scope in [victim.scope, unit] {
                let entry = event(phone, kind.as_str(), victim.record, scope);
                let allowed = !is_document && writes_onto((&who, unit), (&kind, scope), of);
                let said = format!("{who} writes {kind} at {scope} onto a {} at {}", victim.kind, victim.scope);
                for (lie, post, post_kind) in lies(phone).into_iter().skip(1) {
                    let mut bent = entry.entry.clone();
                    (bent.post, bent.post_kind) = (post, post_kind);
                    cases.push(Case { said: format!("{said}, {lie}"), allowed: false, entry: bent.seal() });
                }
                cases.push(Case { said, allowed, entry });
            }
        }
    }
    cases
}

fn forged(kind: &PostKind) -> PostKind {
    if *kind == PostKind::CountyDesk { PostKind::PoliceChief } else { PostKind::CountyDesk }
}

/// Pushes all; the words of those that went otherwise than the oracle says.
pub(super) async fn run(world: &mut World, phone: &mut Phone) -> (usize, Vec<String>) {
    let all = cases(world, phone);
    let (count, mut wrong) = (all.len(), Vec::new());
    let (allowed, refused): (Vec<Case>, Vec<Case>) = all.into_iter().partition(|case| case.allowed);
    // What an ended post could have written may wait in custody; nothing else moves.
    let (late, refused): (Vec<Case>, Vec<Case>) = refused.into_iter().partition(|case| case.said.ends_with(", ended"));
    let before = world.state();
    for (cases, expected) in [(&refused, false), (&late, false), (&allowed, true)] {
        for some in cases.chunks(500) {
            let entries: Vec<SealedEntry> = some.iter().map(|case| case.entry.clone()).collect();
            let pushed = phone.push(&world.town, &entries).await;
            for (case, verdict) in some.iter().zip(&pushed.verdicts) {
                if matches!(verdict, Verdict::Stored { .. }) != expected {
                    wrong.push(format!("{}: {verdict:?}", case.said));
                }
            }
        }
        let mut after = world.state();
        if std::ptr::eq(cases, &late) {
            // No unit but the one of the ended post hears of it.
            let mut custody = after.remove("custody");
            custody = custody.and(before.get("custody").cloned());
            after.extend(custody.map(|rows| ("custody".to_owned(), rows)));
        }
        if !expected
            && wrong.is_empty()
            && after.iter().ne(before.iter().filter(|(table, _)| after.contains_key(*table)))
        {
            wrong.push(format!("what was refused to {} changed the relay", phone.who.kind));
        }
    }
    let own: OrgPath = unit_of(&phone.who.kind).1.parse().unwrap();
    let outside = etong_server::custody::list(world.town.state.store()).unwrap().into_iter().filter(|item| {
        let held = SealedEntry::open(item.bytes.clone()).unwrap();
        held.entry.device == phone.device && !own.covers(&held.entry.scope)
    });
    wrong.extend(outside.map(|item| format!("{} put an entry into custody elsewhere: {}", phone.who.kind, item.no)));
    (count, wrong)
}

#[tokio::test]
async fn no_post_writes_what_its_kind_place_and_days_do_not_allow() {
    let mut world = World::new().await;
    let (mut ran, mut wrong) = (0, Vec::new());
    for mut phone in std::mem::take(&mut world.attackers) {
        let (count, said) = run(&mut world, &mut phone).await;
        ran += count;
        wrong.extend(said);
    }
    println!("{ran} cases");
    assert!(wrong.is_empty(), "{} of {ran}:\n{}", wrong.len(), wrong[..wrong.len().min(400)].join("\n"));
    assert!(ran >= FLOOR, "{ran} cases");
    world.witnesses_agree().await;
}
