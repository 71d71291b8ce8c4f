//! This phone's hash chains and the receipts the relay gave for them.

use etong_protocol::{Chain, ChainId, ChainLink, DeviceId, EntryId, Receipt, ReceiptBody};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{sql_int, wide};
use crate::error::StoreError;

/// A link with what is to travel for it; `bytes` is `None` when only the id is.
#[derive(Debug)]
pub(crate) struct LinkToSend {
    pub entry: EntryId,
    pub bytes: Option<Vec<u8>>,
}

/// The chain as far as it has been written.
pub(crate) fn tip(tx: &Transaction<'_>, device: DeviceId, chain: ChainId) -> Result<Chain, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("chain/tip.sql"))?;
    let row = statement
        .query_row([chain.as_bytes()], |row| Ok((row.get::<_, i64>("dseq")?, row.get::<_, [u8; 32]>("head")?)))
        .optional()?;
    Ok(match row {
        None => Chain::start(device, chain),
        Some((dseq, head)) => Chain { device, id: chain, dseq: wide(dseq), head },
    })
}

pub(crate) fn append(tx: &Transaction<'_>, chain: ChainId, link: &ChainLink) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("chain/append.sql"))?.execute(params![
        chain.as_bytes(),
        sql_int(link.dseq),
        link.entry.as_bytes(),
        link.head,
    ])?;
    Ok(())
}

/// The head after `dseq`; the chain's first head for 0; `None` for a link that was never written.
pub(crate) fn head_at(
    tx: &Transaction<'_>,
    device: DeviceId,
    chain: ChainId,
    dseq: u64,
) -> Result<Option<[u8; 32]>, StoreError> {
    if dseq == 0 {
        return Ok(Some(Chain::first_head(device, chain)));
    }
    let mut statement = tx.prepare_cached(include_str!("chain/head_at.sql"))?;
    Ok(statement.query_row(params![chain.as_bytes(), sql_int(dseq)], |row| row.get("head")).optional()?)
}

/// Up to `limit` links after `dseq`, in chain order.
pub(crate) fn links_after(
    tx: &Transaction<'_>,
    chain: ChainId,
    dseq: u64,
    limit: usize,
) -> Result<Vec<LinkToSend>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("chain/links_after.sql"))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![chain.as_bytes(), sql_int(dseq), limit], |row| {
        Ok((row.get::<_, [u8; 32]>("entry")?, row.get::<_, Option<Vec<u8>>>("bytes")?))
    })?;
    Ok(rows
        .map(|row| row.map(|(entry, bytes)| LinkToSend { entry: EntryId::from_bytes(entry), bytes }))
        .collect::<Result<_, _>>()?)
}

pub(crate) fn keep_receipt(tx: &Transaction<'_>, receipt: &Receipt, body: &ReceiptBody) -> Result<(), StoreError> {
    let count = body.verdicts().count();
    tx.prepare_cached(include_str!("chain/keep_receipt.sql"))?.execute(params![
        body.chain.as_bytes(),
        sql_int(body.first),
        i64::try_from(count).unwrap_or(i64::MAX),
        body.received_at,
        receipt.body,
        receipt.signature.0,
    ])?;
    Ok(())
}

/// The newest receipt that covers `entry`, with the ids of its whole batch: all that is needed to check it offline.
pub(crate) fn receipt_of(tx: &Transaction<'_>, entry: EntryId) -> Result<Option<(Receipt, Vec<EntryId>)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("chain/receipt_of.sql"))?;
    let row = statement
        .query_row([entry.as_bytes()], |row| {
            Ok((
                row.get::<_, Vec<u8>>("chain")?,
                row.get::<_, i64>("first")?,
                row.get::<_, i64>("count")?,
                row.get::<_, Vec<u8>>("body")?,
                row.get::<_, [u8; 64]>("signature")?,
            ))
        })
        .optional()?;
    let Some((chain, first, count, body, signature)) = row else { return Ok(None) };
    let chain = ChainId::from_slice(&chain).map_err(|_| StoreError::Unreadable("a chain id"))?;
    let count = usize::try_from(count).unwrap_or(0);
    let batch = links_after(tx, chain, wide(first).saturating_sub(1), count)?;
    let receipt = Receipt { body, signature: etong_protocol::Signature(signature) };
    Ok(Some((receipt, batch.into_iter().map(|link| link.entry).collect())))
}

/// A link of an own chain as it lies here.
#[derive(Debug)]
pub(crate) struct HeldLink {
    pub chain: ChainId,
    pub dseq: u64,
    pub entry: EntryId,
    pub head: [u8; 32],
}

/// Shows every link of every own chain, in order.
pub(crate) fn each_link(tx: &Transaction<'_>, mut look: impl FnMut(&HeldLink)) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("chain/each_link.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        look(&HeldLink {
            chain: ChainId::from_bytes(row.get("chain")?),
            dseq: wide(row.get("dseq")?),
            entry: EntryId::from_bytes(row.get("entry")?),
            head: row.get("head")?,
        });
    }
    Ok(())
}

/// Where an entry stands on its newest own chain.
pub(crate) fn place_of(tx: &Transaction<'_>, entry: EntryId) -> Result<Option<(ChainId, u64)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("chain/place_of.sql"))?;
    let found = statement
        .query_row([entry.as_bytes()], |row| Ok((row.get("chain").map(ChainId::from_bytes)?, wide(row.get("dseq")?))))
        .optional()?;
    Ok(found)
}

/// Every receipt with the ids of its batch.
pub(crate) fn receipts(tx: &Transaction<'_>) -> Result<Vec<(Receipt, Vec<EntryId>)>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("chain/receipts.sql"))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let chain = ChainId::from_bytes(row.get("chain")?);
        let count = usize::try_from(row.get::<_, i64>("count")?).unwrap_or(0);
        let batch = links_after(tx, chain, wide(row.get("first")?).saturating_sub(1), count)?;
        let receipt = Receipt { body: row.get("body")?, signature: etong_protocol::Signature(row.get("signature")?) };
        all.push((receipt, batch.into_iter().map(|link| link.entry).collect()));
    }
    Ok(all)
}
