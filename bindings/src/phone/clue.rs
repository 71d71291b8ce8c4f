//! Clues: anybody reports one, police posts read and work on them.

use etong_core::capture::{ClueActRequest, ClueRequest};
use etong_core::view::{ClueView, CluesPage, MyClue};
use etong_core::{AppError, Captured, ClueCaptured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// A clue, anonymous if asked for; the receipt code is the reporter's to keep.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn report_clue(&self, request: &ClueRequest) -> Result<ClueCaptured, AppError> {
        guarded(|| self.app.report_clue(request))
    }

    /// An act on a clue.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn act_on_clue(&self, id: &str, request: &ClueActRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.act_on_clue(id, request))
    }

    /// Clues of the acting police post's unit, newest first.
    ///
    /// # Errors
    /// `NotAllowed` unless a police post acts.
    pub fn clues(&self, offset: u32) -> Result<CluesPage, AppError> {
        guarded(|| self.app.clues(offset))
    }

    /// One clue.
    ///
    /// # Errors
    /// `NotAllowed` unless a police post acts, `NotFound`.
    pub fn clue(&self, id: &str) -> Result<ClueView, AppError> {
        guarded(|| self.app.clue(id))
    }

    /// The clue whose reporter shows this receipt code.
    ///
    /// # Errors
    /// `NotAllowed` unless a police post acts, `Invalid`, `NotFound`.
    pub fn clue_by_code(&self, code: &str) -> Result<ClueView, AppError> {
        guarded(|| self.app.clue_by_code(code))
    }

    /// What the owner of this phone reported, and was told.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn my_clues(&self) -> Result<Vec<MyClue>, AppError> {
        guarded(|| self.app.my_clues())
    }

    /// As `my_clues`, a page from `offset`.
    ///
    /// # Errors
    /// As `my_clues`.
    pub fn my_clues_from(&self, offset: u32) -> Result<Vec<MyClue>, AppError> {
        guarded(|| self.app.my_clues_from(offset))
    }

    /// What to do and to leave on seeing a crime, line by line.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn clue_guidance(&self) -> Result<Vec<String>, AppError> {
        guarded(|| self.app.clue_guidance())
    }
}
