//! Are the tables whole? A route, a kind of post or a kind of record that was added and that nobody considered here makes these fail:
//! every kind of record is founded inside and outside of a unit, and each kind of post asks for it at every route that gives entries.

use std::collections::BTreeSet;

use etong_merge::{AutomergeDoc, FieldEdit, RecordDoc};
use etong_protocol::again::{AgainPage, again_path};
use etong_protocol::evidence::Evidence;
use etong_protocol::{EntryClass, EntryId, PostKind, RecordId, RecordKind, RefusalCode, SealedEntry, Verdict};
use etong_server::directory::{Import, PersonRow};

use super::oracle::{considered, founds, joins, reads_as_founded, takes_away};
use super::world::unit_of;
use super::write::kinds;
use crate::town::{MORNING, Phone, Town, Who, named, person_id, post_row, unit};

/// Here, in the unit of all who read, and next door, where none of them reads anything but what is for all.
const PLACES: [&str; 2] = ["/1/2/3", "/1/2/9"];
const EMPTY: [&str; 3] = ["special", "custody_release", "custody_refusal"];

struct Founded {
    kind: RecordKind,
    scope: &'static str,
    id: EntryId,
    record: RecordId,
    by: PostKind,
}

struct Whole {
    town: Town,
    readers: Vec<Phone>,
    founded: Vec<Founded>,
    /// Kinds that no post founded at a place.
    nobody: BTreeSet<String>,
}

fn unit_at(kind: &PostKind, place: usize) -> (u32, &'static str) {
    match (kind, place) {
        (PostKind::HostStaff | PostKind::TeamMember, 0) => unit_of(kind),
        (PostKind::HostStaff, _) => (29, "/1/2/9/29"),
        (PostKind::TeamMember, _) => (28, "/1/2/9/28"),
        (_, 0) => (3, "/1/2/3"),
        _ => (9, "/1/2/9"),
    }
}

fn written(phone: &mut Phone, kind: &RecordKind, record: RecordId, scope: &str) -> SealedEntry {
    let is_document = kind.is_document() && !matches!(kind, RecordKind::Unknown(_));
    if !is_document {
        return named(phone.entry(EntryClass::Event, kind.as_str(), record, scope)).seal();
    }
    let mut doc = AutomergeDoc::empty();
    let change = doc.edit(phone.actor, &[FieldEdit::set("name", "x")], MORNING / 1000).unwrap().unwrap();
    let mut entry = phone.entry(EntryClass::Doc, kind.as_str(), record, scope);
    entry.payload = change.bytes;
    entry.seal()
}

impl Whole {
    /// Somebody of every kind of post at both places founds what the oracle lets them; others of each kind read here.
    async fn new() -> Self {
        let mut town = Town::new();
        let units = vec![
            unit(9, Some(2), "community"),
            unit(18, Some(3), "team"),
            unit(19, Some(3), "dedicated_grid"),
            unit(28, Some(9), "team"),
            unit(29, Some(9), "dedicated_grid"),
        ];
        let each = |first: u8, place: usize| {
            let who =
                move |(person, kind): (u8, &PostKind)| Who { person, kind: kind.clone(), unit: unit_at(kind, place).0 };
            (first..).zip(PostKind::KNOWN).map(who).collect::<Vec<_>>()
        };
        let (readers, authors) = (each(20, 0), [each(60, 0), each(100, 1)]);
        let everybody = || readers.iter().chain(authors.iter().flatten());
        let people = everybody().map(|who| PersonRow::new(person_id(who.person), &who.person.to_string())).collect();
        town.take(&Import { units, people, ..Import::default() });
        town.take(&Import { posts: everybody().map(post_row).collect(), ..Import::default() });
        let mut reading = Vec::new();
        for who in &readers {
            reading.push(town.phone(who).await);
        }
        let mut writing = Vec::new();
        for (place, authors) in authors.iter().enumerate() {
            for who in authors {
                writing.push((place, town.phone(who).await));
            }
        }
        let (mut founded, mut nobody) = (Vec::new(), BTreeSet::new());
        let (mut number, own_scope) = (0_u16, |kind: &PostKind, place: usize| unit_at(kind, place).1);
        for kind in kinds() {
            for (place, at) in PLACES.into_iter().enumerate() {
                let mut any = false;
                for (_, phone) in writing.iter_mut().filter(|(of, _)| *of == place) {
                    let own = own_scope(&phone.who.kind, place);
                    // A team files under its own unit, a host's staff in its grid.
                    let scope = if founds(&phone.who.kind, own, &kind, at) { at } else { own };
                    if !founds(&phone.who.kind, own, &kind, scope) {
                        continue;
                    }
                    number += 1;
                    let [high, low] = number.to_be_bytes();
                    let record = RecordId::new(MORNING, [77, 7, 7, 7, 7, 7, 7, 7, high, low]);
                    let entry = written(phone, &kind, record, scope);
                    let pushed = phone.push(&town, std::slice::from_ref(&entry)).await;
                    assert!(
                        matches!(pushed.verdicts[0], Verdict::Stored { .. }),
                        "{} {kind} {scope}: {:?}",
                        phone.who.kind,
                        pushed.verdicts
                    );
                    founded.push(Founded {
                        kind: kind.clone(),
                        scope,
                        id: entry.id,
                        record: entry.entry.record,
                        by: phone.who.kind.clone(),
                    });
                    any = true;
                }
                if !any && !joins(kind.as_str()) && !kind.is_directory() {
                    nobody.insert(kind.to_string());
                }
            }
        }
        Self { town, readers: reading, founded, nobody }
    }

