//! Assessment: published from the log as it stood, counted again by anybody, objected to and answered; and early warning, which
//! rests on the same cases.

use etong_protocol::{OrgPath, RecordKind};

use super::App;
use super::asking::acting;
use super::capturing::Captured;
use super::retention::countable;
use super::work::{Telling, telling};
use super::writing::{author, find, not_found, write};
use crate::capture::{self, AppealAnswerRequest, AppealRequest, AssessmentRequest, CaseActRequest};
use crate::domain::assessment::{AsOf, AssessmentFold, AssessmentRules, Counting, Indicator, Measure, Period, recheck};
use crate::domain::calendar::local_day;
use crate::domain::dictionary::Edition;
use crate::domain::warning::WarningRule;
use crate::error::{AppError, CoreError, StoreError};
use crate::projection::{assessed_cases, assessed_record, load_appeal, load_assessment, read_to};
use crate::store::record::Record;
use crate::store::{Tx, dictionary};
use crate::view::{
    self, AppealView, AppealsPage, AssessmentView, AssessmentsPage, FigureCasesPage, RecheckView, ReportView,
    WarningsPage, ZeroAlarmPage,
};

impl App {
    /// Counts and publishes an assessment of the acting desk's unit for a period that is over, from the log as this phone has
    /// read it. Cases that wait on this phone take no part.
    ///
    /// # Errors
    /// `NotAllowed` for a post that publishes none and before the period is over, `Invalid` naming the field.
    pub fn publish_assessment(&self, request: &AssessmentRequest) -> Result<Captured, AppError> {
        let moment = self.moment();
        let today = moment.known().ms;
        let record = self.new_record()?;
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            capture::may_publish(&author)?;
            let period = capture::assessed_period(&request.period)?;
            #[cfg(feature = "sim")]
            let today = if crate::sim::has_bug(crate::sim::SeededBug::PublishedEarly) { i64::MAX } else { today };
            capture::must_be_over(&period, today)?;
            let rules = rules(tx, &author.unit, moment.wall_ms)?;
            let as_of = read_to(tx)?;
            countable(tx, &author.unit, &period)?;
            let cases = assessed_cases(tx, &author.unit, &period, as_of, Counting::NOW, &|_, _| {})?;
            let drafts = capture::publish_assessment(&author, request, record, &rules, as_of, &cases)?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Objects to a figure.
    ///
    /// # Errors
    /// `NotFound` for the assessment, `NotAllowed`, `Invalid` naming the field.
    pub fn appeal(&self, request: &AppealRequest) -> Result<Captured, AppError> {
        let record = self.new_record()?;
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let (found, fold) = assessed(tx, request.assessment.trim())?;
            let drafts = capture::appeal(&author, request, record, found.record, &fold)?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Answers an appeal. It counts once the relay has it.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` for anybody but the publisher, `Invalid` naming the field.
    pub fn answer_appeal(&self, id: &str, request: &AppealAnswerRequest) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Appeal, |tx, author, found| {
            let fold = load_appeal(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Appeal, id))?;
            Ok(capture::answer_appeal(author, &fold, found.record, request)?)
        })
    }

    /// Leaves a note about a warning on one of its cases: somebody has looked.
    ///
    /// # Errors
    /// `NotFound` for the case, `NotAllowed`, `Invalid` for a rule there is not or an empty text.
    pub fn note_warning(&self, rule: &str, case: &str, text: &str) -> Result<Captured, AppError> {
        let rule = WarningRule::from_word(rule.trim()).ok_or_else(|| {
            let words: Vec<&str> = WarningRule::ALL.into_iter().map(WarningRule::as_str).collect();
            CoreError::Invalid { field: "rule".into(), reason: format!("must be one of {}", words.join(", ")) }
        })?;
        let text = text.trim();
        if text.is_empty() {
            return Err(CoreError::Invalid { field: "text".into(), reason: "missing".into() }.into());
        }
        let text = Some(rule.note_mark() + text);
        self.act_on_case(case, &CaseActRequest { act: "comment".into(), text, ..CaseActRequest::default() })
    }

    /// Early warnings with the facts they rest on, the newest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`; so for every list here.
    pub fn warnings(&self, offset: u32) -> Result<WarningsPage, AppError> {
        // By this phone's clock, as reports are dated: the relay's may be a moment behind what was reported here just now.
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let unit = acting(tx)?.map(|post| post.unit).unwrap_or_default();
            Ok(view::warnings(tx, &unit, now, offset)?)
        })?)
    }

    /// Assessments, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `warnings`.
    pub fn assessments(&self, offset: u32) -> Result<AssessmentsPage, AppError> {
        Ok(self.store.read(|tx| view::assessments(tx, offset).map_err(CoreError::from))?)
    }

    /// One assessment, a page of its units from `offset`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn assessment(&self, id: &str, offset: u32) -> Result<AssessmentView, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let (found, fold) = assessed(tx, id)?;
            Ok(view::assessment(tx, found.record, &fold, offset)?)
        })?)
    }

    /// The cases behind one figure, as they stood when it was published; a page from `offset`.
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
        let invalid = |field: &str, reason: &str| CoreError::Invalid { field: field.into(), reason: reason.into() };
        Ok(self.store.read::<_, CoreError>(|tx| {
            let (found, fold) = assessed(tx, id)?;
            let unit: OrgPath =
                unit.trim().parse().map_err(|_| invalid("unit", "not a path of unit numbers as in /1/12/345"))?;
            let indicator = Indicator::from_word(indicator.trim())
                .ok_or_else(|| invalid("indicator", "there is none of this name"))?;
            period_of(&fold)?;
            let incomplete = behind(read_to(tx)?, fold.published.as_of);
            let mut page =
                view::figure_cases(tx, found.no, &unit, (indicator, counting_of(&fold)?), incomplete, offset)?;
            if indicator.measure() != Measure::Share {
                add_amounts(tx, &mut page, &fold, &unit, indicator, offset == 0)?;
            }
            Ok(page)
        })?)
    }

    /// Counts an assessment again from what this phone has, as the log stood then, and says what differs. Long work: every case of the
    /// period is read and folded.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn recheck_assessment(&self, id: &str, on_progress: Telling<'_>) -> Result<RecheckView, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let (_, fold) = assessed(tx, id)?;
            if let Some(cannot) = behind(read_to(tx)?, fold.published.as_of) {
                let (differences, out_of_reach) = (Vec::new(), Vec::new());
                return Ok(RecheckView { checked: 0, differences, out_of_reach, cannot: Some(cannot) });
            }
            let standing = view::standing(tx)?;
            let reads = standing
                .iter()
                .flat_map(|standing| &standing.posts)
                .filter(|post| post.kind.is_field() || post.kind.is_desk());
            let reach: Vec<OrgPath> = reads.map(|post| post.unit.clone()).collect();
            let (period, counting) = (period_of(&fold)?, counting_of(&fold)?);
            countable(tx, &fold.unit, &period)?;
            let cases = assessed_cases(tx, &fold.unit, &period, fold.published.as_of, counting, &telling(on_progress))?;
            Ok(view::recheck_view(recheck(&fold.published, &period, counting, &reach, &cases)))
        })?)
    }

    /// The report of one assessment as CSV and JSON, the same bytes on every machine.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn assessment_report(&self, id: &str) -> Result<ReportView, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::report(&assessed(tx, id)?.1)?))?)
    }

    /// 零报警小区: grids with disputes settled inside and no 110 call, as far as police told the calls; a page after where the last one
    /// ended.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` for an end that is none, or when cases of that time are slimmed here.
    pub fn zero_alarm(&self, id: &str, after: Option<&str>) -> Result<ZeroAlarmPage, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let (found, fold) = assessed(tx, id)?;
            let (period, counting) = (period_of(&fold)?, counting_of(&fold)?);
            countable(tx, &fold.unit, &period)?;
            let incomplete = behind(read_to(tx)?, fold.published.as_of);
            view::zero_alarm(tx, found.no, &fold, counting, incomplete, after)
        })?)
    }

    /// Appeals, open ones first, a page from `offset`.
    ///
    /// # Errors
    /// As `warnings`.
    pub fn appeals(&self, offset: u32) -> Result<AppealsPage, AppError> {
        Ok(self.store.read(|tx| view::appeals(tx, offset).map_err(CoreError::from))?)
    }

    /// Open appeals that the acting post may answer, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `warnings`.
    pub fn appeals_to_answer(&self, offset: u32) -> Result<AppealsPage, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::appeals_to_answer(tx, acting(tx)?.as_ref(), offset)?))?)
    }

    /// One appeal with its answer.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn appeal_view(&self, id: &str) -> Result<AppealView, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Appeal, id)?;
            let fold = load_appeal(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Appeal, id))?;
            Ok(view::appeal_view(found.record, fold))
        })?)
    }
}

