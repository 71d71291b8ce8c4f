//! A screen asks for one view. Lists come in pages of at most `PAGE_ROWS` rows.

use etong_core::AppError;
use etong_core::view::{
    AreaQuery, BoardPage, BoardQuery, CaseView, HandbookView, HomeView, KeptAsideRow, MapQuery, MapView, MyReport,
    ReceiptView, RecordView, ResidentView, ResidentsPage, StatusView, UnitsPage,
};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// How this phone stands.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`; so for every view.
    pub fn status(&self) -> Result<StatusView, AppError> {
        guarded(|| self.app.status())
    }

    /// The first screen of the acting post: how much waits for it.
    ///
    /// # Errors
    /// As `status`.
    pub fn home(&self) -> Result<HomeView, AppError> {
        guarded(|| self.app.home())
    }

    /// A section of the handbook: `duties`, `local_rules`, `services`, `training` or `courses`; only texts that hold the characters
    /// of `find`.
    ///
    /// # Errors
    /// `NotFound` for a section that is none.
    pub fn handbook(&self, section: String, find: Option<String>) -> Result<HandbookView, AppError> {
        guarded(move || self.app.handbook(&section, find.as_deref()))
    }

    /// Layers of the map in a box.
    ///
    /// # Errors
    /// `Invalid` for a layer that is none.
    pub fn map(&self, query: MapQuery) -> Result<MapView, AppError> {
        guarded(move || self.app.map(&query))
    }

    /// Residents by place and name, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn residents(&self, offset: u32) -> Result<ResidentsPage, AppError> {
        guarded(|| self.app.residents(offset))
    }

    /// Residents by characters, pinyin, initials or digits.
    ///
    /// # Errors
    /// As `status`.
    pub fn search_residents(&self, typed: &str) -> Result<ResidentsPage, AppError> {
        guarded(|| self.app.search_residents(typed))
    }

    /// Residents in a box on the map.
    ///
    /// # Errors
    /// As `status`.
    pub fn residents_in(&self, area: AreaQuery) -> Result<ResidentsPage, AppError> {
        guarded(|| self.app.residents_in(area))
    }

    /// One resident, masked.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn resident(&self, id: &str) -> Result<ResidentView, AppError> {
        guarded(|| self.app.resident(id))
    }

    /// The board of cases.
    ///
    /// # Errors
    /// As `status`.
    pub fn board(&self, query: &BoardQuery) -> Result<BoardPage, AppError> {
        guarded(|| self.app.board(query))
    }

    /// One case with all acts, and what the acting post may do next.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn case(&self, id: &str) -> Result<CaseView, AppError> {
        guarded(|| self.app.case(id))
    }

    /// What the owner of this phone reported, and was told.
    ///
    /// # Errors
    /// As `status`.
    pub fn my_reports(&self) -> Result<Vec<MyReport>, AppError> {
        guarded(|| self.app.my_reports())
    }

    /// Units and grids this phone knows by name, a page from `offset`.
    ///
    /// # Errors
    /// As `status`.
    pub fn units(&self, offset: u32) -> Result<UnitsPage, AppError> {
        guarded(|| self.app.units(offset))
    }

    /// What did not go through, each with its reason.
    ///
    /// # Errors
    /// As `status`.
    pub fn kept_aside(&self) -> Result<Vec<KeptAsideRow>, AppError> {
        guarded(|| self.app.kept_aside())
    }

    /// How far each own entry of a record has come, with every receipt's signature checked again.
    ///
    /// # Errors
    /// `NotFound`; `Refused` for a receipt that does not check.
    pub fn receipts(&self, id: &str) -> Result<Vec<ReceiptView>, AppError> {
        guarded(|| self.app.receipts(id))
    }

    /// Of which kind a record is and where it is filed, before a screen opens it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn record(&self, id: &str) -> Result<RecordView, AppError> {
        guarded(|| self.app.record(id))
    }

    /// The full id of the one record whose id ends like this (at least six hex digits).
    ///
    /// # Errors
    /// `NotFound` when there is none, `Invalid` when it is too short or fits several.
    pub fn complete_id(&self, ending: &str) -> Result<String, AppError> {
        guarded(|| self.app.complete_id(ending))
    }
}
