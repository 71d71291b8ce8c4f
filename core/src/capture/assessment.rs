//! Publishing an assessment, objecting to a figure, answering the objection.

use etong_protocol::{OrgPath, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts};
use super::error::CaptureError;
use super::right::allowed;
use super::text::{optional, required};
use crate::domain::assessment::{
    AlarmCount, AppealAct, AppealAnswer, AppealFold, AppealOf, AsOf, AssessedCase, AssessmentAct, AssessmentFold,
    AssessmentRules, Counting, Indicator, Period, Published, Unsynced, assess,
};
use crate::domain::calendar::local_day;
use crate::domain::rule_id::RuleId;

const TEXT_MAX: usize = 2_000;

/// A new assessment of the acting desk's unit.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AssessmentRequest {
    /// A month as in `2026-03` or a quarter as in `2026-Q1`.
    pub period: String,
    /// How many phones had not synced, of how many; left out when nobody knows.
    #[serde(default)]
    pub unsynced_phones: Option<u32>,
    #[serde(default)]
    pub phones: Option<u32>,
    /// 110 calls as police counted them.
    #[serde(default)]
    pub alarms: Vec<AlarmRequest>,
    /// Id of the assessment this one puts right.
    #[serde(default)]
    pub corrects: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// 110 calls of one grid or compound in the period.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AlarmRequest {
    /// Path of the unit.
    pub unit: String,
    pub calls: u32,
    /// Who counted them.
    pub source: String,
}

/// An objection to one figure.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AppealRequest {
    /// Id of the assessment.
    pub assessment: String,
    /// Path of the unit whose figure it is.
    pub unit: String,
    /// As in `overdue`.
    pub indicator: String,
    /// Id of the case that should count otherwise.
    #[serde(default)]
    pub case: Option<String>,
    pub reason: String,
}

/// The publisher's answer.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct AppealAnswerRequest {
    pub upheld: bool,
    pub words: String,
    /// Id of the assessment that puts it right.
    #[serde(default)]
    pub correction: Option<String>,
}

/// The period that is asked for.
///
/// # Errors
/// `Invalid`.
pub fn assessed_period(typed: &str) -> Result<Period, CaptureError> {
    Period::read(typed).map_err(|error| CaptureError::invalid("period", error.to_string()))
}

/// What is due later in the period would count as missed. `now`: milliseconds since 1970.
///
/// # Errors
/// `NotAllowed` while the period runs, naming the day from which it can be published.
pub fn must_be_over(period: &Period, now: i64) -> Result<(), CaptureError> {
    if period.to <= now {
        return Ok(());
    }
    let (name, from) = (&period.name, local_day(period.to));
    Err(CaptureError::barred(RuleId::PeriodNotOver, format!("{name} is not over: it can be published from {from} on")))
}

/// May this post publish at all? Asked before anything is counted.
///
/// # Errors
/// `NotAllowed`.
pub fn may_publish(author: &Author) -> Result<(), CaptureError> {
    allowed(&author.post_kind, &RecordKind::Assessment, "publish", "may not publish an assessment")
}

