//! What is found at doors and in shops: visits, inspections, clues.

use std::collections::{BTreeMap, BTreeSet};

use etong_city::Happening;
use etong_core::capture::{
    self, ClueActRequest, ClueRequest, InspectedBefore, InspectionRequest, KnownRecord, VisitRequest,
};
use etong_core::domain::clue::{self, ClueEntry, ReceiptCode};
use etong_core::domain::codes::Codes;
use etong_core::domain::inspection::{self, Checklist, InspectionAct};
use etong_core::protocol::RecordKind;

use super::{Outcome, Play, act_and_text, event, request, request_about};

impl Play<'_> {
    /// Nothing for a resident who was not put on the register.
    pub(super) fn visit(&mut self, happening: &Happening) -> Outcome<()> {
        let deed = &happening.founding;
        let mut asked = deed.request.clone();
        let number = asked.as_object_mut().and_then(|asked| asked.remove("id_no")).ok_or("a visit to nobody")?;
        let Some(resident) = number.as_str().and_then(|number| self.register.get(number)) else { return Ok(()) };
        let (kind, scope) = (RecordKind::Resident, happening.scope.parse()?);
        let visited = KnownRecord { record: *resident, kind, scope, fields: BTreeMap::new() };
        let asked: VisitRequest = serde_json::from_value(asked)?;
        let author = self.author(deed)?;
        let drafts = capture::visit(&author, &visited, &[], &asked, deed.at, &Codes::default())?;
        self.seal(deed, drafts, &RecordKind::Visit, |_, _| Ok(()))?;
        Ok(())
    }

    pub(super) fn inspection(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.pen.new_record();
        let mut asked: InspectionRequest = request(&happening.founding)?;
        let author = self.author(&happening.founding)?;
        let (kind, _) = capture::inspected_place(&asked, None)?;
        let checklist = Checklist::built_in(&kind).ok_or("a kind without a checklist")?;
        let drafts = capture::inspect(&author, &asked, record, &[], &checklist, &InspectedBefore::default())?;
        let read = event(InspectionAct::from_payload);
        let events = self.seal(&happening.founding, drafts, &RecordKind::Inspection, &read)?;
        for again in &happening.about_it {
            let first = inspection::fold(&events);
            let before = InspectedBefore { first: first.as_ref(), ..InspectedBefore::default() };
            asked = request_about(&again.founding, "recheck_of", record)?;
            let (author, id) = (self.author(&again.founding)?, self.pen.new_record());
            let drafts = capture::inspect(&author, &asked, id, &[], &checklist, &before)?;
            self.seal(&again.founding, drafts, &RecordKind::Inspection, &read)?;
        }
        Ok(())
    }

    pub(super) fn clue(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.pen.new_record();
        let asked: ClueRequest = request(&happening.founding)?;
        let author = self.author(&happening.founding)?;
        let drafts = capture::report_clue(&author, &asked, record, &ReceiptCode::new([7; 10]))?;
        let read = event(ClueEntry::from_payload);
        let mut events = self.seal(&happening.founding, drafts, &RecordKind::Clue, &read)?;
        for deed in &happening.then {
            let so_far = clue::fold(&events).ok_or("a clue without a report")?;
            let act: ClueActRequest = request(deed)?;
            let drafts = capture::act_on_clue(&self.author(deed)?, &so_far, record, &act, &BTreeSet::new())
                .map_err(|error| format!("{}: {error}", act_and_text(deed).0))?;
            events.extend(self.seal(deed, drafts, &RecordKind::Clue, &read)?);
        }
        Ok(())
    }
}
