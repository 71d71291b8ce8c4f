//! Assessments, appeals and warnings.

use etong_core::App;
use etong_core::view::{AssessmentView, FigureView, RecheckView};

use super::capture::{read, saved};
use super::inspection::{listed, offset};
use super::list::goes_on;
use crate::args::{Appeal, Assessment, Warning};
use crate::error::CliError;
use crate::out::{Answer, ending, facts, progress, shown, table, words};
use crate::phone;

pub(super) fn assessment(app: &App, asked: &Assessment) -> Result<Answer, CliError> {
    Ok(match asked {
        Assessment::Publish { file } => saved(&app.publish_assessment(&read(file)?)?),
        Assessment::List(page) => {
            let found = app.assessments(offset(page))?;
            let headings =
                [("编号", "Id"), ("期间", "Period"), ("单位", "Unit"), ("公布", "At"), ("规则", "Rules"), ("", "")];
            let rows = found.rows.iter().map(|row| {
                let mut flags = Vec::new();
                flags.extend(row.provisional.then_some("未上传 unsent"));
                flags.extend(row.corrected_by.is_some().then_some("已更正 corrected"));
                let rules = row.rules.to_string();
                vec![ending(&row.record), row.period.clone(), row.unit.clone(), shown(row.at), rules, flags.join(" ")]
            });
            Answer::new(listed(table(&headings, rows), found.more, page), &found)
        }
        Assessment::Show { id, page } => {
            let view = app.assessment(&phone::record(app, id)?, offset(page))?;
            Answer::new(listed(one(&view), view.more, page), &view)
        }
        Assessment::Cases { id, unit, indicator, page } => {
            let found = app.figure_cases(&phone::record(app, id)?, unit, indicator, offset(page))?;
            let headings =
                [("编号", "Id"), ("类别", "Class"), ("标题", "Title"), ("状态", "State"), ("计入", "Counts")];
            let rows = found.rows.iter().map(|row| {
                let mut counts = row.amount.map_or_else(|| words::yes_no(row.counts), |amount| amount.to_string());
                if row.clock_doubtful {
                    counts += " 手机钟存疑 a phone's clock is in doubt";
                }
                vec![ending(&row.record), words::word(&row.class), row.title.clone(), words::word(&row.state), counts]
            });
            let mut text = format!("{}\n{} / {}", table(&headings, rows), found.numerator, found.denominator);
            if let Some(why) = &found.incomplete {
                text = format!("{text}\n可能不全 may not be all: {why}");
            }
            Answer::new(listed(text, found.more, page), &found)
        }
        Assessment::Recheck { id } => {
            let view = app.recheck_assessment(&phone::record(app, id)?, &progress("复核 counting again"))?;
            Answer::new(rechecked(&view), &view)
        }
        Assessment::Report { id } => {
            let report = app.assessment_report(&phone::record(app, id)?)?;
            Answer::new(report.csv.clone(), &report)
        }
        Assessment::ZeroAlarm { id, after } => {
            let page = app.zero_alarm(&phone::record(app, id)?, after.after.as_deref())?;
            let headings = [
                ("单位", "Unit"),
                ("纠纷", "Disputes"),
                ("内部化解", "Settled inside"),
                ("110", "Calls"),
                ("结论", "Outcome"),
            ];
            let rows = page.rows.iter().map(|row| {
                let calls = row.calls.map_or_else(|| "未知 unknown".into(), |calls| calls.to_string());
                let (disputes, inside) = (row.disputes.to_string(), row.settled_inside.to_string());
                vec![row.unit.clone(), disputes, inside, calls, words::word(&row.outcome)]
            });
            let mut text = table(&headings, rows);
            if let Some(why) = &page.incomplete {
                text = format!("{text}\n可能不全 may not be all: {why}");
            }
            Answer::new(text + &goes_on(page.next.as_deref()), &page)
        }
    })
}

pub(super) fn appeal(app: &App, asked: &Appeal) -> Result<Answer, CliError> {
    Ok(match asked {
        Appeal::Open { file } => saved(&app.appeal(&read(file)?)?),
        Appeal::Answer { id, file } => saved(&app.answer_appeal(&phone::record(app, id)?, &read(file)?)?),
        Appeal::List { to_answer, page } => {
            let offset = offset(page);
            let found = if *to_answer { app.appeals_to_answer(offset)? } else { app.appeals(offset)? };
            let headings = [
                ("编号", "Id"),
                ("状态", "State"),
                ("单位", "Unit"),
                ("指标", "Indicator"),
                ("申诉人", "By"),
                ("时间", "At"),
            ];
            let rows = found.rows.iter().map(|row| {
                let by = row.by_name.clone().unwrap_or_default();
                let (unit, indicator) = (row.unit.clone(), row.indicator.clone());
                vec![ending(&row.record), words::word(&row.state), unit, indicator, by, shown(row.at)]
            });
            Answer::new(listed(table(&headings, rows), found.more, page), &found)
        }
        Appeal::Show { id } => {
            let view = app.appeal_view(&phone::record(app, id)?)?;
            let text = facts([
                ("申诉", "appeal", Some(view.record.clone())),
                ("考评", "assessment", Some(view.assessment.clone())),
                ("单位", "unit", Some(view.unit.clone())),
                ("指标", "indicator", Some(view.indicator.clone())),
                ("案件", "case", view.case.clone()),
                ("理由", "reason", Some(view.reason.clone())),
                ("采纳", "upheld", view.upheld.map(words::yes_no)),
                ("答复", "answer", view.answer.clone()),
                ("更正", "correction", view.correction.clone()),
            ]);
            Answer::new(text, &view)
        }
    })
}

