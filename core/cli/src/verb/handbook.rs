//! Texts to look up in the field.

use etong_core::App;

use crate::error::CliError;
use crate::out::Answer;

pub(super) fn handbook(app: &App, section: &str, find: Option<&str>) -> Result<Answer, CliError> {
    let view = app.handbook(section, find)?;
    let mut lines: Vec<String> = view
        .entries
        .iter()
        .map(|entry| {
            let opens = entry.opens.as_deref().map(|noun| format!(" → {}", form(noun))).unwrap_or_default();
            let (id, title, text) = (&entry.id, &entry.title, &entry.text);
            let days =
                [entry.from.as_deref(), entry.to.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("..");
            let at = entry.at.as_deref().map(|at| format!(" @ {at}")).unwrap_or_default();
            let sign_up = entry.call.as_deref().map(|call| format!(" → etong call accept {call}")).unwrap_or_default();
            let when = if days.is_empty() { String::new() } else { format!("  {days}{at}{sign_up}\n") };
            format!(
                "{title} [{id}]{opens}\n{when}  {text}\n  出处 source: {} {} v{}",
                entry.unit, entry.source, entry.version
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push("没有 nothing here yet: 由单位发布 units publish it as a dictionary".to_owned());
    }
    lines.extend(view.faults.iter().map(|fault| format!("读不了 cannot be read: {fault}")));
    Ok(Answer::new(lines.join("\n"), &view))
}

/// The verb that fills in a form.
fn form(noun: &str) -> &str {
    match noun {
        "resident" => "etong capture resident",
        "case" => "etong capture case",
        "inspection" => "etong inspection",
        other => other,
    }
}
