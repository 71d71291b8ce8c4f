//! Lists, a page at a time. An empty list says what to do.

use etong_core::domain::case::{CaseClass, CaseState};
use etong_core::protocol::OrgPath;
use etong_core::view::{BoardQuery, BoardRow, KeptAsideRow, MyReport, PAGE_ROWS, PatrolRow, ResidentRow, UnitRow};
use etong_core::{App, AppError};
use serde::Serialize;
use serde_json::json;

use super::mobilisation;
use crate::args::{List, Noun};
use crate::error::CliError;
use crate::out::{Answer, ending, shown, table, words};

pub(super) fn list(app: &App, wanted: &List) -> Result<Answer, CliError> {
    let (noun, page, state) = (wanted.noun, wanted.page, wanted.state.as_deref());
    check_state(noun, state)?;
    check_cut(wanted)?;
    known("class", wanted.class.as_deref(), CaseClass::KNOWN.iter().map(CaseClass::as_str))?;
    known_unit(app, wanted.unit.as_deref())?;
    let offset = offset(page);
    Ok(match noun {
        Noun::Residents => {
            let found = app.residents(offset)?;
            let text = full_or(
                residents_text(&found.rows),
                found.rows.len(),
                page,
                "采集：etong capture resident --json FILE",
            );
            Answer::new(text + &more(found.more, page), &found)
        }
        Noun::Cases => {
            let found = app.board(&query(wanted, offset))?;
            let text = full_or(cases(&found.rows), found.rows.len(), page, "上报：etong capture case --json FILE");
            let warning = found.calendar_warning.as_ref().map(|warning| format!("\n日历提醒 calendar: {warning}"));
            Answer::new(
                format!(
                    "{text}\n共 total {}{}{}",
                    found.total,
                    warning.unwrap_or_default(),
                    more(offset.saturating_add(PAGE_ROWS) < found.total, page)
                ),
                &found,
            )
        }
        Noun::Patrols => {
            let found = app.patrols(offset)?;
            let text = full_or(patrols(&found.rows), found.rows.len(), page, "开始：etong patrol start");
            Answer::new(text + &more(found.more, page), &found)
        }
        Noun::Notices => {
            let found = app.notices(offset)?;
            let text = full_or(mobilisation::notices(&found.rows), found.rows.len(), page, "没有通知 no notices");
            Answer::new(text + &more(found.more, page), &found)
        }
        Noun::Calls => {
            let found = app.calls(offset)?;
            let text = full_or(mobilisation::calls(&found.rows), found.rows.len(), page, "没有动员 no calls");
            Answer::new(text + &more(found.more, page), &found)
        }
        Noun::Campaigns => {
            let found = app.campaigns(offset)?;
            let text =
                full_or(mobilisation::campaigns(&found.rows), found.rows.len(), page, "没有专项行动 no campaigns");
            Answer::new(text + &more(found.more, page), &found)
        }
        Noun::Units => {
            let found = app.units(offset)?;
            let text = full_or(units(&found.rows), found.rows.len(), page, "先同步：etong sync");
            Answer::new(text + &more(found.more, page), &found)
        }
        Noun::Reports => whole(
            &all_pages(|offset| app.my_reports_from(offset))?,
            page,
            reports,
            "上报：etong capture case --json FILE",
        ),
        Noun::KeptAside => whole(
            &all_pages(|offset| app.kept_aside_from(offset))?,
            page,
            kept_aside,
            "一切顺利 nothing was kept aside",
        ),
    })
}

/// Rows to pass over before a page.
pub(super) fn offset(page: u32) -> u32 {
    page.saturating_sub(1).saturating_mul(PAGE_ROWS)
}

fn query(wanted: &List, offset: u32) -> BoardQuery {
    BoardQuery {
        state: wanted.state.clone(),
        class: wanted.class.clone(),
        scope: wanted.unit.clone(),
        below: wanted.below,
        open: wanted.open.then_some(true),
        mine: wanted.mine,
        to_claim: wanted.to_claim,
        unclaimed: wanted.unclaimed,
        urgent: wanted.urgent.then_some(true),
        supervised: wanted.supervised.then_some(true),
        offset,
    }
}

