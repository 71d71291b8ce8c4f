//! What the relay proves of its history, and who wrote what.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::again::{AgainPage, again_path};
use etong_protocol::custody::decision_record;
use etong_protocol::evidence::Evidence;
use etong_protocol::history::{HistoryQuery, HistoryReply, RootBody, is_consistent, root_from, stretches};
use etong_protocol::signatures::Signatures;
use etong_protocol::{CustodyDecision, DeviceId, EntryClass, EntryId, RefusalCode};
use etong_server::directory::{Import, PostRow};

use crate::town::{GRID_4, Phone, Town, chen, li, person_id, post_row, qian, record, sun, wang, zhao};

async fn ask(town: &Town, phone: &Phone, from: u64, size: u64, seqs: &[u64]) -> (RootBody, HistoryReply) {
    let asked = stretches(seqs.iter().copied()).unwrap();
    let answer = town.get(&HistoryQuery { from, size, asked }.to_path(), Some(&phone.token)).await;
    assert_eq!(answer.status, 200, "{:?}", answer.refusal());
    let reply = HistoryReply::from_frame(&answer.body).unwrap();
    (reply.root.open(&town.relay_key()).unwrap(), reply)
}

async fn push_many(town: &Town, phone: &mut Phone, count: u8) -> Vec<(u64, EntryId)> {
    let entries: Vec<_> = (0..count).map(|nth| phone.event("case", record(nth + 1), GRID_4)).collect();
    let pushed = phone.push(town, &entries).await;
    let seqs = crate::town::seqs(&pushed.verdicts).into_iter().flatten();
    seqs.zip(pushed.ids).collect()
}

#[tokio::test]
async fn each_root_continues_every_one_before_it_and_holds_what_was_receipted() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let (mut roots, mut all) = (vec![ask(&town, &li, 0, 0, &[]).await.0], Vec::new());
    for round in 0..9_u8 {
        let entries: Vec<_> = (0..20).map(|nth| li.event("case", record(round * 20 + nth + 1), GRID_4)).collect();
        let pushed = li.push(&town, &entries).await;
        all.extend(crate::town::seqs(&pushed.verdicts).into_iter().flatten().zip(pushed.ids));
        for before in &roots {
            let (now, reply) = ask(&town, &li, before.size, 0, &[]).await;
            let proof = reply.consistent().unwrap();
            assert!(is_consistent((before.size, &before.root), (now.size, &now.root), &proof), "{}", before.size);
        }
        roots.push(ask(&town, &li, 0, 0, &[]).await.0);
    }
    let seqs: Vec<u64> = all.iter().map(|(seq, _)| *seq).collect();
    let (root, reply) = ask(&town, &li, 0, 0, &seqs).await;
    assert_eq!(root_from(&all, root.size, &reply.included().unwrap()), Some(root.root));
    for before in &roots {
        assert_eq!(ask(&town, &li, 0, before.size, &[]).await.0.root, before.root, "an old root can be had again");
    }
}

#[tokio::test]
async fn a_log_of_an_older_relay_gets_its_history_at_the_next_start() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    push_many(&town, &mut li, 150).await;
    let before = ask(&town, &li, 0, 0, &[]).await.0;
    town.state.close().await;
    let database = rusqlite::Connection::open(town.folder.path().join("relay.db")).unwrap();
    database.execute_batch("DELETE FROM history_tile").unwrap();
    drop(database);
    town.restart().await;
    li.sign_in(&town).await;
    let after = ask(&town, &li, 0, 0, &[]).await.0;
    assert_eq!((after.size, after.root), (before.size, before.root));
    push_many(&town, &mut li, 3).await;
    let (now, reply) = ask(&town, &li, before.size, 0, &[]).await;
    assert!(is_consistent((before.size, &before.root), (now.size, &now.root), &reply.consistent().unwrap()));
}

#[tokio::test]
async fn nobody_without_a_token_and_no_nonsense_gets_a_proof() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    town.get("/v1/history?from=0&size=0&seqs=", None).await.refused(RefusalCode::Unauthenticated);
    town.get(&format!("/v1/evidence?record={}", record(1)), None).await.refused(RefusalCode::Unauthenticated);
    for query in ["", "from=1", "from=x&size=0", "from=0&size=0&seqs=9-1", "from=0&size=0&seqs=0-4"] {
        town.get(&format!("/v1/history?{query}"), Some(&li.token)).await.refused(RefusalCode::Malformed);
    }
    town.get("/v1/evidence?record=x", Some(&li.token)).await.refused(RefusalCode::Malformed);
    let (root, reply) = ask(&town, &li, u64::MAX, u64::MAX, &[u64::MAX]).await;
    assert!(reply.consistent().unwrap().is_empty() && reply.included().unwrap().is_empty());
    assert_eq!(root.size, ask(&town, &li, 0, 0, &[]).await.0.size);
}

