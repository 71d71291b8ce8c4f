//! 查看完整信息: a masked value is shown for a while, to a post that may, for a reason, and only once the phone has durably written
//! down that it was. What was refused is written down too.

use etong_protocol::{RecordId, RecordKind};

use super::App;
use super::heirs;
use super::writing::{author, find, find_any, not_found};
use crate::apply::Door;
use crate::capture::{self, Author, RevealRequest, check_reveal, may_do};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::domain::looked::RECORDS_IN_ENTRY;
use crate::error::{AppError, CoreError};
use crate::projection::slim::case_here;
use crate::store::record::{self, Record};
use crate::store::{Tx, audit};
use crate::view::{self, AuditFilter, AuditPage, AuditQuery, LookedPage, MaskedRow, RoleChangesPage, SubjectReport};

/// How long a shell may show what was revealed.
const SHOWN_MS: i64 = 60_000;
/// The same look within so long is one look.
const SAME_LOOK_MS: i64 = 60_000;
/// Characters of a path.
const PATH_MAX: usize = 120;
const TEXTS: [&str; 2] = ["title", "what"];

/// A value that was masked. The shell hides it again at `until`.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Revealed {
    pub value: String,
    /// Phone clock, milliseconds since 1970.
    pub until: i64,
}

/// Never prints the value.
impl std::fmt::Debug for Revealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Revealed(until {})", self.until)
    }
}

