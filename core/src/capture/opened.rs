//! Telling the founder of a record that its details were looked at.

use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft};
use crate::domain::opened::Opened;

/// `None` when it cannot be written down.
#[must_use]
pub fn opened(author: &Author, record: RecordId, scope: &OrgPath, opened_at: i64) -> Option<Draft> {
    let payload = Opened { unit: author.unit.clone(), opened_at }.to_payload().ok()?;
    Some(Draft { record, kind: RecordKind::Opened, scope: scope.clone(), content: Content::Event(payload) })
}
