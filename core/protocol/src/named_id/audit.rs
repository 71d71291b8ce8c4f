//! 审计: the audit log of one post on one device.

use sha2::{Digest, Sha256};

use super::id_of;
use crate::id::{DeviceId, PostId, RecordId};
use crate::org_path::OrgPath;

/// The record under which one device logs what one post of it does: always the same, so that it need not be kept anywhere.
#[must_use]
pub fn log_of(device: DeviceId, post: PostId, unit: &OrgPath) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(b"etong-audit-1\0");
    hash.update(device.as_bytes());
    hash.update(post.as_bytes());
    hash.update(unit.to_bytes());
    id_of(hash)
}
