//! One record in full, whatever it is. Personal numbers come masked from the core.

use etong_core::App;
use etong_core::view::{ActView, CaseView, FieldView, PatrolView, RecordView, ResidentView};

use super::{assessment, clue, draw, inspection, looks, mediation, mobilisation, place};
use crate::args::{self, Page};
use crate::error::CliError;
use crate::out::{Answer, ending, facts, moment, shown, table, words};
use crate::phone;

pub(super) fn show(app: &App, typed: &str) -> Result<Answer, CliError> {
    let id = phone::record(app, typed)?;
    let found = app.record(&id)?;
    let page = Page { page: 1 };
    match found.kind.as_str() {
        "resident" => app.resident(&id).map(|view| Answer::new(resident_text(&view), &view)).map_err(CliError::from),
        "building" | "dwelling" | "household" => place::place(app, &args::Place::Show { id, page }),
        "case" => case(app, &id),
        "patrol" => app.patrol(&id).map(|view| Answer::new(patrol_text(&view), &view)).map_err(CliError::from),
        "mediation" => mediation::mediation(app, &args::Mediation::Show { id }),
        "inspection" => inspection::inspection(app, &args::Inspection::Show { id }),
        "clue" | "clue.team" => clue::clue(app, &args::Clue::Show { id }),
        "notice" | "public_notice" => mobilisation::notice(app, &args::Notice::Show { id }),
        "call" => mobilisation::call(app, &args::Call::Show { id, after: args::After { after: None } }),
        "muster" => match found.belongs_to {
            Some(call) => mobilisation::call(app, &args::Call::Show { id: call, after: args::After { after: None } }),
            None => Ok(bare(&found)),
        },
        "campaign" => mobilisation::campaign(app, &args::Campaign::Show { id, after: args::After { after: None } }),
        "draw" => draw::draw(app, &args::Draw::Show { id, after: args::After { after: None } }),
        "survey" => draw::survey(app, &id),
        "assessment" => assessment::assessment(app, &args::Assessment::Show { id, page }),
        "appeal" => assessment::appeal(app, &args::Appeal::Show { id }),
        _ => Ok(bare(&found)),
    }
}

/// A reporter who reads nothing else of a case reads what was answered.
fn case(app: &App, id: &str) -> Result<Answer, CliError> {
    let view = app.case(id)?;
    Ok(Answer::new(case_text(&view), &view))
}

/// Kinds without a screen of their own: rosters, audit entries, kinds of a newer program.
fn bare(found: &RecordView) -> Answer {
    let opens = match found.kind.as_str() {
        "roster" => Some(format!("etong roster versions --unit {}", found.scope)),
        "audit" => Some(format!("etong audit list --record {}", found.record)),
        _ => Some(format!("etong receipts {}", found.record)),
    };
    let text = facts([
        ("记录", "record", Some(found.record.clone())),
        ("类型", "kind", Some(words::word(&found.kind))),
        ("范围", "scope", Some(found.scope.clone())),
        ("条目", "entries", Some(found.entries.to_string())),
        ("查看", "open with", opens),
    ]);
    Answer::new(text, found)
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
        _ if case.to_claim => {
            format!("待认领 to claim: {} {}", words::word(&case.responsible_kind), case.responsible_scope)
        }
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
        ("可办理", "next", some(case.next.iter().map(|act| words::act(act)).collect::<Vec<_>>().join("、"))),
    ]);
    text += &marks(case);
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

