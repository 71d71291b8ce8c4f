//! A spreadsheet's rows under a header. The header must name known fields, by key or by Chinese word; a wrong one is refused
//! before any row is read.

use std::io::Read;
use std::path::Path;

use etong_core::capture::ResidentRequest;
use etong_core::domain::resident::{CATALOGUE, FieldSpec, TAG_PREFIX};
use serde_json::{Map, Value};

use super::fault::Fault;
use super::line_numbers::{Counted, LineNumbers};
use super::rows::{Row, Rows};
use crate::error::CliError;

/// Every field of a resident request but `more`, which takes the other fields of the catalogue. `tags` holds several, separated
/// by `;`.
const COLUMNS: [&str; 24] = [
    "name",
    "scope",
    "used_name",
    "id_type",
    "id_no",
    "sex",
    "birth",
    "nation",
    "native_division",
    "marriage",
    "politics",
    "education",
    "occupation_code",
    "occupation",
    "workplace",
    "phone",
    "household_address",
    "live_address",
    "place",
    "dwelling",
    "tags",
    "note",
    "household",
    "relation_to_head",
];

/// Words of spreadsheets for columns that the catalogue has no word for.
const OTHER_WORDS: [(&str, &str); 6] = [
    ("证件类型", "id_type"),
    ("证件号码", "id_no"),
    ("公民身份号码", "id_no"),
    ("身份证号", "id_no"),
    ("网格", "scope"),
    ("标签", "tags"),
];

const REQUIRED: [&str; 1] = ["name"];

pub(super) fn rows(path: &Path, file: impl Read + 'static) -> Result<Rows, CliError> {
    let (file, lines) = Counted::new(file);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
    let refused = |reason: String| CliError::Content { file: path.to_owned(), field: None, reason };
    let header = reader.headers().map_err(|error| refused(format!("line 1: {}", reason_of(&error))))?;
    let columns = columns(header).map_err(refused)?;
    Ok(Box::new(reader.into_records().map(move |record| Ok(row(&columns, &lines, record)))))
}

/// The fields of a header, or everything that is wrong with it.
fn columns(header: &csv::StringRecord) -> Result<Vec<&'static str>, String> {
    let mut known = Vec::new();
    let (mut unknown, mut twice) = (Vec::new(), Vec::new());
    for written in header {
        match column(written.trim_start_matches('\u{feff}').trim()) {
            Some(column) if known.contains(&column) => twice.push(column),
            Some(column) => known.push(column),
            None => unknown.push(format!("{written:?}")),
        }
    }
    let missing: Vec<&str> = REQUIRED.into_iter().filter(|column| !known.contains(column)).collect();
    let mut wrong = Vec::new();
    let mut say = |what: &str, columns: String| {
        if !columns.is_empty() {
            wrong.push(format!("{what} {columns}"));
        }
    };
    say("unknown columns", unknown.join(", "));
    say("missing columns", missing.join(", "));
    say("columns given twice", twice.join(", "));
    if wrong.is_empty() {
        return Ok(known);
    }
    Err(format!("line 1, the header: {}; known columns are {}", wrong.join("; "), COLUMNS.join(", ")))
}

fn column(written: &str) -> Option<&'static str> {
    let key = COLUMNS.into_iter().find(|column| *column == written);
    let collected = |spec: &&FieldSpec| spec.on && !matches!(spec.key, "id" | TAG_PREFIX);
    let named = |spec: &&FieldSpec| spec.zh == written || spec.key == written;
    let word = || CATALOGUE.iter().filter(collected).find(named).map(|spec| spec.key);
    let other = || OTHER_WORDS.into_iter().find(|(word, _)| *word == written).map(|(_, column)| column);
    key.or_else(word).or_else(other)
}

