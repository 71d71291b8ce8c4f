//! Proof that phone and relay hold the same.

use etong_core::{App, HistoryReport, RecheckProgress, SyncLimits};
use serde_json::json;

use super::sync::{progress_bar, show};
use crate::error::CliError;
use crate::exit::Exit;
use crate::out::{Answer, facts, words};
use crate::stop::Stop;

pub(super) async fn verify(app: &App, history: bool) -> Result<Answer, CliError> {
    let mut stop = Stop::listen()?;
    app.reconnect()?;
    let bar = progress_bar();
    let outcome = stop.or(app, app.verify(SyncLimits::default(), &|progress| show(&bar, progress))).await;
    bar.finish_and_clear();
    let report = outcome?;
    let mut text = facts([
        ("与中继一致", "equal to the relay", Some(words::yes_no(report.equal))),
        ("本机条目", "entries here, counted from the log", Some(report.held.to_string())),
        ("中继条目", "entries at the relay", Some(report.reach.to_string())),
        ("待发送", "waiting to be sent", Some(report.unsent.to_string())),
        ("重读", "read again from the start", Some(words::yes_no(report.read_again))),
    ]);
    if !report.equal {
        text += "\n有差异，请联系支持人员，不要删除本机文件 there is a difference: call support, delete nothing";
    }
    let json = json!({
        "equal": report.equal,
        "held": report.held,
        "reach": report.reach,
        "unsent": report.unsent,
        "read_again": report.read_again,
    });
    let exit = if report.equal { Exit::Ok } else { Exit::Differs };
    let answer = Answer { exit, ..Answer::new(text, json) };
    if history { with_history(app, answer, &mut stop).await } else { Ok(answer) }
}

async fn with_history(app: &App, mut answer: Answer, stop: &mut Stop) -> Result<Answer, CliError> {
    let bar = progress_bar();
    let tell = |progress: RecheckProgress| {
        bar.set_position(progress.done.saturating_mul(100).checked_div(progress.all).unwrap_or(100));
        bar.set_message(format!("已核对 looked at {}/{}", progress.done, progress.all));
    };
    let outcome = stop.or(app, app.verify_history_telling(SyncLimits::default(), &tell)).await;
    bar.finish_and_clear();
    tell_of(&outcome?, &mut answer);
    Ok(answer)
}

fn tell_of(report: &HistoryReport, answer: &mut Answer) {
    answer.text += "\n";
    answer.text += &facts([
        ("历史完好", "history is sound", Some(words::yes_no(report.sound))),
        ("链与环", "own chains / links", Some(format!("{} / {}", report.chains, report.links))),
        ("回执", "receipts", Some(report.receipts.to_string())),
        ("历史根", "roots", Some(report.roots.to_string())),
        ("入史", "entries proven: kept / now", Some(format!("{} / {}", report.proven_before, report.proven_now))),
        ("不在历史里", "not in the history", Some(report.missing.to_string())),
        ("未证在史", "whose place in the history was not shown", Some(report.not_proven.to_string())),
        ("条目与文档", "entries / documents looked at", Some(format!("{} / {}", report.entries, report.documents))),
        ("作者签名已核对", "signatures were checked", Some(words::yes_no(report.signatures_checked))),
        ("作者签名", "signed by its device / by nobody", Some(format!("{} / {}", report.signed, report.unsigned))),
        ("其中代管后放行", "of these let out of custody by a desk", Some(report.released.to_string())),
        ("未核对签名", "whose signature was not looked at", Some(report.not_looked_at.to_string())),
        ("先于其历史根", "said to have come before a root without them", Some(report.before_its_root.to_string())),
        ("警报", "alarms", Some(report.alarms.to_string())),
    ]);
    for fault in &report.faults {
        answer.text += &format!("\n{fault}");
    }
    let proves = report.proves_where_it_stands() && report.proves_who_wrote();
    if !proves && answer.exit == Exit::Ok {
        answer.exit = Exit::Unproven;
    }
    if !report.proves_where_it_stands() {
        answer.text += &format!(
            "\n中继没有证明 {0} 条在其历史中（它说的是另一纪元或另一历史；若刚恢复过，请同步后再核对） the relay did not show that {0} entries stand in its history: it tells of another epoch or history; if it was restored just now, sync and verify again",
            report.not_proven
        );
    }
    if !report.proves_who_wrote() {
        answer.text += &unproven(report);
    }
    if !report.sound {
        answer.exit = Exit::Differs;
        answer.text += "\n请联系支持人员，不要删除本机文件 call support, delete nothing: etong history show";
    }
    if let Some(json) = answer.json.as_object_mut() {
        json.insert("history".into(), serde_json::to_value(report).unwrap_or_default());
    }
}

/// What of others is here without its device being shown to have written it.
fn unproven(report: &HistoryReport) -> String {
    let mut text = match (report.signatures_checked, report.not_looked_at) {
        (true, _) => "\n有条目没有作者设备的签名 nobody is shown to have signed for these entries of others".to_owned(),
        (false, 0) => {
            "\n中继未出示任何签名，作者未核对 the relay showed no signature at all: who wrote what is not checked"
                .to_owned()
        }
        (false, many) => format!(
            "\n中继对 {many} 条未答复签名，作者未核对 the relay refused or cut short the answer on {many} entries: who wrote them is not checked"
        ),
    };
    for id in &report.unproven {
        text += &format!("\n  {id}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_shown_to_stand_in_the_history_is_said_and_ends_with_a_code_of_its_own() {
        let told = |report: HistoryReport| {
            let mut answer = Answer::new("", json!({}));
            tell_of(&report, &mut answer);
            (answer.exit, answer.text.contains("7 条在其历史中"), answer.json["history"]["not_proven"].clone())
        };
        let whole = HistoryReport { sound: true, signatures_checked: true, ..HistoryReport::default() };
        assert_eq!(told(whole.clone()), (Exit::Ok, false, json!(0)));
        let cut_off = HistoryReport { not_proven: 7, ..whole };
        assert_eq!(told(cut_off.clone()), (Exit::Unproven, true, json!(7)));
        assert_eq!(told(HistoryReport { sound: false, ..cut_off }).0, Exit::Differs);
    }
}
