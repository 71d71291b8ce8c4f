//! Mediation of disputes. Papers with whole names do not cross the glass.

use etong_core::capture::{MediationActRequest, MediationRequest};
use etong_core::view::{MediationQuery, MediationView, MediationsPage, QuietQuery, QuietView};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// Opens a mediation of a case.
    ///
    /// # Errors
    /// `NotFound` for the case, `NotAllowed`, `Invalid` naming the field.
    pub fn open_mediation(&self, request: &MediationRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.open_mediation(request))
    }

    /// An act on a mediation.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_mediation(&self, id: &str, request: &MediationActRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.act_on_mediation(id, request))
    }

    /// One mediation with all acts, its clocks, and how complete its file is.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn mediation(&self, id: &str) -> Result<MediationView, AppError> {
        guarded(|| self.app.mediation(id))
    }

    /// Mediations by state, mode or case, or mine; newest first.
    ///
    /// # Errors
    /// `Invalid` for a case id that is none.
    pub fn mediations(&self, query: &MediationQuery) -> Result<MediationsPage, AppError> {
        guarded(|| self.app.mediations(query))
    }

    /// 零报警小区: are disputes settled inside, and was no 110 call needed?
    ///
    /// # Errors
    /// `Invalid` for a scope that is none.
    pub fn quiet_grid(&self, query: &QuietQuery) -> Result<QuietView, AppError> {
        guarded(|| self.app.quiet_grid(query))
    }
}
