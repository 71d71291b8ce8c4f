//! Where a batch stands on its device's chain. Compares only; nothing is written here.

use etong_protocol::{Chain, ChainId, DeviceId, EntryId, PushBatch, RefusalCode, Verdict};
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::directory::Bearer;
use crate::error::{RelayError, refuse};
use crate::store::number::{code_from_sql, from_sql, hash, to_sql};

/// The stretch of chain a batch claims to be.
#[derive(Debug)]
pub(crate) struct Stretch {
    /// Row of the device.
    pub(crate) device_no: i64,
    pub(crate) device: DeviceId,
    pub(crate) chain: ChainId,
    /// `dseq` of the first item.
    pub(crate) first: u64,
    pub(crate) head_before: [u8; 32],
}

impl Stretch {
    pub(super) fn of(bearer: &Bearer, batch: &PushBatch) -> Self {
        Self {
            device_no: bearer.device,
            device: bearer.id,
            chain: batch.chain,
            first: batch.first,
            head_before: batch.head_before,
        }
    }
}

/// How a stretch fits what the relay knows.
#[derive(Debug)]
pub(crate) enum Placement {
    /// Links before `first` are missing; the next one wanted is this.
    Gap(u64),
    /// The phone knows another epoch: this feed has begun anew since.
    NewEpoch,
    /// At this position the relay holds another entry.
    Forked(u64),
    Fits(Place),
}

/// A stretch that continues or repeats the chain.
#[derive(Debug)]
pub(crate) struct Place {
    /// Row of the chain; `None` before its first batch.
    pub(crate) chain: Option<i64>,
    /// The last `dseq` known.
    pub(crate) known: u64,
    /// Verdicts of the leading items that are known already.
    pub(crate) held: Vec<Verdict>,
}

/// # Errors
/// `BrokenChain` when the stretch does not start from the head the relay knows; `Malformed` when it starts before 1.
pub(super) fn place(connection: &Connection, stretch: &Stretch, ids: &[EntryId]) -> Result<Placement, RelayError> {
    if stretch.first == 0 {
        return Err(refuse(RefusalCode::Malformed, "the first position of a chain is 1"));
    }
    let found = connection
        .prepare_cached(include_str!("sql/chain.sql"))?
        .query_row(named_params! {":device": stretch.device_no, ":id": stretch.chain.as_bytes()}, |row| {
            Ok((row.get::<_, i64>("chain")?, row.get("dseq")?))
        })
        .optional()?;
    let (chain, known) = found.map_or((None, 0), |(chain, dseq)| (Some(chain), from_sql(dseq)));
    if stretch.first > known + 1 {
        return Ok(Placement::Gap(known + 1));
    }
    if head_before(connection, stretch, chain)? != stretch.head_before {
        return Err(refuse(RefusalCode::BrokenChain, "the batch does not start from the head this chain has here"));
    }
    let mut held = Vec::new();
    if let Some(chain) = chain {
        let mut statement = connection.prepare_cached(include_str!("sql/links_from.sql"))?;
        let mut rows = statement.query(named_params! {":chain": chain, ":first": to_sql(stretch.first)})?;
        for id in ids {
            let Some(row) = rows.next()? else { break };
            if EntryId::from_slice(&row.get::<_, Vec<u8>>("entry")?)? != *id {
                return Ok(Placement::Forked(from_sql(row.get("dseq")?)));
            }
            held.push(verdict(row.get("seq")?, row.get("refused")?)?);
        }
    }
    Ok(Placement::Fits(Place { chain, known, held }))
}

fn head_before(connection: &Connection, stretch: &Stretch, chain: Option<i64>) -> Result<[u8; 32], RelayError> {
    match chain {
        Some(chain) if stretch.first > 1 => {
            let before = named_params! {":chain": chain, ":dseq": to_sql(stretch.first - 1)};
            let head: Vec<u8> = connection
                .prepare_cached(include_str!("sql/link_head.sql"))?
                .query_row(before, |row| row.get("head"))?;
            hash(&head, "chain head")
        }
        _ => Ok(Chain::first_head(stretch.device, stretch.chain)),
    }
}

fn verdict(seq: Option<i64>, refused: Option<i64>) -> Result<Verdict, RelayError> {
    Ok(match (seq, refused) {
        (Some(seq), _) => Verdict::Stored { seq: from_sql(seq) },
        (None, Some(code)) => Verdict::Refused { code: code_from_sql(code)? },
        (None, None) => Verdict::Withheld,
    })
}