impl App {
    /// What of the record `id` is masked, each with the path under which `reveal` shows it whole.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn masked(&self, id: &str) -> Result<Vec<MaskedRow>, AppError> {
        let masked =
            self.store.read::<_, CoreError>(|tx| Ok(view::masked(tx, &find_any(tx, id)?, &onlooker(&author(tx)?))?))?;
        self.note_look(id);
        Ok(masked)
    }

    /// The whole value of what is masked under `field` in the record `id` (a key, or a path that `masked` names), for a reason. It is in
    /// the audit log before it is returned.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a reason that is none or a field that holds nothing.
    pub fn reveal(&self, id: &str, field: &str, request: &RevealRequest) -> Result<Revealed, AppError> {
        let now = self.device.now_ms();
        self.logged(AuditWord::Reveal, |tx, author, act| {
            let (reason, note) = check_reveal(request)?;
            let record: RecordId = id.parse().map_err(|_| not_found(&RecordKind::Resident, id))?;
            let found = record::find(tx, record)?
                .filter(|found| !found.erased)
                .ok_or_else(|| CoreError::NotFound { noun: "record", id: id.to_owned() })?;
            *act = AuditAct {
                record: Some(record),
                field: of_the_log(field),
                reason: Some(reason),
                note,
                ..AuditAct::of(AuditWord::Reveal, found.kind.as_str())
            };
            let value = whole_value(tx, author, &found, field)?;
            Ok(Revealed { value, until: now.saturating_add(SHOWN_MS) })
        })
    }

    /// Ids of the residents on this phone with this full document number (`type:number`, or a bare citizen number). The number
    /// is compared by a keyed hash and shown nowhere; that somebody looked is in the audit log.
    ///
    /// # Errors
    /// `NotAllowed` with who may.
    pub fn find_by_citizen_number(&self, full: &str) -> Result<Vec<String>, AppError> {
        self.logged(AuditWord::Search, |tx, author, act| {
            *act = AuditAct { field: "id".into(), ..AuditAct::of(AuditWord::Search, RecordKind::Resident.as_str()) };
            may_do(author, "find_number", "look for people by their number")?;
            let found = view::find_by_number(tx, full)?;
            let ids: Vec<RecordId> = found.iter().filter_map(|id| id.parse().ok()).take(RECORDS_IN_ENTRY).collect();
            act.record = ids.first().copied();
            // One is said as programs of before say it.
            if ids.len() > 1 {
                act.records = ids;
            }
            Ok(found)
        })
    }

    /// Everything about one resident, whole, and who looked at it: for the person, by a desk. It is in the audit log.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a reason that is none.
    pub fn subject_report(&self, id: &str, request: &RevealRequest) -> Result<SubjectReport, AppError> {
        let now = self.device.now_ms();
        // The owner of this phone looked too.
        self.tell_looks()?;
        self.logged(AuditWord::SubjectReport, |tx, author, act| {
            let (reason, note) = check_reveal(request)?;
            let found = find(tx, &RecordKind::Resident, id)?;
            *act = AuditAct {
                record: Some(found.record),
                reason: Some(reason),
                note,
                ..AuditAct::of(AuditWord::SubjectReport, found.kind.as_str())
            };
            may_do(author, "subject_report", "put together what is known about a person")?;
            let author = heirs::at(tx, author.clone(), &found)?;
            if !author.unit.covers(&found.scope) {
                return Err(author.outside(&found.scope).into());
            }
            view::subject_report(tx, found.record, now)
        })
    }

    /// The audit log of the acting auditor's unit and all below, the latest first. That it was read is in it as well.
    ///
    /// # Errors
    /// `NotAllowed` with who may, `Invalid` for an id or path that is none.
    pub fn audits(&self, query: &AuditQuery) -> Result<AuditPage, AppError> {
        self.tell_looks()?;
        self.logged(AuditWord::ReadAudit, |tx, author, act| {
            *act = AuditAct::of(AuditWord::ReadAudit, RecordKind::Audit.as_str());
            may_do(author, "read", "read the audit log")?;
            let filter = AuditFilter {
                within: author.unit.clone(),
                unit: query.unit.as_deref().map(|unit| read("unit", unit)).transpose()?,
                person: query.person.as_deref().map(|person| read("person", person)).transpose()?,
                record: query.record.as_deref().map(|record| read("record", record)).transpose()?,
                act: query.act.as_deref().map(|act| act.trim().to_owned()),
                offset: query.offset,
            };
            act.record = filter.record;
            within(author, &filter)?;
            Ok(view::audits(tx, &filter)?)
        })
    }

    /// Who gave, changed or ended posts in the acting auditor's unit and all below, the latest first; `unit` and `person` (id of a person
    /// or of a post) narrow. In the log as well.
    ///
    /// # Errors
    /// As `audits`.
    pub fn role_changes(
        &self,
        unit: Option<&str>,
        person: Option<&str>,
        offset: u32,
    ) -> Result<RoleChangesPage, AppError> {
        self.logged(AuditWord::ReadAudit, |tx, author, act| {
            *act = AuditAct::of(AuditWord::ReadAudit, RecordKind::Post.as_str());
            may_do(author, "read", "read the audit log")?;
            let filter = AuditFilter {
                within: author.unit.clone(),
                unit: unit.map(|unit| read("unit", unit)).transpose()?,
                person: person.map(|person| read("person", person)).transpose()?,
                offset,
                ..AuditFilter::default()
            };
            within(author, &filter)?;
            Ok(view::role_changes(tx, &filter)?)
        })
    }

    /// Which records an entry of looks (`AuditRow.entry`) names, a page from `offset`. In the log as well.
    ///
    /// # Errors
    /// `NotAllowed` with who may, `Invalid` for an id that is none.
    pub fn looked(&self, entry: &str, offset: u32) -> Result<LookedPage, AppError> {
        self.logged(AuditWord::ReadAudit, |tx, author, act| {
            *act = AuditAct::of(AuditWord::ReadAudit, RecordKind::Audit.as_str());
            may_do(author, "read", "read the audit log")?;
            Ok(view::looked(tx, read("entry", entry)?, &author.unit, offset)?)
        })
    }

    /// Durably writes down what is about to leave whole.
    pub(super) fn note_export(&self, act: &AuditAct) -> Result<(), AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| note(tx, door, &author(tx)?, act, moment.wall_ms, moment.within_ms()))
    }

    /// Asks, and durably writes down that it was asked before the answer leaves: what was refused as well.
    pub(super) fn logged<T>(
        &self,
        word: AuditWord,
        ask: impl FnOnce(&Tx<'_>, &Author, &mut AuditAct) -> Result<T, CoreError>,
    ) -> Result<T, AppError> {
        let moment = self.moment();
        let now = moment.wall_ms;
        let outcome = self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let mut act = AuditAct::of(word, "");
            let outcome = ask(tx, &author, &mut act);
            match &outcome {
                Ok(_) => {}
                // Somebody tried what is not theirs.
                Err(CoreError::Capture(capture::CaptureError::NotAllowed { .. })) => {
                    act.note = std::mem::replace(&mut act.a, AuditWord::Refused).to_string();
                    act.reason = None;
                }
                Err(_) => return Ok(outcome),
            }
            note(tx, door, &author, &act, now, moment.within_ms())?;
            Ok(outcome)
        })?;
        Ok(outcome?)
    }
}

