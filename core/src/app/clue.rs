//! Clues: anybody reports one and hears of it, police posts read and work on them.

use etong_protocol::{DeviceId, PostKind, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, not_found};
use crate::capture::{self, CaptureError, ClueActRequest, ClueRequest};
use crate::device::random_array;
use crate::domain::calendar::local_day;
use crate::domain::clue::{Guidance, ReceiptCode, may_read};
use crate::domain::dictionary::Edition;
use crate::error::{AppError, CoreError, StoreError};
use crate::projection::load_clue;
use crate::store::setting::{self, Setting};
use crate::store::{Tx, dictionary, record};
use crate::view::{self, ClueView, CluesPage, MyClue, Reader};

/// What became of a clue: saved on this phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClueCaptured {
    pub captured: Captured,
    /// For the reporter to write down; this phone forgets it now.
    pub receipt_code: String,
}

impl App {
    /// A clue, anonymous if asked for.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn report_clue(&self, request: &ClueRequest) -> Result<ClueCaptured, AppError> {
        let random: [u8; 10] = random_array(&*self.device).map_err(CoreError::from)?;
        let code = ReceiptCode::new(random);
        let captured = self.found(|author, record| capture::report_clue(author, request, record, &code))?;
        Ok(ClueCaptured { captured, receipt_code: code.to_string() })
    }

    /// An act on a clue, built on the state this phone shows.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_clue(&self, id: &str, request: &ClueActRequest) -> Result<Captured, AppError> {
        let kind = self.kind_of_clue(id)?;
        self.change(id, &kind, |tx, author, found| {
            let clue = load_clue(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Clue, id))?;
            let already = view::units_of_record(tx, found.no)?;
            Ok(capture::act_on_clue(author, &clue, found.record, request, &already)?)
        })
    }

    /// Clues of the acting police post's unit, newest first, a page from `offset`.
    ///
    /// # Errors
    /// `NotAllowed` unless a police post acts.
    pub fn clues(&self, offset: u32) -> Result<CluesPage, AppError> {
        let now = self.known_now().ms;
        self.reading(|tx, reader| Ok(view::clues(tx, reader, now, offset)?))
    }

    /// One clue.
    ///
    /// # Errors
    /// `NotAllowed` unless a police post acts, `NotFound`.
    pub fn clue(&self, id: &str) -> Result<ClueView, AppError> {
        let now = self.known_now().ms;
        let clue = self.reading(|tx, reader| {
            let id: RecordId = id.parse().map_err(|_| not_found(&RecordKind::Clue, id))?;
            view::clue(tx, reader, id, now)
        })?;
        self.note_look(id);
        Ok(clue)
    }

    /// The clue whose reporter shows this receipt code.
    ///
    /// # Errors
    /// `NotAllowed` unless a police post acts, `Invalid`, `NotFound`.
    pub fn clue_by_code(&self, code: &str) -> Result<ClueView, AppError> {
        let now = self.known_now().ms;
        let clue = self.reading(|tx, reader| view::clue_by_code(tx, reader, code, now))?;
        self.note_look(&clue.record);
        Ok(clue)
    }

    /// What the owner of this phone or a team of the owner reported, and was told: the newest page.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn my_clues(&self) -> Result<Vec<MyClue>, AppError> {
        self.my_clues_from(0)
    }

    /// As `my_clues`, a page from `offset`.
    ///
    /// # Errors
    /// As `my_clues`.
    pub fn my_clues_from(&self, offset: u32) -> Result<Vec<MyClue>, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let posts: Vec<_> = view::standing(tx)?.map(|held| held.posts).unwrap_or_default();
            let device = setting::array(tx, Setting::Device)?.unwrap_or_default();
            Ok(view::my_clues(tx, DeviceId::from_bytes(device), &posts, offset)?)
        })?)
    }

    /// What to do and to leave on seeing a crime, line by line.
    ///
    /// # Errors
    /// As `my_clues`.
    pub fn clue_guidance(&self) -> Result<Vec<String>, AppError> {
        let day = local_day(self.device.now_ms());
        let read = |edition: &Edition| Guidance::read(&edition.body).ok_or_else(|| "not guidance".to_owned());
        let published = self.store.read::<_, CoreError>(|tx| {
            Ok(dictionary::published_for(tx, Guidance::DICTIONARY, &author(tx)?.unit, day, read)?)
        })?;
        Ok(published.map_or_else(Guidance::built_in, |(guidance, _)| guidance).lines)
    }

    /// A clue or a team's clue; what is no clue is looked for as one.
    fn kind_of_clue(&self, id: &str) -> Result<RecordKind, AppError> {
        let Ok(id) = id.parse::<RecordId>() else { return Ok(RecordKind::Clue) };
        let found = self.store.read::<_, StoreError>(|tx| record::find(tx, id)).map_err(CoreError::from)?;
        let of_a_team = found.is_some_and(|found| found.kind == RecordKind::TeamClue);
        Ok(if of_a_team { RecordKind::TeamClue } else { RecordKind::Clue })
    }

    fn reading<T>(&self, ask: impl FnOnce(&Tx<'_>, Reader<'_>) -> Result<T, CoreError>) -> Result<T, AppError> {
        Ok(self.store.read(|tx| {
            let author = author(tx)?;
            let held = heirs::held(tx, &author)?;
            let taken = held.as_ref().map(etong_protocol::StandingPost::taken_over).unwrap_or_default();
            let reader =
                Reader::new(&author.post_kind, &author.unit, taken).ok_or_else(|| no_reader(&author.post_kind))?;
            ask(tx, reader)
        })?)
    }
}

fn no_reader(kind: &PostKind) -> CaptureError {
    let who_may = PostKind::KNOWN.iter().filter(|kind| may_read(kind)).map(ToString::to_string).collect();
    CaptureError::NotAllowed { rule: format!("a {kind} reads no clues"), who_may }
}
