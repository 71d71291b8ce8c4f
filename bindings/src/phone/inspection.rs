//! Inspections of places and the hazards they find.

use etong_core::capture::InspectionRequest;
use etong_core::view::{ChecklistView, InspectionView, InspectionsPage, RectificationsPage, RepeatsPage};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// A checklist gone through at one place; each hazard asked for is founded with it.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field, `NotFound` for the inspection of a re-check.
    pub fn inspect(&self, request: &InspectionRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.inspect(request))
    }

    /// Adds words to an inspection.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid`.
    pub fn note_inspection(&self, id: &str, text: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.note_inspection(id, text))
    }

    /// Makes an inspection void that was captured by mistake.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid`.
    pub fn void_inspection(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.void_inspection(id, reason))
    }

    /// What is looked at in a kind of place.
    ///
    /// # Errors
    /// `Invalid` for a kind without a checklist.
    pub fn checklist(&self, kind: &str) -> Result<ChecklistView, AppError> {
        guarded(|| self.app.checklist(kind))
    }

    /// Inspections, newest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn inspections(&self, offset: u32) -> Result<InspectionsPage, AppError> {
        guarded(|| self.app.inspections(offset))
    }

    /// One inspection, each bad item with the times before at this place.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn inspection(&self, id: &str) -> Result<InspectionView, AppError> {
        guarded(|| self.app.inspection(id))
    }

    /// What is bad again at the same place within a year.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn repeats(&self, offset: u32) -> Result<RepeatsPage, AppError> {
        guarded(|| self.app.repeats(offset))
    }

    /// Open hazards of inspections with what was last found of them.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn rectifications(&self, offset: u32) -> Result<RectificationsPage, AppError> {
        guarded(|| self.app.rectifications(offset))
    }
}