    /// What each kind of post was shown, or kept from, otherwise than the oracle says.
    async fn wrong(&mut self) -> (usize, Vec<String>) {
        let (mut ran, mut wrong) = (0, Vec::new());
        for phone in &mut self.readers {
            let (kind, unit) = (phone.who.kind.clone(), unit_of(&phone.who.kind).1);
            let (pulled, _) = phone.pull(&self.town).await;
            let pulled: BTreeSet<EntryId> = pulled.into_iter().map(|(_, sealed)| sealed.id).collect();
            for one in &self.founded {
                let may = reads_as_founded((&kind, unit), (&one.kind, one.scope), &one.by);
                let said = || format!("{kind} and a {} at {} by {}", one.kind, one.scope, one.by);
                if pulled.contains(&one.id) != may {
                    wrong.push(format!("{}: pulled {}", said(), pulled.contains(&one.id)));
                }
                let answer = self.town.get(&format!("/v1/evidence?record={}", one.record), Some(&phone.token)).await;
                let given = match answer.refusal() {
                    Some(refusal) => {
                        assert_eq!(refusal.code, RefusalCode::Forbidden, "{}", said());
                        false
                    }
                    None => !Evidence::from_frame(&answer.body).unwrap().entries.is_empty(),
                };
                if given != (may && takes_away(&kind, unit, &one.kind, one.scope)) {
                    wrong.push(format!("{}: evidence {given}", said()));
                }
                let answer = self.town.get(&again_path(one.record, 0), Some(&phone.token)).await;
                let again = AgainPage::from_frame(&answer.body).is_ok_and(|page| !page.entries.is_empty());
                if again != (may && one.kind == RecordKind::Case) {
                    wrong.push(format!("{}: brought back {again}", said()));
                }
                ran += 3;
            }
        }
        (ran, wrong)
    }
}

#[tokio::test]
async fn each_kind_of_post_reads_each_kind_of_record_where_the_rule_says_and_nowhere_else() {
    let mut whole = Whole::new().await;
    assert_eq!(
        whole.nobody.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        EMPTY.into(),
        "founded by nobody: say how they are read"
    );
    let of: BTreeSet<String> = whole.founded.iter().map(|one| one.kind.to_string()).collect();
    let (ran, wrong) = whole.wrong().await;
    println!("{ran} questions about {} kinds", of.len());
    assert!(wrong.is_empty(), "{} of {ran}:\n{}", wrong.len(), wrong[..wrong.len().min(200)].join("\n"));
    assert!(ran > 5_000, "{ran}");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_shows_a_hosts_staff_what_happens_elsewhere_is_found_out() {
    let mut whole = Whole::new().await;
    whole.town.state.sim().plant(etong_server::sim::SeededBug::HostsEverywhere);
    let (_, wrong) = whole.wrong().await;
    for seen in [
        "host_staff and a inspection at /1/2/9 by community_desk: pulled true",
        "host_staff and a case at /1/2/3 by grid_worker: pulled true",
    ] {
        assert!(wrong.iter().any(|said| said == seen), "{seen} in {wrong:?}");
    }
    assert!(wrong.iter().all(|said| said.starts_with("host_staff")), "{wrong:?}");
}

/// Kinds of post of which the oracle does not know whether they read at all.
fn unconsidered<'k>(kinds: impl Iterator<Item = &'k PostKind>) -> Vec<String> {
    kinds.filter(|kind| !considered(kind)).map(ToString::to_string).collect()
}

#[test]
fn a_new_route_or_kind_of_post_is_noticed() {
    let known = super::read::doors_missing(&etong_server::surface());
    assert!(known.is_empty(), "say in read.rs who may ask: {known:?}");
    let mut more = etong_server::surface();
    more.push((axum::http::Method::GET, "/v1/everything"));
    assert_eq!(super::read::doors_missing(&more), ["/v1/everything"], "the seeded one is seen");

    let new = unconsidered(PostKind::KNOWN.iter());
    assert!(new.is_empty(), "say in the oracle what they read: {new:?}");
    let robot = PostKind::Unknown("robot".into());
    assert_eq!(unconsidered(PostKind::KNOWN.iter().chain([&robot])), ["robot"], "the seeded one is seen");
}

/// All routes stand in one table, so none is served that the attacks do not go through.
#[test]
fn nothing_is_served_past_the_table_of_routes() {
    let source = include_str!("../../../src/routes/mod.rs");
    assert_eq!(source.matches(".route(").count(), 1, "routes stand in the table");
    assert!(!source.contains(".nest(") && !source.contains(".merge(") && !source.contains("_service("));
    let document: serde_json::Value = serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap();
    let documented: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let served = etong_server::surface().into_iter().map(|(method, path)| (method.to_string(), path.to_owned()));
    assert_eq!(served.collect::<BTreeSet<_>>(), documented, "docs/openapi.json and the table of routes");
}
