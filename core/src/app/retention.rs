//! 到期清理: what is over goes from this phone, a few records a transaction, so that a phone that dies on the way goes on where it was.
//! Reckoned with the relay's time: a phone whose clock is years ahead loses nothing.

use std::collections::BTreeMap;

use etong_protocol::again::{AgainPage, again_path};
use etong_protocol::history::RootBody;
use etong_protocol::{EntryId, OrgPath, PostKind, RecordId, RecordKind, RelayRequest, wire};

use super::App;
use super::work::{Telling, telling};
use super::writing::find;
use crate::apply::{Changed, Door, Tidied};
use crate::domain::assessment::Period;
use crate::domain::organisation::day::day_at;
use crate::error::{AppError, CoreError, StoreError};
use crate::projection::retention::{Asking, candidates};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, looked, retention, root, slim};
use crate::sync::is_refused;
use crate::view::{self, HeldPage, RetentionPage, RetentionPlan};

/// So long a phone knows by itself what was looked at, once that is in the audit log.
const LOOKS_KEPT_MS: i64 = 7 * 86_400_000;
/// Records in one transaction.
const AT_ONCE: usize = 50;
/// Slimmed cases brought back by one sync because something came to them.
const BACK_AT_ONCE: u32 = 20;

/// How far tidying up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TidyProgress {
    /// Records looked at, of all that are looked at.
    pub done: u64,
    pub all: u64,
}

/// What tidying up did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TidyReport {
    pub cases: u64,
    pub tracks: u64,
    pub last_places: u64,
}

