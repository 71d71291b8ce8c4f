//! One record in full, whichever of the three nouns it is. Personal numbers come masked from the core.

use etong_core::view::{ActView, CaseView, FieldView, PatrolRow, ResidentView};
use etong_core::{App, AppError};

use crate::error::CliError;
use crate::out::{Answer, ending, facts, shown, table, words};
use crate::phone;

pub(super) fn show(app: &App, typed: &str) -> Result<Answer, CliError> {
    let id = phone::record(app, typed)?;
    if let Some(resident) = found(app.resident(&id))? {
        return Ok(Answer::new(resident_text(&resident), &resident));
    }
    if let Some(place) = found(app.place(&id))? {
        return Ok(Answer::new(super::place::text(&place), &place));
    }
    if let Some(case) = found(app.case(&id))? {
        return Ok(Answer::new(case_text(&case), &case));
    }
    match patrol(app, &id)? {
        Some(patrol) => Ok(Answer::new(patrol_text(&patrol), &patrol)),
        None => Err(AppError::NotFound { noun: "record".into(), id: typed.to_owned() }.into()),
    }
}

fn found<T>(outcome: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match outcome {
        Ok(view) => Ok(Some(view)),
        Err(AppError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The core lists patrols and has no view of one.
fn patrol(app: &App, id: &str) -> Result<Option<PatrolRow>, AppError> {
    let mut offset = 0;
    loop {
        let page = app.patrols(offset)?;
        offset = offset.saturating_add(u32::try_from(page.rows.len()).unwrap_or(u32::MAX));
        match page.rows.into_iter().find(|row| row.record == id) {
            None if page.more => {}
            outcome => return Ok(outcome),
        }
    }
}

fn resident_text(resident: &ResidentView) -> String {
    let mut text = facts([
        ("居民", "resident", Some(resident.name.clone())),
        ("编号", "record", Some(resident.record.clone())),
        ("网格", "grid", Some(resident.scope.clone())),
        ("标签", "tags", some(resident.tags.join("、"))),
        ("上次走访", "last visit", resident.last_visit.map(shown)),
    ]);
    text += &format!("\n\n{}", fields_text(&resident.fields));
    if !resident.unknown.is_empty() {
        let unknown = resident.unknown.join(", ");
        text += &format!("\n新版本的项目，原样保留 fields of a newer app, kept as they are: {unknown}");
    }
    if resident.needs_review {
        text += "\n待核：身份信息有两种填法 two posts wrote different identity fields; somebody has to look";
    }
    if let Some(instead) = &resident.shown_instead {
        text += &format!("\n已并入另一条记录 shown instead of this one: {instead}");
    }
    for also in &resident.also {
        let (other, fields) = (ending(&also.record), fields_text(&also.fields));
        text += &format!("\n\n另一条记录上还有 also written on {other}\n{fields}");
    }
    text
}

pub(super) fn fields_text(fields: &[FieldView]) -> String {
    let rows = fields
        .iter()
        .map(|field| vec![field.label.clone(), field.key.clone(), field.value.clone(), field.others.join("；")]);
    let headings = [("项目", "Field"), ("名称", "Key"), ("内容", "Value"), ("另有人填", "Others wrote")];
    table(&headings, rows)
}

/// A code list with its source.
pub(super) fn codes(app: &App, list: &str) -> Result<Answer, CliError> {
    let view = app.code_table(list)?;
    let headings = [("代码", "Code"), ("名称", "Word")];
    let rows = table(&headings, view.rows.iter().map(|row| vec![row.code.clone(), row.word.clone()]));
    Ok(Answer::new(format!("{rows}\n出处 source: {}", view.source), &view))
}

fn case_text(case: &CaseView) -> String {
    let with = match &case.responsible_name {
        Some(name) => format!("{name} {}", words::word(&case.responsible_kind)),
        None => words::word(&case.responsible_kind),
    };
    let mut text = facts([
        ("案件", "case", Some(case.title.clone())),
        ("编号", "record", Some(case.record.clone())),
        ("类别", "class", Some(words::word(&case.class))),
        ("状态", "state", Some(words::word(&case.state))),
        ("责任人", "with", Some(with)),
        ("范围", "scope", Some(case.scope.clone())),
        ("地址", "address", case.address.clone()),
        ("经过", "what", some(case.what.clone())),
        ("可办理", "next", some(case.next.iter().map(|act| words::word(act)).collect::<Vec<_>>().join("、"))),
    ]);
    if case.provisional {
        text += "\n暂定：最后的办理尚未得到中继回执 provisional: the last act has no receipt yet";
    }
    if case.ahead {
        text += "\n有更新版本的办理，请先升级 a newer app has moved this case; update before acting on it";
    }
    let headings =
        [("时间", "At"), ("办理", "Act"), ("经办", "By"), ("效力", "Standing"), ("回执", "Receipt"), ("内容", "Words")];
    text + "\n\n" + &table(&headings, case.acts.iter().map(act_row))
}

fn act_row(act: &ActView) -> Vec<String> {
    let by = match &act.by_name {
        Some(name) => format!("{name} {}", words::zh(&act.by_kind)),
        None => words::word(&act.by_kind),
    };
    let standing = match &act.because {
        Some(because) => format!("{} ({because})", words::word(&act.standing)),
        None => words::word(&act.standing),
    };
    let words_of = act.text.clone().unwrap_or_default();
    vec![shown(act.captured_at), words::word(&act.act), by, standing, words::yes_no(act.receipted), words_of]
}

fn patrol_text(patrol: &PatrolRow) -> String {
    facts([
        ("巡逻", "patrol", Some(patrol.record.clone())),
        ("状态", "state", Some(words::word(&patrol.state))),
        ("巡逻人", "by", patrol.by_name.clone()),
        ("范围", "scope", Some(patrol.scope.clone())),
        ("开始", "started", Some(shown(patrol.started_at))),
        ("结束", "ended", patrol.ended_at.map(shown)),
        ("分钟", "minutes", Some((patrol.duration_s / 60).to_string())),
        ("米", "metres", Some(patrol.distance_m.to_string())),
        ("定位点", "points", Some(patrol.points.to_string())),
        ("发现", "findings", Some(patrol.findings.to_string())),
        ("已上传", "sent", Some(words::yes_no(!patrol.provisional))),
    ])
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
