//! The town under attack: one person of every kind of post in one community, each with a post of today, one that ended yesterday
//! and one that begins tomorrow; honest records at every place; and the relay's complete state, to compare.

use std::collections::BTreeMap;

use etong_merge::{AutomergeDoc, FieldEdit, RecordDoc};
use etong_protocol::{EntryClass, Grant, PostId, PostKind, RecordId, RefusalCode, SealedEntry, Stamp, Verdict};
use etong_server::directory::{Import, PersonRow, PostRow};
use rusqlite::types::ValueRef;

use super::oracle::{reads, reads_shared};
use crate::town::{GRID_4, MORNING, Phone, Town, Who, chen, li, named, person_id, post_row, qian, record, unit, zhao};

/// Own unit, below it, above it, next door, another county, no unit at all, a team, a dedicated grid, everything.
pub(super) const SCOPES: [&str; 9] =
    ["/1/2/3", "/1/2/3/4", "/1/2", "/1/2/9", "/7", "/1/2/98", "/1/2/3/18", "/1/2/3/19", "/"];

/// An honest record: who founded it, what, where.
pub(super) struct Victim {
    pub(super) record: RecordId,
    pub(super) kind: &'static str,
    pub(super) scope: &'static str,
    pub(super) id: etong_protocol::EntryId,
    /// Units it was opened to besides.
    pub(super) shared: &'static [&'static str],
}

impl Victim {
    pub(super) fn is_shared_with(&self, unit: &str) -> bool {
        self.shared.contains(&unit)
    }

    pub(super) fn read_by(&self, post: &PostKind, unit: &str) -> bool {
        reads(post, unit, self.kind, self.scope) || self.is_shared_with(unit) && reads_shared(post)
    }
}

/// What somebody left behind whose post has ended: it waits for a desk.
pub(super) struct Waiting {
    pub(super) kind: &'static str,
    pub(super) scope: &'static str,
    pub(super) id: etong_protocol::EntryId,
}

pub(super) struct World {
    pub(super) town: Town,
    pub(super) attackers: Vec<Phone>,
    pub(super) victims: Vec<Victim>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) witnesses: Vec<Phone>,
}

pub(super) fn unit_of(kind: &PostKind) -> (u32, &'static str) {
    match kind {
        PostKind::HostStaff => (19, "/1/2/3/19"),
        PostKind::TeamMember => (18, "/1/2/3/18"),
        _ => (3, "/1/2/3"),
    }
}

fn leaver() -> Who {
    Who { person: 10, kind: PostKind::GridWorker, unit: 4 }
}

fn second(who: &Who, number: u8, from: &str, to: Option<&str>) -> PostRow {
    let post = PostId::new(MORNING, [number + who.person; 10]);
    let to = to.map(str::to_owned);
    PostRow { to, ..PostRow::new(post, person_id(who.person), who.kind.clone(), who.unit, from) }
}

/// Post of somebody that ended yesterday, and that begins tomorrow.
pub(super) fn ended(phone: &Phone) -> PostId {
    PostId::new(MORNING, [100 + phone.who.person; 10])
}
pub(super) fn to_come(phone: &Phone) -> PostId {
    PostId::new(MORNING, [150 + phone.who.person; 10])
}

impl World {
    pub(super) async fn new() -> Self {
        let mut town = Town::new();
        let neighbour = Who { person: 7, kind: PostKind::CommunityDesk, unit: 9 };
        let county = Who { person: 8, kind: PostKind::CountyDesk, unit: 7 };
        let chief = Who { person: 9, kind: PostKind::PoliceChief, unit: 9 };
        let honest = [neighbour, county, chief, leaver()];
        let attackers: Vec<Who> = (20..)
            .zip(PostKind::KNOWN)
            .map(|(person, kind)| Who { person, kind: kind.clone(), unit: unit_of(kind).0 })
            .collect();
        let units = vec![
            unit(7, None, "county"),
            unit(9, Some(2), "community"),
            unit(18, Some(3), "team"),
            unit(19, Some(3), "dedicated_grid"),
        ];
        let everybody = honest.iter().chain(&attackers);
        let people = everybody.clone().map(|who| PersonRow::new(person_id(who.person), &format!("{}", who.person)));
        town.take(&Import { units, people: people.collect(), ..Import::default() });
        let beside = attackers
            .iter()
            .flat_map(|who| [second(who, 100, "2026-01-01", Some("2026-03-01")), second(who, 150, "2026-03-03", None)]);
        town.take(&Import { posts: everybody.map(post_row).chain(beside).collect(), ..Import::default() });

        let mut witnesses = Vec::new();
        for who in [li(), chen(), zhao(), qian()].into_iter().chain(honest) {
            witnesses.push(town.phone(&who).await);
        }
        let mut attacking = Vec::new();
        for who in &attackers {
            attacking.push(town.phone(who).await);
        }
        let mut world = Self { town, attackers: attacking, victims: Vec::new(), waiting: Vec::new(), witnesses };
        let honest = [
            (0, "case", GRID_4),
            (0, "patrol", GRID_4),
            (1, "clue", GRID_4),
            (1, "police.drone", GRID_4),
            (0, "drone_flight", GRID_4),
            (0, "audit", GRID_4),
            (2, "notice", "/1/2/3"),
            (3, "notice", "/1/2"),
            (4, "case", "/1/2/9"),
            (4, "notice", "/1/2/9"),
            (6, "clue", "/1/2/9"),
            (5, "case", "/7"),
            (2, "case", "/1/2/3/19"),
            (1, "clue", "/1/2/3/18"),
        ];
        for (number, (who, kind, scope)) in (200..).zip(honest) {
            let witness = &mut world.witnesses[who];
            let entry = named(witness.entry(EntryClass::Event, kind, record(number), scope)).seal();
            let stored = witness.push(&world.town, std::slice::from_ref(&entry)).await;
            assert!(crate::town::seqs(&stored.verdicts)[0].is_some(), "{kind} at {scope}");
            world.victims.push(Victim { record: entry.entry.record, kind, scope, id: entry.id, shared: &[] });
        }
        world.share(record(220)).await;
        world.leave().await;
        world
    }

