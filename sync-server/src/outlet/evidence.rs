//! All that proves who wrote the entries of one record, cut to the reach of whoever asks.

use std::collections::BTreeMap;

use etong_protocol::authority::{Standing, export_act, may_export, who_may};
use etong_protocol::evidence::{DeviceBody, Evidence, EvidenceEntry, SignedBatch, SignedDevice};
use etong_protocol::history::{prove_included, stretches};
use etong_protocol::{
    Chain, ChainId, DeviceId, EntryId, OrgPath, PersonId, PublicKey, RecordId, RecordKind, RefusalCode, SealedEntry,
    Signature,
};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::beside::bodies;
use super::history::root_at;
use super::query::{part, parts};
use super::reach::{Place, Reach};
use crate::directory::{Bearer, standing_of};
use crate::error::{RelayError, refuse};
use crate::sim::SeededBug;
use crate::store::number::{from_sql, hash, to_sql};
use crate::store::{Store, history, log};

/// Reads the query string of `GET /v1/evidence`.
///
/// # Errors
/// `Malformed`.
pub(crate) fn parse_evidence(query: &str) -> Result<RecordId, RelayError> {
    part(&parts(query), "record")
}

/// # Errors
/// `Forbidden` when there is no such record, or nothing of it is in the bearer's reach: the two sound the same. `Forbidden` with who
/// may when the bearer's posts see such records masked.
pub(crate) fn evidence(
    store: &Store,
    connection: &Connection,
    bearer: &Bearer,
    record: RecordId,
) -> Result<Evidence, RelayError> {
    let standing = standing_of(connection, bearer.person, store.now_ms())?;
    let mut found = Vec::new();
    entries_in_reach(connection, bearer, &standing, (record, 0), |entry| {
        found.push(entry);
        true
    })?;
    if found.is_empty() {
        return Err(refuse(RefusalCode::Forbidden, "no record of this id is in reach of this device's posts"));
    }
    check_right(&standing, &found)?;
    let mut gathered = Gathered::default();
    let mut entries = Vec::with_capacity(found.len());
    for entry in found {
        let place = match (entry.chain, entry.dseq) {
            (0, _) => signed_link(connection, &entry.bytes)?,
            (_, 0) if !store.sim().has(SeededBug::DecisionsUnlinked) => signed_link(connection, &entry.bytes)?,
            place => place,
        };
        let batch = gathered.batch_of(store, connection, place)?;
        entries.push(EvidenceEntry { seq: entry.seq, bytes: entry.bytes, batch });
    }
    if store.sim().has(SeededBug::BatchMisnumbered) {
        let next = |nth: u32| (nth + 1) % u32::try_from(gathered.batches.len()).unwrap_or(1).max(1);
        entries.iter_mut().for_each(|entry: &mut EvidenceEntry| entry.batch = entry.batch.map(next));
    }
    let asked = stretches(entries.iter().map(|entry| entry.seq)).ok_or(RelayError::BadRow { what: "log" })?;
    let mut whole = |level, index| history::whole(connection, level, index);
    let root = root_at(store, log::head(connection)?, &mut whole)?;
    let included = prove_included(&asked, root.size, &mut whole)?;
    let root = root.sign(store.key());
    Ok(Evidence::new(record, entries, gathered.batches, gathered.devices.into_values().collect(), root, &included))
}

pub(super) struct Found {
    pub(super) seq: u64,
    chain: i64,
    dseq: i64,
    pub(super) received_at: Option<i64>,
    pub(super) bytes: Vec<u8>,
}

/// The same rows as on the phone. A phone that slimmed a case has a door of its own for its words (`again`).
fn check_right(standing: &Standing, found: &[Found]) -> Result<(), RelayError> {
    let about: Vec<(RecordKind, OrgPath)> = found
        .iter()
        .map(|entry| SealedEntry::open(entry.bytes.clone()).map(|sealed| (sealed.entry.kind, sealed.entry.scope)))
        .collect::<Result<_, _>>()?;
    let founding = about.iter().rev().find(|(kind, _)| !kind.is_companion());
    let Some((kind, scope)) = founding.or(about.last()) else { return Ok(()) };
    if standing.posts.iter().any(|held| may_export(&held.kind, &held.unit, kind, scope)) {
        return Ok(());
    }
    let may: Vec<String> = who_may(&RecordKind::Audit, export_act(kind)).iter().map(ToString::to_string).collect();
    let words =
        format!("this device's posts may not take a {kind} of {scope} away unmasked; these may: {}", may.join(", "));
    Err(refuse(RefusalCode::Forbidden, words))
}