#[tokio::test]
async fn evidence_proves_who_wrote_each_entry_and_is_cut_to_the_reach_of_who_asks() {
    let mut town = Town::new();
    let (mut sun, mut zhao, wang) = (town.phone(&sun()).await, town.phone(&zhao()).await, town.phone(&wang()).await);
    let scope = "/1/2/3";
    let (report, other) = (sun.event("case", record(1), scope), sun.event("case", record(2), scope));
    sun.push(&town, &[report.clone(), other]).await;
    let (act, reply) = (zhao.event("case", record(1), scope), zhao.event("reply", record(1), scope));
    let opened = zhao.event("opened", record(1), scope);
    zhao.push(&town, &[act.clone(), reply.clone(), opened.clone()]).await;
    let path = format!("/v1/evidence?record={}", record(1));
    let of = |answer: crate::town::Answer| {
        let evidence = Evidence::from_frame(&answer.body).unwrap();
        assert_eq!(evidence.check(&town.relay_key()).unwrap(), 0, "every entry is signed for");
        evidence.entries.iter().map(|entry| EntryId::of(&entry.bytes)).collect::<Vec<_>>()
    };
    assert_eq!(of(town.get(&path, Some(&zhao.token)).await), [report.id, act.id, reply.id, opened.id]);
    // Who sees numbers masked takes nothing away whole, and is given back what was slimmed: what a pull gives.
    town.get(&path, Some(&sun.token)).await.refused(RefusalCode::Forbidden);
    let back = |answer: crate::town::Answer| {
        let page = AgainPage::from_frame(&answer.body).unwrap();
        page.entries.iter().map(|entry| EntryId::of(&entry.bytes)).collect::<Vec<_>>()
    };
    let again = again_path(record(1), 0);
    assert_eq!(back(town.get(&again, Some(&sun.token)).await), [report.id, reply.id, opened.id]);
    assert_eq!(back(town.get(&again, Some(&zhao.token)).await).len(), 4);
    town.get(&again, Some(&wang.token)).await.refused(RefusalCode::Forbidden);
    town.get(&path, Some(&wang.token)).await.refused(RefusalCode::Forbidden);
    let nothing = format!("/v1/evidence?record={}", record(99));
    town.get(&nothing, Some(&wang.token)).await.refused(RefusalCode::Forbidden);
}

#[tokio::test]
async fn whoever_sees_people_masked_gets_no_evidence_of_a_resident_and_is_told_who_does() {
    let mut town = Town::new();
    let (mut li, zhao, qian) = (town.phone(&li()).await, town.phone(&zhao()).await, town.phone(&qian()).await);
    let mut doc = AutomergeDoc::empty();
    let entry = li.edit(&mut doc, record(1), GRID_4, "陈丽华");
    let case = li.event("case", record(2), GRID_4);
    li.push(&town, &[entry, case]).await;
    let path = format!("/v1/evidence?record={}", record(1));
    for phone in [&li, &zhao] {
        assert_eq!(town.get(&path, Some(&phone.token)).await.status, 200);
    }
    let answer = town.get(&path, Some(&qian.token)).await;
    let refusal = answer.refusal().expect("a refusal");
    assert_eq!(refusal.code, RefusalCode::Forbidden);
    assert!(refusal.detail.contains("grid_worker") && refusal.detail.contains("community_desk"), "{}", refusal.detail);
    let path = format!("/v1/evidence?record={}", record(2));
    assert_eq!(town.get(&path, Some(&qian.token)).await.status, 200, "a case is shown to the county as it was typed");
}

/// A desk decides on what waits, and two things are asked: evidence of the decision (how much of it nobody signed for), and whether the
/// desk is shown to have signed for it among the signatures.
async fn decided_and_asked(town: &mut Town, as_an_older_relay: bool) -> (usize, bool) {
    let (mut li, mut zhao) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&crate::town::li()) };
    town.take(&Import { posts: vec![ended], ..Import::default() });
    let held = li.event("case", record(1), GRID_4);
    let batch = li.whole(std::slice::from_ref(&held)).knowing_custody();
    li.push_batch(town, &batch).await;
    let own = decision_record(held.id);
    let mut decided = zhao.entry(EntryClass::Event, "custody_refusal", own, GRID_4);
    let said = CustodyDecision { entry: held.id, author: person_id(li.who.person), reason: "不属实".into() };
    decided.payload = said.to_payload().unwrap();
    let decided = decided.seal();
    zhao.push(town, std::slice::from_ref(&decided)).await;
    if as_an_older_relay {
        town.database().execute("UPDATE entry SET dseq = 0 WHERE record = ?1", [own.as_bytes()]).unwrap();
    }
    let answer = town.get(&format!("/v1/evidence?record={own}"), Some(&zhao.token)).await;
    let unsigned = Evidence::from_frame(&answer.body).unwrap().check(&town.relay_key()).unwrap();
    let answer = town.get("/v1/signatures?seqs=1-500", Some(&zhao.token)).await;
    let found = Signatures::from_frame(&answer.body).unwrap().check(&town.relay_key()).unwrap();
    let report = etong_server::verify::verify(town.state.store(), None, &mut |_| {}).unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    (unsigned, found.by.get(&decided.id) == Some(&zhao.device))
}

