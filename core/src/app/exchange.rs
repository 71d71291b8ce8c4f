//! Files to and from other platforms: a signed batch of cases, the orders of a hotline, the answers that go back to it. Each batch
//! that leaves is in the audit log before it is returned.

use std::collections::BTreeSet;

use etong_protocol::named_id::order_record;
use etong_protocol::{PublicKey, RecordId, RecordKind};

use super::App;
use super::reveal::note;
use super::writing::{author, write};
use crate::capture::{self, Author, CaptureError, CaseRequest};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::domain::calendar::start_of;
use crate::domain::exchange::{BatchHeader, BatchPlace, BatchRow, CheckedBatch, check_batch, write_batch};
use crate::error::{AppError, CoreError, StoreError};
use crate::projection::read_to;
use crate::store::{Tx, record};
use crate::view::{self, CaseBatchView, ImportedOrder, OrderAnswer, Since};

/// 400 days: an order of which nothing was heard for so long is not looked for among the cases typed in by hand.
const LOOK_BACK_MS: i64 = 400 * 24 * 60 * 60 * 1_000;
/// Orders in one file.
const ORDERS_MAX: usize = 5_000;

impl App {
    /// The cases of the acting desk's unit as a signed batch. `since`: `EPOCH:SEQ` of the batch it goes on from, or a day as
    /// `2026-01-31`; all cases when left out. What waits on this phone takes no part.
    ///
    /// # Errors
    /// `NotAllowed` for a post that is no desk, `Invalid` for `since`.
    pub fn export_cases(&self, since: Option<&str>) -> Result<CaseBatchView, AppError> {
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            may_export(&author)?;
            let here = read_to(tx)?;
            let read_to = BatchPlace { epoch: here.epoch, seq: here.seq };
            let asked = since.map(str::trim).filter(|text| !text.is_empty());
            let since = asked.map_or(Ok(Since::All), |text| read_since(text, read_to))?;
            let rows = view::batch_rows(tx, &author.unit, since)?;
            let header = BatchHeader {
                format: "etong-cases-1".to_owned(),
                device: author.device,
                unit: author.unit.clone(),
                after: if let Since::Place(place) = since { Some(place) } else { None },
                since: asked.filter(|_| matches!(since, Since::Moment(_))).map(str::to_owned),
                read_to,
                made_at: now,
                rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
                masked: true,
            };
            let key = self.keys.signing()?;
            let file = write_batch(&header, &rows, &key).map_err(|_| StoreError::Unreadable("a batch of cases"))?;
            let erased = rows.iter().filter(|row| matches!(row, BatchRow::Erased { .. })).count();
            let erased = u64::try_from(erased).unwrap_or(u64::MAX);
            let mut export = AuditAct::of(AuditWord::Export, RecordKind::Case.as_str());
            export.note = format!("batch of {} rows up to {}:{}", header.rows, read_to.epoch, read_to.seq);
            note(tx, door, &author, &export, now, moment.within_ms())?;
            Ok(CaseBatchView {
                text: file.text,
                signature: file.signature,
                cases: header.rows.saturating_sub(erased),
                erased,
                read_to: format!("{}:{}", read_to.epoch, read_to.seq),
            })
        })
    }

    /// Checks a batch; needs nothing of this phone. `key`: 64 hex digits, when it is known whose it should be.
    ///
    /// # Errors
    /// `Invalid` naming what is wrong.
    pub fn check_case_batch(text: &str, signature: &str, key: Option<&str>) -> Result<CheckedBatch, AppError> {
        let invalid = |field: &str, reason: String| CoreError::Invalid { field: field.into(), reason };
        let key = key.map(|typed| {
            let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(typed.trim().as_bytes()).ok();
            bytes
                .and_then(|bytes| PublicKey::from_slice(&bytes).ok())
                .ok_or_else(|| invalid("key", "must be 64 hex digits".into()))
        });
        Ok(check_batch(text, signature, key.transpose()?.as_ref())
            .map_err(|fault| invalid("file", fault.to_string()))?)
    }

    /// What would become of each order: a fault, the case that is here already, or a new one. Writes nothing.
    ///
    /// # Errors
    /// When the phone itself cannot be read or speaks for nobody.
    pub fn check_orders(&self, requests: &[CaseRequest]) -> Result<Vec<Result<Option<String>, AppError>>, AppError> {
        let (today, now) = (self.today(), self.device.now_ms());
        Ok(self.store.read::<_, CoreError>(|tx| {
            let author = author(tx)?;
            let orders = Orders::read(tx, &author, requests, now)?;
            let hosted = view::hosted_grids(tx, &today)?;
            let mut seen = BTreeSet::new();
            let each = requests.iter().map(|request| {
                let order = orders.find(tx, &author, request)?;
                if !seen.insert(order.record) {
                    let reason = "stands in this file twice".to_owned();
                    return Err(CoreError::Invalid { field: "external_no".into(), reason });
                }
                if order.known {
                    return Ok(Some(order.record.to_string()));
                }
                capture::report_case(&author, request, order.record, &hosted)?;
                Ok(None)
            });
            Ok(each.map(|outcome| outcome.map_err(AppError::from)).collect())
        })?)
    }

    /// Orders of a hotline become cases, all in one transaction: all of them, or none. One that is here already, by its source and
    /// number, is left as it is and named.
    ///
    /// # Errors
    /// As `report_case`, with the position of the first that cannot be taken; nothing is then imported.
    pub fn import_orders(&self, requests: &[CaseRequest]) -> Result<Vec<ImportedOrder>, (usize, AppError)> {
        let moment = self.moment();
        let (today, now) = (self.today(), moment.wall_ms);
        let mut nth = 0;
        let outcome = self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let orders = Orders::read(tx, &author, requests, now)?;
            let hosted = view::hosted_grids(tx, &today)?;
            let mut all = Vec::with_capacity(requests.len());
            for request in requests {
                let Order { external_no, record, known } = orders.find(tx, &author, request)?;
                if !known {
                    let drafts = capture::report_case(&author, request, record, &hosted)?;
                    write(door, &author, record, drafts, moment.within_ms())?;
                }
                all.push(ImportedOrder { external_no, record: record.to_string(), known });
                nth += 1;
            }
            Ok(all)
        });
        outcome.map_err(|error| (nth, error))
    }

    /// The latest answer to each order of a source, by its outside number; `since`: only those answered from that day on.
    ///
    /// # Errors
    /// `NotAllowed` for a post that is no desk, `Invalid` for the day.
    pub fn order_answers(&self, source: &str, since: Option<&str>) -> Result<Vec<OrderAnswer>, AppError> {
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            may_export(&author)?;
            let since = since.map_or(Ok(0), |day| day_of(day.trim()))?;
            let answers = view::order_answers(tx, source.trim(), since)?;
            let mut export = AuditAct::of(AuditWord::Export, RecordKind::Reply.as_str());
            export.note = format!("{} answers", answers.len());
            note(tx, door, &author, &export, now, moment.within_ms())?;
            Ok(answers)
        })
    }
}

