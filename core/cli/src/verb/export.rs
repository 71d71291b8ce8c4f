//! Batches of cases and answers for other platforms.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use etong_core::App;
use etong_core::domain::exchange::CheckedBatch;
use serde_json::json;

use crate::args::Export;
use crate::error::CliError;
use crate::out::{Answer, facts, shown};

/// A city's year of cases is 12 MB.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

pub(super) fn export(app: &App, wanted: &Export) -> Result<Answer, CliError> {
    match wanted {
        Export::Cases { file, since } => cases(app, file, since.as_deref()),
        Export::Check { file, signature, key } => check(file, signature.as_deref(), key.as_deref()),
        Export::Answers { source, since } => answers(app, source, since.as_deref()),
    }
}

fn cases(app: &App, file: &Path, since: Option<&str>) -> Result<Answer, CliError> {
    let beside = beside(file);
    for path in [file, &beside] {
        if path.exists() {
            return Err(CliError::file(path)(ErrorKind::AlreadyExists.into()));
        }
    }
    let batch = app.export_cases(since)?;
    write(&beside, &batch.signature)?;
    write(file, &batch.text)?;
    let text = facts([
        ("批次", "batch", Some(file.display().to_string())),
        ("签名", "signature", Some(beside.display().to_string())),
        ("案件", "cases", Some(batch.cases.to_string())),
        ("已删除", "erased", Some(batch.erased.to_string())),
        ("下一批从", "go on with --since", Some(batch.read_to.clone())),
    ]);
    let json = json!({
        "file": file,
        "signature": beside,
        "cases": batch.cases,
        "erased": batch.erased,
        "read_to": batch.read_to,
    });
    Ok(Answer::new(text, json))
}

/// Needs no phone.
pub(super) fn check(file: &Path, signature: Option<&Path>, key: Option<&str>) -> Result<Answer, CliError> {
    let beside = signature.map_or_else(|| beside(file), Path::to_owned);
    let checked = App::check_case_batch(&read(file)?, &read(&beside)?, key)?;
    let CheckedBatch { header, key, sha256, cases, erased } = &checked;
    let text = facts([
        ("完好", "unchanged since it was signed", Some("是 yes".to_owned())),
        ("单位", "unit", Some(header.unit.to_string())),
        ("手机", "phone", Some(header.device.to_string())),
        ("签名钥匙", "key", Some(key.clone())),
        ("案件", "cases", Some(cases.to_string())),
        ("已删除", "erased: to be removed by the receiver too", Some(erased.to_string())),
        ("生成", "made", Some(shown(header.made_at))),
        ("截至", "up to", Some(format!("{}:{}", header.read_to.epoch, header.read_to.seq))),
        ("接续", "goes on from", header.after.map(|after| format!("{}:{}", after.epoch, after.seq))),
        ("起始日", "since", header.since.clone()),
    ]);
    let json = json!({ "header": header, "key": key, "sha256": sha256, "cases": cases, "erased": erased });
    Ok(Answer::new(text + "\n钥匙属于谁，以中继名册为准 whose key it is, the relay's directory says", json))
}

fn answers(app: &App, source: &str, since: Option<&str>) -> Result<Answer, CliError> {
    let found = app.order_answers(source, since)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let failed = |error: csv::Error| CliError::file(Path::new("-"))(std::io::Error::other(error));
    writer.write_record(["external_no", "record", "state", "words", "at"]).map_err(failed)?;
    for row in &found {
        let at = shown(row.at);
        writer.write_record([&row.external_no, &row.record, &row.state, &row.words, &at]).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    Ok(Answer::new(String::from_utf8_lossy(&bytes).trim_end().to_owned(), &found))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    let written = File::create_new(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(CliError::file(path))
}

fn read(path: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    File::open(path)
        .and_then(|opened| opened.take(FILE_BYTES_MAX).read_to_string(&mut text))
        .map_err(CliError::file(path))?;
    Ok(text)
}
