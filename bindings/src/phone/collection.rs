//! Places, visits, likely duplicates and merges.

use etong_core::capture::{EditRequest, MergeRequest, PlaceRequest, SpecialRequest, VisitRequest};
use etong_core::view::{
    CodeTableView, DuplicatesPage, MergesPage, MergesView, PlaceView, PlacesPage, RemindersPage, UnseenPage, VisitsPage,
};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// A new building, dwelling or household.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn capture_place(&self, request: &PlaceRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.capture_place(request))
    }

    /// Changes fields of a building, dwelling or household.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn edit_place(&self, id: &str, request: &EditRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.edit_place(id, request))
    }

    /// A visit: "what changed?".
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn visit(&self, id: &str, request: &VisitRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.visit(id, request))
    }

    /// Says that a visit took place.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid`.
    pub fn confirm_visit(&self, id: &str, visit: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.confirm_visit(id, visit))
    }

    /// Proposes, confirms, declines or undoes a merge.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may, `Invalid`.
    pub fn merge(&self, id: &str, request: &MergeRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.merge(id, request))
    }

    /// A record of special populations; refused with the rule until the centre has named who keeps them.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid`.
    pub fn capture_special(&self, request: &SpecialRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.capture_special(request))
    }

    /// Places of a kind, a page from `offset`.
    ///
    /// # Errors
    /// `Invalid` for another kind.
    pub fn places(&self, kind: &str, offset: u32) -> Result<PlacesPage, AppError> {
        guarded(|| self.app.places(kind, offset))
    }

    /// Places by words of the address, or by the name or number of a household.
    ///
    /// # Errors
    /// As `status`.
    pub fn search_places(&self, typed: &str) -> Result<PlacesPage, AppError> {
        guarded(|| self.app.search_places(typed))
    }

    /// One place with what is inside and who lives there.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn place(&self, id: &str) -> Result<PlaceView, AppError> {
        guarded(|| self.app.place(id))
    }

    /// The dwellings of a building, a page from `offset`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn dwellings_of(&self, id: &str, offset: u32) -> Result<PlacesPage, AppError> {
        guarded(|| self.app.dwellings_of(id, offset))
    }

    /// The visits to a record, latest first, a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn visits(&self, id: &str, after: Option<String>) -> Result<VisitsPage, AppError> {
        guarded(move || self.app.visits(id, after.as_deref()))
    }

    /// Planned visits and registrations that run out.
    ///
    /// # Errors
    /// As `status`.
    pub fn reminders(&self, within_days: u32, offset: u32) -> Result<RemindersPage, AppError> {
        guarded(|| self.app.reminders(within_days, offset))
    }

    /// Records of a kind that nobody has visited for so many days.
    ///
    /// # Errors
    /// `Invalid` for another kind.
    pub fn unseen(&self, kind: &str, days: u32, offset: u32) -> Result<UnseenPage, AppError> {
        guarded(|| self.app.unseen(kind, days, offset))
    }

    /// Residents that are likely one person, with the facts that speak for it.
    ///
    /// # Errors
    /// As `status`.
    pub fn duplicates(&self, offset: u32) -> Result<DuplicatesPage, AppError> {
        guarded(|| self.app.duplicates(offset))
    }

    /// The likely duplicates of one resident.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn duplicates_of(&self, id: &str) -> Result<DuplicatesPage, AppError> {
        guarded(|| self.app.duplicates_of(id))
    }

    /// Ids of the residents with this full document number, which is compared and never shown.
    ///
    /// # Errors
    /// As `status`.
    pub fn find_by_citizen_number(&self, full: &str) -> Result<Vec<String>, AppError> {
        guarded(|| self.app.find_by_citizen_number(full))
    }

    /// The merges of a record and what the acting post may do next.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn merges(&self, id: &str) -> Result<MergesView, AppError> {
        guarded(|| self.app.merges(id))
    }

    /// Proposals that wait for a second person.
    ///
    /// # Errors
    /// As `status`.
    pub fn merge_proposals(&self, offset: u32) -> Result<MergesPage, AppError> {
        guarded(|| self.app.merge_proposals(offset))
    }

    /// A code list for a form, as in `code.nation`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn code_table(&self, dictionary: &str) -> Result<CodeTableView, AppError> {
        guarded(|| self.app.code_table(dictionary))
    }
}
