//! Mediation: requests and views.

use etong_protocol::{PostId, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::reveal::note;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, Asking, MediationActRequest, MediationRequest, PrintRequest};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::error::{AppError, CoreError, SyncError};
use crate::projection::{is_shared_with, load_mediation};
use crate::store::Tx;
use crate::store::setting::{self, Setting};
use crate::view::{self, MediationPapers, MediationQuery, MediationView, MediationsPage, QuietQuery, QuietView};

const KIND: RecordKind = RecordKind::Mediation;

impl App {
    /// Opens a mediation of a case that is on this phone.
    ///
    /// # Errors
    /// `NotFound` for the case, `NotAllowed`, `Invalid` naming the field.
    pub fn open_mediation(&self, request: &MediationRequest) -> Result<Captured, AppError> {
        let moment = self.moment();
        let id = self.new_record()?;
        self.save_at(moment, |tx, door| {
            let case = find(tx, &RecordKind::Case, &request.case)?;
            let author = heirs::at(tx, author(tx)?, &case)?;
            let drafts = capture::open_mediation(&author, request, case.record, &case.scope, id)?;
            write(door, &author, id, drafts, moment.within_ms())
        })
    }

    /// An act on a mediation.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_mediation(&self, id: &str, request: &MediationActRequest) -> Result<Captured, AppError> {
        let now_ms = self.device.now_ms();
        self.change(id, &KIND, |tx, author, found| {
            let fold = load_mediation(tx, found.no)?.ok_or_else(|| not_found(&KIND, id))?;
            let name = owner(tx)?;
            let asking = Asking { author, name: &name, now_ms };
            Ok(capture::act_on_mediation(asking, &fold, found.record, request)?)
        })
    }

    /// The papers of a mediation with whole names, to be printed. Who took them and why becomes part of the record.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for a post that may not print, `Invalid` without a reason.
    pub fn print_mediation(&self, id: &str, request: &PrintRequest) -> Result<MediationPapers, AppError> {
        let moment = self.moment();
        let now_ms = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let found = find(tx, &KIND, id)?;
            let mut author = heirs::at(tx, author(tx)?, &found)?;
            author.shared = is_shared_with(tx, found.no, &author.unit)?;
            let fold = load_mediation(tx, found.no)?.ok_or_else(|| not_found(&KIND, id))?;
            let name = owner(tx)?;
            let asking = Asking { author: &author, name: &name, now_ms };
            let drafts = capture::print_mediation(asking, &fold, found.record, request)?;
            write(door, &author, found.record, drafts, moment.within_ms())?;
            let export = AuditAct { record: Some(found.record), ..AuditAct::of(AuditWord::Export, KIND.as_str()) };
            note(tx, door, &author, &export, now_ms, moment.within_ms())?;
            Ok(view::mediation_papers(tx, found.record, fold)?)
        })
    }

    /// One mediation with all acts, its clocks, and how complete its file is.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn mediation(&self, id: &str) -> Result<MediationView, AppError> {
        let record: RecordId = id.parse().map_err(|_| not_found(&KIND, id))?;
        let now_ms = self.device.now_ms();
        let mediation = self.store.read(|tx| {
            let standing = view::standing(tx)?;
            let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
            let post = standing.iter().flat_map(|standing| &standing.posts).find(|post| Some(post.post) == acting);
            view::mediation(tx, record, post.map(|post| (post.post, &post.kind)), now_ms)
        })?;
        self.note_look(id);
        Ok(mediation)
    }

    /// Mediations by state, mode or case, or mine; newest first.
    ///
    /// # Errors
    /// `Invalid` for a case id that is none.
    pub fn mediations(&self, query: &MediationQuery) -> Result<MediationsPage, AppError> {
        let now_ms = self.device.now_ms();
        Ok(self.store.read(|tx| {
            let posts: Vec<PostId> =
                view::standing(tx)?.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
            view::mediations(tx, query, &posts, now_ms)
        })?)
    }

    /// 零报警小区: are disputes settled inside, and was no 110 call needed?
    ///
    /// # Errors
    /// `Invalid` for a scope that is none.
    pub fn quiet_grid(&self, query: &QuietQuery) -> Result<QuietView, AppError> {
        Ok(self.store.read(|tx| view::quiet(tx, query))?)
    }
}

/// Name of the phone's owner.
fn owner(tx: &Tx<'_>) -> Result<String, CoreError> {
    Ok(view::standing(tx)?.ok_or(SyncError::NotEnrolled)?.person_name)
}
