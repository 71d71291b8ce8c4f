//! May this entry come from this device, in the name of this post? Asks the envelope and the directory, nothing else.

use etong_protocol::authority::{may_push, may_write_onto_others};
use etong_protocol::{DeviceId, Entry, RefusalCode, Standing};

/// What the acting post allows beyond the entry itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowed {
    /// It may write onto records that other people founded.
    pub(super) onto_others: bool,
}

/// # Errors
/// `Forbidden` when the entry names another device, a post the person does not hold today, another kind of post than
/// the directory says, or a class, kind or scope that post may not write.
pub(super) fn authorise(entry: &Entry, device: DeviceId, standing: &Standing) -> Result<Allowed, RefusalCode> {
    let held = standing.posts.iter().find(|held| held.post == entry.post);
    match held {
        Some(held)
            if entry.device == device
                && held.kind == entry.post_kind
                && may_push(&held.kind, &held.unit, entry.class, &entry.kind, &entry.scope) =>
        {
            Ok(Allowed { onto_others: may_write_onto_others(&held.kind) })
        }
        _ => Err(RefusalCode::Forbidden),
    }
}
