//! What is due, and the deadlines of one case.

use etong_core::App;
use etong_core::view::{DeadlineView, DueQuery, DueRow, ReplyDue};

use super::list::known_unit;
use crate::error::CliError;
use crate::out::{Answer, ending, shown, table, words};
use crate::phone;

pub(super) fn due(app: &App, query: &DueQuery, page_no: u32) -> Result<Answer, CliError> {
    known_unit(app, query.unit.as_deref())?;
    let page = app.due(query)?;
    let mut text = if page.rows.is_empty() { "没有 nothing is due".to_owned() } else { rows(&page.rows) };
    let clock = if page.clock == "relay" {
        "按中继时间 by the relay's time"
    } else {
        "按本机时钟 by this phone's clock"
    };
    text += &format!("\n{clock}: {}", shown(page.now));
    if let Some(warning) = &page.warning {
        text += &format!("\n日历提醒 {warning}");
    }
    if page.more {
        text += &format!("\n… 下一页 next page: --page {}", page_no + 1);
    }
    Ok(Answer::new(text, &page))
}

pub(super) fn of_case(app: &App, typed: &str) -> Result<Answer, CliError> {
    let all = app.deadlines(&phone::record(app, typed)?)?;
    let headings = [("事项", "What"), ("到期", "Due"), ("状态", "State"), ("完成", "Met"), ("依据", "Rule"), ("", "")];
    let text = table(
        &headings,
        all.iter().map(|one| {
            vec![
                words::word(&one.what),
                one.due_at.map(shown).unwrap_or_else(|| "挂账 clock stands still".into()),
                words::word(&one.state),
                one.met_at.map(shown).unwrap_or_default(),
                format!("{} v{}", one.rule, one.version),
                flags(one),
            ]
        }),
    );
    let text = text + &replies(&all);
    Ok(Answer::new(text, &all))
}

/// What the reporter has to be told at the steps that are still open.
fn replies(all: &[DeadlineView]) -> String {
    let open = all.iter().filter(|one| one.met_at.is_none());
    let line = |one: &DeadlineView, reply: &ReplyDue| {
        let due = one.due_at.map(shown).unwrap_or_default();
        format!("\n答复 reply {} {due}: {} · {} · {}", words::word(&one.what), reply.who, reply.channel, reply.content)
    };
    open.flat_map(|one| one.replies.iter().map(|reply| line(one, reply))).collect()
}

fn rows(rows: &[DueRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("事项", "What"),
        ("到期", "Due"),
        ("类别", "Class"),
        ("标题", "Title"),
        ("责任人", "With"),
        ("依据", "Rule"),
        ("", ""),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            let with = match &row.responsible_name {
                _ if row.to_claim => format!("待认领 to claim: {}", words::word(&row.responsible_kind)),
                Some(name) => name.clone(),
                None => words::word(&row.responsible_kind),
            };
            let mut flags = Vec::new();
            flags.extend(row.late.then(|| "超期 late".to_owned()));
            flags.extend((!row.certain).then(|| "日历未知 calendar unknown".to_owned()));
            flags.extend(row.proposed.as_deref().map(|act| format!("建议 propose {}", words::act(act))));
            vec![
                ending(&row.record),
                words::word(&row.what),
                row.due_at.map(shown).unwrap_or_else(|| "挂账 clock stands still".into()),
                words::word(&row.class),
                row.title.clone(),
                with,
                format!("{} v{}", row.rule, row.version),
                flags.join(" "),
            ]
        }),
    )
}

fn flags(one: &DeadlineView) -> String {
    let mut flags = Vec::new();
    flags.extend(one.extended.then(|| "已延期 extended".to_owned()));
    flags.extend(one.extension_fault.as_ref().map(|fault| format!("延期无效 extension does not count: {fault}")));
    flags.extend((!one.certain).then(|| "日历未知 calendar unknown".to_owned()));
    let by_phones = |state: &String| format!("手机钟所记不符 by the phones' clocks: {}", words::word(state));
    flags.extend(one.by_phones.as_ref().map(by_phones));
    flags.join(" ")
}