/// Founds the assessment `record` from the cases of the author's unit as the log stood at `as_of`.
///
/// # Errors
/// `NotAllowed` for a post that publishes none, `Invalid` for a field.
pub fn publish_assessment(
    author: &Author,
    request: &AssessmentRequest,
    record: RecordId,
    rules: &AssessmentRules,
    as_of: AsOf,
    cases: &[AssessedCase],
) -> Result<Drafts, CaptureError> {
    may_publish(author)?;
    let period = assessed_period(&request.period)?;
    let known = rules.indicators.iter().filter_map(|row| Some((Indicator::from_word(&row.indicator)?, row.weight)));
    let indicators: Vec<(Indicator, u32)> = known.collect();
    let unsynced = match (request.unsynced_phones, request.phones) {
        (Some(phones), Some(of)) if phones <= of => Some(Unsynced { phones, of }),
        (None, None) => None,
        _ => return Err(CaptureError::invalid("unsynced_phones", "say how many of how many phones, or neither")),
    };
    let mut alarms = Vec::new();
    for alarm in &request.alarms {
        let unit = path_of("alarms.unit", &alarm.unit)?;
        author.must_cover(&unit)?;
        alarms.push(AlarmCount { unit, calls: alarm.calls, source: required("alarms.source", &alarm.source, 100)? });
    }
    let words: Vec<Indicator> = indicators.iter().map(|(indicator, _)| *indicator).collect();
    let published = Published {
        units: assess(&words, &author.unit, &period, cases, Counting::NOW),
        period: period.name,
        as_of,
        rules: rules.version,
        indicators: indicators.iter().map(|(indicator, weight)| (indicator.to_string(), *weight)).collect(),
        unsynced,
        alarms,
        corrects: request.corrects.as_deref().map(|id| id_of("corrects", id)).transpose()?,
        note: optional("note", request.note.as_deref(), TEXT_MAX)?,
        counting: Counting::NOW.number(),
    };
    if published.units.is_empty() {
        return Err(CaptureError::invalid("period", "no case of this unit had anything due or done in it"));
    }
    draft(record, RecordKind::Assessment, &author.unit, AssessmentAct::Publish(published).to_payload())
}

/// Founds the appeal `record`.
///
/// # Errors
/// `NotAllowed` for a post that is not assessed or a figure of elsewhere, `Invalid` for a field.
pub fn appeal(
    author: &Author,
    request: &AppealRequest,
    record: RecordId,
    assessment: RecordId,
    assessed: &AssessmentFold,
) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, &RecordKind::Appeal, "appeal", "may not object to a figure")?;
    let unit = path_of("unit", &request.unit)?;
    if !unit.covers(&author.unit) && !author.unit.covers(&unit) {
        let rule = format!("this post belongs to {}, the figure to {unit}", author.unit);
        return Err(CaptureError::NotAllowed { rule, who_may: vec![format!("a post of {unit}")] });
    }
    let published = &assessed.published;
    let indicator = required("indicator", &request.indicator, 40)?;
    let told = published.units.iter().any(|row| row.unit == unit);
    if !told || !published.indicators.iter().any(|(word, _)| *word == indicator) {
        return Err(CaptureError::invalid("indicator", "the assessment has no such figure of this unit"));
    }
    let of = AppealOf {
        assessment,
        unit,
        indicator,
        case: request.case.as_deref().map(|id| id_of("case", id)).transpose()?,
        reason: required("reason", &request.reason, TEXT_MAX)?,
    };
    draft(record, RecordKind::Appeal, &author.unit, AppealAct::Appeal(of).to_payload())
}

/// Answers the appeal `record`.
///
/// # Errors
/// `NotAllowed` for anybody but the publisher, or when it is answered; `Invalid` for a field.
pub fn answer_appeal(
    author: &Author,
    appeal: &AppealFold,
    record: RecordId,
    request: &AppealAnswerRequest,
) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, &RecordKind::Appeal, "answer", "may not answer an appeal")?;
    author.must_cover(&appeal.scope)?;
    if appeal.answer.is_some() || appeal.waits {
        return Err(CaptureError::barred(RuleId::AnsweredAppeal, "the appeal is answered already"));
    }
    let answer = AppealAnswer {
        upheld: request.upheld,
        words: required("words", &request.words, TEXT_MAX)?,
        correction: request.correction.as_deref().map(|id| id_of("correction", id)).transpose()?,
    };
    draft(record, RecordKind::Appeal, &appeal.scope, AppealAct::Answer(answer).to_payload())
}

fn path_of(field: &str, typed: &str) -> Result<OrgPath, CaptureError> {
    typed.trim().parse().map_err(|_| CaptureError::invalid(field, "not a path of unit numbers as in /1/12/345"))
}

