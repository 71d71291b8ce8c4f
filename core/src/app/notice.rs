//! Notices: requests and views.

use etong_protocol::{PostId, RecordKind, StandingPost};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, NoticeRequest};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::domain::field::numbers_in;
use crate::domain::notice::NoticeFold;
use crate::error::{AppError, CoreError};
use crate::projection::load_notice;
use crate::store::record::Record;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, seen};
use crate::view::{self, NoticeText, NoticeView, NoticesPage, ReadersView};

impl App {
    /// Publishes a notice; the one it replaces is withdrawn with it.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound` for the notice to be replaced, `Invalid` naming the field.
    pub fn publish_notice(&self, request: &NoticeRequest) -> Result<Captured, AppError> {
        let record = self.new_record().map_err(AppError::from)?;
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let old = request.replaces.as_deref().map(|id| any(tx, id)).transpose()?;
            let old = old.as_ref().map(|(found, fold)| (found.record, fold));
            let drafts = capture::publish_notice(&author, request, record, old)?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Takes a notice back.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn withdraw_notice(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let (found, fold) = any(tx, id)?;
            let author = heirs::at(tx, author(tx)?, &found)?;
            let drafts = capture::withdraw_notice(&author, &fold, found.record, reason)?;
            write(door, &author, found.record, drafts, moment.within_ms())
        })
    }

    /// 我已知晓: tells the publisher that the acting post knows an operational notice.
    ///
    /// # Errors
    /// `NotFound`; `NotAllowed` for a notice that asks nobody or other posts.
    pub fn acknowledge_notice(&self, id: &str) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let (found, fold) = any(tx, id)?;
            let read_before = view::has_read(tx, found.no, author.post)?;
            let drafts = capture::acknowledge_notice(&author, &fold, found.record, read_before)?;
            write(door, &author, found.record, drafts, moment.within_ms())
        })
    }

    /// Remembers on this phone alone that its owner opened the notice, so that it moves down the list.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn see_notice(&self, id: &str) -> Result<(), AppError> {
        let now = self.device.now_ms();
        Ok(self.store.write::<_, CoreError>(Durability::Normal, |tx| {
            let (found, _) = any(tx, id)?;
            Ok(seen::mark(tx, found.no, now)?)
        })?)
    }

    /// Notices in force for the acting post, or for all posts of this phone's owner while none acts: unread first, then by urgency; a
    /// page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn notices(&self, offset: u32) -> Result<NoticesPage, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let posts = match super::asking::acting(tx)? {
                Some(post) => vec![post],
                None => view::standing(tx)?.map(|standing| standing.posts).unwrap_or_default(),
            };
            Ok(view::notices(tx, &posts, offset, now)?)
        })?)
    }

    /// One notice in full.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn notice(&self, id: &str) -> Result<NoticeView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let (found, _) = any(tx, id)?;
            view::notice(tx, found.record, acting(tx)?.as_ref(), now)
        })?)
    }

    /// Who knows an operational notice, for its publisher: a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`; `Invalid` for an end that is none.
    pub fn notice_readers(&self, id: &str, after: Option<&str>) -> Result<ReadersView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let (found, _) = any(tx, id)?;
            view::notice_readers(tx, found.record, acting(tx)?.as_ref(), now, after)
        })?)
    }

    /// A public notice as text and QR text for other channels, word for word: where a screen masks something of it, that it was taken
    /// is in the audit log before it is returned.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for a notice that is not public.
    pub fn notice_text(&self, id: &str) -> Result<NoticeText, AppError> {
        let (found, text, is_masked) = self.store.read::<_, CoreError>(|tx| {
            let (found, fold) = any(tx, id)?;
            let is_masked =
                [&fold.notice.title, &fold.notice.text].into_iter().any(|typed| numbers_in(typed) != *typed);
            let text = view::notice_text(tx, found.record)?;
            Ok((found, text, is_masked))
        })?;
        if is_masked {
            let taken = AuditAct { record: Some(found.record), ..AuditAct::of(AuditWord::Export, found.kind.as_str()) };
            self.note_export(&AuditAct { field: "text".into(), ..taken })?;
        }
        Ok(text)
    }
}

/// The post that acts, as the relay says it is held.
pub(super) fn acting(tx: &Tx<'_>) -> Result<Option<StandingPost>, CoreError> {
    let posts = view::standing(tx)?.map(|standing| standing.posts).unwrap_or_default();
    Ok(match setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes) {
        Some(post) => posts.into_iter().find(|held| held.post == post),
        None => posts.into_iter().next(),
    })
}

/// A notice of either kind.
fn any(tx: &Tx<'_>, id: &str) -> Result<(Record, NoticeFold), CoreError> {
    let found = find(tx, &RecordKind::Notice, id).or_else(|_| find(tx, &RecordKind::PublicNotice, id));
    let found = found.map_err(|_| not_found(&RecordKind::Notice, id))?;
    let fold = load_notice(tx, &found)?.ok_or_else(|| not_found(&RecordKind::Notice, id))?;
    Ok((found, fold))
}
