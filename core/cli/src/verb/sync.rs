//! One pass between phone and relay, with progress that says 100 % only when both hold the same.

use etong_core::{App, SyncLimits, SyncProgress, SyncReport};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::args::Sync;
use crate::error::CliError;
use crate::out::{Answer, words};
use crate::stop::Stop;

pub(super) async fn sync(app: &App, wanted: &Sync) -> Result<Answer, CliError> {
    let mut stop = Stop::listen()?;
    app.reconnect()?;
    let deadline_ms = wanted.deadline.map(|seconds| seconds.saturating_mul(1_000));
    let limits = SyncLimits { deadline_ms, background: wanted.background };
    let bar = progress_bar();
    let outcome = stop.or(app, app.sync(limits, &|progress| show(&bar, progress))).await;
    bar.finish_and_clear();
    let report = outcome?;
    Ok(Answer::new(text(&report), json_of(&report)))
}

/// On stderr; not drawn when that is no terminal.
pub(super) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr());
    let plain = "{wide_bar} {percent}% {msg}";
    bar.with_style(ProgressStyle::with_template(plain).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

pub(super) fn show(bar: &ProgressBar, progress: SyncProgress) {
    bar.set_position(u64::from(progress.percent()));
    bar.set_message(format!("待发送 {} · 已读 {}/{}", progress.unsent, progress.read_to, progress.head));
}

pub(super) fn text(report: &SyncReport) -> String {
    let mut text = format!(
        "发送 sent {} · 收到 received {} · 被拒绝 refused {} · 与中继一致 equal to the relay: {}",
        report.sent,
        report.received,
        report.refused,
        words::yes_no(report.complete)
    );
    if report.in_custody > 0 {
        text += &format!("\n代管待审 in custody at the relay, waits for a desk: {}", report.in_custody);
    }
    if report.refused > 0 {
        text += "\n被拒绝的条目仍在本机 what was refused is still here: etong list kept-aside";
    }
    if !report.complete {
        text += "\n尚未一致：再同步一次，或核对 not equal yet: sync again, or etong verify";
    }
    text
}

pub(super) fn json_of(report: &SyncReport) -> Value {
    json!({
        "sent": report.sent,
        "received": report.received,
        "refused": report.refused,
        "in_custody": report.in_custody,
        "complete": report.complete,
        "changed": {
            "residents": report.changed.residents,
            "cases": report.changed.cases,
            "patrols": report.changed.patrols,
            "directory": report.changed.directory,
        },
    })
}