fn within(author: &Author, filter: &AuditFilter) -> Result<(), CoreError> {
    match &filter.unit {
        Some(unit) if !author.unit.covers(unit) => Err(author.outside(unit).into()),
        _ => Ok(()),
    }
}

fn read<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, CoreError> {
    text.trim().parse().map_err(|_| CoreError::Invalid { field: field.into(), reason: "cannot be read".into() })
}

/// One entry of the log, unless the same was noted just now.
pub(super) fn note(
    tx: &Tx<'_>,
    door: &mut Door<'_>,
    author: &Author,
    act: &AuditAct,
    now: i64,
    within_ms: Option<u32>,
) -> Result<(), CoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::RevealUnlogged) {
        return Ok(());
    }
    // What leaves twice is two exports.
    if let Some(target) = act.record.filter(|_| act.a != AuditWord::Export)
        && audit::has_lately(
            tx,
            act.a.as_str(),
            author.post,
            target,
            &act.field,
            (now.saturating_sub(SAME_LOOK_MS), now),
        )?
    {
        return Ok(());
    }
    door.write(author, &capture::audit(author, act)?, within_ms)?;
    Ok(())
}

/// The value under `path`: a field of a document or of a case, or a text of one event of the record.
fn whole_value(tx: &Tx<'_>, author: &Author, found: &Record, path: &str) -> Result<String, CoreError> {
    let empty = || CoreError::Invalid { field: "field".into(), reason: "the record holds nothing there".into() };
    if found.kind == RecordKind::Case && TEXTS.contains(&path) {
        may_do(author, "reveal_text", "see the numbers in a case")?;
        let case = case_here(tx, found, || not_found(&found.kind, &found.record.to_string()))?;
        return Ok(if path == "title" { case.report.title } else { case.report.what });
    }
    if is_of_an_event(path) {
        may_do(author, "reveal_text", "see the numbers in what was typed")?;
        let located = view::located(tx, found, &onlooker(author))?.into_iter().find(|located| located.path() == path);
        let located = located.ok_or_else(empty)?;
        return if located.in_reach { Ok(located.text.text) } else { Err(author.outside(&located.scope).into()) };
    }
    may_do(author, "reveal", "see what is masked")?;
    let author = heirs::at(tx, author.clone(), found)?;
    if !author.unit.covers(&found.scope) {
        return Err(author.outside(&found.scope).into());
    }
    let value = view::values(tx, found)?.into_iter().find(|(key, ..)| key == path);
    value.map(|(_, spec, value)| view::bare(spec, &value)).ok_or_else(empty)
}

fn onlooker(author: &Author) -> view::Onlooker<'_> {
    view::Onlooker { kind: &author.post_kind, unit: &author.unit, device: author.device }
}

/// `3f8a…/parties/0/phone`: begins with sixteen hex digits of an entry.
fn is_of_an_event(path: &str) -> bool {
    path.split_once('/')
        .is_some_and(|(entry, _)| entry.len() == 16 && entry.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A path as it may stand in the log: what somebody typed there may be anything.
fn of_the_log(path: &str) -> String {
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '_' | '/');
    if path.chars().count() <= PATH_MAX && path.chars().all(plain) && (is_of_an_event(path) || !holds_number(path)) {
        path.to_owned()
    } else {
        "?".to_owned()
    }
}

fn holds_number(path: &str) -> bool {
    path.chars().filter(char::is_ascii_digit).count() > 4
}
