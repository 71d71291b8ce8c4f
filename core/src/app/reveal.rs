//! 查看完整信息: a masked value is shown for a while, to a post that may, for a reason, and only once the phone has durably written
//! down that it was. What was refused is written down too.

use etong_protocol::{RecordId, RecordKind};

use super::App;
use super::heirs;
use super::writing::{author, find, not_found};
use crate::apply::Door;
use crate::capture::{self, Author, RevealRequest, check_reveal, may_do};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::domain::collection::catalogue_of;
use crate::domain::field::{self, IdDocument, Reading};
use crate::error::{AppError, CoreError};
use crate::projection::{fields_of, load_case};
use crate::store::record::{self, Record};
use crate::store::{Tx, audit};
use crate::view::{self, AuditFilter, AuditPage, AuditQuery, SubjectReport};

/// How long a shell may show what was revealed.
const SHOWN_MS: i64 = 60_000;
/// The same look within so long is one look.
const SAME_LOOK_MS: i64 = 60_000;
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
    /// The whole value of a masked field of the record `id`, for a reason. It is in the audit log before it is returned.
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
                field: field.to_owned(),
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
            act.record = found.first().and_then(|id| id.parse().ok());
            Ok(found)
        })
    }

    /// Everything about one resident, whole, and who looked at it: for the person, by a desk. It is in the audit log.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a reason that is none.
    pub fn subject_report(&self, id: &str, request: &RevealRequest) -> Result<SubjectReport, AppError> {
        let now = self.device.now_ms();
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

    /// The audit log of the acting auditor's unit and all below, the latest first.
    ///
    /// # Errors
    /// `NotAllowed` with who may, `Invalid` for an id or path that is none.
    pub fn audits(&self, query: &AuditQuery) -> Result<AuditPage, AppError> {
        fn read<T: std::str::FromStr>(field: &str, text: Option<&String>) -> Result<Option<T>, CoreError> {
            let invalid = |_| CoreError::Invalid { field: field.into(), reason: "cannot be read".into() };
            text.map(|text| text.trim().parse().map_err(invalid)).transpose()
        }
        Ok(self.store.read::<_, CoreError>(|tx| {
            let author = author(tx)?;
            may_do(&author, "read", "read the audit log")?;
            let filter = AuditFilter {
                within: author.unit.clone(),
                unit: read("unit", query.unit.as_ref())?,
                person: read("person", query.person.as_ref())?,
                record: read("record", query.record.as_ref())?,
                offset: query.offset,
            };
            match &filter.unit {
                Some(unit) if !author.unit.covers(unit) => Err(author.outside(unit).into()),
                _ => Ok(view::audits(tx, &filter)?),
            }
        })?)
    }

    /// Asks, and durably writes down that it was asked before the answer leaves: what was refused as well.
    fn logged<T>(
        &self,
        word: AuditWord,
        ask: impl FnOnce(&Tx<'_>, &Author, &mut AuditAct) -> Result<T, CoreError>,
    ) -> Result<T, AppError> {
        let within_ms = self.within_ms();
        let now = self.device.now_ms();
        let outcome = self.save(|tx, door| {
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
            note(tx, door, &author, &act, now, within_ms)?;
            Ok(outcome)
        })?;
        Ok(outcome?)
    }
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
    if let Some(target) = act.record
        && audit::has_lately(tx, act.a.as_str(), author.post, target, &act.field, now.saturating_sub(SAME_LOOK_MS))?
    {
        return Ok(());
    }
    door.write(author, &capture::audit(author, act)?, within_ms)?;
    Ok(())
}

fn whole_value(tx: &Tx<'_>, author: &Author, found: &Record, key: &str) -> Result<String, CoreError> {
    let empty = || CoreError::Invalid { field: "field".into(), reason: format!("{key} holds nothing here") };
    if found.kind == RecordKind::Case && TEXTS.contains(&key) {
        may_do(author, "reveal_text", "see the numbers in a case")?;
        let case = load_case(tx, found.no)?.ok_or_else(empty)?;
        return Ok(if key == "title" { case.report.title } else { case.report.what });
    }
    let spec = catalogue_of(&found.kind).and_then(|catalogue| field::find(catalogue, key)).ok_or_else(empty)?;
    may_do(author, "reveal", "see what is masked")?;
    let author = heirs::at(tx, author.clone(), found)?;
    if !author.unit.covers(&found.scope) {
        return Err(author.outside(&found.scope).into());
    }
    let fields = fields_of(tx, found.no)?;
    let reading = Reading::read(catalogue_of(&found.kind).unwrap_or_default(), &fields);
    let value = reading.text(key).ok_or_else(empty)?;
    Ok(match spec.form {
        field::FieldForm::IdDocument => IdDocument::read(value).map_or_else(|| value.to_owned(), |id| id.number),
        _ => value.to_owned(),
    })
}
