//! Cases with their mediations.

use etong_city::Happening;
use etong_core::capture::{self, CaseActRequest, CaseRequest};
use etong_core::domain::case::{CaseEntry, CaseEvent, fold};
use etong_core::protocol::{RecordKind, SealedEntry, WireError};

use super::{Play, request};
use crate::Outcome;

impl Play<'_> {
    pub(super) fn case(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.desk.new_record();
        let author = self.author(&happening.founding)?;
        let report: CaseRequest = request(&happening.founding)?;
        let drafts = capture::report_case(&author, &report, record, &[])?;
        let mut events = self.seal(&happening.founding, drafts, &RecordKind::Case, read)?;
        for deed in &happening.then {
            let author = self.author(deed)?;
            let so_far = fold(&events).ok_or("a case without a report")?;
            let act: CaseActRequest = request(deed)?;
            let drafts = capture::act_on_case(&author, &so_far, record, &act)
                .map_err(|error| format!("{} by a {}: {error}", act.act, author.post_kind))?;
            events.extend(self.seal(deed, drafts, &RecordKind::Case, read)?);
        }
        happening.about_it.iter().try_for_each(|mediation| self.mediation(mediation, record))
    }
}

fn read(sealed: &SealedEntry, seq: u64) -> Result<CaseEvent, WireError> {
    let entry = &sealed.entry;
    Ok(CaseEvent {
        id: sealed.id,
        seq: Some(seq),
        hlc: entry.stamp.hlc,
        device: entry.device,
        post: entry.post,
        post_kind: entry.post_kind.clone(),
        scope: entry.scope.clone(),
        captured_at: entry.stamp.captured_at(),
        entry: CaseEntry::from_payload(&entry.payload)?,
    })
}
