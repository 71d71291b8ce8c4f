//! `verify --history`: everything this phone holds as proof is checked again from its bytes, own chains link by link; then the
//! relay has to show that each entry here stands in its history.

use std::collections::BTreeMap;

use etong_protocol::chain::next_head;
use etong_protocol::history::{is_consistent, root_from};
use etong_protocol::{Chain, ChainId, DeviceId, EntryId, PublicKey};

use super::{Session, history};
use crate::error::{CoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Tx, alarm, chain, root};

/// The outcome of `verify_history`.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryReport {
    /// Nothing is wrong, and no alarm was ever raised.
    pub sound: bool,
    /// Own chains and their links, each computed again.
    pub chains: u64,
    pub links: u64,
    /// Receipts whose signature and entries fit.
    pub receipts: u64,
    /// Roots that are signed and continue each other.
    pub roots: u64,
    /// Entries proven to stand under one of these roots: kept proofs, and asked for now.
    pub proven_before: u64,
    pub proven_now: u64,
    /// Entries here that the relay's history does not have.
    pub missing: u64,
    pub alarms: u64,
    /// What is wrong, in plain words.
    pub faults: Vec<String>,
}

/// Asks the relay, then checks what is here, what it answered included.
pub(crate) async fn verify_history(session: &Session<'_>) -> Result<HistoryReport, CoreError> {
    let relay = session.relay_key()?;
    let asked = ask(session).await;
    let mut report = session.store.read::<_, CoreError>(|tx| recheck(tx, &relay))?;
    let (own, all) = match asked {
        Ok(looked) => looked,
        // A root that was altered here is nothing to compare the relay with: the fault is told, not held against the relay.
        Err(CoreError::Sync(SyncError::Untrusted(_))) if !report.faults.is_empty() => return Ok(report),
        Err(error) => return Err(error),
    };
    report.proven_now = all.proven;
    report.missing = all.missing.max(own.missing);
    report.sound = report.faults.is_empty() && report.missing == 0 && report.alarms == 0;
    Ok(report)
}

async fn ask(session: &Session<'_>) -> Result<(history::Looked, history::Looked), CoreError> {
    Ok((history::look(session, true).await?, history::look_at_all(session).await?))
}

fn recheck(tx: &Tx<'_>, relay: &PublicKey) -> Result<HistoryReport, CoreError> {
    let mut report = HistoryReport { alarms: alarm::count(tx)?, ..HistoryReport::default() };
    recheck_chains(tx, &mut report)?;
    recheck_receipts(tx, relay, &mut report)?;
    recheck_roots(tx, relay, &mut report)?;
    Ok(report)
}

fn recheck_chains(tx: &Tx<'_>, report: &mut HistoryReport) -> Result<(), CoreError> {
    let device = DeviceId::from_bytes(setting::array(tx, Setting::Device)?.ok_or(SyncError::NotEnrolled)?);
    let mut heads: BTreeMap<ChainId, (u64, [u8; 32])> = BTreeMap::new();
    chain::each_link(tx, |link| {
        let (dseq, head) = heads.entry(link.chain).or_insert_with(|| (0, Chain::first_head(device, link.chain)));
        *dseq += 1;
        *head = next_head(head, link.entry);
        report.links += 1;
        if (*dseq, *head) != (link.dseq, link.head) {
            report
                .faults
                .push(format!("chain {}: link {} does not follow from those before it", link.chain, link.dseq));
            (*dseq, *head) = (link.dseq, link.head);
        }
        if link.bytes.is_some_and(|bytes| EntryId::of(bytes) != link.entry) {
            report.faults.push(format!("entry {} was changed on this phone", link.entry));
        }
    })?;
    report.chains = heads.len() as u64;
    Ok(())
}

fn recheck_receipts(tx: &Tx<'_>, relay: &PublicKey, report: &mut HistoryReport) -> Result<(), CoreError> {
    for (receipt, batch) in chain::receipts(tx)? {
        match receipt.open(relay, &batch) {
            Ok(_) => report.receipts += 1,
            Err(error) => report.faults.push(format!("a receipt of {} entries: {error}", batch.len())),
        }
    }
    Ok(())
}

fn recheck_roots(tx: &Tx<'_>, relay: &PublicKey, report: &mut HistoryReport) -> Result<(), CoreError> {
    let mut known = BTreeMap::new();
    let mut before: Option<(u64, u64, [u8; 32])> = None;
    for seen in root::all(tx)? {
        let (epoch, size) = (seen.epoch, seen.size);
        let Ok(body) = seen.signed.open(relay) else {
            report.faults.push(format!("the root of {size} entries is not signed by this relay"));
            continue;
        };
        let leads = match before {
            Some((of, size, root)) if of == epoch => is_consistent((size, &root), (body.size, &body.root), &seen.proof),
            _ => seen.proof.is_empty(),
        };
        if (body.epoch, body.size) == (epoch, size) && leads {
            report.roots += 1;
        } else {
            report.faults.push(format!("the root of {size} entries does not continue the one before it"));
        }
        known.insert((epoch, size), body.root);
        before = Some((epoch, size, body.root));
    }
    for inclusion in root::inclusions(tx)? {
        let root = root_from(&inclusion.leaves, inclusion.size, &inclusion.proof);
        if root.is_some() && root.as_ref() == known.get(&(inclusion.epoch, inclusion.size)) {
            report.proven_before += inclusion.leaves.len() as u64;
        } else {
            report.faults.push(format!("the proof of {} entries leads to no known root", inclusion.leaves.len()));
        }
    }
    Ok(())
}
