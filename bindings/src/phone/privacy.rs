//! Erasing records, masked values, the report to the person, and the audit log.

use etong_core::capture::RevealRequest;
use etong_core::view::{
    AuditPage, AuditQuery, ErasureView, ErasuresPage, LookedPage, MaskedRow, MentionsPage, RoleChangesPage,
    SubjectReport,
};
use etong_core::{AppError, Captured, Revealed};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// Asks for the record to be erased; `basis` is one of `purpose`, `retention`, `consent`, `unlawful`, `law`.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid`.
    pub fn ask_erasure(&self, id: &str, basis: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.ask_erasure(id, basis))
    }

    /// Approves what another person asked for. It counts once the relay has it, and cannot be taken back.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` when nobody asks.
    pub fn approve_erasure(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.approve_erasure(id))
    }

    /// The record stays.
    ///
    /// # Errors
    /// As `approve_erasure`.
    pub fn refuse_erasure(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.refuse_erasure(id))
    }

    /// Nothing erases the record until the hold is lifted.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may.
    pub fn hold_record(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.hold_record(id))
    }

    /// # Errors
    /// As `hold_record`.
    pub fn lift_hold(&self, id: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.lift_hold(id))
    }

    /// How an erasure stands, and which devices have not confirmed yet.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn erasure(&self, id: &str) -> Result<ErasureView, AppError> {
        guarded(|| self.app.erasure(id))
    }

    /// Every erasure, the latest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn erasures(&self, offset: u32) -> Result<ErasuresPage, AppError> {
        guarded(|| self.app.erasures(offset))
    }

    /// Other records on this phone that hold the resident's name, number or phone: a page looks through a part of them; `after`: where the
    /// page before ended.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may; `Invalid` for an end that is none.
    pub fn mentions(&self, id: &str, after: Option<String>) -> Result<MentionsPage, AppError> {
        guarded(move || self.app.mentions(id, after.as_deref()))
    }

    /// What of a record is masked, each with the path that `reveal` takes.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn masked(&self, id: &str) -> Result<Vec<MaskedRow>, AppError> {
        guarded(|| self.app.masked(id))
    }

    /// The whole value of a masked field or text, for a reason; logged before it is returned.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid`.
    pub fn reveal(&self, id: &str, field: &str, request: &RevealRequest) -> Result<Revealed, AppError> {
        guarded(|| self.app.reveal(id, field, request))
    }

    /// Everything about one resident and who looked at it; logged.
    ///
    /// # Errors
    /// As `reveal`.
    pub fn subject_report(&self, id: &str, request: &RevealRequest) -> Result<SubjectReport, AppError> {
        guarded(|| self.app.subject_report(id, request))
    }

    /// The audit log, for auditors.
    ///
    /// # Errors
    /// `NotAllowed` with who may, `Invalid`.
    pub fn audits(&self, query: &AuditQuery) -> Result<AuditPage, AppError> {
        guarded(|| self.app.audits(query))
    }

    /// Who gave, changed or ended posts, for auditors; a page from `offset`.
    ///
    /// # Errors
    /// As `audits`.
    pub fn role_changes(
        &self,
        unit: Option<String>,
        person: Option<String>,
        offset: u32,
    ) -> Result<RoleChangesPage, AppError> {
        guarded(move || self.app.role_changes(unit.as_deref(), person.as_deref(), offset))
    }

    /// Which records an entry of looks names, for auditors; a page from `offset`.
    ///
    /// # Errors
    /// As `audits`.
    pub fn looked(&self, entry: &str, offset: u32) -> Result<LookedPage, AppError> {
        guarded(|| self.app.looked(entry, offset))
    }
}
