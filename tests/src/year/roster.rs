//! What desks plan and import: rosters and surveys; and the places of a grid, and two records that somebody takes for one person.

use std::collections::BTreeMap;

use etong_city::Happening;
use etong_core::capture::{self, KnownRecord, MergeRequest, PlaceRequest, RosterRequest, SurveyRequest};
use etong_core::domain::codes::Codes;
use etong_core::domain::collection::{MergeEntry, fold_merges};
use etong_core::protocol::{RecordId, RecordKind};

use super::{Outcome, Play, event, request};

impl Play<'_> {
    pub(super) fn roster(&mut self, happening: &Happening) -> Outcome<()> {
        let deed = &happening.founding;
        let asked: RosterRequest = request(deed)?;
        let drafts = capture::plan_roster(&self.author(deed)?, &asked, &BTreeMap::new())?;
        self.seal(deed, drafts, &RecordKind::Roster, |_, _| Ok(()))?;
        Ok(())
    }

    pub(super) fn survey(&mut self, happening: &Happening) -> Outcome<()> {
        let (deed, record) = (&happening.founding, self.pen.new_record());
        let asked: SurveyRequest = request(deed)?;
        let drafts = capture::import_survey(&self.author(deed)?, &asked, record)?;
        self.seal(deed, drafts, &RecordKind::Survey, |_, _| Ok(()))?;
        Ok(())
    }

    /// A building with its dwellings, each with its household.
    pub(super) fn place(&mut self, happening: &Happening, above: Option<(&str, RecordId)>) -> Outcome<()> {
        let (deed, record) = (&happening.founding, self.pen.new_record());
        let mut asked = deed.request.clone();
        if let Some((key, id)) = above {
            let set =
                asked.get_mut("set").and_then(serde_json::Value::as_object_mut).ok_or("a place without fields")?;
            set.insert(key.to_owned(), id.to_string().into());
        }
        let kind = asked.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let asked: PlaceRequest = serde_json::from_value(asked)?;
        let drafts = capture::place(&self.author(deed)?, &asked, record, None, &Codes::default())?;
        self.seal(deed, drafts, &RecordKind::Building, |_, _| Ok(()))?;
        let key = if kind == "building" { "of_building" } else { "dwelling" };
        happening.about_it.iter().try_for_each(|below| self.place(below, Some((key, record))))
    }

    /// Nothing for residents who were not put on the register.
    pub(super) fn merge(&mut self, happening: &Happening) -> Outcome<()> {
        let mut events = Vec::new();
        for deed in std::iter::once(&happening.founding).chain(&happening.then) {
            let mut asked = deed.request.clone();
            let asked = asked.as_object_mut().ok_or("a merge is an object")?;
            let (Some(kept), Some(other)) = (asked.remove("id_no"), asked.remove("other_id_no")) else {
                return Err("a merge of nobody".into());
            };
            let of = |number: &serde_json::Value| number.as_str().and_then(|number| self.register.get(number)).copied();
            let (Some(kept), Some(other)) = (of(&kept), of(&other)) else { return Ok(()) };
            asked.insert("other".to_owned(), other.to_string().into());
            let asked: MergeRequest = serde_json::from_value(serde_json::Value::Object(asked.clone()))?;
            let known = |record| -> Outcome<KnownRecord> {
                let (kind, scope) = (RecordKind::Resident, happening.scope.parse()?);
                Ok(KnownRecord { record, kind, scope, fields: BTreeMap::new() })
            };
            let fold = fold_merges(kept, &events);
            let drafts = capture::merge(&self.author(deed)?, &fold, &known(kept)?, &known(other)?, &[], &asked)?;
            events.extend(self.seal(deed, drafts, &RecordKind::Merge, event(MergeEntry::from_payload))?);
        }
        Ok(())
    }
}
