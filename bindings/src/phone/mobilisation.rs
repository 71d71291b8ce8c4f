//! Calls for help, the answers to them, and campaigns.

use etong_core::capture::{
    CallAmendRequest, CallAnswerRequest, CallRequest, CampaignActRequest, CampaignRequest, MusterActRequest,
};
use etong_core::view::{CallView, CallsPage, CampaignView, CampaignsPage};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// 动员: calls for help.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn publish_call(&self, request: &CallRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.publish_call(request))
    }

    /// Changes quota or end, asks further people, adds a note.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn amend_call(&self, id: &str, request: &CallAmendRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.amend_call(id, request))
    }

    /// Stops a call: nobody is to come any more.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn stop_call(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.stop_call(id, reason))
    }

    /// Tells those who accepted whether they are wanted or wait; only who does not know it yet is told.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn confirm_call(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.confirm_call(id))
    }

    /// Tells one who answered something, as the result of a training.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` for the words.
    pub fn tell_muster(&self, id: &str, words: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.tell_muster(id, words))
    }

    /// Accepts or declines a call; may be changed until one is there.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn answer_call(&self, id: &str, request: &CallAnswerRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.answer_call(id, request))
    }

    /// Arrives at, leaves or withdraws from what was accepted; `id` is that of the answer.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn act_on_muster(&self, id: &str, request: &MusterActRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.act_on_muster(id, request))
    }

    /// Calls that reach this phone, open ones first, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn calls(&self, offset: u32) -> Result<CallsPage, AppError> {
        guarded(|| self.app.calls(offset))
    }

    /// One call with a page of its musters; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn call(&self, id: &str, after: Option<String>) -> Result<CallView, AppError> {
        guarded(move || self.app.call(id, after.as_deref()))
    }

    /// 专项行动: publishes a campaign.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn publish_campaign(&self, request: &CampaignRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.publish_campaign(request))
    }

    /// Amends, finishes or calls off a campaign.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn act_on_campaign(&self, id: &str, request: &CampaignActRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.act_on_campaign(id, request))
    }

    /// Campaigns, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn campaigns(&self, offset: u32) -> Result<CampaignsPage, AppError> {
        guarded(|| self.app.campaigns(offset))
    }

    /// One campaign with its progress by unit, a page of units; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn campaign(&self, id: &str, after: Option<String>) -> Result<CampaignView, AppError> {
        guarded(move || self.app.campaign(id, after.as_deref()))
    }
}
