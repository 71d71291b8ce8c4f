//! Whether a change continues a document the way an honest writer would have: it builds on what is here, takes the
//! next sequence number of its actor and the next operation counter, and replaces exactly the values it could see.
//! automerge checks little of that: a forged counter beats every honest edit for ever, a forged predecessor breaks it.

use automerge::{Automerge, Change, ObjId, ROOT, ReadDoc};

use super::inspect::{FieldOp, ReadChange};
use crate::error::{GateError, Reason};

pub(crate) fn follows(doc: &Automerge, read: &ReadChange) -> Result<(), GateError> {
    let change = &read.change;
    if let Some(missing) = doc.get_missing_deps(change.deps()).into_iter().min() {
        return Err(GateError::BadDependency { hash: missing.0 });
    }
    let mut max_op = 0;
    let mut own_before = 0;
    for dep in change.deps() {
        let Some(held) = doc.get_change_meta_by_hash(dep) else {
            return Err(GateError::BadDependency { hash: dep.0 });
        };
        max_op = held.max_op.max(max_op);
        if held.actor.to_bytes() == read.actor {
            own_before = held.seq.max(own_before);
        }
    }
    // An honest writer always builds directly on its own last change.
    if Some(change.seq()) != own_before.checked_add(1) {
        return Err(GateError::Quarantined(Reason::Sequence));
    }
    if Some(change.start_op().get()) != max_op.checked_add(1) {
        return Err(GateError::Quarantined(Reason::Counter));
    }
    if read.ops.iter().any(|(key, op)| !overwrites_what_it_saw(doc, key, op, change)) {
        return Err(GateError::Quarantined(Reason::Predecessor));
    }
    Ok(())
}

/// An honest edit of a field replaces every value the field had where it was made, and nothing else. One exception:
/// settling a conflict in favour of the value that shows is written as the removal of the others.
fn overwrites_what_it_saw(doc: &Automerge, key: &str, op: &FieldOp, change: &Change) -> bool {
    if change.deps().is_empty() {
        return op.overwrites.is_empty() && !op.removes;
    }
    let Ok(seen) = doc.get_all_at(ROOT, key, change.deps()) else { return false };
    let mut seen: Vec<_> = seen
        .into_iter()
        .filter_map(|(_, id)| match id {
            ObjId::Id(counter, actor, _) => Some((counter, actor)),
            ObjId::Root => None,
        })
        .collect();
    seen.sort_unstable();
    if !op.removes {
        return op.overwrites == seen;
    }
    let losers = seen.split_last().map_or(&[][..], |(_, losers)| losers);
    !op.overwrites.is_empty() && (op.overwrites == seen || op.overwrites == losers)
}
