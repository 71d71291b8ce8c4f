//! Inspections of places: captured with the hazards they found, read with the times before.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, Author, InspectedBefore, InspectionRequest};
use crate::domain::calendar::local_day;
use crate::domain::inspection::{InspectionFold, PlaceKind};
use crate::error::{AppError, CoreError};
use crate::projection::{BadItem, load_inspection};
use crate::store::Tx;
use crate::store::record::Record;
use crate::view::{
    self, ChecklistView, InspectionView, InspectionsPage, RectificationsPage, RepeatsPage, inspection::checklist,
};

impl App {
    /// A checklist gone through at one place; each hazard asked for is founded in the same transaction.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field, `NotFound` for the inspection of a re-check.
    pub fn inspect(&self, request: &InspectionRequest) -> Result<Captured, AppError> {
        let record = self.new_record()?;
        let wanted = request.answers.iter().filter(|answer| answer.hazard.is_some());
        let cases: Vec<RecordId> = wanted.map(|_| self.new_record()).collect::<Result<_, _>>()?;
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let first = request.recheck_of.as_deref().map(|id| first_of(tx, id)).transpose()?;
            let author = match &first {
                Some(first) if request.scope.is_none() => heirs::at_scope(tx, author(tx)?, &first.scope)?,
                _ => author(tx)?,
            };
            let (kind, inspected) = capture::inspected_place(request, first.as_ref())?;
            let scope = scope_of(&author, request, first.as_ref());
            let list = checklist(tx, &kind, &scope, now)?;
            let hosted = view::hosted_grids(tx, &local_day(now).to_string())?;
            let mut before = InspectedBefore { first: first.as_ref(), open: BTreeMap::new(), hosted };
            for answer in &request.answers {
                let bad = BadItem::wanted(&kind, answer.item.trim(), now, &scope, inspected.where_at());
                if let Some(case) = view::inspection::open_hazard(tx, &bad, first.as_ref())? {
                    before.open.insert(bad.item, case);
                }
            }
            let drafts = capture::inspect(&author, request, record, &cases, &list, &before)?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Adds words to an inspection.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid`.
    pub fn note_inspection(&self, id: &str, text: &str) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Inspection, |tx, author, found| {
            Ok(capture::note_inspection(author, &inspected(tx, found)?, found.record, text)?)
        })
    }

    /// Makes an inspection void that was captured by mistake; the hazards it founded stay and are closed on their own.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for anybody but its author and a desk above, `Invalid`.
    pub fn void_inspection(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Inspection, |tx, author, found| {
            Ok(capture::void_inspection(author, &inspected(tx, found)?, found.record, reason)?)
        })
    }

    /// What is looked at in a kind of place.
    ///
    /// # Errors
    /// `Invalid` for a kind without a checklist.
    pub fn checklist(&self, kind: &str) -> Result<ChecklistView, AppError> {
        let now = self.device.now_ms();
        let kind = PlaceKind::from(kind.trim());
        Ok(self.store.read(|tx| checklist(tx, &kind, &author(tx)?.unit, now).map(ChecklistView::from))?)
    }

    /// Inspections, newest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn inspections(&self, offset: u32) -> Result<InspectionsPage, AppError> {
        Ok(self.store.read(|tx| view::inspections(tx, offset).map_err(CoreError::from))?)
    }

    /// One inspection, each bad item with the times before at this place.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn inspection(&self, id: &str) -> Result<InspectionView, AppError> {
        let now = self.device.now_ms();
        let inspection =
            self.store.read(|tx| view::inspection(tx, find(tx, &RecordKind::Inspection, id)?.record, now))?;
        self.note_look(id);
        Ok(inspection)
    }

    /// What is bad again at the same place within a year, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `inspections`.
    pub fn repeats(&self, offset: u32) -> Result<RepeatsPage, AppError> {
        Ok(self.store.read(|tx| view::repeats(tx, offset).map_err(CoreError::from))?)
    }

    /// Open hazards of inspections with what was last found of them: good ones wait to be written off (销号), the others for
    /// a re-check. A page from `offset`.
    ///
    /// # Errors
    /// As `inspections`.
    pub fn rectifications(&self, offset: u32) -> Result<RectificationsPage, AppError> {
        Ok(self.store.read(|tx| view::rectifications(tx, offset).map_err(CoreError::from))?)
    }
}

fn first_of(tx: &Tx<'_>, id: &str) -> Result<InspectionFold, CoreError> {
    inspected(tx, &find(tx, &RecordKind::Inspection, id.trim())?)
}

fn inspected(tx: &Tx<'_>, found: &Record) -> Result<InspectionFold, CoreError> {
    load_inspection(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Inspection, &found.record.to_string()))
}

/// Where the inspection will be filed, as far as it can be read; capture says what is wrong with it.
fn scope_of(author: &Author, request: &InspectionRequest, first: Option<&InspectionFold>) -> OrgPath {
    let named = request.scope.as_deref().and_then(|scope| scope.trim().parse().ok());
    named.or_else(|| first.map(|first| first.scope.clone())).unwrap_or_else(|| author.unit.clone())
}
