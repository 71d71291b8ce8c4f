//! Did the device that wrote an entry sign for it? A phone keeps no signatures of others, so the relay is asked; each is checked here, over
//! the ids of its whole batch, with a key the relay vouches for. Where one batch ends the next of its chain must begin. What the relay does not
//! answer for is told as not looked at: whoever answers cannot switch this off unseen.

use std::collections::BTreeMap;

use etong_protocol::history::stretches;
use etong_protocol::signatures::{Signatures, SignedFor, signatures_path};
use etong_protocol::{ChainId, DeviceId, PublicKey, RelayRequest};

use super::{HistoryReport, Leaf};
use crate::error::CoreError;
use crate::sync::{Session, history};

/// What was seen of other devices' chains so far.
#[derive(Default)]
pub(super) struct SignatureCheck {
    heads: BTreeMap<(DeviceId, ChainId, u64), [u8; 32]>,
    /// This relay is older than the question.
    unknown: bool,
}

impl SignatureCheck {
    pub(super) async fn ask(
        &mut self,
        session: &Session<'_>,
        relay: &PublicKey,
        leaves: &[Leaf],
        asks: bool,
        report: &mut HistoryReport,
    ) -> Result<(), CoreError> {
        let mut left: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.to_be_signed).collect();
        while asks && !left.is_empty() && !self.unknown {
            session.check()?;
            let request =
                RelayRequest::get(signatures_path(&stretches(left.iter().map(|leaf| leaf.seq)).unwrap_or_default()));
            let answer = match session.ask(request, |bytes, _| Signatures::from_frame(bytes)).await {
                Err(error) if history::is_refused(&error) => {
                    tracing::warn!(%error, "this relay does not tell who signed");
                    self.unknown = true;
                    break;
                }
                answer => answer?,
            };
            let (now, later): (Vec<&Leaf>, Vec<&Leaf>) = left.into_iter().partition(|leaf| leaf.seq <= answer.read_to);
            if now.is_empty() {
                left = later;
                break;
            }
            let found = answer.check(relay)?;
            for leaf in now {
                judge(leaf, &found, report);
            }
            self.follow(found, report);
            left = later;
        }
        report.not_looked_at += left.len() as u64;
        for leaf in left.into_iter().filter(|leaf| !leaf.own) {
            report.unproven(leaf.id);
        }
        Ok(())
    }

    fn follow(&mut self, found: SignedFor, report: &mut HistoryReport) {
        for ((device, chain, dseq), head) in found.heads {
            let known = *self.heads.entry((device, chain, dseq)).or_insert(head);
            if known != head {
                report.fault(format!("device {device}: chain {chain} has two heads at link {dseq}"));
            }
        }
    }
}

fn judge(leaf: &Leaf, found: &SignedFor, report: &mut HistoryReport) {
    match found.by.get(&leaf.id) {
        Some(by) if leaf.device.is_some_and(|device| device != *by) => {
            report.fault(format!("entry {}: another device than its own signed for it", leaf.id));
        }
        Some(_) => report.signed += 1,
        None if found.unproven.contains(&leaf.id) => {
            report.fault(format!("entry {}: the signature over it is not its device's", leaf.id));
        }
        None => {
            report.unsigned += 1;
            match (leaf.own, leaf.released) {
                (true, _) => {}
                (false, true) => report.released += 1,
                (false, false) => report.unproven(leaf.id),
            }
        }
    }
}