fn assessed(tx: &Tx<'_>, id: &str) -> Result<(Record, AssessmentFold), CoreError> {
    let found = find(tx, &RecordKind::Assessment, id)?;
    let fold = load_assessment(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Assessment, id))?;
    Ok((found, fold))
}

fn period_of(fold: &AssessmentFold) -> Result<Period, CoreError> {
    Ok(Period::read(&fold.published.period).map_err(|_| StoreError::Unreadable("the period of an assessment"))?)
}

fn counting_of(fold: &AssessmentFold) -> Result<Counting, CoreError> {
    let number = fold.published.counting;
    Ok(Counting::from_number(number)
        .ok_or(StoreError::Unreadable("the way an assessment was counted; update this app"))?)
}

/// What each shown case adds to a sum, and the sum: of these where they are all, else as published.
fn add_amounts(
    tx: &Tx<'_>,
    page: &mut FigureCasesPage,
    fold: &AssessmentFold,
    unit: &OrgPath,
    indicator: Indicator,
    from_first: bool,
) -> Result<(), CoreError> {
    let (period, counting, as_of) = (period_of(fold)?, counting_of(fold)?, fold.published.as_of);
    for row in &mut page.rows {
        let found = find(tx, &RecordKind::Case, &row.record)?;
        let case = assessed_record(tx, &found, &period, as_of, counting)?;
        row.amount = case.and_then(|case| indicator.amount(&case, &period));
    }
    if from_first && !page.more {
        page.numerator = page.rows.iter().filter_map(|row| row.amount).fold(0, u32::saturating_add);
        return Ok(());
    }
    let place = fold.published.indicators.iter().position(|(word, _)| word == indicator.as_str());
    let told = fold.published.units.iter().find(|row| row.unit == *unit).zip(place);
    if let Some(counted) = told.and_then(|(row, place)| row.figures.get(place)) {
        page.numerator = counted.0;
    }
    Ok(())
}

/// The rules that hold for a unit: the published ones, else those built in.
fn rules(tx: &Tx<'_>, unit: &OrgPath, now: i64) -> Result<AssessmentRules, StoreError> {
    let read = |edition: &Edition| AssessmentRules::read(&edition.body).map_err(|fault| fault.to_string());
    let found = dictionary::published_for(tx, AssessmentRules::DICTIONARY, unit, local_day(now), read)?;
    Ok(match found {
        Some((rules, version)) => AssessmentRules { version, ..rules },
        None => AssessmentRules::built_in(),
    })
}

fn behind(here: AsOf, published: AsOf) -> Option<String> {
    if here.epoch != published.epoch {
        return Some("the feed of the relay began anew since it was published; it cannot be counted as of then".into());
    }
    (here.seq < published.seq).then(|| {
        format!("it was counted as of entry {}, this phone has read to {}; sync first", published.seq, here.seq)
    })
}
