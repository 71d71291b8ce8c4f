//! 到期清理: what a record whose time is over loses, judged once more in the transaction that does it; and what comes back when somebody
//! asks the relay for it. Ids, places, chains, receipts and the digest are never touched.

use std::collections::BTreeMap;

use etong_protocol::{EntryId, RecordKind};

use super::Door;
use crate::domain::patrol::TrackSummary;
use crate::error::CoreError;
use crate::projection;
use crate::projection::retention::{Asking, Fate, Judged};
use crate::store::slim::Slim;
use crate::store::{entry, record, slim};

/// What one record lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tidied {
    Nothing,
    Case,
    Track,
}

impl Door<'_> {
    /// Slims a case or sums up a track, if its time is over and nothing keeps it back.
    pub(crate) fn tidy(&mut self, no: i64, asking: &mut Asking) -> Result<Tidied, CoreError> {
        let Some(judged) = projection::retention::judge(self.tx, no, asking)? else { return Ok(Tidied::Nothing) };
        let Fate::Goes { rule, .. } = &judged.fate else { return Ok(Tidied::Nothing) };
        let tidied = match judged.record.kind {
            RecordKind::Case => self.slim_case(&judged, &rule.id, asking.now)?,
            RecordKind::Patrol => self.sum_up(&judged, &rule.id, asking.now)?,
            _ => return Ok(Tidied::Nothing),
        };
        self.changed.note(&judged.record.kind, judged.record.record);
        Ok(tidied)
    }

    fn slim_case(&mut self, judged: &Judged, rule: &str, now: i64) -> Result<Tidied, CoreError> {
        let no = judged.record.no;
        let Some(case) = projection::load_case(self.tx, no)? else { return Ok(Tidied::Nothing) };
        let kept = projection::slim::kept_of_case(&case)?;
        let mut entries = 0;
        for kind in [RecordKind::Case, RecordKind::Reply] {
            for logged in entry::of_record(self.tx, no, &kind)? {
                slim::empty(self.tx, logged.lsn, &logged.sealed.entry.stamp)?;
                entries += 1;
            }
        }
        let slimmed = slimmed(rule, now, slim::newest(self.tx, no)?, kept);
        slim::keep(self.tx, no, &slimmed)?;
        projection::slim::project(self.tx, &judged.record, &slimmed)?;
        tracing::info!(record = %judged.record.record, entries, rule, "a case was slimmed");
        Ok(Tidied::Case)
    }

    fn sum_up(&mut self, judged: &Judged, rule: &str, now: i64) -> Result<Tidied, CoreError> {
        let no = judged.record.no;
        let Some(patrol) = projection::load_patrol(self.tx, no)? else { return Ok(Tidied::Nothing) };
        let kept = projection::slim::kept_of_track(&TrackSummary::of(&patrol))?;
        let segments = projection::retention::segments(self.tx, no)?;
        for segment in &segments {
            slim::empty(self.tx, segment.lsn, &segment.sealed.entry.stamp)?;
        }
        slim::keep(self.tx, no, &slimmed(rule, now, slim::newest(self.tx, no)?, kept))?;
        self.folds.insert((no, RecordKind::Patrol));
        tracing::info!(record = %judged.record.record, segments = segments.len(), rule, "a track was summed up");
        Ok(Tidied::Track)
    }

    /// The words of a slimmed case come back: `bytes` are its entries as the relay has them. False when one that is missing here is
    /// not among them; nothing is changed then.
    pub(crate) fn bring_back(
        &mut self,
        no: i64,
        bytes: &BTreeMap<EntryId, Vec<u8>>,
        now: i64,
    ) -> Result<bool, CoreError> {
        let Some(away) = slim::find(self.tx, no)?.filter(Slim::is_away) else { return Ok(true) };
        let missing = slim::missing(self.tx, no)?;
        if missing.iter().any(|(_, id)| bytes.get(id).is_none_or(|bytes| EntryId::of(bytes) != *id)) {
            return Ok(false);
        }
        for (lsn, id) in missing {
            if let Some(bytes) = bytes.get(&id) {
                entry::fill(self.tx, lsn, bytes)?;
            }
        }
        slim::keep(self.tx, no, &Slim { back_at: Some(now), ..away })?;
        for kind in [RecordKind::Case, RecordKind::Reply] {
            self.folds.insert((no, kind));
        }
        tracing::info!(record = %record::by_number(self.tx, no)?.record, "a slimmed case was brought back");
        Ok(true)
    }
}

fn slimmed(rule: &str, now: i64, looked_to: i64, kept: Vec<u8>) -> Slim {
    Slim { rule: rule.to_owned(), slimmed_at: now, back_at: None, looked_to, kept }
}
