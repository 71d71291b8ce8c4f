//! Whether a change continues a document the way an honest writer would have: it builds on what is here, takes the
//! next sequence number of its actor and the next operation counter. automerge checks none of the last two, and a
//! forged counter would beat every honest edit for ever.

use automerge::{Automerge, ReadDoc};

use super::inspect::ReadChange;
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
    if read.overwrites_to > max_op {
        return Err(GateError::Quarantined(Reason::Predecessor));
    }
    Ok(())
}
