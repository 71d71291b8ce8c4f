//! Roots of the relay's history that this phone has seen, and the proofs that entries stand under them.

use etong_protocol::history::{Hash, SignedRoot, hashes};
use etong_protocol::{EntryId, Signature, wire};
use rusqlite::{OptionalExtension, Row, Transaction, named_params, params};

use super::{sql_int, wide};
use crate::error::StoreError;

/// A root with what leads to it.
#[derive(Debug, Clone)]
pub(crate) struct SeenRoot {
    pub epoch: u64,
    pub size: u64,
    pub signed: SignedRoot,
    /// From the root before it in its epoch.
    pub proof: Vec<Hash>,
}

/// Proof that entries stand under a root.
#[derive(Debug, Clone)]
pub(crate) struct Inclusion {
    pub epoch: u64,
    pub size: u64,
    pub leaves: Vec<(u64, EntryId)>,
    pub proof: Vec<Hash>,
}

pub(crate) fn keep(tx: &Transaction<'_>, root: &SeenRoot) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("root/keep.sql"))?.execute(params![
        sql_int(root.epoch),
        sql_int(root.size),
        root.signed.body,
        root.signed.signature.0,
        root.proof.concat(),
    ])?;
    Ok(())
}

/// The longest history seen in an epoch.
pub(crate) fn latest(tx: &Transaction<'_>, epoch: u64) -> Result<Option<SeenRoot>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/latest.sql"))?;
    statement.query_row([sql_int(epoch)], |row| Ok(read(row))).optional()?.transpose()
}

pub(crate) fn find(tx: &Transaction<'_>, epoch: u64, size: u64) -> Result<Option<SeenRoot>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/find.sql"))?;
    statement.query_row([sql_int(epoch), sql_int(size)], |row| Ok(read(row))).optional()?.transpose()
}

/// The newest root that does not have what came at `seq`.
pub(crate) fn before(tx: &Transaction<'_>, epoch: u64, seq: u64) -> Result<Option<SeenRoot>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/before.sql"))?;
    statement.query_row([sql_int(epoch), sql_int(seq)], |row| Ok(read(row))).optional()?.transpose()
}

/// All of them, by epoch and size.
pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<SeenRoot>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/all.sql"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

fn read(row: &Row<'_>) -> Result<SeenRoot, StoreError> {
    let proof: Vec<u8> = row.get("proof")?;
    Ok(SeenRoot {
        epoch: wide(row.get("epoch")?),
        size: wide(row.get("size")?),
        signed: SignedRoot { body: row.get("body")?, signature: Signature(row.get("signature")?) },
        proof: hashes(&proof).map_err(|_| StoreError::Unreadable("a root's proof"))?,
    })
}

/// Own entries, and looks at own records, that are not yet proven in this epoch: the first after `after`.
pub(crate) fn unproven(
    tx: &Transaction<'_>,
    epoch: u64,
    after: u64,
    limit: u32,
) -> Result<Vec<(u64, EntryId)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/unproven.sql"))?;
    let wanted = named_params! {":epoch": sql_int(epoch), ":after": sql_int(after), ":limit": limit};
    let rows =
        statement.query_map(wanted, |row| Ok((wide(row.get("seq")?), row.get("id").map(EntryId::from_bytes)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Own entries placed in the feed from `from` to `to`.
pub(crate) fn own_between(tx: &Transaction<'_>, from: u64, to: u64) -> Result<Vec<(u64, EntryId)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/own_between.sql"))?;
    let rows = statement.query_map([sql_int(from), sql_int(to)], |row| {
        Ok((wide(row.get("seq")?), row.get("id").map(EntryId::from_bytes)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn keep_inclusion(tx: &Transaction<'_>, inclusion: &Inclusion) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("root/keep_inclusion.sql"))?.execute(params![
        sql_int(inclusion.epoch),
        sql_int(inclusion.size),
        wire::encode(&inclusion.leaves),
        inclusion.proof.concat(),
    ])?;
    let no = tx.last_insert_rowid();
    let mut statement = tx.prepare_cached(include_str!("root/set_included.sql"))?;
    for (_, entry) in &inclusion.leaves {
        statement.execute(params![entry.as_bytes(), sql_int(inclusion.epoch), no])?;
    }
    Ok(())
}

pub(crate) fn inclusion_of(tx: &Transaction<'_>, entry: EntryId) -> Result<Option<Inclusion>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/inclusion_of.sql"))?;
    statement.query_row([entry.as_bytes()], |row| Ok(read_inclusion(row))).optional()?.transpose()
}

pub(crate) fn inclusions(tx: &Transaction<'_>) -> Result<Vec<Inclusion>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("root/inclusions.sql"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read_inclusion(row)?);
    }
    Ok(all)
}

fn read_inclusion(row: &Row<'_>) -> Result<Inclusion, StoreError> {
    let unreadable = |_| StoreError::Unreadable("a proof of inclusion");
    let (leaves, proof): (Vec<u8>, Vec<u8>) = (row.get("leaves")?, row.get("proof")?);
    Ok(Inclusion {
        epoch: wide(row.get("epoch")?),
        size: wide(row.get("size")?),
        leaves: wire::decode(&leaves, "leaves").map_err(unreadable)?,
        proof: hashes(&proof).map_err(unreadable)?,
    })
}