fn id_of(field: &str, typed: &str) -> Result<RecordId, CaptureError> {
    typed.trim().parse().map_err(|_| CaptureError::invalid(field, "not the id of a record"))
}

fn draft(
    record: RecordId,
    kind: RecordKind,
    scope: &OrgPath,
    payload: Result<Vec<u8>, etong_protocol::WireError>,
) -> Result<Drafts, CaptureError> {
    let payload = payload.map_err(|_| CaptureError::invalid("act", "cannot be written down"))?;
    let limit = etong_protocol::limits::MAX_PAYLOAD_BYTES;
    if payload.len() > limit {
        let widen = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let (actual, limit) = (widen(payload.len()), widen(limit));
        return Err(CaptureError::TooLarge { field: "units".into(), actual, limit });
    }
    Ok(Drafts::of(vec![Draft { record, kind, scope: scope.clone(), content: Content::Event(payload) }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::{DeviceId, PostId, PostKind};

    fn author(kind: PostKind, unit: &str) -> Author {
        Author { device: DeviceId::NIL, post: PostId::NIL, post_kind: kind, unit: unit.parse().unwrap(), shared: false }
    }

    #[test]
    fn every_cell_of_the_rights_is_as_the_domain_says() {
        // Columns: PostKind::KNOWN.
        let table = [
            (RecordKind::Assessment, "publish", ".......x......."),
            (RecordKind::Appeal, "appeal", "xxx..xx........"),
            (RecordKind::Appeal, "answer", ".......x......."),
        ];
        for (kind, act, row) in table {
            for (post, cell) in PostKind::KNOWN.iter().zip(row.chars()) {
                assert_eq!(allowed(post, &kind, act, "x").is_ok(), cell == 'x', "{post} {act}");
            }
        }
        let error = may_publish(&author(PostKind::TownshipDesk, "/1/12")).unwrap_err().to_string();
        assert_eq!(error, "not allowed: a township_desk may not publish an assessment (may: county_desk)");
    }

    #[test]
    fn a_period_is_published_from_the_day_after_its_last_one_on() {
        let period = Period::read("2026-Q3").unwrap();
        let refused = must_be_over(&period, period.to - 1).unwrap_err();
        assert!(matches!(&refused, CaptureError::Barred(bar) if bar.id == RuleId::PeriodNotOver), "{refused:?}");
        assert!(refused.to_string().contains("from 2026-10-01 on"), "{refused}");
        must_be_over(&period, period.to).unwrap();
    }

    #[test]
    fn what_cannot_be_published_is_refused_by_its_field() {
        let ask = |request: &AssessmentRequest| {
            let as_of = AsOf { epoch: 1, seq: 1 };
            let rules = AssessmentRules::built_in();
            publish_assessment(&author(PostKind::CountyDesk, "/1"), request, RecordId::NIL, &rules, as_of, &[])
        };
        let month = AssessmentRequest { period: "2026-03".into(), ..AssessmentRequest::default() };
        let alarm = AlarmRequest { unit: "x".into(), calls: 0, source: "110".into() };
        let table = [
            ("period", AssessmentRequest { period: "spring".into(), ..month.clone() }),
            ("period", month.clone()),
            ("unsynced_phones", AssessmentRequest { unsynced_phones: Some(3), ..month.clone() }),
            ("unsynced_phones", AssessmentRequest { unsynced_phones: Some(3), phones: Some(2), ..month.clone() }),
            ("alarms.unit", AssessmentRequest { alarms: vec![alarm], ..month.clone() }),
            ("corrects", AssessmentRequest { corrects: Some("x".into()), ..month }),
        ];
        for (wrong, request) in table {
            match ask(&request) {
                Err(CaptureError::Invalid { field, .. }) => assert_eq!(field, wrong),
                other => panic!("{wrong}: {other:?}"),
            }
        }
    }
}
