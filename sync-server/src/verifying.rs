//! `etong-server verify`: the terminal's side. Ends with failure when anything does not fit.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use etong_protocol::history::SignedRoot;
use etong_server::verify::{self, RelayReport, Walked};
use etong_server::{Store, SystemChance, SystemClock};

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// The relay's folder; the relay may be running.
    #[arg(long, env = "ETONG_DATA")]
    data: PathBuf,
    /// A root that a phone shows (`etong history show`): this history must lead to it.
    #[arg(long, value_name = "ETONGR1:…")]
    root: Option<SignedRoot>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn verify(arguments: &VerifyArguments) -> Result<(), Box<dyn Error>> {
    // Opening would make one.
    if !etong_server::holds_relay(&arguments.data) {
        return Err(format!("there is no relay in {}; name its folder with --data", arguments.data.display()).into());
    }
    let store = Store::open(&arguments.data, Arc::new(SystemClock::new()), Arc::new(SystemChance), None)?;
    let report = verify::verify(&store, arguments.root.as_ref(), &mut told)?;
    let text = if arguments.json { serde_json::to_string(&report)? } else { lines(&report) };
    writeln!(std::io::stdout(), "{text}")?;
    match report.wrong {
        0 => Ok(()),
        wrong => {
            Err(format!("{wrong} things do not fit; change nothing, keep the folder and the newest backup").into())
        }
    }
}

/// One line that goes on, or one line each where nobody watches.
fn told(walked: Walked) {
    let end = if std::io::stderr().is_terminal() { '\r' } else { '\n' };
    eprint!("{} of {} rows{end}", walked.done, walked.all);
}

fn lines(report: &RelayReport) -> String {
    let counted = [
        (report.entries, "entries of the log"),
        (report.erased, "of them erased, by id alone"),
        (report.tiles, "rows of the tree over it"),
        (report.shelves, "shelves and their digests"),
        (report.chains, "chains of devices"),
        (report.links, "links"),
        (report.batches, "signatures over links"),
        (report.unsigned, "entries from before signatures were kept"),
        (report.loose, "entries of no chain: let out of custody, or sealed beside it"),
        (report.custody, "entries in custody, decided on or not"),
        (report.custody_gone, "entries once in custody that went with an erased record"),
        (report.erasures, "erased records, each by two people"),
        (report.buried, "of them erased elsewhere, by their keys"),
        (report.receipts, "receipts for sealed outboxes"),
        (report.trail, "rows of the directory's trail"),
    ];
    let mut text: String = counted.iter().map(|(count, what)| format!("{count:>10}  {what}\n")).collect();
    text += &format!("root: {}\n", report.root);
    for fault in &report.faults {
        text += &format!("WRONG  {fault}\n");
    }
    if report.wrong > report.faults.len() as u64 {
        text += "WRONG  and more\n";
    }
    text + if report.sound { "all of it fits" } else { "NOT SOUND" }
}
