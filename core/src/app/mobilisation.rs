//! Calls for help and the answers to them: requests and views.

use etong_protocol::{PostId, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::notice::acting;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, CallAmendRequest, CallAnswerRequest, CallRequest, MusterActRequest};
use crate::domain::mobilisation::{CallFold, MusterFold};
use crate::error::{AppError, CoreError};
use crate::projection::{load_call, load_muster, musters_of};
use crate::store::Tx;
use crate::store::record::Record;
use crate::view::{self, CallView, CallsPage};

impl App {
    /// 动员: calls for help.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn publish_call(&self, request: &CallRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::publish_call(author, request, record))
    }

    /// Changes quota or end, asks further people, adds a note.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn amend_call(&self, id: &str, request: &CallAmendRequest) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Call, |tx, author, found| {
            Ok(capture::amend_call(author, &called(tx, found, id)?, found.record, request)?)
        })
    }

    /// Stops a call: nobody is to come any more.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn stop_call(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Call, |tx, author, found| {
            Ok(capture::stop_call(author, &called(tx, found, id)?, found.record, reason)?)
        })
    }

    /// Tells those who accepted whether they are wanted or wait; only who does not know it yet is told.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn confirm_call(&self, id: &str) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Call, |tx, author, found| {
            let musters = musters_of(tx, found.record)?;
            Ok(capture::confirm_call(author, &called(tx, found, id)?, &musters)?)
        })
    }

    /// Tells one who answered something, as the result of a training.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` for the words.
    pub fn tell_muster(&self, id: &str, words: &str) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Muster, |tx, author, found| {
            Ok(capture::tell_muster(author, &mustered(tx, found, id)?, found.record, words)?)
        })
    }

    /// Accepts or declines a call; may be changed until one is there.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn answer_call(&self, id: &str, request: &CallAnswerRequest) -> Result<Captured, AppError> {
        let fresh = self.new_record().map_err(AppError::from)?;
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let found = find(tx, &RecordKind::Call, id)?;
            let call = called(tx, &found, id)?;
            let musters = musters_of(tx, found.record)?;
            let before = musters.iter().find(|(_, muster)| muster.post == author.post);
            let before: Option<(RecordId, &MusterFold)> = before.map(|(record, muster)| (*record, muster));
            let record = before.map_or(fresh, |(record, _)| record);
            let drafts = capture::answer_call(&author, (found.record, &call), before, record, request, now)?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Arrives at, leaves or withdraws from what was accepted; `id` is that of the answer.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn act_on_muster(&self, id: &str, request: &MusterActRequest) -> Result<Captured, AppError> {
        let now = self.device.now_ms();
        self.change(id, &RecordKind::Muster, |tx, author, found| {
            Ok(capture::act_on_muster(author, &mustered(tx, found, id)?, found.record, request, now)?)
        })
    }

    /// Calls that reach this phone, open ones first, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn calls(&self, offset: u32) -> Result<CallsPage, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let posts: Vec<PostId> =
                view::standing(tx)?.iter().flat_map(|standing| &standing.posts).map(|held| held.post).collect();
            Ok(view::calls(tx, &posts, offset, now)?)
        })?)
    }

    /// One call with a page of its musters; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn call(&self, id: &str, after: Option<&str>) -> Result<CallView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Call, id)?;
            view::call(tx, found.record, acting(tx)?.as_ref(), now, after)
        })?)
    }
}

fn called(tx: &Tx<'_>, found: &Record, id: &str) -> Result<CallFold, CoreError> {
    load_call(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Call, id))
}

fn mustered(tx: &Tx<'_>, found: &Record, id: &str) -> Result<MusterFold, CoreError> {
    load_muster(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Muster, id))
}
