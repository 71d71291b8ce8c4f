//! Patrols: requests and views. Every position is on the disk when `add_fix` returns; track that a phone still holds when its
//! patrol was ended elsewhere, or went to another walker, is sealed into the record as soon as one of the owner's posts reaches it.

use etong_protocol::{RecordId, RecordKind, SigningKey};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, find, not_found, write};
use crate::apply::Door;
use crate::capture::{self, Author, CaptureError, Drafts};
use crate::capture::{AssignRequest, FindingRequest, FixRequest, GapRequest, JoinRequest, MarkRequest, PatrolRequest};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::domain::campaign::CampaignFold;
use crate::domain::patrol::pair::{self, PairTicket};
use crate::domain::patrol::{PatrolFold, TrackPoint};
use crate::domain::rule_id::RuleId;
use crate::error::{AppError, CoreError, SyncError};
use crate::projection::{load_campaign, load_patrol};
use crate::store::Tx;
use crate::store::record::{self, Record};
use crate::store::track::{self, Journal};
use crate::view::{self, HoursCheck, HoursText, PatrolView, PatrolsPage};

const PAIR_TAG: &str = "etong-pair-code-1";

/// What the first phone of a pair shows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PairCode {
    /// Six digits to be typed, where the second phone knows the patrol.
    pub code: String,
    /// Text of a QR code, where it does not.
    pub ticket: String,
}