#[tokio::test]
async fn a_desk_is_shown_to_have_signed_its_decision_on_custody_also_where_an_older_relay_filed_it() {
    for as_an_older_relay in [false, true] {
        let asked = decided_and_asked(&mut Town::new(), as_an_older_relay).await;
        assert_eq!(asked, (0, true), "as an older relay: {as_an_older_relay}");
    }
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_does_not_write_down_where_a_desk_signed_its_decision_is_found_out() {
    let mut town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::DecisionsUnlinked);
    assert_eq!(decided_and_asked(&mut town, false).await.0, 1, "the mistake must be seen");
}

#[tokio::test]
async fn what_a_desk_let_out_of_custody_is_proven_by_what_its_author_signed() {
    let mut town = Town::new();
    let (mut li, mut zhao) = (town.phone(&li()).await, town.phone(&zhao()).await);
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&crate::town::li()) };
    town.take(&Import { posts: vec![ended], ..Import::default() });
    let held = li.event("case", record(1), GRID_4);
    let batch = li.whole(std::slice::from_ref(&held)).knowing_custody();
    li.push_batch(&town, &batch).await;
    let mut decided = zhao.entry(EntryClass::Event, "custody_release", decision_record(held.id), GRID_4);
    let said = CustodyDecision { entry: held.id, author: person_id(li.who.person), reason: "属实".into() };
    decided.payload = said.to_payload().unwrap();
    zhao.push(&town, &[decided.seal()]).await;
    let answer = town.get(&format!("/v1/evidence?record={}", record(1)), Some(&zhao.token)).await;
    let evidence = Evidence::from_frame(&answer.body).unwrap();
    assert_eq!(evidence.entries.len(), 1);
    assert_eq!(evidence.check(&town.relay_key()).unwrap(), 0, "it is signed for");
}

#[tokio::test]
async fn evidence_with_one_bit_changed_is_worth_nothing() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entry = li.event("case", record(1), GRID_4);
    li.push(&town, &[entry]).await;
    let answer = town.get(&format!("/v1/evidence?record={}", record(1)), Some(&li.token)).await;
    let message = etong_protocol::frame::unpack(&answer.body).unwrap();
    for place in 0..message.len() {
        let mut bent = message.clone();
        bent[place] ^= 1 << (place % 8);
        let frame = etong_protocol::frame::pack(&bent).unwrap();
        let sound = Evidence::from_frame(&frame).is_ok_and(|evidence| evidence.check(&town.relay_key()).is_ok());
        assert!(!sound, "byte {place}");
    }
}

/// Rows of the relay's trail that say who was given evidence of which record.
fn given(town: &Town) -> Vec<(String, String)> {
    let lines = etong_server::directory::audit_lines(town.state.store(), 0, 10_000).unwrap();
    let given = lines.into_iter().filter(|line| line.what == "evidence.given");
    given.map(|line| (line.who, line.subject)).collect()
}

async fn looks(town: &mut Town) -> (Vec<(String, String)>, DeviceId) {
    let (mut chen, mut zhao, wang) = (town.phone(&chen()).await, town.phone(&zhao()).await, town.phone(&wang()).await);
    let (clue, mediation) = (chen.event("clue", record(1), GRID_4), zhao.event("mediation", record(2), GRID_4));
    chen.push(town, &[clue]).await;
    zhao.push(town, &[mediation]).await;
    for number in [1, 2, 2] {
        let path = format!("/v1/evidence?record={}", record(number));
        assert_eq!(town.get(&path, Some(&chen.token)).await.status, 200, "{number}");
        town.get(&path, Some(&wang.token)).await.refused(RefusalCode::Forbidden);
    }
    (given(town), chen.device)
}

#[tokio::test]
async fn each_look_at_a_clue_or_a_mediation_through_the_door_of_evidence_is_in_the_trail_once() {
    let mut town = Town::new();
    let (rows, chen) = looks(&mut town).await;
    let who = format!("device:{chen}");
    assert_eq!(rows, [(who.clone(), record(1).to_string()), (who, record(2).to_string())]);
    assert_eq!(etong_server::directory::verify_audit(town.state.store(), None).unwrap().fault, None);
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_gives_evidence_and_keeps_quiet_about_it_is_found_out() {
    let mut town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::LookUnlogged);
    assert!(looks(&mut town).await.0.is_empty());
}