fn row(columns: &[&'static str], lines: &LineNumbers, record: csv::Result<csv::StringRecord>) -> Row {
    let line_of = |position: Option<&csv::Position>| position.map_or(0, |position| lines.line_at(position.byte()));
    let record = match record {
        Ok(record) => record,
        Err(error) => {
            let line = line_of(error.position());
            return Row { line, request: Err(Fault::new(line, None, reason_of(&error))) };
        }
    };
    let line = line_of(record.position());
    if record.len() != columns.len() {
        let reason = format!("{} values for {} columns", record.len(), columns.len());
        return Row { line, request: Err(Fault::new(line, None, reason)) };
    }
    let filled = columns.iter().zip(&record).filter(|(_, text)| !text.is_empty());
    let (own, others): (Vec<_>, Vec<_>) = filled.partition(|(column, _)| COLUMNS.contains(column));
    let object = |pairs: Vec<(&&str, &str)>| -> Map<String, Value> {
        pairs.into_iter().map(|(column, text)| ((*column).to_owned(), value(column, text))).collect()
    };
    let mut fields = object(own);
    if !others.is_empty() {
        fields.insert("more".to_owned(), Value::Object(object(others)));
    }
    let request: Result<ResidentRequest, _> = serde_json::from_value(Value::Object(fields));
    Row { line, request: request.map_err(|error| Fault::new(line, None, error.to_string())) }
}

fn value(column: &str, text: &str) -> Value {
    if column != "tags" {
        return text.into();
    }
    text.split([';', '；']).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

/// What is wrong with the text, without the text.
fn reason_of(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8 text; save the sheet as \"CSV UTF-8\"".to_owned(),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "not a row of a CSV file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static [u8]) -> Result<Vec<Row>, CliError> {
        rows(Path::new("x.csv"), text)?.collect()
    }

    #[test]
    fn the_columns_are_exactly_the_fields_of_a_request() {
        let unknown = serde_json::from_str::<ResidentRequest>(r#"{"?":1}"#).unwrap_err().to_string();
        let known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert_eq!(known.split_last(), Some((&"more", COLUMNS.as_slice())), "{unknown}");
    }

    #[test]
    fn every_word_for_a_column_leads_to_one() {
        for (word, column_of) in OTHER_WORDS {
            assert_eq!(column(word), Some(column_of));
            assert!(COLUMNS.contains(&column_of));
        }
        assert_eq!(column("联系电话"), Some("phone"));
        assert_eq!(column("宗教信仰"), None);
        assert_eq!(column("登记到期日期"), Some("registered_until"));
    }

    #[test]
    fn fields_of_floating_residents_are_read_from_a_sheet_too() {
        let rows = read("name,登记到期日期,relation_to_head\n王芳,2026-10-01,子\n".as_bytes()).unwrap();
        let request = rows[0].request.as_ref().unwrap();
        assert_eq!(request.relation_to_head.as_deref(), Some("子"));
        assert_eq!(request.more[0].field, "registered_until");
        assert_eq!(request.more[0].value.as_deref(), Some("2026-10-01"));
    }

    #[test]
    fn a_wrong_header_is_refused_with_all_that_is_wrong() {
        let error = read("nmae,phone,电话号,phone\n".as_bytes()).unwrap_err().to_string();
        for part in [
            "unknown columns \"nmae\", \"电话号\"",
            "missing columns name",
            "given twice phone",
            "known columns are name",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }

    #[test]
    fn each_row_knows_its_line_behind_blank_lines_and_quoted_line_breaks() {
        for text in [
            "\u{feff}姓名,note,tags\n王芳,\"two\n\nlines\",独居; 租客\n\n\n李明,x\n陈,,",
            "姓名,note,tags\r\n王芳,\"two\r\n\r\nlines\",独居；租客\r\n\r\n\r\n李明,x\r\n陈,,\r\n\r\n",
        ] {
            let rows = read(text.as_bytes()).unwrap();
            assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 7, 8], "{text:?}");
            let request = rows[0].request.as_ref().unwrap();
            assert_eq!((request.name.as_str(), request.tags.len()), ("王芳", 2));
            assert_eq!(rows[1].request.as_ref().unwrap_err().reason, "2 values for 3 columns");
            assert_eq!(rows[2].request.as_ref().unwrap().note, None);
        }
    }

    #[test]
    fn a_sheet_that_is_not_utf_8_says_how_to_save_it() {
        let rows = read(b"name\n\xcd\xf5\xb7\xbc\nLi\n").unwrap();
        assert!(rows[0].request.as_ref().unwrap_err().reason.contains("CSV UTF-8"));
        assert_eq!(rows[0].line, 2);
        assert!(rows[1].request.is_ok());
    }
}
