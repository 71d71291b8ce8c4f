//! A screen asks for one view.

use etong_protocol::{PostId, RecordId, StandingPost};

use super::App;
use super::writing::find_any;
use crate::domain::calendar::local_day;
use crate::error::{AppError, CoreError, StoreError};
use crate::store::setting::{self, Setting};
use crate::store::{Tx, record};
use crate::view::{
    self, AreaQuery, BoardPage, BoardQuery, CaseView, HandbookView, HomeView, KeptAsideRow, MapQuery, MapView,
    MyReport, ReceiptView, RecordView, ResidentView, ResidentsPage, UnitsPage,
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
        let resident = self.store.read(|tx| view::resident(tx, record))?;
        self.note_look(id);
        Ok(resident)
    }

    /// The first screen of the acting post: how much waits for it.
    ///
    /// # Errors
    /// As `residents`.
    pub fn home(&self) -> Result<HomeView, AppError> {
        let now = self.known_now();
        Ok(self.store.read(|tx| {
            let standing = view::standing(tx)?;
            let posts: Vec<PostId> = standing.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
            view::home(tx, acting(tx)?.as_ref(), &posts, now)
        })?)
    }

    /// A section of the handbook, as it holds for the acting post's unit today: `duties`, `local_rules`, `services`, `training` or
    /// `courses`; only texts that hold the characters of `find`, if given.
    ///
    /// # Errors
    /// `NotFound` for a section that is none.
    pub fn handbook(&self, section: &str, find: Option<&str>) -> Result<HandbookView, AppError> {
        let day = local_day(self.known_now().ms);
        Ok(self.store.read(|tx| {
            let unit = acting(tx)?.map(|post| post.unit).unwrap_or_default();
            view::handbook(tx, section, find, &unit, day)
        })?)
    }

    /// Layers of the map in a box.
    ///
    /// # Errors
    /// `Invalid` for a layer that is none.
    pub fn map(&self, query: &MapQuery) -> Result<MapView, AppError> {
        let today = self.today();
        Ok(self.store.read(|tx| view::map(tx, query, &today))?)
    }

    /// The board of cases.
    ///
    /// # Errors
    /// As `residents`.
    pub fn board(&self, query: &BoardQuery) -> Result<BoardPage, AppError> {
        let now = self.known_now();
        Ok(self.store.read(|tx| view::board(tx, query, acting(tx)?.as_ref(), now))?)
    }

    /// Open cases nobody answers for, as far as the directory on this phone goes: must be zero.
    ///
    /// # Errors
    /// As `residents`.
    pub fn cases_without_owner(&self) -> Result<u32, AppError> {
        let now = self.known_now();
        Ok(self.store.read(|tx| view::without_owner(tx, now).map_err(CoreError::from))?)
    }

    /// One case with all acts, and what the acting post may do next.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn case(&self, id: &str) -> Result<CaseView, AppError> {
        let record = read_id("case", id)?;
        let now = self.known_now().ms;
        let case = self.store.read(|tx| {
            let device = etong_protocol::DeviceId::from_bytes(setting::array(tx, Setting::Device)?.unwrap_or_default());
            view::case(tx, record, acting(tx)?.as_ref(), device, now)
        })?;
        self.note_look(id);
        Ok(case)
    }

    /// What the owner of this phone reported, and was told: the newest page.
    ///
    /// # Errors
    /// As `residents`.
    pub fn my_reports(&self) -> Result<Vec<MyReport>, AppError> {
        self.my_reports_from(0)
    }

    /// As `my_reports`, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn my_reports_from(&self, offset: u32) -> Result<Vec<MyReport>, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let posts: Vec<PostId> =
                view::standing(tx)?.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
            let device = setting::array(tx, Setting::Device)?.unwrap_or_default();
            Ok(view::my_reports(tx, etong_protocol::DeviceId::from_bytes(device), &posts, offset)?)
        })?)
    }

    /// Units and grids this phone knows by name, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn units(&self, offset: u32) -> Result<UnitsPage, AppError> {
        Ok(self.store.read(|tx| view::units(tx, offset).map_err(CoreError::from))?)
    }

    /// What did not go through, each with its reason: the first page.
    ///
    /// # Errors
    /// As `residents`.
    pub fn kept_aside(&self) -> Result<Vec<KeptAsideRow>, AppError> {
        self.kept_aside_from(0)
    }

    /// As `kept_aside`, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn kept_aside_from(&self, offset: u32) -> Result<Vec<KeptAsideRow>, AppError> {
        Ok(self.store.read(|tx| view::kept_aside(tx, offset).map_err(CoreError::from))?)
    }

    /// How far each own entry of a record has come, with every receipt's signature checked again.
    ///
    /// # Errors
    /// `NotFound`; `Refused` for a receipt that does not check.
    pub fn receipts(&self, id: &str) -> Result<Vec<ReceiptView>, AppError> {
        let record = read_id("record", id)?;
        Ok(self.store.read(|tx| view::receipts_of_record(tx, record))?)
    }

    /// Of which kind a record is and where it is filed.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn record(&self, id: &str) -> Result<RecordView, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::record(tx, &find_any(tx, id)?)?))?)
    }

    /// The full id of the one record whose id ends like this (at least six hex digits).
    ///
    /// # Errors
    /// `NotFound` when there is none, `Invalid` when it is too short or fits several.
    pub fn complete_id(&self, ending: &str) -> Result<String, AppError> {
        let invalid = |reason: &str| CoreError::Invalid { field: "record".into(), reason: reason.into() };
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

/// The post that acts on this phone, when it is still held.
pub(super) fn acting(tx: &Tx<'_>) -> Result<Option<StandingPost>, StoreError> {
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let held = view::standing(tx)?.into_iter().flat_map(|standing| standing.posts);
    Ok(held.into_iter().find(|post| Some(post.post) == acting))
}
