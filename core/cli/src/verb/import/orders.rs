//! The orders of a hotline from a spreadsheet. Every row is looked at before anything is written, and all of them are written in
//! one transaction: a file is imported whole, or not at all.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use etong_core::App;
use etong_core::capture::{CaseRequest, PartyRequest};
use serde_json::json;

use super::fault::{Fault, Faults};
use super::line_numbers::Counted;
use crate::args::ImportOrders;
use crate::error::CliError;
use crate::out::{Answer, ending, facts};

/// Column, and the words spreadsheets have for it.
const COLUMNS: [(&str, &[&str]); 11] = [
    ("external_no", &["工单编号", "工单号", "编号"]),
    ("title", &["标题", "诉求标题"]),
    ("what", &["内容", "诉求内容"]),
    ("class", &["类别", "诉求类型"]),
    ("kind", &["二级类别"]),
    ("scope", &["网格", "单位"]),
    ("address", &["地址", "事发地址"]),
    ("caller_name", &["来电人", "诉求人"]),
    ("caller_phone", &["来电号码", "联系电话"]),
    ("level", &["分级"]),
    ("urgent", &["紧急"]),
];
const REQUIRED: [&str; 3] = ["external_no", "title", "class"];

/// Words of a hotline for the classes.
const CLASSES: [(&str, &str); 8] = [
    ("矛盾纠纷", "dispute"),
    ("安全隐患", "hazard"),
    ("求助", "request"),
    ("咨询", "consultation"),
    ("投诉", "complaint"),
    ("举报", "complaint"),
    ("建议", "complaint"),
    ("其他", "other"),
];

struct Row {
    line: u64,
    request: CaseRequest,
}

pub(crate) fn orders(app: &App, wanted: &ImportOrders) -> Result<Answer, CliError> {
    let file = File::open(&wanted.file).map_err(CliError::file(&wanted.file))?;
    let (rows, mut faults) = read(&wanted.file, BufReader::new(file), &wanted.source)?;
    let requests: Vec<CaseRequest> = rows.iter().map(|row| row.request.clone()).collect();
    let mut good = Vec::new();
    if !requests.is_empty() {
        for (row, outcome) in rows.into_iter().zip(app.check_orders(&requests)?) {
            match outcome {
                Ok(_) => good.push(row),
                Err(error) => faults.note(Fault::of(row.line, error)?),
            }
        }
    }
    if !faults.is_empty() && !wanted.skip_faulty {
        return Err(CliError::Rows(faults));
    }
    let requests: Vec<CaseRequest> = good.iter().map(|row| row.request.clone()).collect();
    let done =
        if requests.is_empty() { Vec::new() } else { app.import_orders(&requests).map_err(|(_, error)| error)? };
    let (known, new): (Vec<_>, Vec<_>) = done.iter().partition(|order| order.known);
    let mut text = facts([
        ("已导入", "imported", Some(new.len().to_string())),
        ("已有", "here already", Some(known.len().to_string())),
        ("已跳过", "skipped", Some(faults.total.to_string())),
    ]);
    for order in &known {
        text += &format!("\n已有 {} → {}", order.external_no, ending(&order.record));
    }
    if !faults.is_empty() {
        text += &format!("\n跳过的行 skipped rows:\n{faults}");
    }
    Ok(Answer::new(text, json!({ "orders": done, "skipped": faults.total, "faults": faults })))
}

fn read(path: &Path, file: impl Read + 'static, source: &str) -> Result<(Vec<Row>, Faults), CliError> {
    let (file, lines) = Counted::new(file);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
    let refused = |reason: String| CliError::Content { file: path.to_owned(), field: None, reason };
    let header = reader.headers().map_err(|_| refused("line 1: not a CSV file in UTF-8".into()))?;
    let columns = columns(header).map_err(refused)?;
    let (mut rows, mut faults) = (Vec::new(), Faults::default());
    for record in reader.into_records() {
        let position = match &record {
            Ok(record) => record.position().cloned(),
            Err(error) => error.position().cloned(),
        };
        let line = position.map_or(0, |position| lines.line_at(position.byte()));
        match record {
            Ok(record) if record.len() == columns.len() => {
                rows.push(Row { line, request: request(&columns, &record, source) })
            }
            Ok(record) => {
                let reason = format!("{} values for {} columns", record.len(), columns.len());
                faults.note(Fault::new(line, None, reason));
            }
            Err(_) => faults.note(Fault::new(line, None, "not UTF-8 text; save the sheet as \"CSV UTF-8\"")),
        }
    }
    Ok((rows, faults))
}