/// What only cases are cut by.
fn check_cut(wanted: &List) -> Result<(), CliError> {
    let cut = wanted.class.is_some()
        || wanted.unit.is_some()
        || wanted.below
        || wanted.mine
        || wanted.open
        || wanted.to_claim
        || wanted.unclaimed
        || wanted.urgent
        || wanted.supervised;
    if cut && wanted.noun != Noun::Cases {
        return Err(CliError::Usage(
            "only cases are cut by --class, --unit, --below, --mine, --open, --to-claim, --unclaimed, --urgent and --supervised"
                .into(),
        ));
    }
    Ok(())
}

/// Page after page until the last.
pub(super) fn all_pages<T>(page: impl Fn(u32) -> Result<Vec<T>, AppError>) -> Result<Vec<T>, AppError> {
    let mut all = Vec::new();
    loop {
        let rows = page(u32::try_from(all.len()).unwrap_or(u32::MAX))?;
        let full = rows.len() >= usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
        all.extend(rows);
        if !full {
            return Ok(all);
        }
    }
}

/// States are the cases' words; a mistyped one must not look like an empty list.
fn check_state(noun: Noun, state: Option<&str>) -> Result<(), CliError> {
    let Some(state) = state else { return Ok(()) };
    if noun != Noun::Cases {
        return Err(CliError::Usage("only cases have a --state".into()));
    }
    known("state", Some(state), CaseState::ALL.into_iter().map(CaseState::as_str))
}

/// A mistyped word must not look like an empty list.
pub(super) fn known<'a>(
    filter: &str,
    word: Option<&str>,
    words: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), CliError> {
    match word {
        Some(word) if !words.clone().any(|known| known == word) => {
            let words: Vec<&str> = words.collect();
            Err(CliError::Usage(format!("there is no {filter} {word}; there are {}", words.join(", "))))
        }
        _ => Ok(()),
    }
}

/// A unit that this phone does not know must not look like one without records.
pub(super) fn known_unit(app: &App, path: Option<&str>) -> Result<(), CliError> {
    let Some(path) = path else { return Ok(()) };
    let wrong = || AppError::Invalid { field: "unit".into(), reason: "not a path of unit numbers as in /1/12".into() };
    let path: OrgPath = path.trim().parse().map_err(|_| wrong())?;
    let Some(unit) = path.unit() else { return Ok(()) };
    match app.unit(unit.0) {
        Ok(known) if known.path == path.to_string() => Ok(()),
        Ok(_) | Err(AppError::NotFound { .. }) => {
            Err(CliError::Usage(format!("this phone knows no unit {path}; it knows those of: etong list units")))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn residents_text(rows: &[ResidentRow]) -> String {
    let headings =
        [("编号", "Id"), ("姓名", "Name"), ("证件", "Document"), ("电话", "Phone"), ("地址", "Address"), ("", "")];
    table(
        &headings,
        rows.iter().map(|row| {
            let mut flags = Vec::new();
            flags.extend(row.needs_review.then_some("待核 review"));
            flags.extend(row.unsent.then_some("未上传 unsent"));
            let (name, address) = (row.name.clone(), row.address.clone());
            vec![ending(&row.record), name, row.id_masked.clone(), row.phone_masked.clone(), address, flags.join(" ")]
        }),
    )
}

fn cases(rows: &[BoardRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("状态", "State"),
        ("类别", "Class"),
        ("标题", "Title"),
        ("责任人", "With"),
        ("上报", "Reported"),
        ("到期", "Due"),
        ("", ""),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            let with = match &row.responsible_name {
                _ if row.to_claim => format!("待认领 to claim: {}", words::word(&row.responsible_kind)),
                Some(name) => format!("{name} {}", words::zh(&row.responsible_kind)),
                None => words::word(&row.responsible_kind),
            };
            let mut flags = Vec::new();
            flags.extend(row.urgent.then(|| "紧急 urgent".to_owned()));
            flags.extend(row.late.then(|| "超期 late".to_owned()));
            flags.extend((!row.certain).then(|| "日历不全 days unknown".to_owned()));
            flags.extend(row.supervised.then(|| "督办 supervised".to_owned()));
            flags.extend(row.duplicate_of.as_deref().map(|main| format!("并入 second report of {}", ending(main))));
            flags.extend(row.provisional.then(|| "暂定 provisional".to_owned()));
            flags.extend((row.superseded > 0).then(|| format!("被取代 superseded {}", row.superseded)));
            vec![
                ending(&row.record),
                words::word(&row.state),
                words::word(&row.class),
                row.title.clone(),
                with,
                shown(row.reported_at),
                row.due_at.map(shown).unwrap_or_default(),
                flags.join(" "),
            ]
        }),
    )
}

fn patrols(rows: &[PatrolRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("状态", "State"),
        ("巡逻人", "By"),
        ("开始", "Started"),
        ("分钟", "Minutes"),
        ("米", "Metres"),
        ("点", "Points"),
        ("发现", "Findings"),
        ("", ""),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            vec![
                ending(&row.record),
                words::word(&row.state),
                row.by_name.clone().unwrap_or_default(),
                shown(row.started_at),
                (row.duration_s / 60).to_string(),
                row.distance_m.to_string(),
                row.points.to_string(),
                row.findings.to_string(),
                if row.provisional { "未上传 unsent".to_owned() } else { String::new() },
            ]
        }),
    )
}

