//! Draws of closed cases to call back, and surveys.

use std::path::Path;

use etong_core::App;
use etong_core::capture::{AnnounceRequest, SurveyRequest};
use etong_core::view::{DrawView, DrawnCase, SurveyView};

use super::capture::{read, saved};
use super::list::{goes_on, offset};
use crate::args::Draw;
use crate::error::CliError;
use crate::out::{Answer, ending, facts, table, words};
use crate::phone;

pub(super) fn draw(app: &App, step: &Draw) -> Result<Answer, CliError> {
    match step {
        Draw::Announce(from) => Ok(saved(&app.announce_draw(&read::<AnnounceRequest>(from.path()?)?)?)),
        Draw::Run { id } => Ok(saved(&app.carry_out_draw(&phone::record(app, id)?)?)),
        Draw::Withdraw { id, reason } => Ok(saved(&app.withdraw_draw(&phone::record(app, id)?, reason)?)),
        Draw::List { page } => list(app, *page),
        Draw::Show { id, after } => {
            let view = app.draw(&phone::record(app, id)?, after.after.as_deref())?;
            Ok(Answer::new(text(&view) + &goes_on(view.next.as_deref()), &view))
        }
        Draw::Export { id } => {
            let file = app.export_draw(&phone::record(app, id)?)?;
            Ok(Answer::new(file.text.trim_end().to_owned(), &file))
        }
    }
}

pub(super) fn import_survey(app: &App, input: &Path) -> Result<Answer, CliError> {
    Ok(saved(&app.import_survey(&read::<SurveyRequest>(input)?)?))
}

/// A page of surveys.
pub(super) fn surveys(app: &App, after: Option<&str>) -> Result<Answer, CliError> {
    let page = app.surveys(after)?;
    Ok(Answer::new(survey_rows(&page.rows) + &goes_on(page.next.as_deref()), &page))
}

/// One survey.
pub(super) fn survey(app: &App, id: &str) -> Result<Answer, CliError> {
    let mut after = None;
    loop {
        let mut page = app.surveys(after.as_deref())?;
        page.rows.retain(|survey| survey.record == id);
        if !page.rows.is_empty() || page.next.is_none() {
            return Ok(Answer::new(survey_rows(&page.rows), &page.rows));
        }
        after = page.next;
    }
}

fn survey_rows(all: &[SurveyView]) -> String {
    let headings = [
        ("调查", "Survey"),
        ("起", "From"),
        ("止", "To"),
        ("单位", "Unit"),
        ("样本", "Sample"),
        ("答复", "Answered"),
        ("安全感率", "Rate"),
        ("误差", "Margin"),
    ];
    let rows = all.iter().flat_map(|survey| {
        survey.results.iter().map(|unit| {
            let margin = unit.low.zip(unit.high).map(|(low, high)| format!("{}–{}", percent(low), percent(high)));
            vec![
                survey.title.clone(),
                survey.first_day.clone(),
                survey.last_day.clone(),
                unit.unit_name.clone().unwrap_or_else(|| unit.unit.clone()),
                unit.planned.to_string(),
                unit.answered.to_string(),
                unit.rate.map(percent).unwrap_or_else(|| "样本太小 too few".into()),
                margin.unwrap_or_default(),
            ]
        })
    });
    table(&headings, rows)
}

fn list(app: &App, page: u32) -> Result<Answer, CliError> {
    let draws = app.draws(offset(page))?;
    let headings = [
        ("编号", "Id"),
        ("状态", "State"),
        ("范围", "Scope"),
        ("起", "From"),
        ("止", "To"),
        ("总体", "Frame"),
        ("抽中", "Drawn"),
        ("待回访", "To call"),
        ("", ""),
    ];
    let rows = draws.rows.iter().map(|row| {
        let flag = if row.superseded { "已有在先的抽查 superseded" } else { "" };
        vec![
            ending(&row.record),
            words::word(&row.state),
            row.scope.clone(),
            row.first_day.clone(),
            row.last_day.clone(),
            row.frame.to_string(),
            row.picked.to_string(),
            row.to_call.to_string(),
            flag.to_owned(),
        ]
    });
    let mut text = table(&headings, rows);
    if draws.more {
        text += &format!("\n… 下一页 next page: --page {}", page + 1);
    }
    Ok(Answer::new(text, &draws))
}

fn text(view: &DrawView) -> String {
    let checked = match (view.differences.is_empty(), view.frame_checked) {
        (true, true) => "一致，总体与抽取均已复核 equal, frame and choice drawn again".to_owned(),
        (true, false) => "抽取一致 the choice is equal; this phone does not hold all cases of the frame".to_owned(),
        (false, _) => view.differences.join("; "),
    };
    let facts = facts([
        ("编号", "record", Some(view.draw.record.clone())),
        ("状态", "state", Some(words::word(&view.draw.state))),
        ("期间", "period", Some(format!("{} – {}", view.draw.first_day, view.draw.last_day))),
        ("总体", "frame", Some(view.draw.frame.to_string())),
        ("比例", "rate", Some(format!("{} %", view.rate_percent))),
        ("复核", "replay", Some(checked)),
        ("摘要", "digest", view.digest.clone()),
        ("已联系", "reached", Some(format!("{} / {}", view.reached, view.draw.picked))),
        ("满意", "satisfied", Some(view.satisfied.to_string())),
        ("满意率", "rate", Some(view.satisfaction.map(percent).unwrap_or_else(|| "样本太小 too few".into()))),
    ]);
    let headings = [("案件", "Case"), ("层", "Stratum"), ("类别", "Class"), ("标题", "Title"), ("回访", "Answer")];
    let rows = view.cases.iter().map(|case| {
        vec![
            ending(&case.record),
            case.unit.clone(),
            words::word(&case.class),
            case.title.clone().unwrap_or_else(|| "未到本机 not here yet".into()),
            answer(case),
        ]
    });
    facts + "\n\n" + &table(&headings, rows)
}

fn answer(case: &DrawnCase) -> String {
    match (case.reached, case.satisfied) {
        (None, _) => "待回访 to call".to_owned(),
        (Some(false), _) => "未联系上 not reached".to_owned(),
        (Some(true), Some(true)) => "满意 satisfied".to_owned(),
        (Some(true), Some(false)) => "不满意 dissatisfied".to_owned(),
        (Some(true), None) => "已联系 reached".to_owned(),
    }
}

/// `99.12 %` for hundredths of a percent.
fn percent(hundredths: u32) -> String {
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}
