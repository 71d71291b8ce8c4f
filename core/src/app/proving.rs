//! What this phone can show and check: receipts to hand out, the relay's history, evidence of one record.

use etong_protocol::authority::export_act;
use etong_protocol::evidence::Evidence;
use etong_protocol::history::SignedRoot;
use etong_protocol::{RecordId, RecordKind, RelayRequest};

use super::{App, SyncLimits};
use crate::capture::{RevealRequest, check_reveal, may_take_away};
use crate::domain::audit::{AuditAct, AuditWord};
use crate::domain::receipt_file::Signers;
use crate::error::{AppError, CoreError};
use crate::store::Tx;
use crate::store::record::{self, Record};
use crate::sync::{self, Compared, HistoryReport, RecheckProgress};
use crate::view::{self, EvidenceFileView, HistoryView, OpenedView, ReceiptFileView};

impl App {
    /// What the owner of this phone can show for a record, as a file that anybody checks without a relay. With a reason: also what
    /// the own entries say, in the audit log before it is returned; without one, only their ids. The relay is asked who signed for
    /// the supervisors' looks; where it is not reached or keeps that back, the file says that those rest on its word alone.
    ///
    /// # Errors
    /// `NotFound` when nothing of the record was written on this phone; `NotAllowed` with who may, for the words of a record of
    /// people; `Invalid` for a reason that is none.
    pub async fn receipt_file(&self, id: &str, content: Option<&RevealRequest>) -> Result<ReceiptFileView, AppError> {
        let record = read_record(id)?;
        let signers = self.signers(record).await.unwrap_or_else(|error| {
            tracing::warn!(%error, %record, "the relay did not show who signed for the looks at a record");
            Signers::new()
        });
        let Some(request) = content else {
            return Ok(self
                .store
                .read(|tx| view::receipt_file(tx, &*self.keys.signing()?, record, false, &signers))?);
        };
        self.logged(AuditWord::Export, |tx, author, act| {
            let found = leaving(tx, record, "receipt", request, act)?;
            // Whoever typed a case may show one's own words of it.
            if export_act(&found.kind) == export_act(&RecordKind::Resident) {
                may_take_away(author, &found.kind, &found.scope)?;
            }
            view::receipt_file(tx, &*self.keys.signing()?, record, true, &signers)
        })
    }

    async fn signers(&self, record: RecordId) -> Result<Signers, CoreError> {
        let looks = self.store.read(|tx| view::looks_to_show(tx, record).map_err(CoreError::from))?;
        if looks.is_empty() {
            return Ok(Signers::new());
        }
        let relay = self.relay()?;
        sync::signers(&self.session(&*relay)?, &looks).await
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

    /// Checks every chain, receipt, root and proof this phone holds from their bytes, and every entry and document, of whomever; asks the
    /// relay to show that each entry stands in its history and that its device signed for it.
    ///
    /// # Errors
    /// As `sync`.
    pub async fn verify_history(&self, limits: SyncLimits) -> Result<HistoryReport, AppError> {
        self.verify_history_telling(limits, &|_| {}).await
    }

    /// As `verify_history`, telling how far it is: hundreds of thousands of entries take a while. It stops where sync stops, and nothing is
    /// lost by that.
    ///
    /// # Errors
    /// As `sync`.
    pub async fn verify_history_telling(
        &self,
        limits: SyncLimits,
        on_progress: &(dyn Fn(RecheckProgress) + Send + Sync),
    ) -> Result<HistoryReport, AppError> {
        let relay = self.relay()?;
        let session = self.timed_session(&*relay, limits)?;
        Ok(sync::verify_history(&session, on_progress).await?)
    }

    /// All that proves who wrote the entries of one record, as far as this phone's posts may read it, as a file for other programs;
    /// checked here before it is handed on. It holds everything unmasked, so it needs the right and a reason, and is in the audit
    /// log before the relay is asked for it.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a reason that is none; `Refused` when the record is not in reach, or
    /// what came does not check; `Offline`.
    pub async fn evidence_file(&self, id: &str, request: &RevealRequest) -> Result<EvidenceFileView, AppError> {
        let record = read_record(id)?;
        self.logged(AuditWord::Export, |tx, author, act| {
            let found = leaving(tx, record, "evidence", request, act)?;
            Ok(may_take_away(author, &found.kind, &found.scope)?)
        })?;
        let (evidence, unsigned) = self.checked_evidence(record).await?;
        let relay = self.relay()?;
        let key = self.session(&*relay)?.relay_key()?;
        Ok(view::evidence_file(&evidence, &key, unsigned)?)
    }

    /// With the number of entries that no device signed for.
    pub(super) async fn checked_evidence(&self, record: RecordId) -> Result<(Evidence, usize), AppError> {
        let relay = self.relay()?;
        let session = self.session(&*relay)?;
        let answer = session.call(RelayRequest::get(format!("/v1/evidence?record={record}"))).await?;
        let evidence = Evidence::from_frame(&answer).map_err(CoreError::from)?;
        let key = session.relay_key()?;
        if evidence.record != record {
            return Err(CoreError::from(etong_protocol::WireError::Malformed { what: "evidence" }).into());
        }
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::EvidenceUnchecked) {
            return Ok((evidence, 0));
        }
        let unsigned = evidence.check(&key).map_err(CoreError::from)?;
        Ok((evidence, unsigned))
    }
}

/// What the log says of a record that is to leave this phone whole, and why.
fn leaving(
    tx: &Tx<'_>,
    record: RecordId,
    how: &str,
    request: &RevealRequest,
    act: &mut AuditAct,
) -> Result<Record, CoreError> {
    let (reason, note) = check_reveal(request)?;
    let missing = || CoreError::NotFound { noun: "record", id: record.to_string() };
    let found = record::find(tx, record)?.filter(|found| !found.erased).ok_or_else(missing)?;
    *act = AuditAct {
        record: Some(record),
        field: how.to_owned(),
        reason: Some(reason),
        note,
        ..AuditAct::of(AuditWord::Export, found.kind.as_str())
    };
    Ok(found)
}

fn read_record(id: &str) -> Result<RecordId, CoreError> {
    id.parse().map_err(|_| CoreError::NotFound { noun: "record", id: id.to_owned() })
}
