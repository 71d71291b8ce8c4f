//! Every route with every wrong token, and every question a valid token can ask: no answer holds an entry that the oracle does not
//! let its reader see.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use etong_protocol::again::{AgainPage, again_path};
use etong_protocol::evidence::Evidence;
use etong_protocol::signatures::Signatures;
use etong_protocol::{ChainId, Cursor, CustodyPage, EntryId, PROOF_HEADER, PullPage, PullQuery, RefusalCode};
use etong_server::directory::revoke;

use super::oracle::{shown_custody, takes_away};
use super::world::{World, unit_of};
use crate::town::{Phone, Town, li, wang};

/// Which door a route has. A route that is not named here is a route nobody thought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// A token and its proof.
    Device,
    /// Something that is in the body: a code, a signature.
    Letter,
    /// Open to all, and says nothing of anybody.
    Open,
}

fn door(path: &str) -> Door {
    match path {
        "/v1/push" | "/v1/pull" | "/v1/custody" | "/v1/custody/mine" | "/v1/history" | "/v1/signatures"
        | "/v1/evidence" | "/v1/bring-back" | "/v1/live" => Door::Device,
        "/v1/enrol" | "/v1/register" | "/v1/token" | "/v1/card" | "/v1/sealed" => Door::Letter,
        "/v1/openapi.json" | "/healthz" | "/metrics" => Door::Open,
        other => panic!("{other} is new: say here who may ask it"),
    }
}

