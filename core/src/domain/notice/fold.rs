//! The fold of a notice: what was published, and whether it still stands. The first withdrawal counts.

use etong_protocol::{EntryId, OrgPath, PostId, PostKind, RecordId, RecordKind};

use super::payload::{Notice, NoticeEntry};
use crate::domain::event::{Event, in_order};

/// A notice as far as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFold {
    pub notice: Notice,
    /// For everybody (公告), not for staff only.
    pub public: bool,
    /// The entry that published it.
    pub entry: EntryId,
    pub scope: OrgPath,
    pub publisher: PostId,
    pub publisher_kind: PostKind,
    /// Milliseconds since 1970, phone clock of the publisher.
    pub published_at: i64,
    pub withdrawn: Option<Withdrawn>,
    pub provisional: bool,
}

/// Why it stands no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub reason: String,
    pub replaced_by: Option<RecordId>,
    pub at: i64,
}

/// Whether a notice stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeStanding {
    InForce,
    Expired,
    Withdrawn,
    Replaced,
}

impl NoticeStanding {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        }
    }
}

impl NoticeFold {
    /// `now`: milliseconds since 1970.
    #[must_use]
    pub fn standing(&self, now: i64) -> NoticeStanding {
        match &self.withdrawn {
            Some(Withdrawn { replaced_by: Some(_), .. }) => NoticeStanding::Replaced,
            Some(_) => NoticeStanding::Withdrawn,
            None if self.notice.valid_until.is_some_and(|until| until < now) => NoticeStanding::Expired,
            None => NoticeStanding::InForce,
        }
    }

    /// Are readers asked to say that they know it?
    #[must_use]
    pub fn asks_to_be_read(&self) -> bool {
        self.notice.operational && !self.public
    }

    /// Is it meant for a post of this kind at this unit?
    #[must_use]
    pub fn is_for(&self, kind: &PostKind, unit: &OrgPath) -> bool {
        self.scope.covers(unit) && (self.notice.audience.is_empty() || self.notice.audience.contains(kind))
    }
}

/// Folds the events of one notice of kind `notice` or `public_notice`; `None` while nobody who may has published it. Who
/// published it may withdraw it, and so may whoever publishes for a unit at or above its own.
#[must_use]
pub fn fold(kind: &RecordKind, events: &[Event<NoticeEntry>]) -> Option<NoticeFold> {
    let mut folded: Option<NoticeFold> = None;
    for event in in_order(events).into_iter().filter(|event| event.may(kind, event.entry.as_str())) {
        match (&mut folded, &event.entry) {
            (None, NoticeEntry::Publish(notice)) => {
                folded = Some(NoticeFold {
                    notice: notice.clone(),
                    public: *kind == RecordKind::PublicNotice,
                    entry: event.id,
                    scope: event.scope.clone(),
                    publisher: event.post,
                    publisher_kind: event.post_kind.clone(),
                    published_at: event.captured_at,
                    withdrawn: None,
                    provisional: event.seq.is_none(),
                });
            }
            (Some(notice), NoticeEntry::Withdraw { reason, replaced_by }) if notice.withdrawn.is_none() => {
                let (reason, replaced_by) = (reason.clone(), *replaced_by);
                notice.withdrawn = Some(Withdrawn { reason, replaced_by, at: event.captured_at });
                notice.provisional |= event.seq.is_none();
            }
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
