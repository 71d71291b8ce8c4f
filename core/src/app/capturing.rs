//! A request from a screen: asked of the pure rules, let in by the one door, durable when the call returns.

use etong_protocol::{EntryId, PostId, RecordId, RecordKind};

use super::App;
use crate::apply::{Changed, Door};
use crate::capture::{self, Author, CaptureError, Drafts, Remark};
use crate::capture::{
    CaseActRequest, CaseRequest, EditRequest, FindingRequest, FixRequest, GapRequest, PatrolRequest, ResidentRequest,
};
use crate::device::random_array;
use crate::domain::patrol::{PatrolFold, TrackPoint};
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::projection::{load_case, load_patrol};
use crate::store::record::{self, Record};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, lock, track};
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
        self.found(|author, record| capture::resident(author, request, record))
    }

    /// Many new residents in one transaction: all of them, or none.
    ///
    /// # Errors
    /// As `capture_resident`, with the position of the first request that cannot be taken.
    pub fn capture_residents(&self, requests: &[ResidentRequest]) -> Result<Vec<Captured>, (usize, AppError)> {
        let mut nth = 0;
        let within_ms = self.within_ms();
        let outcome = self.save(|tx, door| {
            let author = author(tx)?;
            let mut all = Vec::with_capacity(requests.len());
            for request in requests {
                let record = self.new_record()?;
                let drafts = capture::resident(&author, request, record)?;
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
        let drafts =
            self.store.read::<_, CoreError>(|tx| Ok(capture::resident(&author(tx)?, request, RecordId::NIL)?))?;
        Ok(drafts.remarks)
    }

    /// Changes fields of a resident.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn edit_resident(&self, id: &str, request: &EditRequest) -> Result<Captured, AppError> {
        self.change(id, "resident", |_, author, found| {
            capture::edit_resident(author, found.record, &found.scope, request).map_err(CoreError::from)
        })
    }

    /// A new case.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn report_case(&self, request: &CaseRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::report_case(author, request, record))
    }

    /// An act on a case, built on the state this phone shows. Takes effect in the relay's order.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may do it instead, `Invalid` naming the field.
    pub fn act_on_case(&self, id: &str, request: &CaseActRequest) -> Result<Captured, AppError> {
        self.change(id, "case", |tx, author, found| {
            let fold = load_case(tx, found.no)?.ok_or_else(|| not_found("case", id))?;
            Ok(capture::act_on_case(author, &fold, found.record, request)?)
        })
    }

    /// Starts a patrol.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn start_patrol(&self, request: &PatrolRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::start_patrol(author, request, record))
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
            capture::segment(&author, &fold, found.record, std::slice::from_ref(&point))?;
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
        let id: EntryId = entry.parse().map_err(|_| not_found("refused entry", entry))?;
        self.save(|_, door| if door.offer_again(id)? { Ok(()) } else { Err(not_found("refused entry", entry)) })
    }

    fn found(&self, ask: impl FnOnce(&Author, RecordId) -> Result<Drafts, CaptureError>) -> Result<Captured, AppError> {
        let record = self.new_record()?;
        let within_ms = self.within_ms();
        self.save(|tx, door| {
            let author = author(tx)?;
            let drafts = ask(&author, record)?;
            write(door, &author, record, drafts, within_ms)
        })
    }

    fn change(
        &self,
        id: &str,
        noun: &'static str,
        ask: impl FnOnce(&Tx<'_>, &Author, &Record) -> Result<Drafts, CoreError>,
    ) -> Result<Captured, AppError> {
        let within_ms = self.within_ms();
        self.save(|tx, door| {
            let author = author(tx)?;
            let found = find(tx, noun, id)?;
            let drafts = ask(tx, &author, &found)?;
            write(door, &author, found.record, drafts, within_ms)
        })
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

    /// One durable transaction through the door, then the listeners.
    fn save<T>(&self, work: impl FnOnce(&Tx<'_>, &mut Door<'_>) -> Result<T, CoreError>) -> Result<T, AppError> {
        let now = self.device.now_ms();
        let (outcome, changed): (T, Changed) = self.store.write(Durability::Full, |tx| {
            let mut door = Door::open(tx, now)?;
            let outcome = work(tx, &mut door)?;
            Ok::<_, CoreError>((outcome, door.close()?))
        })?;
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LostOutbox) {
            self.store.write(Durability::Full, |tx| {
                let mut door = Door::open(tx, now)?;
                door.link_put_off()?;
                door.close()
            })?;
        }
        self.tell(&changed);
        Ok(outcome)
    }

    fn new_record(&self) -> Result<RecordId, CoreError> {
        Ok(RecordId::new(self.device.now_ms(), random_array(&*self.device)?))
    }

    fn within_ms(&self) -> Option<u32> {
        let time = (*lock(&self.time))?;
        Some(time.within_ms(self.device.now_ms(), self.device.monotonic_ms()))
    }
}

/// The post that acts on this phone.
fn author(tx: &Tx<'_>) -> Result<Author, CoreError> {
    let standing = view::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let refuse = |rule: &str| CaptureError::NotAllowed { rule: rule.into(), who_may: Vec::new() };
    let held =
        match acting {
            Some(post) => standing.posts.iter().find(|held| held.post == post).ok_or_else(|| {
                refuse("the post that acted on this phone is held no more; choose the post that acts")
            })?,
            None => standing.posts.first().ok_or_else(|| refuse("the owner of this phone holds no post at present"))?,
        };
    let device = setting::array(tx, Setting::Device)?.ok_or(StoreError::Unreadable("this phone's identity"))?;
    Ok(Author {
        device: etong_protocol::DeviceId::from_bytes(device),
        post: held.post,
        post_kind: held.kind.clone(),
        unit: held.unit.clone(),
    })
}

fn write(
    door: &mut Door<'_>,
    author: &Author,
    record: RecordId,
    drafts: Drafts,
    within_ms: Option<u32>,
) -> Result<Captured, CoreError> {
    let mut entries = Vec::new();
    for draft in &drafts.drafts {
        entries.extend(door.write(author, draft, within_ms)?.map(|id| id.to_string()));
    }
    Ok(Captured { record: record.to_string(), entries, remarks: drafts.remarks })
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
    let drafts = capture::segment(author, fold, found.record, waiting)?;
    write(door, author, found.record, drafts, within_ms)?;
    Ok(track::clear(tx, found.no)?)
}

fn walked(tx: &Tx<'_>, id: &str) -> Result<(Record, PatrolFold), CoreError> {
    let found = find(tx, "patrol", id)?;
    let fold = load_patrol(tx, found.no)?.ok_or_else(|| not_found("patrol", id))?;
    Ok((found, fold))
}

fn find(tx: &Tx<'_>, noun: &'static str, id: &str) -> Result<Record, CoreError> {
    let kind = match noun {
        "resident" => RecordKind::Resident,
        "patrol" => RecordKind::Patrol,
        _ => RecordKind::Case,
    };
    let record: RecordId = id.parse().map_err(|_| not_found(noun, id))?;
    match record::find(tx, record)? {
        Some(found) if found.kind == kind => Ok(found),
        _ => Err(not_found(noun, id)),
    }
}

fn not_found(noun: &'static str, id: &str) -> CoreError {
    CoreError::NotFound { noun, id: id.to_owned() }
}
