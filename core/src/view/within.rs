//! 辖区: the unit of a post with all below it, and the units whose place it took, as a query is cut by it. Nobody acts: all of this phone.

use etong_protocol::StandingPost;

use super::rehomed::prefixes;

/// What lies in the area of one post.
#[derive(Debug, Clone, Default)]
pub(super) struct Within {
    /// Paths from here on,
    pub(super) from: Vec<u8>,
    /// up to, but not including, this one; `None`: to the last.
    pub(super) to: Option<Vec<u8>>,
    /// And below these, hexadecimal.
    pub(super) taken: String,
}

impl Within {
    pub(super) fn of(post: Option<&StandingPost>) -> Self {
        let taken = prefixes(post.map(StandingPost::taken_over).unwrap_or_default());
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::CountsThePhone) {
            return Self { taken, ..Self::default() };
        }
        match post {
            Some(post) => Self { from: post.unit.to_bytes(), to: post.unit.subtree_end(), taken },
            None => Self { taken, ..Self::default() },
        }
    }
}
