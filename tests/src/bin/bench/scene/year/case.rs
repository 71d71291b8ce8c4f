//! Cases with their mediations. What is sent to a department or a team is opened to it, as the phone does it.

use etong_city::{Deed, Happening};
use etong_core::capture::{self, CaseActRequest, CaseRequest, Content};
use etong_core::domain::case::{CaseEntry, fold};
use etong_core::protocol::{Grant, OrgPath, RecordId, RecordKind};

use super::{Play, event, request};
use crate::Outcome;

impl Play<'_> {
    pub(super) fn case(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.desk.new_record();
        let author = self.author(&happening.founding)?;
        let report: CaseRequest = request(&happening.founding)?;
        let drafts = capture::report_case(&author, &report, record, &[])?;
        let scope: OrgPath = happening.scope.parse()?;
        let events = self.seal(&happening.founding, drafts, &RecordKind::Case, event(CaseEntry::from_payload))?;
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
        let already = self.books.shared.entry(record).or_default();
        let opened = capture::open_to_named(&author, record, &scope, act, already)?;
        for draft in &opened {
            if let Content::Event(payload) = &draft.content {
                already.extend(Grant::from_payload(payload)?.unit());
            }
        }
        drafts.drafts.extend(opened);
        let events = self.seal(deed, drafts, &RecordKind::Case, event(CaseEntry::from_payload))?;
        self.books.note(record, &scope, events)
    }
}
