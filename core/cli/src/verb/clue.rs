//! Clues: anybody reports one, police posts read them.

use etong_core::App;
use etong_core::view::ClueView;

use super::capture::{read, saved};
use super::inspection::{listed, offset};
use super::list::all_pages;
use crate::args::Clue;
use crate::error::CliError;
use crate::out::{Answer, ending, facts, shown, table, words};
use crate::phone;

pub(super) fn clue(app: &App, asked: &Clue) -> Result<Answer, CliError> {
    Ok(match asked {
        Clue::Guidance => {
            let lines = app.clue_guidance()?;
            Answer::new(lines.join("\n"), &lines)
        }
        Clue::Report { file } => {
            let reported = app.report_clue(&read(file)?)?;
            let answer = saved(&reported.captured);
            let code = format!("回执码，请自己记好，本机不留 receipt code, write it down: {}", reported.receipt_code);
            Answer::new(format!("{}\n{code}", answer.text), &reported)
        }
        Clue::Act { id, file } => saved(&app.act_on_clue(&phone::record(app, id)?, &read(file)?)?),
        Clue::Mine => {
            let mine = all_pages(|offset| app.my_clues_from(offset))?;
            let headings = [
                ("编号", "Id"),
                ("类别", "Kind"),
                ("内容", "What"),
                ("队伍", "Team"),
                ("时间", "At"),
                ("中继已收", "Received"),
                ("回音", "Answer"),
            ];
            let rows = mine.iter().map(|row| {
                let answer = row.replies.last().map_or_else(|| "尚无 none yet".into(), |reply| reply.words.clone());
                let received = words::yes_no(row.receipted);
                vec![
                    ending(&row.record),
                    words::word(&row.kind),
                    row.what.clone(),
                    row.team.clone().unwrap_or_default(),
                    shown(row.reported_at),
                    received,
                    answer,
                ]
            });
            Answer::new(table(&headings, rows), &mine)
        }
        Clue::List(page) => {
            let found = app.clues(offset(page))?;
            let headings = [
                ("编号", "Id"),
                ("类别", "Kind"),
                ("状态", "State"),
                ("时间", "At"),
                ("经办", "With"),
                ("到期", "Due"),
            ];
            let rows = found.rows.iter().map(|row| {
                let with = row.with_name.clone().unwrap_or_default();
                let late = if row.late { " 超期 late" } else { "" };
                let due = row.due.as_deref().map(words::word).zip(row.due_at.map(shown));
                vec![
                    ending(&row.record),
                    words::word(&row.kind),
                    words::word(&row.state),
                    shown(row.reported_at),
                    with,
                    due.map(|(what, at)| format!("{what} {at}{late}")).unwrap_or_default(),
                ]
            });
            Answer::new(listed(table(&headings, rows), found.more, page), &found)
        }
        Clue::Show { id } => one(&app.clue(&phone::record(app, id)?)?),
        Clue::Code { code } => one(&app.clue_by_code(code)?),
    })
}

fn one(view: &ClueView) -> Answer {
    let reporter = match (view.anonymous, &view.reporter_name, &view.reporter_kind) {
        (true, ..) => "匿名 anonymous".to_owned(),
        (false, name, kind) => {
            format!("{} {}", name.clone().unwrap_or_default(), kind.as_deref().map(words::word).unwrap_or_default())
        }
    };
    let text = facts([
        ("线索", "clue", Some(words::word(&view.kind))),
        ("编号", "record", Some(view.record.clone())),
        ("状态", "state", Some(words::word(&view.state))),
        ("内容", "what", Some(view.what.clone())),
        ("地点", "place", view.address.clone()),
        ("提供人", "reporter", Some(reporter)),
        ("队伍", "team", view.team.clone()),
        ("经办", "with", view.with_name.clone()),
        ("研判", "decision", view.decision.as_deref().map(words::word)),
        ("结果", "outcome", view.outcome.clone()),
        ("可办理", "next", Some(view.next.iter().map(|act| words::word(act)).collect::<Vec<_>>().join("、"))),
    ]);
    let rows = view.acts.iter().map(|act| {
        let by = act.by_name.clone().unwrap_or_default();
        let said = act.text.clone().unwrap_or_default();
        vec![shown(act.captured_at), words::word(&act.act), by, words::word(&act.standing), said]
    });
    let headings = [("时间", "At"), ("办理", "Act"), ("经办", "By"), ("效力", "Standing"), ("内容", "Words")];
    Answer::new(format!("{text}\n\n{}", table(&headings, rows)), view)
}