fn columns(header: &csv::StringRecord) -> Result<Vec<&'static str>, String> {
    let mut known = Vec::new();
    for written in header {
        let written = written.trim_start_matches('\u{feff}').trim();
        let found = COLUMNS.iter().find(|(key, words)| *key == written || words.contains(&written));
        let all = || COLUMNS.map(|(key, words)| format!("{key} {}", words.first().unwrap_or(&""))).join(", ");
        match found {
            Some((key, _)) if known.contains(key) => return Err(format!("line 1, the header: {key} is given twice")),
            Some((key, _)) => known.push(*key),
            None => return Err(format!("line 1, the header: unknown column {written:?}; known are {}", all())),
        }
    }
    match REQUIRED.into_iter().find(|column| !known.contains(column)) {
        Some(missing) => Err(format!("line 1, the header: missing column {missing}")),
        None => Ok(known),
    }
}

fn request(columns: &[&'static str], record: &csv::StringRecord, source: &str) -> CaseRequest {
    let mut request = CaseRequest { source: Some(source.to_owned()), ..CaseRequest::default() };
    let (mut name, mut phone) = (None, None);
    for (column, value) in columns.iter().zip(record).filter(|(_, value)| !value.is_empty()) {
        let text = Some(value.to_owned());
        match *column {
            "external_no" => request.external_no = text,
            "title" => request.title = value.to_owned(),
            "what" => request.what = text,
            "class" => {
                let word = CLASSES.iter().find(|(zh, _)| *zh == value).map_or(value, |(_, word)| word);
                request.class = word.to_owned();
            }
            "kind" => request.kind = text,
            "scope" => request.scope = text,
            "address" => request.address = text,
            "caller_name" => name = text,
            "caller_phone" => phone = text,
            "level" => request.level = text,
            "urgent" => request.urgent = matches!(value, "是" | "yes" | "true" | "1"),
            _ => {}
        }
    }
    request.caller = (name.is_some() || phone.is_some()).then(|| PartyRequest {
        name: name.unwrap_or_else(|| "未留姓名".to_owned()),
        phone,
        role: None,
    });
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hotlines_sheet_is_read_by_its_own_words() {
        let text = "\u{feff}工单编号|标题|诉求类型|网格|来电人|来电号码\nZZ-1|路灯不亮|投诉|/1/12/121/1211||13877665544\n\nZZ-2|问社保|咨询||陈秀英|\n".replace('|', ",");
        let (rows, faults) =
            read(Path::new("x.csv"), std::io::Cursor::new(text.into_bytes()), "hotline_12345").unwrap();
        assert!(faults.is_empty());
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let first = &rows[0].request;
        assert_eq!((first.class.as_str(), first.external_no.as_deref()), ("complaint", Some("ZZ-1")));
        assert_eq!(first.caller.as_ref().map(|caller| caller.name.as_str()), Some("未留姓名"));
        assert_eq!(rows[1].request.class, "consultation");
    }

    #[test]
    fn a_wrong_header_is_refused_before_any_row() {
        for (header, word) in [
            ("工单编号|标题\n", "missing column class"),
            ("工单编号|标题|类别|心情\n", "unknown column \"心情\""),
            ("工单编号|工单号|标题|类别\n", "given twice"),
        ] {
            let sheet = header.replace('|', ",");
            let outcome = read(Path::new("x.csv"), std::io::Cursor::new(sheet.into_bytes()), "x").map(|_| ());
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
