//! How long things are kept: the plan, the doing, what comes back, and holds.

use etong_core::view::{PAGE_ROWS, RetentionPage, RetentionPlan};
use etong_core::{App, WorkProgress};

use super::capture::saved;
use super::list::{goes_on, offset};
use crate::args::{Hold, TidyUp};
use crate::error::CliError;
use crate::out::{Answer, progress, shown as clock, table, words};
use crate::phone;
use crate::stop::Stop;

pub(super) fn tidy_up(app: &App, asked: &TidyUp) -> Result<Answer, CliError> {
    if asked.plan {
        if asked.rows {
            return rows(app, asked.after.clone());
        }
        return Ok(planned(&app.retention_plan(&progress("清点 judging what is over"))?));
    }
    let tell = progress("清理 tidying up");
    let report = app.tidy_up(&|done| tell(WorkProgress { done: done.done, all: done.all }))?;
    let text = format!(
        "精简案件 cases slimmed {} · 汇总轨迹 tracks summed up {} · 清除旧位置 old places dropped {}",
        report.cases, report.tracks, report.last_places
    );
    Ok(Answer::new(text, report))
}

fn planned(plan: &RetentionPlan) -> Answer {
    let as_of =
        if plan.as_of == 0 { "未知，请先同步 unknown, sync first".to_owned() } else { clock(plan.as_of) };
    let mut text = format!(
        "按中继时间 by the relay's time: {as_of} · 已精简 slimmed {} · 保全中 on hold {} · 旧位置 old places {}\n",
        plan.slimmed, plan.held, plan.last_places
    );
    let goes = plan.goes.iter().map(|row| {
        vec![
            row.rule.clone(),
            words::word(&row.class),
            words::word(&row.then),
            row.count.to_string(),
            row.source.clone(),
        ]
    });
    let headings = [("规则", "Rule"), ("类别", "Class"), ("处理", "Then"), ("数量", "Count"), ("依据", "Source")];
    text.push_str(&table(&headings, goes));
    let kept = plan.kept_back.iter().map(|row| vec![words::word(&row.reason), row.count.to_string()]);
    text.push('\n');
    text.push_str(&table(&[("到期仍保留", "Kept back"), ("数量", "Count")], kept));
    for fault in &plan.faults {
        text.push_str(&format!("\n{fault}"));
    }
    Answer::new(text, plan)
}

/// Page after page, until there is a page full of rows or all was judged.
fn rows(app: &App, mut after: Option<String>) -> Result<Answer, CliError> {
    let mut rows = Vec::new();
    let page = loop {
        let mut page = app.retention_rows(after.as_deref())?;
        rows.append(&mut page.rows);
        if page.next.is_none() || rows.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX) {
            break RetentionPage { rows, ..page };
        }
        after = page.next;
    };
    let headings = [("记录", "Record"), ("状态", "State"), ("规则", "Rule"), ("结束", "Ended"), ("到期", "Due")];
    let lines = page.rows.iter().map(|row| {
        let state = words::word(&row.state);
        vec![row.record.clone(), state, row.rule.clone(), clock(row.ended_at), clock(row.due_at)]
    });
    Ok(Answer::new(table(&headings, lines) + &goes_on(page.next.as_deref()), &page))
}

pub(super) async fn bring_back(app: &App, id: &str) -> Result<Answer, CliError> {
    let id = phone::record(app, id)?;
    let mut stop = Stop::listen()?;
    app.reconnect()?;
    stop.or(app, app.bring_back(&id)).await?;
    Ok(Answer::new(format!("已取回 brought back: {id}"), serde_json::json!({ "record": id })))
}

pub(super) fn hold(app: &App, step: &Hold) -> Result<Answer, CliError> {
    Ok(match step {
        Hold::Set { id } => saved(&app.hold_record(&phone::record(app, id)?)?),
        Hold::Lift { id } => saved(&app.lift_hold(&phone::record(app, id)?)?),
        Hold::List(page) => {
            let found = app.held_records(offset(page.page))?;
            let headings = [("记录", "Record"), ("类型", "Kind"), ("范围", "Scope"), ("时间", "At")];
            let rows = found
                .rows
                .iter()
                .map(|row| vec![row.record.clone(), row.kind.clone(), row.scope.clone(), clock(row.changed_at)]);
            Answer::new(table(&headings, rows), &found)
        }
    })
}
