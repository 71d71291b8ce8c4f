//! What waits in custody at the relay, and a desk's decision on it.

use etong_core::{App, SyncLimits};

use crate::args::Custody;
use crate::error::CliError;
use crate::out::{Answer, shown, table, words};

pub(super) async fn custody(app: &App, step: &Custody) -> Result<Answer, CliError> {
    app.reconnect()?;
    match step {
        Custody::List => list(app).await,
        Custody::Release { entry, reason } => decide(app, entry, true, reason).await,
        Custody::Refuse { entry, reason } => decide(app, entry, false, reason).await,
    }
}

async fn list(app: &App) -> Result<Answer, CliError> {
    let rows = app.custody().await?;
    if rows.is_empty() {
        return Ok(Answer::new("没有待审条目 nothing waits in custody".to_owned(), &rows));
    }
    let headings = [
        ("类别", "Kind"),
        ("作者", "Author"),
        ("原因", "Why"),
        ("写于", "Written"),
        ("中继收到", "Received"),
        ("内容", "About"),
        ("条目", "Entry"),
    ];
    let cells = rows.iter().map(|row| {
        vec![
            row.kind.clone(),
            row.author_name.clone(),
            words::word(&row.reason),
            shown(row.captured_at),
            shown(row.received_at),
            row.about.clone(),
            row.entry.clone(),
        ]
    });
    Ok(Answer::new(table(&headings, cells), &rows))
}

async fn decide(app: &App, entry: &str, release: bool, reason: &str) -> Result<Answer, CliError> {
    let decided = app.decide_custody(entry, release, reason).await?;
    let report = app.sync(SyncLimits::default(), &|_| {}).await?;
    let text = match (report.refused, release) {
        (0, true) => "已放行 released: it reaches everybody in its reach",
        (0, false) => "已拒收 refused: its author is told",
        _ => "中继没有接受这个决定 the relay did not take the decision: etong list kept-aside",
    };
    Ok(Answer::new(text.to_owned(), &decided))
}
