//! Cases beside reporting and acting: half-filled forms, who is near, whether anybody answers for each.

use etong_core::AppError;
use etong_core::view::{DraftView, KeptAsideRow, MyReport, NearbyView};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// Keeps a half-filled form as JSON; call it with each field. Survives a crash and an update, never travels.
    ///
    /// # Errors
    /// `Invalid` for a body that is no JSON or longer than 64 KiB.
    pub fn save_draft(&self, draft: &str, noun: &str, body: &str) -> Result<(), AppError> {
        guarded(|| self.app.save_draft(draft, noun, body))
    }

    /// The forms that wait to be finished, the newest first; of one noun, or of all.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn drafts(&self, noun: Option<String>) -> Result<Vec<DraftView>, AppError> {
        guarded(move || self.app.drafts(noun.as_deref()))
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn discard_draft(&self, draft: &str) -> Result<(), AppError> {
        guarded(|| self.app.discard_draft(draft))
    }

    /// Whom to call first, and who could go to an urgent case, the best first. A case without a place has the numbers all the same.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn nearest_to_case(&self, id: &str) -> Result<NearbyView, AppError> {
        guarded(|| self.app.nearest_to_case(id))
    }

    /// Open cases nobody answers for, as far as the directory on this phone goes: must be zero.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn cases_without_owner(&self) -> Result<u32, AppError> {
        guarded(|| self.app.cases_without_owner())
    }

    /// As `my_reports`, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn my_reports_from(&self, offset: u32) -> Result<Vec<MyReport>, AppError> {
        guarded(|| self.app.my_reports_from(offset))
    }

    /// As `kept_aside`, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn kept_aside_from(&self, offset: u32) -> Result<Vec<KeptAsideRow>, AppError> {
        guarded(|| self.app.kept_aside_from(offset))
    }
}
