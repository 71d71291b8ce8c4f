//! A request from a screen: asked of the pure rules, let in by the one door, durable when the call returns.

use etong_protocol::{EntryId, PostId, RecordId, RecordKind};

use super::App;
use super::reveal::note;
use super::writing::{author, write};
use crate::capture::{self, CaseRequest, EditRequest, Remark, ResidentRequest};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::error::{AppError, CoreError, SyncError};
use crate::store::codes;
use crate::store::setting::{self, Setting};
use crate::view;

/// What became of a request: saved on this phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Captured {
    /// Id of the record.
    pub record: String,
    /// Ids of the entries written; none when nothing changed.
    pub entries: Vec<String>,
    /// Odd values that were taken as they are and flagged.
    pub remarks: Vec<Remark>,
}

impl App {
    /// A new resident.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field, `SignedOut` before enrolment.
    pub fn capture_resident(&self, request: &ResidentRequest) -> Result<Captured, AppError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LogNames) {
            tracing::info!(name = request.name, "a resident is captured");
        }
        self.found_here(|tx, author, record| Ok(capture::resident(author, request, record, &codes::load(tx)?)?))
    }

    /// Many new residents in one transaction: all of them, or none.
    ///
    /// # Errors
    /// As `capture_resident`, with the position of the first request that cannot be taken.
    pub fn capture_residents(&self, requests: &[ResidentRequest]) -> Result<Vec<Captured>, (usize, AppError)> {
        let mut nth = 0;
        let moment = self.moment();
        let outcome = self.save_at(moment, |tx, door| {
            let (author, codes) = (author(tx)?, codes::load(tx)?);
            let mut all = Vec::with_capacity(requests.len());
            for request in requests {
                let record = self.new_record()?;
                let drafts = capture::resident(&author, request, record, &codes)?;
                all.push(write(door, &author, record, drafts, moment.within_ms())?);
                nth += 1;
            }
            Ok(all)
        });
        outcome.map_err(|error| (nth, error))
    }

    /// Would this request be taken? Writes nothing.
    ///
    /// # Errors
    /// As `capture_resident`.
    pub fn check_resident(&self, request: &ResidentRequest) -> Result<Vec<Remark>, AppError> {
        let drafts = self.store.read::<_, CoreError>(|tx| {
            Ok(capture::resident(&author(tx)?, request, RecordId::NIL, &codes::load(tx)?)?)
        })?;
        Ok(drafts.remarks)
    }

    /// Changes fields of a resident.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn edit_resident(&self, id: &str, request: &EditRequest) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Resident, |tx, author, found| {
            Ok(capture::edit_resident(author, found.record, &found.scope, request, &codes::load(tx)?)?)
        })
    }

    /// A new case.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn report_case(&self, request: &CaseRequest) -> Result<Captured, AppError> {
        let today = self.today();
        self.found_here(|tx, author, record| {
            Ok(capture::report_case(author, request, record, &view::hosted_grids(tx, &today)?)?)
        })
    }

    /// From now on this post acts.
    ///
    /// # Errors
    /// `Invalid` unless it is a post of the phone's owner.
    pub fn act_as(&self, post: &str) -> Result<(), AppError> {
        let invalid = || CoreError::Invalid { field: "post".into(), reason: "not one of your posts".into() };
        let post: PostId = post.parse().map_err(|_| invalid())?;
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let standing = view::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
            if !standing.posts.iter().any(|held| held.post == post) {
                return Err(invalid());
            }
            let before = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
            setting::set_bytes(tx, Setting::ActingPost, post.as_bytes())?;
            if before.is_some_and(|before| before != post) {
                let act = AuditAct::of(AuditWord::ActAs, RecordKind::Post.as_str());
                note(tx, door, &author(tx)?, &act, now, moment.within_ms())?;
            }
            Ok(())
        })
    }

    /// Offers an entry that the relay refused once more.
    ///
    /// # Errors
    /// `NotFound` unless it was refused.
    pub fn offer_again(&self, entry: &str) -> Result<(), AppError> {
        let missing = || CoreError::NotFound { noun: "refused entry", id: entry.to_owned() };
        let id: EntryId = entry.parse().map_err(|_| missing())?;
        self.save(|_, door| if door.offer_again(id)? { Ok(()) } else { Err(missing()) })
    }
}
