//! 封存待发: the backup of a phone is a file that only the relay opens, and that any phone may bring it.

use std::fs::OpenOptions;
use std::io::Write as _;

use etong_core::App;
use serde_json::json;

use crate::args::Outbox;
use crate::error::CliError;
use crate::exit::Exit;
use crate::out::{Answer, facts};

pub(super) async fn outbox(app: &App, wanted: &Outbox) -> Result<Answer, CliError> {
    match wanted {
        Outbox::Seal { file: path } => {
            let bytes = app.seal_outbox()?;
            // Never over another file: it may be somebody's only copy.
            let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(CliError::file(path))?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(CliError::file(path))?;
            let text = format!("已封存，只有中继能打开 sealed, only the relay opens it: {}", path.display());
            Ok(Answer { text, json: json!({ "file": path, "bytes": bytes.len() }), exit: Exit::Ok })
        }
        Outbox::Deliver { file: path } => {
            let bytes = std::fs::read(path).map_err(CliError::file(path))?;
            app.reconnect()?;
            let delivered = app.deliver_outbox(&bytes).await?;
            let text = facts([
                ("交出条目", "entries handed over", Some(delivered.entries.to_string())),
                ("已入日志", "in the log", Some(delivered.stored.to_string())),
                ("代管中", "kept for a desk", Some(delivered.in_custody.to_string())),
                ("被拒", "refused, kept sealed at the relay", Some(delivered.refused.to_string())),
            ]);
            Ok(Answer::new(text, delivered))
        }
    }
}
