//! Proof: digests equal on every phone, receipts with checked signatures, no plain text on any disk.

use std::path::Path;

use serde_json::Value;

use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{count_at, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    say::chapter(
        "十、证明：摘要一致、回执在手、盘上无明文",
        "10. Proof: digests equal, receipts in hand, no plain text on disk",
    );
    stage.all_sync()?;
    for phone in stage.phones() {
        let proof = phone.ask(&["verify"])?;
        let name = &phone.owner.name;
        let is_equal = proof.get("equal").and_then(Value::as_bool) == Some(true);
        let (held, unsent) = (count_at(&proof, "held"), count_at(&proof, "unsent"));
        say::check(is_equal && unsent == 0, &format!("{name}: {held} entries, digest equal to the relay's"))?;
    }
    receipts(stage, offline)?;
    no_plain_text(stage)
}

fn receipts(stage: &Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    stage.worker.show(&["receipts", &offline.case])?;
    let receipts = stage.worker.ask(&["receipts", &offline.case])?;
    let receipts = receipts.as_array().map_or(&[][..], Vec::as_slice);
    let all_at_relay = receipts.iter().all(|receipt| text_at(receipt, "step") == "relay");
    say::check(!receipts.is_empty() && all_at_relay, "every act of the worker has a receipt signed by the relay")
}

/// Every file of every phone, read as bytes.
fn no_plain_text(stage: &Stage<'_>) -> Result<(), XtaskError> {
    let mut words: Vec<&str> = stage.residents.iter().map(|resident| text_at(resident, "name")).collect();
    words.extend(["楼道", "水仙花", "张建明", "SQLite format 3"]);
    let mut files = 0;
    for phone in stage.phones() {
        for file in walkdir::WalkDir::new(&phone.home).into_iter().filter_map(Result::ok) {
            if file.file_type().is_file() {
                files += 1;
                look_into(file.path(), &words)?;
            }
        }
    }
    say::check(files >= 7 && !rows_are_empty(stage)?, &format!("{} words are in none of {files} files", words.len()))
}

fn look_into(file: &Path, words: &[&str]) -> Result<(), XtaskError> {
    let bytes = std::fs::read(file).map_err(XtaskError::file(file))?;
    let plain = words.iter().find(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes()));
    match plain {
        Some(_) => Err(XtaskError::Story(format!("{} holds plain text", file.display()))),
        None => Ok(()),
    }
}

/// The search would prove nothing if the phones held nothing.
fn rows_are_empty(stage: &Stage<'_>) -> Result<bool, XtaskError> {
    Ok(rows_at(&stage.officer.ask(&["list", "residents"])?, "rows").is_empty())
}
