//! Cases with their mediations. What is sent to a department or a team is opened to it, as the phone does it.

use etong_city::{Deed, Happening};
use etong_core::capture::{self, Author, CaseActRequest, CaseRequest, Draft};
use etong_core::domain::case::{CaseEntry, CaseEvent, fold};
use etong_core::protocol::{OrgPath, RecordId, RecordKind, SealedEntry, WireError};

use super::{Play, request};
use crate::Outcome;

impl Play<'_> {
    pub(super) fn case(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.desk.new_record();
        let author = self.author(&happening.founding)?;
        let report: CaseRequest = request(&happening.founding)?;
        let drafts = capture::report_case(&author, &report, record, &[])?;
        let scope: OrgPath = happening.scope.parse()?;
        let events = self.seal(&happening.founding, drafts, &RecordKind::Case, read)?;
        self.books.note(record, &scope, events)?;
        happening.then.iter().try_for_each(|deed| self.act(record, deed, &request(deed)?))?;
        if let Some(file) = self.books.cases.get_mut(&record) {
            file.when_called.clone_from(&happening.when_called);
        }
        happening.about_it.iter().try_for_each(|mediation| self.mediation(mediation, record))
    }

    /// One act on a case that is on the books.
    pub(super) fn act(&mut self, record: RecordId, deed: &Deed, act: &CaseActRequest) -> Outcome<()> {
        let file = self.books.cases.get(&record).ok_or("a case that nobody reported")?;
        let (so_far, scope) = (fold(&file.events).ok_or("a case without a report")?, file.scope.clone());
        let mut author = self.author(deed)?;
        author.shared = self.books.is_shared(record, &author.unit);
        let mut drafts = capture::act_on_case(&author, &so_far, record, act)
            .map_err(|error| format!("{} by a {}: {error}", act.act, author.post_kind))?;
        drafts.drafts.extend(self.opened(&author, record, &scope, act)?);
        let events = self.seal(deed, drafts, &RecordKind::Case, read)?;
        self.books.note(record, &scope, events)
    }

    /// The unit that is named and does not cover the case reads it from now on.
    fn opened(
        &mut self,
        author: &Author,
        record: RecordId,
        scope: &OrgPath,
        act: &CaseActRequest,
    ) -> Outcome<Option<Draft>> {
        let Some(to) = &act.unit else { return Ok(None) };
        let to: OrgPath = to.parse()?;
        if to.covers(scope) || self.books.is_shared(record, &to) {
            return Ok(None);
        }
        let already = self.books.shared.entry(record).or_default();
        let draft = capture::share(author, record, &RecordKind::Case, scope, &to, already)?;
        already.extend(to.unit());
        Ok(Some(draft))
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
        unit: entry.unit,
        post_kind: entry.post_kind.clone(),
        scope: entry.scope.clone(),
        captured_at: entry.stamp.captured_at(),
        entry: CaseEntry::from_payload(&entry.payload)?,
    })
}
