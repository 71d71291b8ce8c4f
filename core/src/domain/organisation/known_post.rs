//! What a rule has to know of somebody's post: its kind and its days.

use etong_protocol::PostKind;

/// What the directory on this phone says of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPost {
    pub kind: PostKind,
    pub from: Option<String>,
    pub to: Option<String>,
}
