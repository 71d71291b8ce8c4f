//! What this phone can show and check: receipts to hand out, the relay's history, evidence of one record.

use etong_protocol::evidence::Evidence;
use etong_protocol::history::SignedRoot;
use etong_protocol::{RecordId, RelayRequest};

use super::reveal::note;
use super::writing::author;
use super::{App, SyncLimits};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::error::{AppError, CoreError};
use crate::store::record;
use crate::sync::{self, Compared, HistoryReport};
use crate::view::{self, HistoryView, OpenedView};

impl App {
    /// What the owner of this phone can show for a record, as a file that anybody checks without a relay. `content`: with what
    /// the entries say, which is in the audit log first; without, only their ids.
    ///
    /// # Errors
    /// `NotFound` when nothing of the record was written on this phone.
    pub fn receipt_file(&self, id: &str, content: bool) -> Result<String, AppError> {
        let record = read_record(id)?;
        let file = self.store.read(|tx| view::receipt_file(tx, &*self.keys.signing()?, record, content))?;
        if content {
            self.log_export(record, "receipt_file")?;
        }
        Ok(file)
    }

    /// Which supervising units have opened a record.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn opened(&self, id: &str) -> Result<Vec<OpenedView>, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let found = super::writing::find_any(tx, id)?;
            Ok(view::opened(tx, found.no)?)
        })?)
    }

    /// What this phone knows of the relay's history.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn history(&self) -> Result<HistoryView, AppError> {
        Ok(self.store.read(view::history)?)
    }

    /// Compares a root that another phone shows with the newest one of this phone. `same`, or `other_epoch` when the relay has
    /// begun anew between the two, or `forked`: an alarm is then raised.
    ///
    /// # Errors
    /// `Invalid` for a text that is no root of this relay, `NotFound` before this phone has seen one; `Offline` when the relay
    /// must prove that one continues the other and cannot be reached: nothing is known then.
    pub async fn compare_root(&self, text: &str) -> Result<String, AppError> {
        let relay = self.relay()?;
        let session = self.session(&*relay)?;
        let invalid = |reason: &str| CoreError::Invalid { field: "root".into(), reason: reason.into() };
        let shown: SignedRoot = text.parse().map_err(|_| invalid("not the text of a root"))?;
        shown.open(&session.relay_key()?).map_err(|_| invalid("not signed by this phone's relay"))?;
        let word = match sync::compare(&session, &shown).await? {
            Compared::Same => "same",
            Compared::OtherEpoch => "other_epoch",
            Compared::Forked => "forked",
        };
        Ok(word.to_owned())
    }

    /// Checks every chain, receipt, root and proof this phone holds from their bytes, and asks the relay to show that every
    /// entry here stands in its history.
    ///
    /// # Errors
    /// As `sync`.
    pub async fn verify_history(&self, limits: SyncLimits) -> Result<HistoryReport, AppError> {
        let relay = self.relay()?;
        let session = self.timed_session(&*relay, limits)?;
        Ok(sync::verify_history(&session).await?)
    }

    /// All that proves who wrote the entries of one record, as far as this phone's posts may read it; checked here before it is
    /// handed on.
    ///
    /// # Errors
    /// `Refused` when the record is not in reach, or what came does not check; `Offline`.
    pub async fn evidence(&self, id: &str) -> Result<Evidence, AppError> {
        let record = read_record(id)?;
        let relay = self.relay()?;
        let session = self.session(&*relay)?;
        let answer = session.call(RelayRequest::get(format!("/v1/evidence?record={record}"))).await?;
        let evidence = Evidence::from_frame(&answer).map_err(CoreError::from)?;
        let key = session.relay_key()?;
        if evidence.record != record {
            return Err(CoreError::from(etong_protocol::WireError::Malformed { what: "evidence" }).into());
        }
        evidence.check(&key).map_err(CoreError::from)?;
        Ok(evidence)
    }

    /// The same as a file for other programs. It holds what was written, whole; that it was made is in the audit log before it is
    /// returned.
    ///
    /// # Errors
    /// As `evidence`.
    pub async fn evidence_file(&self, id: &str) -> Result<String, AppError> {
        let evidence = self.evidence(id).await?;
        let relay = self.relay()?;
        let key = self.session(&*relay)?.relay_key()?;
        let file = view::evidence_file(&evidence, &key)?;
        self.log_export(evidence.record, "evidence")?;
        Ok(file)
    }

    /// A file with whole texts of the record leaves.
    fn log_export(&self, record: RecordId, what: &str) -> Result<(), AppError> {
        let (now, within_ms) = (self.device.now_ms(), self.within_ms());
        self.save(|tx, door| {
            let kind = record::find(tx, record)?.map_or(String::new(), |found| found.kind.to_string());
            let mut act = AuditAct { record: Some(record), ..AuditAct::of(AuditWord::Export, &kind) };
            act.field = what.to_owned();
            note(tx, door, &author(tx)?, &act, now, within_ms)
        })
    }
}

fn read_record(id: &str) -> Result<RecordId, CoreError> {
    id.parse().map_err(|_| CoreError::NotFound { noun: "record", id: id.to_owned() })
}
