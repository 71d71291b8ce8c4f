//! Rosters: plan, own hours, duty now, a day, one's own shifts, versions.

use etong_core::App;
use etong_core::capture::{OwnHoursRequest, RosterRequest};
use etong_core::view::{PairReasonView, RosterRow};

use super::capture::{read, saved};
use super::organisation::offset;
use crate::args::Roster;
use crate::error::CliError;
use crate::out::{Answer, shown, table, words};

pub(super) fn roster(app: &App, wanted: &Roster) -> Result<Answer, CliError> {
    match wanted {
        Roster::Plan { file } => Ok(saved(&app.plan_roster(&read::<RosterRequest>(file)?)?)),
        Roster::Own { file } => Ok(saved(&app.own_hours(&read::<OwnHoursRequest>(file)?)?)),
        Roster::Duty { unit } => duty(app, unit.as_deref()),
        Roster::Day { unit, day, page } => {
            let found = app.roster(unit.as_deref(), day.as_deref(), offset(page))?;
            Ok(Answer::new(slots(&found.rows), &found))
        }
        Roster::Match { unit, day, page } => proposals(app, unit.as_deref(), day.as_deref(), offset(page)),
        Roster::Mine => {
            let mine = app.my_shifts()?;
            let quiet = if mine.quiet_now { "\n现在非工作时间 outside your hours" } else { "" };
            Ok(Answer::new(slots(&mine.rows) + quiet, &mine))
        }
        Roster::Versions { unit, day } => versions(app, unit.as_deref(), day.as_deref()),
    }
}

fn duty(app: &App, unit: Option<&str>) -> Result<Answer, CliError> {
    let duty = app.duty(unit)?;
    if duty.rows.is_empty() {
        return Ok(Answer::new("没有排值班 nobody is planned to be on duty".to_owned(), &duty));
    }
    let headings = [("姓名", "Name"), ("岗位", "Kind"), ("从", "From"), ("到", "To"), ("编号", "Id")];
    let rows = duty.rows.iter().map(|row| {
        vec![
            row.name.clone().unwrap_or_default(),
            row.kind.as_deref().map(words::word).unwrap_or_default(),
            shown(row.from_at),
            shown(row.to_at),
            row.post.clone(),
        ]
    });
    let unit = duty.unit_name.clone().or_else(|| duty.unit.clone()).unwrap_or_default();
    let above = if duty.from_above { "（本级无人，由上级值班 the unit above answers）" } else { "" };
    Ok(Answer::new(format!("{unit}{above}\n{}", table(&headings, rows)), &duty))
}

fn proposals(app: &App, unit: Option<&str>, day: Option<&str>, offset: u32) -> Result<Answer, CliError> {
    let found = app.pair_proposals(unit, day, offset)?;
    let headings = [
        ("网格", "Grid"),
        ("网格员", "Worker"),
        ("警员", "Officer"),
        ("理由", "Reasons"),
        ("已排", "Planned"),
        ("网格员编号", "Worker's id"),
        ("警员编号", "Officer's id"),
    ];
    let rows = found.rows.iter().map(|row| {
        let reasons: Vec<String> = row.reasons.iter().map(reason).collect();
        vec![
            row.unit_name.clone(),
            row.worker_name.clone().unwrap_or_default(),
            row.officer_name.clone().unwrap_or_default(),
            reasons.join("、"),
            words::yes_no(row.planned),
            row.worker.clone(),
            row.officer.clone(),
        ]
    });
    Ok(Answer::new(table(&headings, rows), &found))
}

fn reason(view: &PairReasonView) -> String {
    let word = words::zh(&view.reason);
    match (&view.skill, view.from_at.zip(view.to_at)) {
        (Some(skill), _) => format!("{word} {skill}"),
        (None, Some((from, to))) => format!("{word} {}-{}", shown(from), shown(to)),
        (None, None) => word.to_owned(),
    }
}

fn slots(rows: &[RosterRow]) -> String {
    let headings = [
        ("单位", "Unit"),
        ("表", "Sheet"),
        ("姓名", "Name"),
        ("搭档", "With"),
        ("从", "From"),
        ("到", "To"),
        ("备注", "Note"),
        ("", ""),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            let sheet = if row.own { "本人 own".to_owned() } else { words::word(&row.sheet) };
            vec![
                row.unit.clone(),
                sheet,
                row.name.clone().unwrap_or_else(|| row.post.clone()),
                row.partner_name.clone().or_else(|| row.partner.clone()).unwrap_or_default(),
                shown(row.from_at),
                shown(row.to_at),
                row.note.clone(),
                if row.waiting { "待上传 waiting".to_owned() } else { String::new() },
            ]
        }),
    )
}

fn versions(app: &App, unit: Option<&str>, day: Option<&str>) -> Result<Answer, CliError> {
    let rows = app.roster_versions(unit, day)?;
    let headings =
        [("表", "Sheet"), ("由", "By"), ("何时", "At"), ("状态", "Standing"), ("班次数", "Slots"), ("备注", "Note")];
    let text = table(
        &headings,
        rows.iter().map(|row| {
            vec![
                words::word(&row.sheet),
                row.by_name.clone().unwrap_or_else(|| words::word(&row.by_kind)),
                shown(row.captured_at),
                words::word(&row.standing),
                row.slots.to_string(),
                row.note.clone().unwrap_or_default(),
            ]
        }),
    );
    Ok(Answer::new(text, &rows))
}