impl App {
    /// Starts a patrol.
    ///
    /// # Errors
    /// `NotAllowed`, `NotFound` for a campaign this phone does not have, `Invalid` naming the field.
    pub fn start_patrol(&self, request: &PatrolRequest) -> Result<Captured, AppError> {
        let record = self.new_record().map_err(AppError::from)?;
        let moment = self.moment();
        let code = self.pair_code_of(record)?;
        self.save_at(moment, |tx, door| {
            seal_left_tracks(tx, door, moment.within_ms())?;
            let author = author(tx)?;
            let campaign = request.campaign.as_deref().map(|id| campaign(tx, id)).transpose()?;
            let drafts = capture::start_patrol(&author, request, record, &code, campaign.as_ref())?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// A desk asks posts to walk a patrol.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn assign_patrol(&self, request: &AssignRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::assign_patrol(author, request, record))
    }

    /// Starts a patrol that a desk asked for.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` unless it was asked of the acting post, `Invalid` naming the field.
    pub fn start_assigned_patrol(&self, id: &str, request: &PatrolRequest) -> Result<Captured, AppError> {
        let key = self.keys.signing().map_err(AppError::from)?;
        self.walk(id, |author, fold, record| {
            capture::start_assigned(author, fold, record, request, &pair_code(&key, record))
        })
    }

    /// Takes an assignment back that nobody has started.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`.
    pub fn call_off_patrol(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        self.walk(id, |author, fold, record| capture::call_off_patrol(author, fold, record, reason))
    }

    /// What the partner scans or types to confirm this patrol; works without network.
    ///
    /// # Errors
    /// `NotFound`; `NotAllowed` unless the patrol was started here with a partner.
    pub fn pair_code(&self, id: &str) -> Result<PairCode, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let author = author(tx)?;
            let (found, fold) = walked(tx, id)?;
            if fold.device != author.device || fold.post != author.post {
                let rule = "only the phone that started a patrol shows its code";
                return Err(CaptureError::barred(RuleId::OtherPhone, rule).into());
            }
            let code = self.pair_code_of(found.record)?;
            let ticket = PairTicket { patrol: found.record, scope: fold.scope, code: code.clone() };
            Ok(PairCode { code, ticket: ticket.to_string() })
        })?)
    }

    /// Confirms the start of somebody's patrol as the partner.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` for a ticket or code that is none.
    pub fn join_patrol(&self, request: &JoinRequest) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let ticket = ticket(tx, request)?;
            let known = match record::find(tx, ticket.patrol)? {
                Some(found) => load_patrol(tx, found.no)?,
                None => None,
            };
            let drafts = capture::join_patrol(&author, known.as_ref(), &ticket, request.place.as_ref())?;
            write(door, &author, ticket.patrol, drafts, moment.within_ms())
        })
    }

    /// One position of a running patrol. On the disk when it returns; every ten minutes the journal is sealed.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` (not under way, not one's own), `Invalid` for a place that is none.
    pub fn add_fix(&self, id: &str, fix: &FixRequest) -> Result<(), AppError> {
        let moment = self.moment();
        let at_ms = fix.at.unwrap_or(moment.wall_ms);
        let place = fix.read("fix").map_err(CoreError::from)?;
        let point = TrackPoint { at_ms, lat_e6: place.lat_e6, lon_e6: place.lon_e6, accuracy_m: place.accuracy_m };
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let (found, fold) = walked(tx, id)?;
            // The same rules as for a whole segment, asked of this one point.
            capture::segment(&author, &fold, found.record, std::slice::from_ref(&point), &[])?;
            track::append(tx, found.no, &point, fix.mocked)?;
            let waiting = track::waiting(tx, found.no)?;
            if waiting.points.len() >= track::SEGMENT_POINTS {
                seal(tx, door, &author, &found, &waiting, moment.within_ms())?;
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

    /// Ends one's own patrol; of a partner, confirms its end.
    ///
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

    /// Marks a planned place as reached by hand.
    ///
    /// # Errors
    /// As `note_finding`.
    pub fn mark_place(&self, id: &str, request: &MarkRequest) -> Result<Captured, AppError> {
        self.walk(id, |author, fold, record| capture::mark(author, fold, record, request))
    }

    /// Patrols, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn patrols(&self, offset: u32) -> Result<PatrolsPage, AppError> {
        Ok(self.store.read(|tx| view::patrols(tx, offset).map_err(CoreError::from))?)
    }

    /// One patrol with all that was noted on it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn patrol(&self, id: &str) -> Result<PatrolView, AppError> {
        let patrol = self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Patrol, id)?;
            view::patrol(tx, found.record)
        })?;
        self.note_look(id);
        Ok(patrol)
    }

    /// The certificate of hours begun from `from` to before `until` (milliseconds since 1970), made without network. It carries the
    /// entries it rests on as they are: where a screen masks something of their words, that is in the audit log first.
    ///
    /// # Errors
    /// `SignedOut` before enrolment; `NotAllowed` for somebody without a post whose certificate would have to be written down.
    pub fn certify_hours(&self, from: i64, until: i64) -> Result<HoursText, AppError> {
        let (hours, is_masked) =
            self.store.read::<_, CoreError>(|tx| view::certify_hours(tx, &*self.keys.signing()?, from, until))?;
        if is_masked {
            self.note_export(&AuditAct::of(AuditWord::Export, "hours"))?;
        }
        Ok(hours)
    }

    /// Works somebody's certificate out again.
    ///
    /// # Errors
    /// `Invalid` saying what does not hold.
    pub fn check_hours(&self, text: &str) -> Result<HoursCheck, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| view::check_hours(tx, text))?)
    }

    /// Track of patrols that go on no more on this phone, put into their records.
    pub(super) fn seal_left_tracks(&self) -> Result<(), AppError> {
        let left = self.store.read::<_, CoreError>(|tx| Ok(!track::patrols(tx)?.is_empty()))?;
        if left { self.save(|tx, door| seal_left_tracks(tx, door, None)) } else { Ok(()) }
    }

    /// The same code whenever it is asked for, known to this phone only until it is shown.
    fn pair_code_of(&self, patrol: RecordId) -> Result<String, CoreError> {
        Ok(pair_code(&*self.keys.signing()?, patrol))
    }

    /// An act on a patrol comes after the track that was walked before it.
    fn walk(
        &self,
        id: &str,
        ask: impl FnOnce(&Author, &PatrolFold, RecordId) -> Result<Drafts, CaptureError>,
    ) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            seal_left_tracks(tx, door, moment.within_ms())?;
            let author = author(tx)?;
            let (found, fold) = walked(tx, id)?;
            let drafts = ask(&author, &fold, found.record)?;
            let waiting = track::waiting(tx, found.no)?;
            if !waiting.points.is_empty() {
                seal(tx, door, &author, &found, &waiting, moment.within_ms())?;
            }
            write(door, &author, found.record, drafts, moment.within_ms())
        })
    }
}

