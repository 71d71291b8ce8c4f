//! What this phone holds as proof of its own: chains, the relay's receipts, its roots and what stands under them.

use std::collections::BTreeMap;

use etong_protocol::chain::next_head;
use etong_protocol::history::{is_consistent, root_from};
use etong_protocol::{Chain, ChainId, DeviceId, PublicKey};

use super::HistoryReport;
use crate::error::{CoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Tx, chain, root};

pub(super) fn chains(tx: &Tx<'_>, report: &mut HistoryReport) -> Result<(), CoreError> {
    let device = DeviceId::from_bytes(setting::array(tx, Setting::Device)?.ok_or(SyncError::NotEnrolled)?);
    let mut heads: BTreeMap<ChainId, (u64, [u8; 32])> = BTreeMap::new();
    chain::each_link(tx, |link| {
        let (dseq, head) = heads.entry(link.chain).or_insert_with(|| (0, Chain::first_head(device, link.chain)));
        *dseq += 1;
        *head = next_head(head, link.entry);
        report.links += 1;
        if (*dseq, *head) != (link.dseq, link.head) {
            report.fault(format!("chain {}: link {} does not follow from those before it", link.chain, link.dseq));
            (*dseq, *head) = (link.dseq, link.head);
        }
    })?;
    report.chains = heads.len() as u64;
    Ok(())
}

pub(super) fn receipts(tx: &Tx<'_>, relay: &PublicKey, report: &mut HistoryReport) -> Result<(), CoreError> {
    for (receipt, batch) in chain::receipts(tx)? {
        match receipt.open(relay, &batch) {
            Ok(_) => report.receipts += 1,
            Err(error) => report.fault(format!("a receipt of {} entries: {error}", batch.len())),
        }
    }
    Ok(())
}

pub(super) fn roots(tx: &Tx<'_>, relay: &PublicKey, report: &mut HistoryReport) -> Result<(), CoreError> {
    let mut known = BTreeMap::new();
    let mut before: Option<(u64, u64, [u8; 32])> = None;
    for seen in root::all(tx)? {
        let (epoch, size) = (seen.epoch, seen.size);
        let Ok(body) = seen.signed.open(relay) else {
            report.fault(format!("the root of {size} entries is not signed by this relay"));
            continue;
        };
        let leads = match before {
            Some((of, size, root)) if of == epoch => is_consistent((size, &root), (body.size, &body.root), &seen.proof),
            _ => seen.proof.is_empty(),
        };
        if (body.epoch, body.size) == (epoch, size) && leads {
            report.roots += 1;
        } else {
            report.fault(format!("the root of {size} entries does not continue the one before it"));
        }
        known.insert((epoch, size), body.root);
        before = Some((epoch, size, body.root));
    }
    for inclusion in root::inclusions(tx)? {
        let root = root_from(&inclusion.leaves, inclusion.size, &inclusion.proof);
        if root.is_some() && root.as_ref() == known.get(&(inclusion.epoch, inclusion.size)) {
            report.proven_before += inclusion.leaves.len() as u64;
        } else {
            report.fault(format!("the proof of {} entries leads to no known root", inclusion.leaves.len()));
        }
    }
    Ok(())
}
