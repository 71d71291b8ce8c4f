//! What is due, draws of closed cases to call back, and surveys.

use etong_core::capture::{AnnounceRequest, SurveyRequest};
use etong_core::view::{DeadlineView, DrawFileView, DrawView, DrawsPage, DuePage, DueQuery, SurveysPage};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// What is due, the next first.
    ///
    /// # Errors
    /// `Invalid` for a unit or day that is none.
    pub fn due(&self, query: &DueQuery) -> Result<DuePage, AppError> {
        guarded(|| self.app.due(query))
    }

    /// Every deadline of a case, met ones included.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn deadlines(&self, id: &str) -> Result<Vec<DeadlineView>, AppError> {
        guarded(|| self.app.deadlines(id))
    }

    /// Announces a draw of closed cases, before they are closed.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn announce_draw(&self, request: &AnnounceRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.announce_draw(request))
    }

    /// Carries an announced draw out, once its period is over.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule.
    pub fn carry_out_draw(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.carry_out_draw(id))
    }

    /// Withdraws an announced draw.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` without a reason.
    pub fn withdraw_draw(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.withdraw_draw(id, reason))
    }

    /// Draws, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn draws(&self, offset: u32) -> Result<DrawsPage, AppError> {
        guarded(|| self.app.draws(offset))
    }

    /// One draw with a page of its cases, drawn again on this phone; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn draw(&self, id: &str, after: Option<String>) -> Result<DrawView, AppError> {
        guarded(move || self.app.draw(id, after.as_deref()))
    }

    /// A draw as a file that anybody replays without a phone.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` before it is carried out and at the relay.
    pub fn export_draw(&self, id: &str) -> Result<DrawFileView, AppError> {
        guarded(|| self.app.export_draw(id))
    }

    /// Imports a survey of how safe people feel.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn import_survey(&self, request: &SurveyRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.import_survey(request))
    }

    /// Surveys, the latest first, a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// As `status`; `Invalid` for an end that is none.
    pub fn surveys(&self, after: Option<String>) -> Result<SurveysPage, AppError> {
        guarded(move || self.app.surveys(after.as_deref()))
    }
}