/// The marks on a case, its way, and what cannot be done now and why.
fn marks(case: &CaseView) -> String {
    let mut lines = Vec::new();
    lines.extend(case.urgent.then(|| "紧急：先拨 110 / 119 / 120 urgent: call first".to_owned()));
    lines.extend(case.self_handled.then(|| "自处置 put right on the spot".to_owned()));
    lines.extend(case.supervised.then(|| "督办 supervised".to_owned()));
    lines.extend((case.urged > 0).then(|| format!("催办 urged {}", case.urged)));
    lines.extend(case.deadlines.iter().map(|one| {
        let due = one.due_at.map(shown).unwrap_or_else(|| "挂账 clock stands still".into());
        format!("时限 {}: {due} {}", words::word(&one.what), words::word(&one.state))
    }));
    lines.extend(case.calendar_warning.as_ref().map(|warning| format!("日历提醒 calendar: {warning}")));
    lines.extend(case.extended_until.map(|until| format!("延期至 extended until {}", shown(until))));
    lines.extend((case.returns > 0).then(|| format!("退回 returned {}", case.returns)));
    lines.extend((case.reworks > 0).then(|| format!("返工 sent back after a check {}", case.reworks)));
    lines.extend(case.duplicate_of.as_deref().map(|main| format!("并入 second report of {main}")));
    lines.extend(case.content.map(|content| format!("上报人满意 reporter content: {}", words::yes_no(content))));
    lines.extend(case.helpers.iter().map(|helper| {
        format!("协同 helper: {} {}", helper.name.clone().unwrap_or_default(), words::word(&helper.kind))
    }));
    lines.extend(case.hops.iter().map(|hop| {
        let reason = hop.reason.clone().unwrap_or_default();
        format!("流转 {}: {} → {} {reason}", shown(hop.at), words::zh(&hop.from_kind), words::zh(&hop.to_kind))
    }));
    lines.extend(
        case.opened.iter().map(|look| format!("已查看 opened by {}: {}", looks::by(look), shown(look.opened_at))),
    );
    lines.extend(case.not_now.iter().map(|act| format!("暂不可 not now: {} ({})", words::act(&act.act), act.rule)));
    lines.into_iter().map(|line| format!("\n{line}")).collect()
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
    let mut words_of = act.text.clone().unwrap_or_default();
    if act.clock_doubtful {
        words_of += &format!(" 时间存疑，按 {} 计 clock in doubt, counts by this", shown(act.counts_at));
    }
    if act.judged_own {
        words_of += " 同一人经办又评判 judged by whoever did it";
    }
    vec![
        moment(act.captured_at, act.clock_jumped_ms),
        words::act(&act.act),
        by,
        standing,
        words::yes_no(act.receipted),
        words_of,
    ]
}

fn patrol_text(patrol: &PatrolView) -> String {
    let inside = patrol.inside_permille.map(|inside| format!("{}.{} %", inside / 10, inside % 10));
    let reached = patrol.places.iter().filter(|place| place.reached_at.is_some() || place.marked.is_some()).count();
    let partners: Vec<&str> = patrol.partners.iter().filter_map(|partner| partner.name.as_deref()).collect();
    let mut text = facts([
        ("巡逻", "patrol", Some(patrol.record.clone())),
        ("状态", "state", Some(words::word(&patrol.state))),
        ("类别", "kind", Some(words::word(&patrol.kind))),
        ("巡逻人", "by", patrol.by_name.clone()),
        ("搭档", "partner", some(partners.join("、"))),
        ("开始确认", "start confirmed", Some(words::word(&patrol.start_confirmed))),
        ("结束确认", "end confirmed", Some(words::word(&patrol.end_confirmed))),
        ("任务", "asked for", patrol.asked.as_ref().map(|asked| asked.what.clone())),
        ("范围", "scope", Some(patrol.scope.clone())),
        ("开始", "started", Some(shown(patrol.started_at))),
        ("结束", "ended", patrol.ended_at.map(shown)),
        ("分钟", "minutes", Some((patrol.duration_s / 60).to_string())),
        ("米", "metres", Some(patrol.distance_m.to_string())),
        ("定位点", "points", Some(patrol.points.to_string())),
        ("区域内", "inside", inside),
        (
            "点位",
            "places",
            some(match patrol.places.len() {
                0 => String::new(),
                all => format!("{reached}/{all}"),
            }),
        ),
        ("发现", "findings", Some(patrol.findings.len().to_string())),
        ("待说明的轨迹缺口", "gaps to explain", Some(patrol.proposed_gaps.len().to_string())),
        ("有效", "valid", Some(words::yes_no(patrol.valid))),
        ("已上传", "sent", Some(words::yes_no(!patrol.provisional))),
    ]);
    for clause in &patrol.clauses {
        let met = words::yes_no(clause.met);
        let what = words::word(&clause.what);
        text += &format!("\n{what}: {} / {} {met}", clause.found, clause.wanted);
    }
    let headings = [("时间", "At"), ("经过", "Step"), ("经办", "By"), ("内容", "Words")];
    let rows = patrol.timeline.iter().map(|step| {
        let by = step.by_name.clone().unwrap_or_default();
        let word = if step.word == "resume" { "继续 resume".into() } else { words::word(&step.word) };
        let text = step.text.clone().unwrap_or_default();
        let text = if step.word == "gap" { words::word(&text) } else { text };
        vec![shown(step.captured_at), word, by, text]
    });
    format!("{text}\n\n{}", table(&headings, rows))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