impl App {
    /// How much `tidy_up` would take now and why, and what is kept back and why. Long work: every record that is over is judged.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn retention_plan(&self, on_progress: Telling<'_>) -> Result<RetentionPlan, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let mut asking = self.asking(tx)?;
            let until = places_until(tx, &mut asking)?;
            Ok(view::retention_plan(tx, &mut asking, until, &telling(on_progress))?)
        })?)
    }

    /// The records that `tidy_up` would take now. A page judges a part of what is over, perhaps with nothing in it that goes; `after`:
    /// where the page before ended.
    ///
    /// # Errors
    /// `Invalid` for an end that is none; `StorageLocked`, `StorageBroken`.
    pub fn retention_rows(&self, after: Option<&str>) -> Result<RetentionPage, AppError> {
        Ok(self.store.read(|tx| view::retention_rows(tx, &mut self.asking(tx)?, after))?)
    }

    /// Slims what is over. To be called when the phone is charged and idle; safe to be stopped anywhere and called again.
    ///
    /// # Errors
    /// `StorageFull`, `StorageLocked`, `StorageBroken`; what was done by then stays done.
    pub fn tidy_up(&self, on_progress: &(dyn Fn(TidyProgress) + Send + Sync)) -> Result<TidyReport, AppError> {
        let numbers = self.store.read::<_, CoreError>(|tx| Ok(candidates(tx, &self.asking(tx)?)?))?;
        let mut report = TidyReport::default();
        let mut progress = TidyProgress { done: 0, all: numbers.len() as u64 };
        for some in numbers.chunks(AT_ONCE) {
            let changed = self.tidy_some(some, &mut report)?;
            self.tell(&changed);
            progress.done += some.len() as u64;
            on_progress(progress);
        }
        report.last_places = self.store.write::<_, CoreError>(Durability::Normal, |tx| {
            let mut asking = self.asking(tx)?;
            looked::forget_told(tx, &day_at(asking.now.saturating_sub(LOOKS_KEPT_MS)))?;
            let until = places_until(tx, &mut asking)?;
            Ok(retention::last_places(tx, until, true)?)
        })?;
        if report != TidyReport::default() {
            // The old pages in the journal still hold what went.
            self.store.shred().map_err(CoreError::from)?;
        }
        Ok(report)
    }

    fn tidy_some(&self, numbers: &[i64], report: &mut TidyReport) -> Result<Changed, CoreError> {
        let now = self.device.now_ms();
        self.store.write(Durability::Normal, |tx| {
            let mut asking = self.asking(tx)?;
            let mut door = Door::open(tx, now)?;
            for no in numbers {
                match door.tidy(*no, &mut asking)? {
                    Tidied::Nothing => {}
                    Tidied::Case => report.cases += 1,
                    Tidied::Track => report.tracks += 1,
                }
            }
            door.close()
        })
    }

    /// The words of a slimmed case, from the relay again; they stay for some days. Does nothing for a case that is here.
    ///
    /// # Errors
    /// `NotFound`; `Offline`; `Refused` when the relay has it no more or not all of it.
    pub async fn bring_back(&self, id: &str) -> Result<(), AppError> {
        let is_away = self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Case, id)?;
            Ok(slim::find(tx, found.no)?.is_some_and(|slim| slim.is_away()))
        })?;
        if !is_away {
            return Ok(());
        }
        let bytes = self.entries_again(id).await?;
        let now = self.device.now_ms();
        let (whole, changed) = self.store.write::<_, CoreError>(Durability::Normal, |tx| {
            let found = find(tx, &RecordKind::Case, id)?;
            let back_at = self.surely_now(tx)?;
            let mut door = Door::open(tx, now)?;
            Ok((door.bring_back(found.no, &bytes, back_at)?, door.close()?))
        })?;
        self.tell(&changed);
        if whole {
            return Ok(());
        }
        let detail = "the relay gave only a part of the case; what is kept of it stays as it is".to_owned();
        Err(AppError::Refused { code: "Incomplete".into(), detail })
    }

    /// What the relay has of a case, by its own door: no evidence for others, so no right is asked and nobody is told.
    async fn entries_again(&self, id: &str) -> Result<BTreeMap<EntryId, Vec<u8>>, AppError> {
        let record: RecordId = id.parse().map_err(|_| super::writing::not_found(&RecordKind::Case, id))?;
        let relay = self.relay()?;
        let session = self.session(&*relay)?;
        let (mut found, mut after) = (BTreeMap::new(), 0);
        loop {
            let request = RelayRequest::get(again_path(record, after));
            let page = match session.ask(request, |bytes, _| AgainPage::from_frame(bytes)).await {
                // An older relay has only the one door.
                Err(error) if is_refused(&error) => return self.evidence_again(record).await,
                page => page?,
            };
            let Some(last) = page.entries.last().map(|entry| entry.seq).filter(|last| *last > after) else {
                return Ok(found);
            };
            found.extend(page.entries.into_iter().map(|entry| (EntryId::of(&entry.bytes), entry.bytes)));
            if !page.more {
                return Ok(found);
            }
            after = last;
        }
    }

    async fn evidence_again(&self, record: RecordId) -> Result<BTreeMap<EntryId, Vec<u8>>, AppError> {
        let (evidence, _) = self.checked_evidence(record).await?;
        Ok(evidence.entries.into_iter().map(|entry| (EntryId::of(&entry.bytes), entry.bytes)).collect())
    }

    /// Something came to a case that is slimmed here: whoever looks has to see all of it.
    pub(super) async fn bring_back_wanted(&self) -> Result<(), AppError> {
        let wanted = self.store.read(|tx| slim::wanted(tx, BACK_AT_ONCE)).map_err(CoreError::from)?;
        for record in wanted {
            let id =
                RecordId::from_slice(&record).map_err(|_| CoreError::from(StoreError::Unreadable("a record id")))?;
            self.bring_back(&id.to_string()).await?;
        }
        Ok(())
    }

    /// Records on hold, as far as this phone knows, the latest first; a page from `offset`.
    ///
    /// # Errors
    /// As `retention_plan`.
    pub fn held_records(&self, offset: u32) -> Result<HeldPage, AppError> {
        Ok(self.store.read(|tx| view::held(tx, offset).map_err(CoreError::from))?)
    }

    fn asking(&self, tx: &Tx<'_>) -> Result<Asking, CoreError> {
        let standing = view::standing(tx)?;
        let posts = || standing.iter().flat_map(|held| &held.posts);
        let desk = posts().any(|post| post.kind.is_desk());
        let calls = desk || posts().any(|post| post.kind == PostKind::CallbackClerk);
        Ok(Asking::new(self.surely_now(tx)?, desk, calls))
    }

    /// A time that has surely passed: the relay's, or the latest it ever signed for this phone. 0 when it was never heard.
    fn surely_now(&self, tx: &Tx<'_>) -> Result<i64, CoreError> {
        let known = self.known_now();
        if known.by_relay {
            return Ok(known.ms);
        }
        let from = setting::number(tx, Setting::LeaseFrom)?.saturating_add(setting::number(tx, Setting::LeaseRan)?);
        let newest = root::latest(tx, setting::number(tx, Setting::Epoch)?)?;
        let signed = newest.and_then(|root| wire::decode::<RootBody>(&root.signed.body, "root").ok());
        Ok(i64::try_from(from).unwrap_or(0).max(signed.map_or(0, |root| root.at)))
    }
}

/// Until when a place of a post is too old to be kept.
fn places_until(tx: &Tx<'_>, asking: &mut Asking) -> Result<i64, CoreError> {
    let unit = view::standing(tx)?.and_then(|held| held.posts.into_iter().next()).map(|post| post.unit);
    let rules = asking.rules(tx, &unit.unwrap_or_else(OrgPath::centre))?;
    let after = rules.shortest_ms("last_place", asking.desk).unwrap_or(i64::MAX);
    Ok(asking.now.saturating_sub(after))
}

/// Nobody counts a period of which this phone has slimmed some cases: the figures would be wrong, and nobody would see it.
pub(super) fn countable(tx: &Tx<'_>, unit: &OrgPath, period: &Period) -> Result<(), CoreError> {
    let away = slim::cases_away(tx, unit, &period.reported(), period.from)?;
    if away == 0 {
        return Ok(());
    }
    let reason = format!(
        "{away} cases of that time are slimmed on this phone; count it at a desk that keeps them, or bring them back"
    );
    Err(CoreError::Invalid { field: "period".into(), reason })
}
