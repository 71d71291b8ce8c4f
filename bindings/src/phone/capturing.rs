//! What a worker records. Durable on the phone when the call returns.

use etong_core::capture::{CaseActRequest, CaseRequest, EditRequest, Remark, ResidentRequest};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// A new resident.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field, `SignedOut` before enrolment.
    pub fn capture_resident(&self, request: &ResidentRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.capture_resident(request))
    }

    /// Would this request be taken? Writes nothing.
    ///
    /// # Errors
    /// As `capture_resident`.
    pub fn check_resident(&self, request: &ResidentRequest) -> Result<Vec<Remark>, AppError> {
        guarded(|| self.app.check_resident(request))
    }

    /// Changes fields of a resident.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn edit_resident(&self, id: &str, request: &EditRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.edit_resident(id, request))
    }

    /// A new case.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn report_case(&self, request: &CaseRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.report_case(request))
    }

    /// An act on a case, built on the state this phone shows. Takes effect in the relay's order.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_case(&self, id: &str, request: &CaseActRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.act_on_case(id, request))
    }

    /// From now on this post acts.
    ///
    /// # Errors
    /// `Invalid` unless it is a post of the phone's owner.
    pub fn act_as(&self, post: &str) -> Result<(), AppError> {
        guarded(|| self.app.act_as(post))
    }

    /// Offers an entry that the relay refused once more.
    ///
    /// # Errors
    /// `NotFound` unless it was refused.
    pub fn offer_again(&self, entry: &str) -> Result<(), AppError> {
        guarded(|| self.app.offer_again(entry))
    }
}
