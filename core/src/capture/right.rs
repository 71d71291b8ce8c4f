//! The table of rights decides; asking it here tells the person before the relay does.

use etong_protocol::authority::{may_act, who_may};
use etong_protocol::{PostKind, RecordKind};

use super::error::CaptureError;

/// `rule`: what a post of this kind does not do, as in `leads no campaign`.
pub(super) fn allowed(post: &PostKind, kind: &RecordKind, act: &str, rule: &str) -> Result<(), CaptureError> {
    if may_act(post, kind, act).is_some() {
        return Ok(());
    }
    Err(CaptureError::NotAllowed { rule: format!("a {post} {rule}"), who_may: posts_that_may(kind, act) })
}

/// The kinds of post that may make the act, in words.
pub(super) fn posts_that_may(kind: &RecordKind, act: &str) -> Vec<String> {
    who_may(kind, act).iter().map(ToString::to_string).collect()
}
