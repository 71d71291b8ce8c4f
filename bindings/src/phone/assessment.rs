//! Assessment of units, appeals, early warning.

use std::sync::Arc;

use etong_core::capture::{AppealAnswerRequest, AppealRequest, AssessmentRequest};
use etong_core::view::{
    AppealView, AppealsPage, AssessmentView, AssessmentsPage, FigureCasesPage, RecheckView, ReportView, WarningsPage,
    ZeroAlarmPage,
};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;
use crate::listener::{WorkListener, tell_worked};

#[uniffi::export]
impl Phone {
    /// Counts and publishes an assessment of the acting desk's unit.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn publish_assessment(&self, request: &AssessmentRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.publish_assessment(request))
    }

    /// Objects to a figure.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn appeal(&self, request: &AppealRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.appeal(request))
    }

    /// Answers an appeal.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn answer_appeal(&self, id: &str, request: &AppealAnswerRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.answer_appeal(id, request))
    }

    /// Leaves a note about a warning on one of its cases.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid`.
    pub fn note_warning(&self, rule: &str, case: &str, text: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.note_warning(rule, case, text))
    }

    /// Early warnings with the facts they rest on.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn warnings(&self, offset: u32) -> Result<WarningsPage, AppError> {
        guarded(|| self.app.warnings(offset))
    }

    /// Assessments, newest first.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn assessments(&self, offset: u32) -> Result<AssessmentsPage, AppError> {
        guarded(|| self.app.assessments(offset))
    }

    /// One assessment, a page of its units.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn assessment(&self, id: &str, offset: u32) -> Result<AssessmentView, AppError> {
        guarded(|| self.app.assessment(id, offset))
    }

    /// The cases behind one figure.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` for a unit or indicator.
    pub fn figure_cases(
        &self,
        id: &str,
        unit: &str,
        indicator: &str,
        offset: u32,
    ) -> Result<FigureCasesPage, AppError> {
        guarded(|| self.app.figure_cases(id, unit, indicator, offset))
    }

    /// Counts an assessment again from what this phone has. Long work.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn recheck_assessment(
        &self,
        id: &str,
        listener: Option<Arc<dyn WorkListener>>,
    ) -> Result<RecheckView, AppError> {
        guarded(|| self.app.recheck_assessment(id, &tell_worked(listener)))
    }

    /// The report as CSV and JSON, the same bytes on every machine.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn assessment_report(&self, id: &str) -> Result<ReportView, AppError> {
        guarded(|| self.app.assessment_report(id))
    }

    /// Grids with disputes settled inside and no 110 call, a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn zero_alarm(&self, id: &str, after: Option<String>) -> Result<ZeroAlarmPage, AppError> {
        guarded(move || self.app.zero_alarm(id, after.as_deref()))
    }

    /// Appeals, open ones first.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn appeals(&self, offset: u32) -> Result<AppealsPage, AppError> {
        guarded(|| self.app.appeals(offset))
    }

    /// Open appeals that the acting post may answer, newest first.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn appeals_to_answer(&self, offset: u32) -> Result<AppealsPage, AppError> {
        guarded(|| self.app.appeals_to_answer(offset))
    }

    /// One appeal with its answer.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn appeal_view(&self, id: &str) -> Result<AppealView, AppError> {
        guarded(|| self.app.appeal_view(id))
    }
}