/// Routes of which nobody has said who may ask them.
pub(super) fn doors_missing(surface: &[(Method, &'static str)]) -> Vec<&'static str> {
    let known = |path: &str| std::panic::catch_unwind(|| door(path)).is_ok();
    surface.iter().map(|(_, path)| *path).filter(|path| !known(path)).collect()
}

fn routes() -> Vec<(Method, String)> {
    etong_server::surface().into_iter().map(|(method, path)| (method, path.to_owned())).collect()
}

fn asked(path: &str) -> String {
    let record = crate::town::record(200);
    match path {
        "/v1/pull" => PullQuery { cursor: Cursor::default(), chain: ChainId::NIL, standing: 0 }.to_path(),
        "/v1/history" => "/v1/history?from=0&size=0&seqs=".to_owned(),
        "/v1/signatures" => "/v1/signatures?seqs=1-9".to_owned(),
        "/v1/evidence" => format!("/v1/evidence?record={record}"),
        "/v1/bring-back" => etong_protocol::again::again_path(record, 0),
        path => path.to_owned(),
    }
}

async fn knock(
    town: &Town,
    method: &Method,
    path: &str,
    token: Option<&str>,
    proof: Option<&str>,
) -> crate::town::Answer {
    let mut request = Request::builder().method(method.clone()).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if let Some(proof) = proof {
        request = request.header(PROOF_HEADER, proof);
    }
    town.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn no_route_answers_a_token_that_is_none_anothers_old_replayed_or_of_another_relay() {
    let mut town = Town::new();
    let (mine, other) = (town.phone(&li()).await, town.phone(&wang()).await);
    let revoked = town.phone(&li()).await;
    let mut elsewhere = Town::new();
    // Other keys and tokens than here: both relays draw from the same seed.
    for _ in 0..5 {
        elsewhere.phone(&wang()).await;
    }
    let foreign = elsewhere.phone(&li()).await;
    revoke(town.state.store(), revoked.device).unwrap();
    let mut ran = 0;
    for (method, path) in routes() {
        let path = asked(&path);
        let bare = path.split('?').next().unwrap();
        let door = door(bare);
        let proof = |town: &Town, token: &str, path: &str| town.proof(&method, path, token, b"").unwrap();
        let used = proof(&town, &mine.token, &path);
        if door == Door::Device && bare != "/v1/live" {
            knock(&town, &method, &path, Some(&mine.token), Some(&used)).await;
        }
        let anothers = proof(&town, &other.token, &path);
        let elsewhere_asked = proof(&town, &mine.token, "/v1/pull?cursor=0.0");
        let of_there = proof(&elsewhere, &foreign.token, &path);
        let of_revoked = proof(&town, &revoked.token, &path);
        let table = [
            ("none", None, None),
            ("garbage", Some("garbage"), Some(used.as_str())),
            ("no proof", Some(mine.token.as_str()), None),
            ("signed by another key", Some(mine.token.as_str()), Some(anothers.as_str())),
            ("another's token", Some(other.token.as_str()), Some(used.as_str())),
            ("signed for another question", Some(mine.token.as_str()), Some(elsewhere_asked.as_str())),
            ("another relay's", Some(foreign.token.as_str()), Some(of_there.as_str())),
            ("a revoked phone's", Some(revoked.token.as_str()), Some(of_revoked.as_str())),
            ("replayed", Some(mine.token.as_str()), Some(used.as_str())),
        ];
        for (said, token, shown) in table {
            if said == "replayed" && bare == "/v1/live" {
                continue;
            }
            let answer = knock(&town, &method, &path, token, shown).await;
            match door {
                Door::Device => {
                    let code = answer.refusal().map(|refusal| refusal.code);
                    let no = matches!(
                        code,
                        Some(RefusalCode::Unauthenticated | RefusalCode::BadSignature | RefusalCode::Upgrade)
                    );
                    assert!(no, "{method} {path}, {said}: {} {code:?}", answer.status);
                }
                Door::Letter => assert!(answer.status >= 400, "{method} {path}, {said}: {}", answer.status),
                Door::Open => assert_eq!(answer.status, 200, "{method} {path}, {said}"),
            }
            ran += 1;
        }
    }
    town.clock.advance_minutes(16);
    for (method, path) in routes().into_iter().filter(|(_, path)| door(path) == Door::Device) {
        let path = asked(&path);
        let proof = town.proof(&method, &path, &mine.token, b"").unwrap();
        let answer = knock(&town, &method, &path, Some(&mine.token), Some(&proof)).await;
        answer.refused(RefusalCode::Unauthenticated);
        ran += 1;
    }
    println!("{ran} knocks");
    assert!(ran >= 125, "{ran} knocks");
}

/// Which victims somebody was shown that the oracle does not let them see, by any question.
pub(super) async fn seen_too_much(world: &World, phone: &Phone) -> (usize, Vec<String>) {
    let (kind, unit) = (&phone.who.kind, unit_of(&phone.who.kind).1);
    let hidden = |id: EntryId| world.victims.iter().find(|victim| victim.id == id && !victim.read_by(kind, unit));
    let town = &world.town;
    let (mut ran, mut wrong) = (0, Vec::new());
    let mut read = BTreeSet::new();
    let epoch = phone.cursor.epoch;
    let chains = [ChainId::NIL, phone.chain.id, world.witnesses[0].chain.id, world.attackers[1].chain.id];
    for epoch in [epoch, 0, epoch + 1, u64::MAX] {
        for seq in [0, 1, 30, 10_000, i64::MAX as u64, u64::MAX] {
            for chain in chains {
                for standing in [0, phone.standing, u64::MAX] {
                    let query = PullQuery { cursor: Cursor { epoch, seq }, chain, standing };
                    let more = ["", "&unit=1&scope=/1&limit=100000000", "&post=0&kind=county_desk&restricted=true"];
                    let path = format!("{}{}", query.to_path(), more[ran % more.len()]);
                    let answer = town.get(&path, Some(&phone.token)).await;
                    let page = PullPage::from_frame(&answer.body, &town.relay_key()).unwrap();
                    read.extend(page.entries.iter().map(|entry| EntryId::of(&entry.bytes)));
                    let seen = page.entries.iter().filter_map(|entry| hidden(EntryId::of(&entry.bytes)));
                    wrong.extend(
                        seen.map(|victim| format!("{kind} pulled a {} at {} with {path}", victim.kind, victim.scope)),
                    );
                    ran += 1;
                }
            }
        }
    }
    for victim in &world.victims {
        let path = format!("/v1/evidence?record={}&scope=/1", victim.record);
        let answer = town.get(&path, Some(&phone.token)).await;
        let of = victim.kind.parse().unwrap();
        let reads = victim.read_by(kind, unit);
        if reads && takes_away(kind, unit, &of, victim.scope) {
            let evidence = Evidence::from_frame(&answer.body).unwrap();
            assert!(!evidence.entries.is_empty(), "{kind} reads the {} at {}", victim.kind, victim.scope);
        } else if answer.refusal().is_none_or(|refusal| refusal.code != RefusalCode::Forbidden) {
            wrong.push(format!("{kind} was given evidence of a {} at {}", victim.kind, victim.scope));
        }
        let answer = town.get(&again_path(victim.record, 0), Some(&phone.token)).await;
        let given = AgainPage::from_frame(&answer.body).is_ok_and(|page| !page.entries.is_empty());
        let refused = answer.refusal().is_some_and(|refusal| refusal.code == RefusalCode::Forbidden);
        let may = reads && victim.kind == "case";
        if (given, refused) != (may, !may) {
            wrong.push(format!("{kind} and a {} at {}: brought back {given}", victim.kind, victim.scope));
        }
        ran += 2;
    }
    for seqs in ["1-500", "1-18446744073709551615", "1-3,5-9,11-400"] {
        let answer = town.get(&format!("/v1/signatures?seqs={seqs}"), Some(&phone.token)).await;
        for batch in Signatures::from_frame(&answer.body).unwrap().batches {
            let ids = batch.entries().unwrap();
            if !ids.iter().any(|id| read.contains(id)) {
                wrong.push(format!("{kind} was told of a batch of which it reads nothing: {:?}", batch.device));
            }
        }
        ran += 1;
    }
    for after in ["0", "-1", "18446744073709551615", "x"] {
        for path in [format!("/v1/custody?after={after}"), "/v1/custody/mine?device=0".to_owned()] {
            let answer = town.get(&path, Some(&phone.token)).await;
            let page = CustodyPage::from_frame(&answer.body, &town.relay_key()).unwrap();
            let shown: Vec<EntryId> = page.items.iter().map(|item| EntryId::of(&item.bytes)).collect();
            let waiting = world.waiting.iter().filter(|held| shown_custody(kind, unit, held.kind, held.scope));
            let expected: Vec<EntryId> = match path.contains("mine") || after.len() > 2 {
                true => Vec::new(),
                false => waiting.map(|held| held.id).collect(),
            };
            if shown != expected || !page.decisions.is_empty() {
                wrong.push(format!("{kind} was shown {} of {} in custody with {path}", shown.len(), expected.len()));
            }
            ran += 1;
        }
    }
    (ran, wrong)
}

#[tokio::test]
async fn no_question_is_answered_with_an_entry_outside_the_reach_of_who_asks() {
    let world = World::new().await;
    let before = world.state();
    let (mut ran, mut wrong) = (0, Vec::new());
    for phone in &world.attackers {
        let (count, said) = seen_too_much(&world, phone).await;
        ran += count;
        wrong.extend(said);
    }
    println!("{ran} questions");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 4_500, "{ran} questions");
    let (mut before, mut after) = (before, world.state());
    assert_ne!(before.remove("audit"), after.remove("audit"), "who was given evidence is in the trail");
    assert_eq!(after, before, "asking changes nothing else");
}
