//! Who may make which act on a case: asked of the one table of rights, which the relay's coarse table is derived from.

use etong_protocol::authority::{self, When};
use etong_protocol::{PostKind, RecordKind};

use super::act_word::ActWord;

/// May a post of this kind make this act on a case in its reach?
#[must_use]
pub fn may_act(post: &PostKind, word: ActWord) -> bool {
    when(post, word).is_some()
}

/// When does such an act count? `Relay`: nothing moves before the centre has it.
#[must_use]
pub fn when(post: &PostKind, word: ActWord) -> Option<When> {
    authority::may_act(post, &RecordKind::Case, word.as_str())
}

/// Who may make this act, for the words of a refusal.
#[must_use]
pub fn who_may(word: ActWord) -> Vec<PostKind> {
    authority::who_may(&RecordKind::Case, word.as_str())
}

/// May a case be dispatched to a post of this kind? Kinds from a newer program are trusted to the dispatching desk.
#[must_use]
pub fn may_receive(post: &PostKind) -> bool {
    match post {
        PostKind::Unknown(_)
        | PostKind::Department
        | PostKind::TeamMember
        | PostKind::PoliceChief
        | PostKind::HostStaff => true,
        post => post.is_field() || post.is_desk(),
    }
}

/// Does a post of this kind work on other people's cases and read them?
#[must_use]
pub fn is_staff(post: &PostKind) -> bool {
    post.is_field()
        || post.is_desk()
        || matches!(post, PostKind::Department | PostKind::PoliceChief | PostKind::HostStaff)
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod tests;
