//! What a worker can show and anybody can check.

use std::io::Read as _;
use std::path::Path;

use etong_core::capture::RevealRequest;
use etong_core::domain::receipt_file::{Checked, CheckedEntry, check, relay_key as relay_key_of};
use etong_core::view::{AlarmView, HistoryView, OpenedView, ReceiptView};
use etong_core::{App, AppError};
use serde_json::json;

use super::{looks, privacy};
use crate::args::{Evidence, History, Receipt};
use crate::error::CliError;
use crate::exit::Exit;
use crate::out::{Answer, facts, moment, shown, table, words};
use crate::phone;

/// A record with hundreds of entries, each in a full batch, stays below.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

pub(super) async fn receipt(app: &App, wanted: &Receipt) -> Result<Answer, CliError> {
    match wanted {
        Receipt::Show { id } => {
            let receipts = app.receipts(&phone::record(app, id)?)?;
            Ok(Answer::new(steps(&receipts), &receipts))
        }
        Receipt::Export { id, hashes: _, reason, note } => {
            let why = reason.as_ref().map(|reason| RevealRequest { reason: reason.clone(), note: note.clone() });
            app.reconnect()?;
            let file = app.receipt_file(&phone::record(app, id)?, why.as_ref()).await?;
            // The file is good only letter by letter, so machines get it as one string.
            let json = json!({
                "file": file.text, "opened": file.opened, "opened_unsigned": file.opened_unsigned,
            });
            Ok(Answer { text: file.text, json, exit: Exit::Ok })
        }
        Receipt::Check { file, relay_key } => check_file(file, relay_key),
    }
}

/// The three steps of each entry.
fn steps(receipts: &[ReceiptView]) -> String {
    let headings = [
        ("① 本机已存", "On this phone"),
        ("链上位置", "Link"),
        ("② 中继已收", "At the relay"),
        ("序号", "Seq"),
        ("入史", "In history"),
    ];
    let rows = receipts.iter().map(|receipt| {
        vec![
            receipt.captured_at.map(|at| moment(at, receipt.clock_jumped_ms)).unwrap_or_default(),
            receipt.dseq.map(|dseq| dseq.to_string()).unwrap_or_default(),
            receipt.received_at.map_or_else(|| words::word(&receipt.step), shown),
            receipt.seq.map(|seq| seq.to_string()).unwrap_or_default(),
            words::yes_no(receipt.proven),
        ]
    });
    let opened = receipts.first().map(|receipt| receipt.opened.as_slice()).unwrap_or_default();
    let by = receipts.first().map(|receipt| receipt.signed_by.clone());
    let signed = facts([
        ("① 签名", "signed by this phone", by),
        ("② 签名", "signed by", Some("中继 the relay".to_owned())),
        ("③ 上级已查看", "opened by the supervisor", Some(opened_text(opened))),
        ("③ 签名", "signed by the phone", looks::phones(opened)),
    ]);
    let hint = if receipts.iter().all(|receipt| receipt.proven) {
        ""
    } else {
        "\n入史尚未核对的，联网运行 not yet proven to be in the relay's history: etong verify --history"
    };
    format!("{}\n{signed}{hint}", table(&headings, rows))
}

fn opened_text(opened: &[OpenedView]) -> String {
    if opened.is_empty() {
        return "尚无 not yet".to_owned();
    }
    let told = opened.iter().map(|look| {
        let proven = if look.proven { "，已入史 in the relay's history" } else { "" };
        format!("{} {}{proven}", looks::by(look), shown(look.opened_at))
    });
    told.collect::<Vec<_>>().join("；")
}

/// Needs no phone.
pub(super) fn check_file(file: &Path, relay_key: &str) -> Result<Answer, CliError> {
    let invalid = |field: &str, reason: String| AppError::Invalid { field: field.into(), reason };
    let key = relay_key_of(relay_key)
        .ok_or_else(|| invalid("relay-key", "must be 64 hex digits, as `etong status` shows them".into()))?;
    let text = read(file)?;
    let checked = check(&text, &key).map_err(|fault| invalid("file", fault.to_string()))?;
    let exit = if checked.proves_the_looks() { Exit::Ok } else { Exit::Unproven };
    Ok(Answer { exit, ..Answer::new(said(&checked), proven(&checked)) })
}

fn read(file: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(FILE_BYTES_MAX).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(FILE_BYTES_MAX).read_to_string(&mut text))
    };
    read.map_err(CliError::file(file))?;
    Ok(text)
}

fn said(checked: &Checked) -> String {
    let mut lines = vec![
        format!("记录 record {}", checked.record),
        format!("手机 phone {}", checked.device),
        "已证明 proven:".to_owned(),
    ];
    for entry in &checked.entries {
        lines.push(format!("  {}", entry.entry));
        lines.extend(entry_lines(entry).into_iter().map(|line| format!("    {line}")));
    }
    lines.extend(looks::proven(checked));
    lines.push("未证明 not proven:".to_owned());
    lines.extend(looks::unproven(checked));
    lines.push("  内容属实、谁拿着手机 · that what was written is true, and in whose hand the phone was".to_owned());
    lines.push("  手机钟的时间只在所述误差内 · times of phones hold only as far as the stated uncertainty".to_owned());
    lines.push("  手机属于谁，要中继的证据包 · whose phone it is: see `etong evidence export`".to_owned());
    if checked.entries.iter().any(|entry| entry.captured_at.is_none()) {
        lines.push(
            "  没有出示内容的条目说了什么、属于哪条记录 · what entries without content say, and of which record"
                .to_owned(),
        );
    }
    lines.join("\n")
}