    /// The neighbour's desk opens a case of its own to a team and to the unit where the department of this town sits.
    async fn share(&mut self, record: RecordId) {
        const TO: &[&str] = &["/1/2/3/18", "/1/2/3"];
        let (kind, scope) = ("case", "/1/2/9");
        let desk = &mut self.witnesses[4];
        let case = desk.event(kind, record, scope);
        let mut entries = vec![case.clone()];
        for to in TO {
            let mut grant = desk.entry(EntryClass::Event, "grant", record, scope);
            grant.payload = Grant { to: to.parse().unwrap() }.to_payload().unwrap();
            entries.push(grant.seal());
        }
        let pushed = desk.push(&self.town, &entries).await;
        assert!(crate::town::seqs(&pushed.verdicts).iter().all(Option::is_some), "{:?}", pushed.verdicts);
        self.victims.push(Victim { record, kind, scope, id: case.id, shared: TO });
    }

    /// Somebody whose post ended yesterday sends what was written today: it waits.
    async fn leave(&mut self) {
        let who = leaver();
        let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&who) };
        self.town.take(&Import { posts: vec![ended], ..Import::default() });
        let leaver = self.witnesses.iter_mut().find(|phone| phone.who.person == who.person).unwrap();
        let mut entries = Vec::new();
        for (number, kind) in (230..).zip(["case", "clue"]) {
            let mut entry = leaver.entry(EntryClass::Event, kind, record(number), GRID_4);
            entry.stamp = Stamp::new(entry.stamp.hlc, MORNING, Some(0));
            entries.push(entry.seal());
            self.waiting.push(Waiting { kind, scope: GRID_4, id: entries[entries.len() - 1].id });
        }
        let batch = leaver.whole(&entries).knowing_custody();
        let pushed = leaver.push_batch(&self.town, &batch).await;
        assert_eq!(pushed.verdicts, [Verdict::Refused { code: RefusalCode::InCustody }; 2]);
    }

    /// Everything the relay keeps but that somebody asked, what it refused in whose chain, and the changes that are none (`quarantine`).
    pub(super) fn state(&self) -> BTreeMap<String, Vec<u8>> {
        use sha2::{Digest, Sha256};
        const NOTED: [&str; 8] = ["quarantine", "record_key", "nonce", "token", "link", "chain", "batch", "device"];
        let connection = self.town.database();
        let mut state = BTreeMap::new();
        for table in self.town.rows().keys().filter(|table| !NOTED.contains(&table.as_str())) {
            let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            let mut hash = Sha256::new();
            while let Some(row) = rows.next().unwrap() {
                for column in 0..columns {
                    match row.get_ref(column).unwrap() {
                        ValueRef::Null => hash.update([0]),
                        ValueRef::Integer(number) => hash.update(number.to_le_bytes()),
                        ValueRef::Real(number) => hash.update(number.to_le_bytes()),
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                            hash.update(bytes.len().to_le_bytes());
                            hash.update(bytes);
                        }
                    }
                }
            }
            state.insert(table.clone(), hash.finalize().to_vec());
        }
        state
    }

    /// All honest phones read to the head and hold what the digest says.
    pub(super) async fn witnesses_agree(&mut self) {
        for phone in &mut self.witnesses {
            phone.cursor.seq = 0;
            phone.chain = etong_protocol::Chain::start(phone.device, etong_protocol::ChainId::NIL);
            let (entries, page) = phone.pull(&self.town).await;
            let mut sum = etong_protocol::ScopeDigest::default();
            entries.iter().for_each(|(seq, sealed)| sum.add(sealed.id, *seq));
            assert_eq!(page.digest, Some(sum), "the phone of person {}", phone.who.person);
        }
    }
}

/// An event of a phone's owner with anything in it; `named` makes it one that may found its record.
pub(super) fn event(phone: &mut Phone, kind: &str, record: RecordId, scope: &str) -> SealedEntry {
    let scope_text = if scope == "/" { "/1" } else { scope };
    let mut entry = phone.entry(EntryClass::Event, kind, record, scope_text);
    if scope == "/" {
        entry.scope = etong_protocol::OrgPath::centre();
    }
    entry.seal()
}

/// A change of a document of a phone's owner.
pub(super) fn change(phone: &mut Phone, kind: &str, record: RecordId, scope: &str) -> SealedEntry {
    let mut entry = event(phone, kind, record, scope).entry;
    let mut doc = AutomergeDoc::empty();
    let change = doc.edit(phone.actor, &[FieldEdit::set("name", "x")], MORNING / 1000).unwrap().unwrap();
    (entry.class, entry.payload) = (EntryClass::Doc, change.bytes);
    entry.seal()
}
