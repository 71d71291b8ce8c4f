//! Patrols, and the hours that follow from them.

use etong_core::app::PairCode;
use etong_core::capture::{
    AssignRequest, FindingRequest, FixRequest, GapRequest, JoinRequest, MarkRequest, PatrolRequest,
};
use etong_core::view::{HoursCheck, HoursText, PatrolView, PatrolsPage};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// Starts a patrol.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn start_patrol(&self, request: &PatrolRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.start_patrol(request))
    }

    /// One position of a running patrol.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` (not under way, not one's own), `Invalid` for a place that is none.
    pub fn add_fix(&self, id: &str, fix: &FixRequest) -> Result<(), AppError> {
        guarded(|| self.app.add_fix(id, fix))
    }

    /// # Errors
    /// `NotFound`, `NotAllowed` unless it is under way and one's own.
    pub fn pause_patrol(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.pause_patrol(id))
    }

    /// # Errors
    /// `NotFound`, `NotAllowed` unless it is paused and one's own.
    pub fn resume_patrol(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.resume_patrol(id))
    }

    /// # Errors
    /// `NotFound`, `NotAllowed` when it has ended or is not one's own.
    pub fn end_patrol(&self, id: &str, place: &Option<FixRequest>) -> Result<Captured, AppError> {
        guarded(|| self.app.end_patrol(id, place.as_ref()))
    }

    /// Notes what was seen on a patrol.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for somebody else's patrol, `Invalid` naming the field.
    pub fn note_finding(&self, id: &str, request: &FindingRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.note_finding(id, request))
    }

    /// Owns up to a stretch without track.
    ///
    /// # Errors
    /// As `note_finding`.
    pub fn note_gap(&self, id: &str, request: &GapRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.note_gap(id, request))
    }

    /// A desk asks posts to walk a patrol.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn assign_patrol(&self, request: &AssignRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.assign_patrol(request))
    }

    /// Starts a patrol that a desk asked for.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` unless it was asked of the acting post, `Invalid` naming the field.
    pub fn start_assigned_patrol(&self, id: &str, request: &PatrolRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.start_assigned_patrol(id, request))
    }

    /// Takes an assignment back that nobody has started.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn call_off_patrol(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.call_off_patrol(id, reason))
    }

    /// What the partner scans or types to confirm this patrol; works without network.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` on another phone than the one that started it.
    pub fn pair_code(&self, id: &str) -> Result<PairCode, AppError> {
        guarded(|| self.app.pair_code(id))
    }

    /// Confirms the start of somebody's patrol as the partner.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` for a ticket or code that is none.
    pub fn join_patrol(&self, request: &JoinRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.join_patrol(request))
    }

    /// Marks a planned place as reached by hand.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for somebody else's patrol, `Invalid` naming the field.
    pub fn mark_place(&self, id: &str, request: &MarkRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.mark_place(id, request))
    }

    /// Patrols, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn patrols(&self, offset: u32) -> Result<PatrolsPage, AppError> {
        guarded(|| self.app.patrols(offset))
    }

    /// One patrol with all that was noted on it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn patrol(&self, id: &str) -> Result<PatrolView, AppError> {
        guarded(|| self.app.patrol(id))
    }

    /// The certificate of hours begun from `from` to before `until` (milliseconds since 1970), made without network.
    ///
    /// # Errors
    /// `SignedOut` before enrolment.
    pub fn certify_hours(&self, from: i64, until: i64) -> Result<HoursText, AppError> {
        guarded(|| self.app.certify_hours(from, until))
    }

    /// Works somebody's certificate out again.
    ///
    /// # Errors
    /// `Invalid` saying what does not hold.
    pub fn check_hours(&self, text: &str) -> Result<HoursCheck, AppError> {
        guarded(|| self.app.check_hours(text))
    }
}