pub(super) fn warning(app: &App, asked: &Warning) -> Result<Answer, CliError> {
    Ok(match asked {
        Warning::List(page) => {
            let found = app.warnings(offset(page))?;
            let headings = [
                ("规则", "Rule"),
                ("类别", "Class"),
                ("单位", "Unit"),
                ("件数", "Cases"),
                ("此前", "Before"),
                ("案件", "Facts"),
                ("已看", "Noted"),
            ];
            let rows = found.rows.iter().map(|row| {
                let facts: Vec<String> = row.facts.iter().take(5).map(|fact| ending(&fact.case)).collect();
                vec![
                    words::word(&row.rule),
                    row.class.as_deref().map(words::word).unwrap_or_default(),
                    row.unit.clone().unwrap_or_default(),
                    row.count.to_string(),
                    row.before.map(|before| before.to_string()).unwrap_or_default(),
                    facts.join(" "),
                    words::yes_no(row.noted),
                ]
            });
            Answer::new(listed(table(&headings, rows), found.more, page), &found)
        }
        Warning::Note { rule, case, text } => saved(&app.note_warning(rule, &phone::record(app, case)?, text)?),
    })
}

fn one(view: &AssessmentView) -> String {
    let unsynced = view.unsynced_phones.zip(view.phones).map(|(phones, of)| format!("{phones} / {of}"));
    let text = facts([
        ("考评", "assessment", Some(view.period.clone())),
        ("编号", "record", Some(view.record.clone())),
        ("单位", "unit", Some(view.unit.clone())),
        ("公布人", "by", view.by_name.clone()),
        ("规则", "rules", Some(view.rules.to_string())),
        ("截至", "as of entry", Some(view.as_of_seq.to_string())),
        ("未同步手机", "phones not synced", unsynced.or_else(|| Some("未知 unknown".into()))),
        ("说明", "note", view.note.clone()),
        ("日历提醒", "calendar", view.calendar_warning.clone()),
    ]);
    let headings = [("单位", "Unit"), ("指标", "Indicator"), ("计数", "Count"), ("比率", "Rate")];
    let rows = view.units.iter().flat_map(|unit| {
        unit.figures.iter().filter(|figure| figure.denominator > 0).map(|figure| {
            let count = format!("{} / {}", figure.numerator, figure.denominator);
            vec![unit.unit.clone(), format!("{} {}", figure.name, figure.indicator), count, rate(figure)]
        })
    });
    format!("{text}\n\n{}", table(&headings, rows))
}

fn rate(figure: &FigureView) -> String {
    let percent = |permille: u32| format!("{}.{}", permille / 10, permille % 10);
    if let Some(mean) = figure.mean_tenths {
        let unit = if figure.measure == "minutes" { "分钟 minutes" } else { "次 times" };
        return format!("平均 mean {} {unit}", percent(mean));
    }
    match (figure.permille, figure.low, figure.high) {
        (Some(permille), Some(low), Some(high)) => {
            format!("{} % ({}–{})", percent(permille), percent(low), percent(high))
        }
        _ => words::word(&figure.said),
    }
}

fn rechecked(view: &RecheckView) -> String {
    if let Some(cannot) = &view.cannot {
        return format!("不能复核 cannot be counted again: {cannot}");
    }
    let headings = [("单位", "Unit"), ("指标", "Indicator"), ("公布", "Published"), ("复核", "Here")];
    let rows = view.differences.iter().map(|row| {
        let published = format!("{} / {}", row.published_numerator, row.published_denominator);
        let here = format!("{} / {}", row.here_numerator, row.here_denominator);
        vec![row.unit.clone(), row.indicator.clone(), published, here]
    });
    let text = if view.differences.is_empty() { "相符 the same".to_owned() } else { table(&headings, rows) };
    format!("{text}\n已复核 checked {}，范围外 out of reach {}", view.checked, view.out_of_reach.len())
}
