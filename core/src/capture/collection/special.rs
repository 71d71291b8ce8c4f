//! A record of special populations.

use etong_protocol::{OrgLevel, RecordId, RecordKind};

use super::super::drafts::{Author, Drafts};
use super::super::error::CaptureError;
use super::super::fields::{draft, edits_of};
use super::super::resident::{FieldChange, changes_of_object};
use super::super::text::one_of;
use super::with_remarks;
use crate::domain::codes::Codes;
use crate::domain::collection::{SpecialKind, SpecialRule};

/// A record of special populations, which the gate refuses until everything it needs is there.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct SpecialRequest {
    /// `released`, `correction`, `psychiatric`, `drug`, `aids` or `key_youth`.
    pub kind: String,
    #[serde(deserialize_with = "changes_of_object")]
    pub set: Vec<FieldChange>,
}

/// A record of special populations.
///
/// # Errors
/// Always `NotAllowed` or `Invalid`, until a dictionary names the post and the table of rights opens the act.
pub fn special(
    author: &Author,
    request: &SpecialRequest,
    record: RecordId,
    rules: &[SpecialRule],
    codes: &Codes,
) -> Result<Drafts, CaptureError> {
    let kind = SpecialKind::from(request.kind.trim());
    if !kind.is_known() {
        return Err(one_of("kind", SpecialKind::KNOWN.iter().map(SpecialKind::as_str)));
    }
    kind.open_to(author.post, &author.post_kind, rules)
        .map_err(|(rule, who_may)| CaptureError::NotAllowed { rule, who_may })?;
    let mut remarks = Vec::new();
    let mut edits = edits_of(kind.catalogue(), &request.set, codes, &mut remarks)?;
    edits.insert("kind".into(), Some(kind.as_str().into()));
    let scope = author.scope(None, OrgLevel::Grid)?;
    Ok(with_remarks(vec![draft(record, RecordKind::Special, scope, edits)], remarks))
}
