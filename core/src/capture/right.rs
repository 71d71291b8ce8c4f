//! The table of rights decides; asking it here tells the person before the relay does.

use etong_protocol::authority::{may, may_act, who_may};
use etong_protocol::{OrgPath, PostKind, RecordKind};

use super::drafts::Author;
use super::error::CaptureError;

/// `rule`: what a post of this kind does not do, as in `leads no campaign`.
pub(super) fn allowed(post: &PostKind, kind: &RecordKind, act: &str, rule: &str) -> Result<(), CaptureError> {
    if may_act(post, kind, act).is_some() {
        return Ok(());
    }
    Err(CaptureError::NotAllowed { rule: format!("a {post} {rule}"), who_may: posts_that_may(kind, act) })
}

/// The same, for what only a post whose unit covers the record may do.
pub(super) fn allowed_at(
    author: &Author,
    kind: &RecordKind,
    act: &str,
    scope: &OrgPath,
    rule: &str,
) -> Result<(), CaptureError> {
    if may(&author.post_kind, &author.unit, act, kind, scope).is_some() {
        return Ok(());
    }
    allowed(&author.post_kind, kind, act, rule)?;
    Err(author.outside(scope))
}

/// The kinds of post that may make the act, in words.
pub(super) fn posts_that_may(kind: &RecordKind, act: &str) -> Vec<String> {
    who_may(kind, act).iter().map(ToString::to_string).collect()
}
