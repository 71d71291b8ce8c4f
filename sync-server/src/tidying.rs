//! `etong-server tidy-up`: the terminal's side. With --dry-run it only looks.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use etong_server::directory::By;
use etong_server::tidy::{self, TidyPlan, TidyRow};
use etong_server::{Store, SystemChance, SystemClock};

#[derive(Debug, Args)]
pub(crate) struct TidyArguments {
    /// The relay's folder; the relay may be running.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// Only say what would go, and which records are old.
    #[arg(long)]
    dry_run: bool,
    /// Records founded longer ago than so many days are listed by --dry-run, for two people who decide on them.
    #[arg(long, value_name = "DAYS", default_value_t = 1095)]
    records_older_than: u32,
    /// Answer in JSON, with the ids of old records.
    #[arg(long)]
    json: bool,
}

pub(crate) fn tidy_up(arguments: &TidyArguments) -> Result<(), Box<dyn Error>> {
    // Opening would make one.
    if !arguments.data.join("relay.db").exists() {
        return Err(format!("there is no relay in {}; name its folder with --data", arguments.data.display()).into());
    }
    let store = Store::open(&arguments.data, Arc::new(SystemClock::new()), Arc::new(SystemChance), None)?;
    let text = if arguments.dry_run {
        let plan = tidy::plan(&store, arguments.records_older_than)?;
        if arguments.json { serde_json::to_string(&plan)? } else { planned(&plan, arguments.records_older_than) }
    } else {
        let account = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let by = By::Machine(account.unwrap_or_else(|| "unknown".to_owned()));
        let gone = tidy::tidy_up(&store, &by)?;
        if arguments.json { serde_json::to_string(&gone)? } else { lines(&gone) }
    };
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

fn planned(plan: &TidyPlan, days: u32) -> String {
    let mut text = lines(&plan.goes);
    text += &format!(
        "\n\n{} patrols are older than 30 days; phones keep what their tracks came to, the raw positions are still here.\n{} records are on hold.",
        plan.raw_tracks, plan.held
    );
    text += &format!(
        "\n\nFounded more than {days} days ago. Nothing of it goes by itself: the relay opens no record and does not know whether it has\n\
         ended. Who keeps it longer than needed decides: one asks with `etong erasure ask ID retention`, another approves, then `forget`\n\
         for the backups. The ids are in --json."
    );
    for old in &plan.old_records {
        text += &format!("\n{:>8}  {}", old.ids.len(), old.kind);
    }
    text
}

fn lines(rows: &[TidyRow]) -> String {
    rows.iter().map(|row| format!("{:>8}  {}: {}", row.count, row.what, row.rule)).collect::<Vec<_>>().join("\n")
}