fn seal(
    tx: &Tx<'_>,
    door: &mut Door<'_>,
    author: &Author,
    found: &Record,
    waiting: &Journal,
    within_ms: Option<u32>,
) -> Result<(), CoreError> {
    let drafts = capture::left_segment(author, &found.scope, found.record, &waiting.points, &waiting.mocked)?;
    write(door, author, found.record, drafts, within_ms)?;
    Ok(track::clear(tx, found.no)?)
}

/// Journals of patrols that are not walked on here: under the post that walked if it is still held, else under another of the
/// owner's that reaches the record. Without one the journal stays, and is shown as kept aside.
pub(super) fn seal_left_tracks(tx: &Tx<'_>, door: &mut Door<'_>, within_ms: Option<u32>) -> Result<(), CoreError> {
    for no in track::patrols(tx)? {
        let Some(fold) = load_patrol(tx, no)? else { continue };
        let mine = match authors(tx) {
            Ok(mine) => mine,
            Err(CoreError::Sync(SyncError::NotEnrolled)) => return Ok(()),
            Err(error) => return Err(error),
        };
        if fold.is_walked_by(mine.iter().map(|author| author.post)) {
            continue;
        }
        let held = view::standing(tx)?.map(|standing| standing.posts).unwrap_or_default();
        let reaches = |author: &&Author| held.iter().any(|held| held.post == author.post && held.covers(&fold.scope));
        let walker = mine.iter().filter(reaches).find(|author| author.post == fold.post);
        if let Some(author) = walker.or_else(|| mine.iter().find(reaches)) {
            let waiting = track::waiting(tx, no)?;
            let author = heirs::at_scope(tx, author.clone(), &fold.scope)?;
            match seal(tx, door, &author, &record::by_number(tx, no)?, &waiting, within_ms) {
                // A post that does not patrol: another day, another post.
                Ok(()) | Err(CoreError::Capture(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// The owner of this phone under each post held.
fn authors(tx: &Tx<'_>) -> Result<Vec<Author>, CoreError> {
    let standing = view::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
    let device = crate::store::setting::array(tx, crate::store::setting::Setting::Device)?;
    let device = device.ok_or(crate::error::StoreError::Unreadable("this phone's identity"))?;
    let author = |held: &etong_protocol::StandingPost| Author {
        device: etong_protocol::DeviceId::from_bytes(device),
        post: held.post,
        post_kind: held.kind.clone(),
        unit: held.unit.clone(),
        shared: false,
    };
    Ok(standing.posts.iter().map(author).collect())
}

fn walked(tx: &Tx<'_>, id: &str) -> Result<(Record, PatrolFold), CoreError> {
    let found = find(tx, &RecordKind::Patrol, id)?;
    let fold = load_patrol(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Patrol, id))?;
    Ok((found, fold))
}

fn campaign(tx: &Tx<'_>, id: &str) -> Result<CampaignFold, CoreError> {
    let found = find(tx, &RecordKind::Campaign, id)?;
    load_campaign(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Campaign, id))
}

fn ticket(tx: &Tx<'_>, request: &JoinRequest) -> Result<PairTicket, CoreError> {
    let invalid = |field: &str, reason: &str| CoreError::Invalid { field: field.into(), reason: reason.into() };
    match (&request.ticket, &request.patrol) {
        (Some(text), None) => PairTicket::read(text).ok_or_else(|| invalid("ticket", "not the code of a patrol")),
        (None, Some(id)) => {
            let (found, fold) = walked(tx, id)?;
            let code = match &request.code {
                Some(typed) => pair::code(typed).ok_or_else(|| invalid("code", "is not six digits"))?,
                None => String::new(),
            };
            Ok(PairTicket { patrol: found.record, scope: fold.scope, code })
        }
        _ => Err(invalid("ticket", "give the ticket that was scanned, or the patrol and its code")),
    }
}

fn pair_code(key: &SigningKey, patrol: RecordId) -> String {
    let [a, b, c, d, ..] = key.sign(PAIR_TAG, patrol.as_bytes()).0;
    pair::code_of([a, b, c, d])
}
