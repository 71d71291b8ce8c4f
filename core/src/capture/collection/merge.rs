//! Two records that become one: proposed, confirmed by a second person, declined, undone.

use std::collections::BTreeMap;

use etong_protocol::authority::who_may;
use etong_protocol::{PostId, RecordKind};

use super::super::drafts::{Author, Draft, Drafts};
use super::super::error::CaptureError;
use super::super::fields::{draft, without_known};
use super::super::right::allowed;
use super::super::text::optional;
use super::KnownRecord;
use crate::domain::collection::{MergeAct, MergeEntry, MergeFold};
use crate::domain::rule_id::RuleId;

const REASON_MAX: usize = 200;

/// An act on the merge of another record into this one.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// `propose`, `confirm`, `decline` or `undo`.
    pub act: String,
    /// Id of the record that is hidden once the merge counts.
    pub other: String,
    #[serde(default)]
    pub reason: Option<String>,
    /// Keys of fields that this record takes from the other one, with a confirmation.
    #[serde(default)]
    pub take: Vec<String>,
}

/// An act on the merge of `other` into `kept`. `own_posts` are all posts of the person who acts.
///
/// # Errors
/// `NotAllowed` naming the rule and who may; `Invalid` for two records that cannot be one.
pub fn merge(
    author: &Author,
    fold: &MergeFold,
    kept: &KnownRecord,
    other: &KnownRecord,
    own_posts: &[PostId],
    request: &MergeRequest,
) -> Result<Drafts, CaptureError> {
    author.must_cover(&kept.scope)?;
    author.must_cover(&other.scope)?;
    let act = MergeAct::from(request.act.trim());
    if !act.is_known() {
        return Err(CaptureError::invalid("act", "must be one of propose, confirm, decline, undo"));
    }
    if kept.record == other.record || kept.kind != other.kind {
        return Err(CaptureError::invalid("other", "must be another record of the same kind"));
    }
    allowed(&author.post_kind, &RecordKind::Merge, act.as_str(), "merges no records")?;
    let standing = fold.others.get(&other.record);
    let refused = |rule: &str| {
        let id = RuleId::MergeStep;
        match act {
            MergeAct::Confirm => CaptureError::for_others(id, rule, ["a second post, of the grid or a desk"]),
            _ => CaptureError::for_others(id, rule, who_may(&RecordKind::Merge, act.as_str())),
        }
    };
    fold.allows(&act, other.record, author.post, &author.post_kind).map_err(&refused)?;
    if act == MergeAct::Confirm && standing.is_some_and(|standing| own_posts.contains(&standing.proposed_by)) {
        return Err(refused("a proposal is confirmed by a second person"));
    }
    if !request.take.is_empty() && act != MergeAct::Confirm {
        return Err(CaptureError::invalid("take", "fields are taken with the confirmation"));
    }
    let entry = MergeEntry {
        other: other.record,
        base: match act {
            MergeAct::Propose => None,
            _ => standing.map(|standing| standing.by_act),
        },
        reason: optional("reason", request.reason.as_deref(), REASON_MAX)?,
        act,
    };
    let proposed = Draft::event(kept.record, RecordKind::Merge, &kept.scope, entry.to_payload(), "record")?;
    let mut drafts = vec![proposed];
    if !request.take.is_empty() {
        let mut edits = BTreeMap::new();
        for key in &request.take {
            let field = other
                .fields
                .get(key)
                .ok_or_else(|| CaptureError::invalid("take", "the other record has no such field"))?;
            edits.insert(key.clone(), Some(field.value.clone()));
        }
        let edits = without_known(edits, &kept.fields);
        allowed(&author.post_kind, &kept.kind, "edit", "changes no records")?;
        drafts.push(draft(kept.record, kept.kind.clone(), kept.scope.clone(), edits));
    }
    Ok(Drafts::of(drafts))
}
