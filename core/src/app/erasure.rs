//! 删除: one post asks for a record to be erased, another person's approves; the relay and every phone destroy what they hold.

use etong_protocol::authority::{may_act, may_be_erased, who_may};
use etong_protocol::{PostId, RecordId, RecordKind, TombstoneAct};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::reveal::note;
use super::writing::{author, write};
use crate::capture::{self, Erasing};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::error::{AppError, CoreError};
use crate::projection::load_erasure;
use crate::store::record;
use crate::view::{self, ErasureView, ErasuresPage, MentionsPage};

impl App {
    /// Asks for the record `id` to be erased; `basis` is one of `purpose`, `retention`, `consent`, `unlawful`, `law`.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a basis that is none.
    pub fn ask_erasure(&self, id: &str, basis: &str) -> Result<Captured, AppError> {
        self.about_erasure(id, &TombstoneAct::Ask, Some(basis))
    }

    /// Approves what another person asked for. It counts once the relay has it, and cannot be taken back.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, or while a hold lasts; `Invalid` when nobody asks.
    pub fn approve_erasure(&self, id: &str) -> Result<Captured, AppError> {
        self.about_erasure(id, &TombstoneAct::Approve, None)
    }

    /// The record stays.
    ///
    /// # Errors
    /// As `approve_erasure`.
    pub fn refuse_erasure(&self, id: &str) -> Result<Captured, AppError> {
        self.about_erasure(id, &TombstoneAct::Refuse, None)
    }

    /// 依法保全: nothing erases the record, or slims it, until the hold is lifted.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may.
    pub fn hold_record(&self, id: &str) -> Result<Captured, AppError> {
        self.about_erasure(id, &TombstoneAct::Hold, None)
    }

    /// # Errors
    /// As `hold_record`.
    pub fn lift_hold(&self, id: &str) -> Result<Captured, AppError> {
        self.about_erasure(id, &TombstoneAct::LiftHold, None)
    }

    /// How the erasure of a record stands, and which devices have not said yet that nothing is left on them.
    ///
    /// # Errors
    /// `NotFound` when this phone never heard of the record.
    pub fn erasure(&self, id: &str) -> Result<ErasureView, AppError> {
        let record = id.parse().map_err(|_| missing(id))?;
        Ok(self.store.read(|tx| view::erasure(tx, record))?)
    }

    /// Every erasure this phone knows of, the latest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn erasures(&self, offset: u32) -> Result<ErasuresPage, AppError> {
        Ok(self.store.read(|tx| view::erasures(tx, offset).map_err(CoreError::from))?)
    }

    /// Other records on this phone that hold the resident's name, number or phone: an erasure of the resident leaves those, and
    /// each may be asked for in turn. A page looks through a part of the log and says how far it is; `after`: where the page before
    /// ended.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for a post that may not ask for an erasure; `Invalid` for an end that is none.
    pub fn mentions(&self, id: &str, after: Option<&str>) -> Result<MentionsPage, AppError> {
        Ok(self.store.read(|tx| {
            let author = author(tx)?;
            if may_act(&author.post_kind, &RecordKind::Tombstone, TombstoneAct::Ask.as_str()).is_none() {
                let who_may = who_may(&RecordKind::Tombstone, TombstoneAct::Ask.as_str());
                let rule = format!("a {} may not ask for an erasure", author.post_kind);
                return Err(CoreError::not_allowed(rule, who_may.iter().map(ToString::to_string).collect()));
            }
            view::mentions(tx, id.parse().map_err(|_| missing(id))?, after)
        })?)
    }

    fn about_erasure(&self, id: &str, act: &TombstoneAct, basis: Option<&str>) -> Result<Captured, AppError> {
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let record: RecordId = id.parse().map_err(|_| missing(id))?;
            let found = record::find(tx, record)?.ok_or_else(|| missing(id))?;
            let author = heirs::at(tx, author(tx)?, &found)?;
            // A companion without its record is no record yet.
            if !may_be_erased(&found.kind) || found.kind.is_companion() {
                return Err(missing(id));
            }
            let standing = view::standing(tx)?;
            let own: Vec<PostId> = standing.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
            let fold = load_erasure(tx, found.no)?.unwrap_or_default();
            let on = Erasing { record, kind: &found.kind, scope: &found.scope, fold: &fold, own: &own };
            let drafts = capture::erasure(&author, &on, act, basis)?;
            let done = write(door, &author, record, drafts, moment.within_ms())?;
            let logged = match act {
                TombstoneAct::Hold => AuditWord::Hold,
                TombstoneAct::LiftHold => AuditWord::LiftHold,
                _ => return Ok(done),
            };
            let act = AuditAct { record: Some(record), ..AuditAct::of(logged, found.kind.as_str()) };
            note(tx, door, &author, &act, now, moment.within_ms())?;
            Ok(done)
        })
    }
}

fn missing(id: &str) -> CoreError {
    CoreError::NotFound { noun: "record", id: id.to_owned() }
}
