//! A request from a screen: asked of the pure rules, let in by the one door, durable when the call returns.

use etong_protocol::{EntryId, PostId, RecordId, RecordKind};

use super::App;
use super::writing::{author, find, not_found, write};
use crate::apply::Door;
use crate::capture::{self, Author, CaptureError, Drafts, Remark};
use crate::capture::{
    CaseRequest, EditRequest, FindingRequest, FixRequest, GapRequest, PatrolRequest, ResidentRequest,
};
use crate::domain::patrol::{PatrolFold, TrackPoint};
use crate::error::{AppError, CoreError, SyncError};
use crate::projection::load_patrol;
use crate::store::record::Record;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, codes, track};
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
        self.found_here(|tx, author, record| Ok(capture::resident(author, request, record, &codes::load(tx)?)?))
    }

    /// Many new residents in one transaction: all of them, or none.
    ///
    /// # Errors
    /// As `capture_resident`, with the position of the first request that cannot be taken.
    pub fn capture_residents(&self, requests: &[ResidentRequest]) -> Result<Vec<Captured>, (usize, AppError)> {
        let mut nth = 0;
        let within_ms = self.within_ms();
        let outcome = self.save(|tx, door| {
            let (author, codes) = (author(tx)?, codes::load(tx)?);
            let mut all = Vec::with_capacity(requests.len());
            for request in requests {
                let record = self.new_record()?;
                let drafts = capture::resident(&author, request, record, &codes)?;
                all.push(write(door, &author, record, drafts, within_ms)?);
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
        self.found(|author, record| capture::report_case(author, request, record))
    }

    /// Starts a patrol.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn start_patrol(&self, request: &PatrolRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::start_patrol(author, request, record, "", None))
    }

    /// One position of a running patrol. On the disk when it returns; every ten minutes the journal is sealed.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` (not under way, not one's own), `Invalid` for a place that is none.
    pub fn add_fix(&self, id: &str, fix: &FixRequest) -> Result<(), AppError> {
        let at_ms = fix.at.unwrap_or_else(|| self.device.now_ms());
        let place = fix.read("fix").map_err(CoreError::from)?;
        let point = TrackPoint { at_ms, lat_e6: place.lat_e6, lon_e6: place.lon_e6, accuracy_m: place.accuracy_m };
        let within_ms = self.within_ms();
        self.save(|tx, door| {
            let author = author(tx)?;
            let (found, fold) = walked(tx, id)?;
            // The same rules as for a whole segment, asked of this one point.
            capture::segment(&author, &fold, found.record, std::slice::from_ref(&point), &[])?;
            track::append(tx, found.no, &point)?;
            let waiting = track::waiting(tx, found.no)?;
            if waiting.len() >= track::SEGMENT_POINTS {
                seal_track(tx, door, &author, &found, &fold, &waiting, within_ms)?;
            }
            Ok(())
        })
    }

    /// # Errors
    /// `NotFound`, `NotAllowed` unless it is under way and one's own.
    pub fn pause_patrol(&self, id: &str) -> Result<Captured, AppError> {
        self.walk(id, capture::pause_patrol)
    }

    /// # Errors
    /// `NotFound`, `NotAllowed` unless it is paused and one's own.
    pub fn resume_patrol(&self, id: &str) -> Result<Captured, AppError> {
        self.walk(id, capture::resume_patrol)
    }

    /// # Errors
    /// `NotFound`, `NotAllowed` when it has ended or is not one's own.
    pub fn end_patrol(&self, id: &str, place: Option<&FixRequest>) -> Result<Captured, AppError> {
        self.walk(id, |author, fold, record| capture::end_patrol(author, fold, record, place))
    }

    /// Notes what was seen on a patrol.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for somebody else's patrol, `Invalid` naming the field.
    pub fn note_finding(&self, id: &str, request: &FindingRequest) -> Result<Captured, AppError> {
        self.walk(id, |author, fold, record| capture::finding(author, fold, record, request))
    }

    /// Owns up to a stretch without track.
    ///
    /// # Errors
    /// As `note_finding`.
    pub fn note_gap(&self, id: &str, request: &GapRequest) -> Result<Captured, AppError> {
        self.walk(id, |author, fold, record| capture::gap(author, fold, record, request))
    }

    /// From now on this post acts.
    ///
    /// # Errors
    /// `Invalid` unless it is a post of the phone's owner.
    pub fn act_as(&self, post: &str) -> Result<(), AppError> {
        let invalid = || CoreError::Invalid { field: "post".into(), reason: "not one of your posts".into() };
        let post: PostId = post.parse().map_err(|_| invalid())?;
        Ok(self.store.write::<_, CoreError>(Durability::Full, |tx| {
            let standing = view::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
            if !standing.posts.iter().any(|held| held.post == post) {
                return Err(invalid());
            }
            Ok(setting::set_bytes(tx, Setting::ActingPost, post.as_bytes())?)
        })?)
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

    /// An act on a patrol comes after the track that was walked before it.
    fn walk(
        &self,
        id: &str,
        ask: impl FnOnce(&Author, &PatrolFold, RecordId) -> Result<Drafts, CaptureError>,
    ) -> Result<Captured, AppError> {
        let within_ms = self.within_ms();
        self.save(|tx, door| {
            let author = author(tx)?;
            let (found, fold) = walked(tx, id)?;
            let drafts = ask(&author, &fold, found.record)?;
            let waiting = track::waiting(tx, found.no)?;
            if !waiting.is_empty() {
                seal_track(tx, door, &author, &found, &fold, &waiting, within_ms)?;
            }
            write(door, &author, found.record, drafts, within_ms)
        })
    }
}

fn seal_track(
    tx: &Tx<'_>,
    door: &mut Door<'_>,
    author: &Author,
    found: &Record,
    fold: &PatrolFold,
    waiting: &[TrackPoint],
    within_ms: Option<u32>,
) -> Result<(), CoreError> {
    let drafts = capture::segment(author, fold, found.record, waiting, &[])?;
    write(door, author, found.record, drafts, within_ms)?;
    Ok(track::clear(tx, found.no)?)
}

fn walked(tx: &Tx<'_>, id: &str) -> Result<(Record, PatrolFold), CoreError> {
    let found = find(tx, &RecordKind::Patrol, id)?;
    let fold = load_patrol(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Patrol, id))?;
    Ok((found, fold))
}