/// Where its author's device signed for what a desk let out of custody, and for a decision of one that an older relay filed without
/// its place; nowhere is (0, 0).
fn signed_link(connection: &Connection, bytes: &[u8]) -> Result<(i64, i64), RelayError> {
    let sealed = SealedEntry::open(bytes.to_vec())?;
    let of = named_params! {":device": sealed.entry.device.as_bytes(), ":entry": sealed.id.as_bytes()};
    let found = connection
        .prepare_cached(include_str!("sql/signed_link.sql"))?
        .query_row(of, |row| Ok((row.get("chain")?, row.get("dseq")?)))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Opens what lies behind `after` one by one, as long as `take` wants more. False when nothing of the record is in reach.
pub(super) fn entries_in_reach(
    connection: &Connection,
    bearer: &Bearer,
    standing: &Standing,
    (record, after): (RecordId, u64),
    mut take: impl FnMut(Found) -> bool,
) -> Result<bool, RelayError> {
    let reach = Reach::of(connection, bearer.person, &standing.reach(&bodies(connection, standing)?))?;
    let mut statement = connection.prepare_cached(include_str!("sql/evidence_entries.sql"))?;
    let mut rows = statement.query(named_params! {":record": record.as_bytes(), ":after": to_sql(after)})?;
    let mut any = false;
    while let Some(row) = rows.next()? {
        if reach.shows(Place::read(row)?) || reach.shared.contains_key(&record) {
            any = true;
            let Some(bytes) = row.get("bytes")? else { continue };
            let (chain, dseq, received_at) = (row.get("chain")?, row.get("dseq")?, row.get("received_at")?);
            if !take(Found { seq: from_sql(row.get("seq")?), chain, dseq, received_at, bytes }) {
                break;
            }
        }
    }
    Ok(any)
}

/// Batches and devices, each once.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) batches: Vec<SignedBatch>,
    numbers: BTreeMap<(i64, i64), u32>,
    pub(super) devices: BTreeMap<DeviceId, SignedDevice>,
    /// Ids listed by all of the batches.
    pub(super) ids: usize,
}

impl Gathered {
    pub(super) fn batch_of(
        &mut self,
        store: &Store,
        connection: &Connection,
        (chain_no, dseq): (i64, i64),
    ) -> Result<Option<u32>, RelayError> {
        let covering = connection
            .prepare_cached(include_str!("sql/batch_of.sql"))?
            .query_row(named_params! {":chain": chain_no, ":dseq": dseq}, |row| {
                Ok((row.get::<_, i64>("first")?, row.get::<_, i64>("count")?, row.get::<_, [u8; 64]>("signature")?))
            })
            .optional()?;
        let Some((first, count, signature)) = covering else { return Ok(None) };
        if let Some(known) = self.numbers.get(&(chain_no, first)) {
            return Ok(Some(*known));
        }
        let (chain, device) = owner(connection, chain_no)?;
        let ids = ids(connection, chain_no, first, count)?;
        self.ids += ids.len();
        let head_before = match first {
            1 => Chain::first_head(device.device, chain),
            _ => head_at(connection, chain_no, first - 1)?,
        };
        let batch = SignedBatch::new(device.device, chain, from_sql(first), head_before, &ids, Signature(signature));
        let number = u32::try_from(self.batches.len()).unwrap_or(u32::MAX);
        self.batches.push(batch);
        self.numbers.insert((chain_no, first), number);
        self.devices.entry(device.device).or_insert_with(|| device.sign(store.key()));
        Ok(Some(number))
    }
}

fn owner(connection: &Connection, chain: i64) -> Result<(ChainId, DeviceBody), RelayError> {
    let (id, device, key, person, enrolled_at, revoked_at) = connection
        .prepare_cached(include_str!("sql/chain_owner.sql"))?
        .query_row(named_params! {":chain": chain}, |row| {
            Ok((
                row.get::<_, Vec<u8>>("id")?,
                row.get::<_, Vec<u8>>("device")?,
                row.get::<_, Vec<u8>>("key")?,
                row.get::<_, Vec<u8>>("person")?,
                row.get("enrolled_at")?,
                row.get("revoked_at")?,
            ))
        })?;
    let device = DeviceBody {
        device: DeviceId::from_slice(&device)?,
        key: PublicKey::from_slice(&key)?,
        person: PersonId::from_slice(&person)?,
        enrolled_at,
        revoked_at,
    };
    Ok((ChainId::from_slice(&id)?, device))
}

fn ids(connection: &Connection, chain: i64, first: i64, count: i64) -> Result<Vec<EntryId>, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/links_of_batch.sql"))?;
    let stretch = named_params! {":chain": chain, ":first": first, ":end": first.saturating_add(count)};
    let rows = statement.query_map(stretch, |row| row.get::<_, Vec<u8>>("entry"))?;
    rows.map(|row| Ok(EntryId::from_slice(&row?)?)).collect()
}

fn head_at(connection: &Connection, chain: i64, dseq: i64) -> Result<[u8; 32], RelayError> {
    let head: Vec<u8> = connection
        .prepare_cached(include_str!("sql/head_of_link.sql"))?
        .query_row(named_params! {":chain": chain, ":dseq": dseq}, |row| row.get("head"))?;
    hash(&head, "chain head")
}
