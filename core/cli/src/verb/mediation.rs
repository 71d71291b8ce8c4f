//! Mediation: opening, acting, looking at the file, the list.

use etong_core::App;
use etong_core::capture::{MediationActRequest, MediationRequest};
use etong_core::domain::mediation::{MediationState, Mode};
use etong_core::view::{MediationActView, MediationQuery, MediationRow, MediationView, PAGE_ROWS, QuietQuery};

use super::capture::{read, saved};
use super::list::known;
use crate::args::{Mediation, MediationList, Quiet};
use crate::error::CliError;
use crate::out::{Answer, ending, facts, shown, table, words};
use crate::phone;

pub(super) fn mediation(app: &App, step: &Mediation) -> Result<Answer, CliError> {
    match step {
        Mediation::Open { file } => {
            let mut request: MediationRequest = read(file)?;
            request.case = phone::record(app, &request.case)?;
            Ok(saved(&app.open_mediation(&request)?))
        }
        Mediation::Act { id, file } => {
            let id = phone::record(app, id)?;
            let request: MediationActRequest = read(file)?;
            let answer = saved(&app.act_on_mediation(&id, &request)?);
            let view = app.mediation(&id)?;
            let (state, next) = (words::word(&view.state), words::word(&view.next_step));
            Ok(Answer { text: format!("{}\n状态 state: {state}\n下一步 next: {next}", answer.text), ..answer })
        }
        Mediation::Show { id } => {
            let view = app.mediation(&phone::record(app, id)?)?;
            Ok(Answer::new(one(&view), &view))
        }
        Mediation::List(asked) => list(app, asked),
        Mediation::Quiet(asked) => quiet(app, asked),
    }
}

fn list(app: &App, asked: &MediationList) -> Result<Answer, CliError> {
    known("state", asked.state.as_deref(), MediationState::ALL.into_iter().map(MediationState::as_str))?;
    known("mode", asked.mode.as_deref(), Mode::KNOWN.iter().map(Mode::as_str))?;
    let query = MediationQuery {
        state: asked.state.clone(),
        mode: asked.mode.clone(),
        case: asked.case.as_deref().map(|case| phone::record(app, case)).transpose()?,
        mine: asked.mine,
        offset: (asked.page - 1).saturating_mul(PAGE_ROWS),
    };
    let page = app.mediations(&query)?;
    let text = match page.rows.is_empty() {
        true => "没有 none：受理 etong mediation open FILE".to_owned(),
        false => rows(&page.rows),
    };
    Ok(Answer::new(format!("{text}\n共 total {}", page.total), &page))
}

fn rows(rows: &[MediationRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("状态", "State"),
        ("类型", "Type"),
        ("当事人", "Parties"),
        ("方式", "Mode"),
        ("受理", "Opened"),
        ("期限", "Due"),
        ("下一步", "Next"),
        ("缺件", "Missing"),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            let due = row.due_at.map(shown).unwrap_or_default();
            let late = if row.overdue { " 超期 overdue" } else { "" };
            vec![
                ending(&row.record),
                words::word(&row.state),
                words::word(&row.dispute),
                row.parties.clone(),
                words::word(&row.mode),
                shown(row.opened_at),
                format!("{due}{late}"),
                words::word(&row.next_step),
                row.missing.to_string(),
            ]
        }),
    )
}

fn one(view: &MediationView) -> String {
    let parties = view.parties.iter().map(|party| format!("{} {}", words::zh(&party.role), party.name));
    let missing = view.papers.iter().filter(|paper| paper.missing).map(|paper| words::zh(&paper.item));
    let missing: Vec<&str> = missing.collect();
    let mut text = facts([
        ("调解", "mediation", Some(view.record.clone())),
        ("案件", "case", Some(view.case.clone())),
        ("类型", "type", Some(words::word(&view.dispute))),
        ("来源", "source", Some(words::word(&view.source))),
        ("当事人", "parties", Some(parties.collect::<Vec<_>>().join("、"))),
        ("简要情况", "brief", Some(view.brief.clone())),
        ("状态", "state", Some(words::word(&view.state))),
        ("方式", "mode", Some(words::word(&view.mode))),
        ("期限", "due", view.due_at.map(shown)),
        ("司法确认至", "court until", view.confirmation_until.map(shown)),
        ("下一步", "next", Some(words::word(&view.next_step))),
        ("回避", "recused", Some(view.recused.join("、")).filter(|names| !names.is_empty())),
        ("协议", "agreement", view.agreement.as_ref().map(|agreement| agreement.terms.join("；"))),
        ("卷宗缺", "missing", Some(missing.join("、")).filter(|names| !names.is_empty())),
        ("同案调解", "same case", Some(view.same_case.join(" ")).filter(|ids| !ids.is_empty())),
        ("可办理", "may", Some(view.next.join(" ")).filter(|rights| !rights.is_empty())),
    ]);
    if view.notify_at_once {
        text += "\n有激化苗头：立即报告派出所和社区 it may turn violent: tell the police and the committee at once";
    }
    let headings =
        [("时间", "At"), ("办理", "Act"), ("经办", "By"), ("效力", "Standing"), ("回执", "Receipt"), ("内容", "Words")];
    text + "\n\n" + &table(&headings, view.acts.iter().map(act_row))
}

fn act_row(act: &MediationActView) -> Vec<String> {
    let by = match &act.by_name {
        Some(name) => format!("{name} {}", words::zh(&act.by_kind)),
        None => words::word(&act.by_kind),
    };
    let mut standing = words::word(&act.standing);
    for more in act.because.iter().chain(&act.flag) {
        standing += &format!(" ({more})");
    }
    let mut said: Vec<String> = act.mode.iter().chain(&act.outcome).map(|word| words::zh(word).to_owned()).collect();
    said.extend(act.words.iter().cloned());
    let receipt = words::yes_no(act.receipted);
    vec![shown(act.captured_at), words::word(&act.act), by, standing, receipt, said.join(" · ")]
}

fn quiet(app: &App, asked: &Quiet) -> Result<Answer, CliError> {
    let (from, to) = (asked.from.unwrap_or(0), asked.to.unwrap_or(i64::MAX));
    let query = QuietQuery { scope: asked.scope.clone(), from, to, calls: asked.calls };
    let view = app.quiet_grid(&query)?;
    let text = facts([
        ("零报警", "quiet", Some(words::word(&view.quietness))),
        ("受理", "opened", Some(view.opened.to_string())),
        ("内部化解", "settled inside", Some(view.settled_inside.to_string())),
        ("经公安", "through the police", Some(view.through_police.to_string())),
        (
            "110 报警",
            "110 calls",
            Some(view.calls.map_or_else(|| "未提供 not given".into(), |calls| calls.to_string())),
        ),
    ]);
    Ok(Answer::new(text, &view))
}
