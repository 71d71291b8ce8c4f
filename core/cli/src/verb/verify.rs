//! Proof that phone and relay hold the same.

use etong_core::{App, SyncLimits};
use serde_json::json;

use super::sync::{progress_bar, show};
use crate::error::CliError;
use crate::exit::Exit;
use crate::out::{Answer, facts, words};
use crate::stop::Stop;

pub(super) async fn verify(app: &App) -> Result<Answer, CliError> {
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
    Ok(Answer { exit, ..Answer::new(text, json) })
}
