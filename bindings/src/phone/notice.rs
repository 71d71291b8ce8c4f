//! Notices.

use etong_core::capture::NoticeRequest;
use etong_core::view::{NoticeText, NoticeView, NoticesPage, ReadersView};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// Publishes a notice; the one it replaces is withdrawn with it.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound` for the notice to be replaced, `Invalid` naming the field.
    pub fn publish_notice(&self, request: &NoticeRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.publish_notice(request))
    }

    /// Takes a notice back.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn withdraw_notice(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.withdraw_notice(id, reason))
    }

    /// 我已知晓: tells the publisher that the acting post knows an operational notice.
    ///
    /// # Errors
    /// `NotFound`; `NotAllowed` for a notice that asks nobody or other posts.
    pub fn acknowledge_notice(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.acknowledge_notice(id))
    }

    /// Remembers on this phone alone that its owner opened the notice.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn see_notice(&self, id: &str) -> Result<(), AppError> {
        guarded(|| self.app.see_notice(id))
    }

    /// Notices in force for the posts of this phone's owner: unread first, then by urgency; a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn notices(&self, offset: u32) -> Result<NoticesPage, AppError> {
        guarded(|| self.app.notices(offset))
    }

    /// One notice in full.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn notice(&self, id: &str) -> Result<NoticeView, AppError> {
        guarded(|| self.app.notice(id))
    }

    /// Who knows an operational notice, for its publisher: a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`; `Invalid` for an end that is none.
    pub fn notice_readers(&self, id: &str, after: Option<String>) -> Result<ReadersView, AppError> {
        guarded(move || self.app.notice_readers(id, after.as_deref()))
    }

    /// A public notice as text and QR text for other channels.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for a notice that is not public.
    pub fn notice_text(&self, id: &str) -> Result<NoticeText, AppError> {
        guarded(|| self.app.notice_text(id))
    }
}
