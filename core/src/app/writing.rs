//! How every request is written: a refusal or drafts from the pure rules, let in by the one door, in one durable transaction.

use etong_protocol::named_id::draw;
use etong_protocol::{PostId, RecordId, RecordKind, StandingPost};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::moment::Moment;
use crate::apply::{Changed, Door};
use crate::capture::{Author, CaptureError, Drafts};
use crate::device::random_array;
use crate::domain::rule_id::RuleId;
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::projection;
use crate::store::record::{self, Record};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx};
use crate::view;

impl App {
    /// Founds a record.
    pub(super) fn found(
        &self,
        ask: impl FnOnce(&Author, RecordId) -> Result<Drafts, CaptureError>,
    ) -> Result<Captured, AppError> {
        self.found_here(|_, author, record| Ok(ask(author, record)?))
    }

    /// Founds a record; the rules look at what this phone holds.
    pub(super) fn found_here(
        &self,
        ask: impl FnOnce(&Tx<'_>, &Author, RecordId) -> Result<Drafts, CoreError>,
    ) -> Result<Captured, AppError> {
        let (record, moment) = (self.new_record()?, self.moment());
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let drafts = ask(tx, &author, record)?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Writes onto the record `id` of kind `kind`, which lies in the unit of the acting post or is shared with it.
    pub(super) fn change(
        &self,
        id: &str,
        kind: &RecordKind,
        ask: impl FnOnce(&Tx<'_>, &Author, &Record) -> Result<Drafts, CoreError>,
    ) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let found = find(tx, kind, id)?;
            let mut author = heirs::at(tx, author(tx)?, &found)?;
            author.shared = !kind.is_document() && projection::is_shared_with(tx, found.no, &author.unit)?;
            let drafts = ask(tx, &author, &found)?;
            write(door, &author, found.record, drafts, moment.within_ms())
        })
    }

    /// One durable transaction through the door, then the listeners.
    pub(super) fn save<T>(
        &self,
        work: impl FnOnce(&Tx<'_>, &mut Door<'_>) -> Result<T, CoreError>,
    ) -> Result<T, AppError> {
        self.save_at(self.moment(), work)
    }

    /// The same for an act that was judged by a moment read before.
    pub(super) fn save_at<T>(
        &self,
        moment: Moment,
        work: impl FnOnce(&Tx<'_>, &mut Door<'_>) -> Result<T, CoreError>,
    ) -> Result<T, AppError> {
        let now = moment.wall_ms;
        let running = self.running_lease();
        let (outcome, changed, marked): (T, Changed, _) = self.store.write(Durability::Full, |tx| {
            let mut door = Door::open(tx, now)?;
            door.clock_jumped(self.clock_jump(tx)?);
            let outcome = work(tx, &mut door)?;
            let marked = if door.owes_jump() { None } else { Some(self.keep_mark(tx)?) };
            if let Some(running) = running {
                super::lease::keep(tx, running)?;
            }
            Ok::<_, CoreError>((outcome, door.close()?, marked))
        })?;
        if let Some(marked) = marked {
            self.marked(marked);
        }
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

    pub(super) fn new_record(&self) -> Result<RecordId, CoreError> {
        Ok(draw(self.device.now_ms(), random_array(&*self.device)?))
    }
}

/// The post that acts on this phone.
pub(super) fn author(tx: &Tx<'_>) -> Result<Author, CoreError> {
    let standing = view::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let refuse = |id: RuleId, rule: &str| CaptureError::barred(id, rule);
    let held = match acting {
        Some(post) => standing.posts.iter().find(|held| held.post == post).ok_or_else(|| {
            refuse(RuleId::PostEnded, "the post that acted on this phone is held no more; choose the post that acts")
        })?,
        None => standing
            .posts
            .first()
            .ok_or_else(|| refuse(RuleId::NoPost, "the owner of this phone holds no post at present"))?,
    };
    named(tx, held)
}

/// Another post of this phone's owner; `None` when it is held no more.
pub(super) fn author_as(tx: &Tx<'_>, post: PostId) -> Result<Option<Author>, CoreError> {
    let standing = view::standing(tx)?.ok_or(SyncError::NotEnrolled)?;
    standing.posts.iter().find(|held| held.post == post).map(|held| named(tx, held)).transpose()
}

fn named(tx: &Tx<'_>, held: &StandingPost) -> Result<Author, CoreError> {
    let device = setting::array(tx, Setting::Device)?.ok_or(StoreError::Unreadable("this phone's identity"))?;
    Ok(Author {
        device: etong_protocol::DeviceId::from_bytes(device),
        post: held.post,
        post_kind: held.kind.clone(),
        unit: held.unit.clone(),
        shared: false,
    })
}

/// Lets drafts in.
pub(super) fn write(
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

/// The record `id`, if this phone has it and it is of this kind.
pub(super) fn find(tx: &Tx<'_>, kind: &RecordKind, id: &str) -> Result<Record, CoreError> {
    let record: RecordId = id.parse().map_err(|_| not_found(kind, id))?;
    match record::find(tx, record)? {
        Some(found) if found.kind == *kind && !found.erased => Ok(found),
        _ => Err(not_found(kind, id)),
    }
}

/// The record `id`, whatever it is of, if this phone knows what it is.
pub(super) fn find_any(tx: &Tx<'_>, id: &str) -> Result<Record, CoreError> {
    let missing = || CoreError::NotFound { noun: "record", id: id.to_owned() };
    let record: RecordId = id.parse().map_err(|_| missing())?;
    record::find(tx, record)?.filter(|found| !found.kind.is_companion() && !found.erased).ok_or_else(missing)
}

pub(super) fn not_found(kind: &RecordKind, id: &str) -> CoreError {
    CoreError::NotFound { noun: noun(kind), id: id.to_owned() }
}

/// The word of a kind; records of kinds this program does not know are only "records".
fn noun(kind: &RecordKind) -> &'static str {
    RecordKind::KNOWN.iter().find(|known| *known == kind).map_or("record", RecordKind::as_str)
}
