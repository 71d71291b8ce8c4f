//! Cases with their second reports and mediations, in the order of time. What is sent to a department or a team is opened to it, as
//! the phone does it; what was reported twice is closed along with its main case, as the phone that closed that one does it.

use etong_city::{Deed, Happening};
use etong_core::capture::{self, CaseActRequest, CaseRequest, Content};
use etong_core::domain::case::{CaseEntry, fold};
use etong_core::protocol::{Grant, OrgPath, RecordId, RecordKind};

use super::{Outcome, Play, act_and_text, event, request, request_about};

impl Play<'_> {
    pub(super) fn case(&mut self, happening: &Happening) -> Outcome<()> {
        let main = self.report(happening)?;
        let mut steps: Vec<(&Deed, Option<&Happening>)> = happening.then.iter().map(|deed| (deed, None)).collect();
        for second in happening.about_it.iter().filter(|about| about.noun == "case") {
            let deeds = std::iter::once(&second.founding).chain(&second.then);
            steps.extend(deeds.map(|deed| (deed, Some(second))));
        }
        steps.sort_by_key(|(deed, _)| deed.at);
        let mut seconds: Vec<(&Happening, RecordId)> = Vec::new();
        for (deed, second) in steps {
            let Some(second) = second else {
                self.act(main, deed, &request(deed)?)?;
                continue;
            };
            match seconds.iter().find(|(reported, _)| std::ptr::eq(*reported, second)) {
                None => seconds.push((second, self.report(second)?)),
                Some((_, record)) => self.act_on_second(*record, main, deed)?,
            }
        }
        if let Some(file) = self.books.cases.get_mut(&main) {
            file.when_called.clone_from(&happening.when_called);
        }
        let mediations = happening.about_it.iter().filter(|about| about.noun == "mediation");
        mediations.into_iter().try_for_each(|mediation| self.mediation(mediation, main))
    }

    fn report(&mut self, happening: &Happening) -> Outcome<RecordId> {
        let record = self.pen.new_record();
        let author = self.author(&happening.founding)?;
        let report: CaseRequest = request(&happening.founding)?;
        let drafts = capture::report_case(&author, &report, record, &[])?;
        let scope: OrgPath = happening.scope.parse()?;
        let events = self.seal(&happening.founding, drafts, &RecordKind::Case, event(CaseEntry::from_payload))?;
        self.books.note(record, &scope, events)?;
        Ok(record)
    }

    fn act_on_second(&mut self, record: RecordId, main: RecordId, deed: &Deed) -> Outcome<()> {
        match act_and_text(deed).0 {
            "link_duplicate" => self.act(record, deed, &request_about(deed, "main", main)?),
            "close_along" => {
                let file = self.books.cases.get(&record).ok_or("a second report that nobody made")?;
                let (so_far, scope) = (fold(&file.events).ok_or("a case without a report")?, file.scope.clone());
                let drafts = capture::close_along(&self.author(deed)?, &so_far, record, main, None)?;
                let events = self.seal(deed, drafts, &RecordKind::Case, event(CaseEntry::from_payload))?;
                self.books.note(record, &scope, events)
            }
            _ => self.act(record, deed, &request(deed)?),
        }
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
