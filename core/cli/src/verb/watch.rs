//! A phone that stays awake: syncs, waits for news on the live channel, syncs again, until Ctrl-C. Without network it goes
//! on trying, at the pace the core sets.

use std::time::Duration;

use etong_core::{App, AppError, SyncLimits};
use serde_json::json;

use super::sync;
use crate::error::CliError;
use crate::out::{self, Answer};
use crate::stop::Stop;

/// How often the core is asked whether it is time to try again; it says no for as long as its own pause lasts.
const PAUSE: Duration = Duration::from_secs(2);

pub(super) async fn watch(app: &App, json: bool) -> Result<Answer, CliError> {
    let mut stop = Stop::listen()?;
    app.reconnect()?;
    let mut first = true;
    loop {
        match pass(app, &mut stop, &mut first, json).await {
            Ok(()) => {}
            Err(CliError::App(AppError::Stopped)) => break,
            Err(CliError::App(error @ AppError::Offline { .. })) => {
                tracing::info!(%error, "waiting");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    () = stop.asked() => break,
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Answer::new("已停止守候，没有丢失任何内容 stopped watching, nothing is lost", json!({ "stopped": true })))
}

/// Syncs, says so when something came or went, and waits for the next news.
async fn pass(app: &App, stop: &mut Stop, first: &mut bool, json: bool) -> Result<(), CliError> {
    let limits = SyncLimits { deadline_ms: None, background: true };
    let report = stop.or(app, app.sync(limits, &|_| {})).await?;
    if *first || !report.changed.is_empty() {
        out::print(&if json { sync::json_of(&report).to_string() } else { sync::text(&report) });
    }
    *first = false;
    tokio::select! {
        news = app.wait_for_news() => Ok(news?),
        () = stop.asked() => Err(AppError::Stopped.into()),
    }
}
