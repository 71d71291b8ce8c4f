//! 代管: a desk lets an entry out of custody, or refuses it. Counts once the relay has it.

use etong_protocol::authority::{may_decide, who_may};
use etong_protocol::custody::decision_record;
use etong_protocol::{CustodyDecision, CustodyItem, RecordKind, SealedEntry};

use super::drafts::{Author, Content, Draft};
use super::error::CaptureError;

const REASON_MAX: usize = 2_000;

/// The decision on `held`, which is what `item` holds.
///
/// # Errors
/// `NotAllowed` for a post that may not decide on such an entry there, `Invalid` without a reason.
pub fn decide_custody(
    author: &Author,
    item: &CustodyItem,
    held: &SealedEntry,
    release: bool,
    reason: &str,
) -> Result<Draft, CaptureError> {
    let (entry, kind) = (&held.entry, if release { RecordKind::CustodyRelease } else { RecordKind::CustodyRefusal });
    if !author.unit.covers(&entry.scope) {
        return Err(author.outside(&entry.scope));
    }
    if !may_decide(&author.post_kind, &author.unit, &entry.kind, &entry.scope) {
        let act = if release { "release" } else { "refuse" };
        let who_may = who_may(&kind, act).into_iter().filter(|post| post.is_police() || !entry.kind.is_restricted());
        return Err(CaptureError::NotAllowed {
            rule: format!("a {} may not decide on a {} in custody", author.post_kind, entry.kind),
            who_may: who_may.map(|post| post.to_string()).collect(),
        });
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(CaptureError::invalid("reason", "say why; the author reads it"));
    }
    if reason.len() > REASON_MAX {
        let (actual, limit) = (reason.len() as u64, REASON_MAX as u64);
        return Err(CaptureError::TooLarge { field: "reason".into(), actual, limit });
    }
    let decision = CustodyDecision { entry: held.id, author: item.author, reason: reason.to_owned() };
    let payload = decision.to_payload().map_err(|_| CaptureError::invalid("reason", "cannot be written down"))?;
    let record = decision_record(held.id);
    Ok(Draft { record, kind, scope: entry.scope.clone(), content: Content::Event(payload) })
}