fn units(rows: &[UnitRow]) -> String {
    let headings = [("路径", "Path"), ("名称", "Name"), ("类型", "Kind"), ("代码", "Code")];
    table(
        &headings,
        rows.iter().map(|row| vec![row.path.clone(), row.name.clone(), words::word(&row.kind), row.code.clone()]),
    )
}

fn reports(rows: &[MyReport]) -> String {
    let headings = [
        ("编号", "Id"),
        ("上报", "Reported"),
        ("类别", "Class"),
        ("标题", "Title"),
        ("中继已收", "Received"),
        ("回音", "Answer"),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            let answer = row.replies.last().map(|reply| format!("{} {}", words::zh(&reply.state), reply.words));
            vec![
                ending(&row.record),
                shown(row.reported_at),
                words::word(&row.class),
                row.title.clone(),
                words::yes_no(row.receipted),
                answer.unwrap_or_else(|| "尚无 none yet".into()),
            ]
        }),
    )
}

fn kept_aside(rows: &[KeptAsideRow]) -> String {
    let headings =
        [("条目", "Entry"), ("记录", "Record"), ("在", "By"), ("原因", "Reason"), ("说明", "Detail"), ("时间", "At")];
    table(
        &headings,
        rows.iter().map(|row| {
            vec![
                ending(&row.entry),
                row.record.as_deref().map(ending).unwrap_or_default(),
                words::word(&row.side),
                format!("{} {}", words::refusal(&row.code), row.code),
                row.detail.clone(),
                shown(row.at),
            ]
        }),
    )
}

/// A list that the core gives whole: cut here, so that every list has the same pages.
fn whole<T: Serialize>(all: &[T], page: u32, text: impl Fn(&[T]) -> String, when_empty: &str) -> Answer {
    let per_page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let page_index = usize::try_from(page - 1).unwrap_or(usize::MAX);
    let rows = all.chunks(per_page).nth(page_index).unwrap_or_default();
    let further = all.chunks(per_page).len() > page_index.saturating_add(1);
    Answer::new(
        full_or(text(rows), rows.len(), page, when_empty) + &more(further, page),
        json!({ "total": all.len(), "rows": rows, "more": further }),
    )
}

fn full_or(text: String, rows: usize, page: u32, when_empty: &str) -> String {
    match rows {
        0 if page > 1 => format!("第 {page} 页没有内容 nothing on page {page}"),
        0 => format!("空 empty\n{when_empty}"),
        _ => text,
    }
}

/// The end of a page that goes on after its last row.
pub(super) fn goes_on(next: Option<&str>) -> String {
    next.map(|end| format!("\n… 下一页 next page: --after {end}")).unwrap_or_default()
}

pub(super) fn more(more: bool, page: u32) -> String {
    if more { format!("\n… 下一页 next page: --page {}", page + 1) } else { String::new() }
}