fn entry_lines(entry: &CheckedEntry) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((at, within)) = entry.captured_at {
        let within = within.map_or_else(
            || "误差未知 nobody knows how exactly".to_owned(),
            |ms| format!("误差 {ms} 毫秒内 within {ms} ms"),
        );
        lines.push(format!("内容与编号相符，手机钟 {} ({within}) · its content fits its id", shown(at)));
    }
    match entry.dseq {
        Some(dseq) => {
            lines.push(format!("① 手机链上第 {dseq} 条，手机已签名 · link {dseq} of the chain the phone signed"))
        }
        None => lines.push("① 只在手机上，尚未送出 · on the phone only, not sent".to_owned()),
    }
    if let Some((seq, at)) = entry.stored {
        lines.push(format!("② 中继于 {} 收妥，序号 {seq}，中继已签名 · durable at the relay", shown(at)));
    }
    if let Some(code) = entry.refused {
        lines.push(format!("② 中继没有收 · the relay refused it: {code:?}"));
    }
    if let Some((size, at)) = entry.history {
        lines.push(format!("在中继 {} 签名的 {size} 条历史之内 · under the relay's signed history", shown(at)));
    }
    lines
}

fn proven(checked: &Checked) -> serde_json::Value {
    let entries = checked.entries.iter().map(|entry| {
        json!({
            "entry": entry.entry.to_string(),
            "captured_at": entry.captured_at.map(|(at, _)| at),
            "within_ms": entry.captured_at.and_then(|(_, within)| within),
            "dseq": entry.dseq,
            "seq": entry.stored.map(|(seq, _)| seq),
            "received_at": entry.stored.map(|(_, at)| at),
            "refused": entry.refused.map(|code| format!("{code:?}")),
            "history_size": entry.history.map(|(size, _)| size),
        })
    });
    let (opened, passed_over) = looks::json(checked);
    json!({
        "record": checked.record,
        "device": checked.device,
        "entries": entries.collect::<Vec<_>>(),
        "opened": opened,
        "passed_over": passed_over,
    })
}

pub(super) async fn history(app: &App, wanted: &History) -> Result<Answer, CliError> {
    match wanted {
        History::Show => {
            let history = app.history()?;
            Ok(Answer::new(history_text(&history), &history))
        }
        History::Root => {
            let history = app.history()?;
            let root = history.root.ok_or_else(|| AppError::NotFound { noun: "root".into(), id: "history".into() })?;
            Ok(Answer::new(&root, json!({ "root": root, "size": history.size, "at": history.at })))
        }
        History::Compare { text } => {
            app.reconnect()?;
            let outcome = app.compare_root(text).await?;
            let said = match outcome.as_str() {
                "same" => "同一历史 one history",
                "other_epoch" => {
                    "中继已重新开始，无法比对 the relay has begun anew between the two; nothing to compare"
                }
                _ => "两个历史！已记警报，请联系支持人员 TWO HISTORIES: an alarm is kept; call support",
            };
            let exit = if outcome == "forked" { Exit::Differs } else { Exit::Ok };
            Ok(Answer { exit, ..Answer::new(said, json!({ "outcome": outcome })) })
        }
    }
}

fn history_text(history: &HistoryView) -> String {
    let mut text = facts([
        ("历史条数", "entries under the newest root", Some(history.size.to_string())),
        ("签名时间", "signed at", history.at.map(shown)),
        ("根", "root", history.root.clone()),
        ("重新开始", "new beginnings of the relay", Some(history.new_epochs.len().to_string())),
        ("警报", "alarms", Some(history.alarms.len().to_string())),
    ]);
    for alarm in &history.alarms {
        text += &format!("\n{}", alarm_text(alarm));
    }
    text
}

fn alarm_text(alarm: &AlarmView) -> String {
    let what = match alarm.kind.as_str() {
        "rollback" => "中继的历史变短了 the relay's history became shorter",
        "fork" => "中继有两个历史 the relay tells two histories",
        "missing" => "收过的条目不在历史里 an entry it had receipted is not in its history",
        other => other,
    };
    let own = if alarm.entries.is_empty() {
        String::new()
    } else {
        format!("；本机条目 own entries: {}", alarm.entries.join(", "))
    };
    format!("{} {what}: {}–{}{own}", shown(alarm.raised_at), alarm.seq_from, alarm.seq_to)
}

pub(super) async fn evidence(app: &App, wanted: &Evidence) -> Result<Answer, CliError> {
    let Evidence::Export { id, why } = wanted;
    app.reconnect()?;
    let file = app.evidence_file(&phone::record(app, id)?, &privacy::request(why)).await?;
    // The same file, with the count beside it.
    let mut json: serde_json::Value = serde_json::from_str(&file.text).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.insert("unsigned".to_owned(), file.unsigned.into());
    }
    Ok(Answer { text: file.text, json, exit: Exit::Ok })
}
