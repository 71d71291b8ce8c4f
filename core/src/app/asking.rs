//! A screen asks for one view.

use etong_protocol::{PostId, RecordId};

use super::App;
use crate::error::{AppError, CoreError};
use crate::store::record;
use crate::store::setting::{self, Setting};
use crate::view::{
    self, AreaQuery, BoardPage, BoardQuery, CaseView, KeptAsideRow, MyReport, PatrolsPage, ReceiptView, ResidentView,
    ResidentsPage, UnitRow,
};

impl App {
    /// Residents by place and name, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`; so for every view.
    pub fn residents(&self, offset: u32) -> Result<ResidentsPage, AppError> {
        Ok(self.store.read(|tx| view::residents(tx, offset).map_err(CoreError::from))?)
    }

    /// Residents by characters, pinyin, initials or digits.
    ///
    /// # Errors
    /// As `residents`.
    pub fn search_residents(&self, typed: &str) -> Result<ResidentsPage, AppError> {
        Ok(self.store.read(|tx| view::search_residents(tx, typed).map_err(CoreError::from))?)
    }

    /// Residents in a box on the map.
    ///
    /// # Errors
    /// As `residents`.
    pub fn residents_in(&self, area: AreaQuery) -> Result<ResidentsPage, AppError> {
        Ok(self.store.read(|tx| view::residents_in(tx, &area).map_err(CoreError::from))?)
    }

    /// One resident, masked.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn resident(&self, id: &str) -> Result<ResidentView, AppError> {
        let record = read_id("resident", id)?;
        Ok(self.store.read(|tx| view::resident(tx, record))?)
    }

    /// The board of cases.
    ///
    /// # Errors
    /// As `residents`.
    pub fn board(&self, query: &BoardQuery) -> Result<BoardPage, AppError> {
        Ok(self.store.read(|tx| view::board(tx, query).map_err(CoreError::from))?)
    }

    /// One case with all acts, and what the acting post may do next.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn case(&self, id: &str) -> Result<CaseView, AppError> {
        let record = read_id("case", id)?;
        Ok(self.store.read(|tx| {
            let standing = view::standing(tx)?;
            let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
            let post = standing.iter().flat_map(|standing| &standing.posts).find(|post| Some(post.post) == acting);
            view::case(tx, record, post.map(|post| &post.kind))
        })?)
    }

    /// What the owner of this phone reported, and was told.
    ///
    /// # Errors
    /// As `residents`.
    pub fn my_reports(&self) -> Result<Vec<MyReport>, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let posts: Vec<PostId> =
                view::standing(tx)?.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
            let device = setting::array(tx, Setting::Device)?.unwrap_or_default();
            Ok(view::my_reports(tx, etong_protocol::DeviceId::from_bytes(device), &posts)?)
        })?)
    }

    /// Patrols, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn patrols(&self, offset: u32) -> Result<PatrolsPage, AppError> {
        Ok(self.store.read(|tx| view::patrols(tx, offset).map_err(CoreError::from))?)
    }

    /// Units and grids this phone knows by name.
    ///
    /// # Errors
    /// As `residents`.
    pub fn units(&self) -> Result<Vec<UnitRow>, AppError> {
        Ok(self.store.read(|tx| view::units(tx).map_err(CoreError::from))?)
    }

    /// What did not go through, each with its reason.
    ///
    /// # Errors
    /// As `residents`.
    pub fn kept_aside(&self) -> Result<Vec<KeptAsideRow>, AppError> {
        Ok(self.store.read(|tx| view::kept_aside(tx).map_err(CoreError::from))?)
    }

    /// How far each own entry of a record has come, with every receipt's signature checked again.
    ///
    /// # Errors
    /// `NotFound`; `Refused` for a receipt that does not check.
    pub fn receipts(&self, id: &str) -> Result<Vec<ReceiptView>, AppError> {
        let record = read_id("record", id)?;
        Ok(self.store.read(|tx| view::receipts_of_record(tx, record))?)
    }

    /// The full id of the one record whose id ends like this (at least six hex digits).
    ///
    /// # Errors
    /// `NotFound` when there is none, `Invalid` when it is too short or fits several.
    pub fn complete_id(&self, ending: &str) -> Result<String, AppError> {
        let invalid = |reason: &str| CoreError::Invalid { field: "id".into(), reason: reason.into() };
        let digits: String =
            ending.chars().filter(|digit| *digit != '-').map(|digit| digit.to_ascii_lowercase()).collect();
        if digits.len() < 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(invalid("give at least the last six characters of the id").into());
        }
        let found = self.store.read(|tx| record::by_suffix(tx, &digits).map_err(CoreError::from))?;
        match found.as_slice() {
            [] => Err(CoreError::NotFound { noun: "record", id: ending.to_owned() }.into()),
            [one] => Ok(one.to_string()),
            _ => Err(invalid("several records end like this; give more of the id").into()),
        }
    }
}

fn read_id(noun: &'static str, id: &str) -> Result<RecordId, CoreError> {
    id.parse().map_err(|_| CoreError::NotFound { noun, id: id.to_owned() })
}