struct Order {
    external_no: String,
    record: RecordId,
    known: bool,
}

/// The orders of a file beside those this phone has.
struct Orders {
    by_hand: Vec<(String, std::collections::BTreeMap<String, RecordId>)>,
}

impl Orders {
    fn read(tx: &Tx<'_>, author: &Author, requests: &[CaseRequest], now: i64) -> Result<Self, CoreError> {
        may_export(author)?;
        if requests.is_empty() || requests.len() > ORDERS_MAX {
            let reason = format!("holds {} orders; 1 to {ORDERS_MAX} fit", requests.len());
            return Err(CoreError::Invalid { field: "file".into(), reason });
        }
        let sources: BTreeSet<String> = requests.iter().map(source_of).collect();
        let since = now.saturating_sub(LOOK_BACK_MS);
        let mut by_hand = Vec::new();
        for source in sources {
            let known = view::known_orders(tx, &source, since)?;
            by_hand.push((source, known));
        }
        Ok(Self { by_hand })
    }

    fn find(&self, tx: &Tx<'_>, author: &Author, request: &CaseRequest) -> Result<Order, CoreError> {
        let external_no = request.external_no.as_deref().map(str::trim).unwrap_or_default().to_owned();
        if external_no.is_empty() {
            return Err(CoreError::Invalid { field: "external_no".into(), reason: "missing".into() });
        }
        let source = source_of(request);
        let by_hand = self.by_hand.iter().find(|(of, _)| *of == source).and_then(|(_, known)| known.get(&external_no));
        if let Some(record) = by_hand {
            return Ok(Order { external_no, record: *record, known: true });
        }
        let record = order_record(&author.unit, &source, &external_no);
        Ok(Order { external_no, record, known: record::find(tx, record)?.is_some() })
    }
}

fn source_of(request: &CaseRequest) -> String {
    request.source.as_deref().map(str::trim).unwrap_or_default().to_owned()
}

fn may_export(author: &Author) -> Result<(), CaptureError> {
    if author.post_kind.is_desk() {
        return Ok(());
    }
    Err(CaptureError::NotAllowed {
        rule: format!("a {} may not exchange files with other platforms", author.post_kind),
        who_may: ["community_desk", "township_desk", "county_desk"].map(str::to_owned).to_vec(),
    })
}

fn read_since(text: &str, here: BatchPlace) -> Result<Since, CoreError> {
    let invalid = |reason: &str| CoreError::Invalid { field: "since".into(), reason: reason.into() };
    let Some((epoch, seq)) = text.split_once(':') else { return Ok(Since::Moment(day_of(text)?)) };
    let (Ok(epoch), Ok(seq)) = (epoch.parse(), seq.parse()) else {
        return Err(invalid("neither a day as 2026-01-31 nor the place a batch ended at, as 1:4711"));
    };
    if epoch != here.epoch {
        return Err(invalid("the feed of the relay began anew since then; export everything once, without it"));
    }
    if seq > here.seq {
        return Err(invalid("this phone has not read so far; sync first"));
    }
    Ok(Since::Place(BatchPlace { epoch, seq }))
}

fn day_of(text: &str) -> Result<i64, CoreError> {
    let day = text
        .parse()
        .map_err(|_| CoreError::Invalid { field: "since".into(), reason: "not a day as 2026-01-31".into() })?;
    Ok(start_of(day))
}
