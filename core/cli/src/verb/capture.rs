//! Capturing from a JSON file: one object, read strictly, so that a mistyped field is told and not dropped.

use std::io::Read;
use std::path::Path;

use etong_core::capture::{CaseRequest, Remark, ResidentRequest, SpecialRequest};
use etong_core::{App, Captured};
use serde::de::DeserializeOwned;

use crate::error::CliError;
use crate::out::{Answer, facts, words};

/// Far more than any request; a longer file was named by mistake.
const INPUT_BYTES_MAX: u64 = 16 * 1024 * 1024;

pub(super) fn resident(app: &App, input: &Path) -> Result<Answer, CliError> {
    let request: ResidentRequest = read(input)?;
    Ok(saved(&app.capture_resident(&request)?))
}

pub(super) fn case(app: &App, input: &Path) -> Result<Answer, CliError> {
    let request: CaseRequest = read(input)?;
    Ok(saved(&app.report_case(&request)?))
}

pub(super) fn special(app: &App, input: &Path) -> Result<Answer, CliError> {
    Ok(saved(&app.capture_special(&read::<SpecialRequest>(input)?)?))
}

/// One JSON object from a file, or from standard input for `-`.
pub(super) fn read<T: DeserializeOwned>(input: &Path) -> Result<T, CliError> {
    let text = read_text(input)?;
    parse(text.trim_start_matches('\u{feff}')).map_err(|(field, reason)| CliError::Content {
        file: input.to_owned(),
        field,
        reason,
    })
}

/// The text of a file, or of standard input for `-`.
pub(super) fn read_text(input: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    let read = if input == Path::new("-") {
        std::io::stdin().lock().take(INPUT_BYTES_MAX).read_to_string(&mut text)
    } else {
        std::fs::File::open(input).and_then(|file| file.take(INPUT_BYTES_MAX).read_to_string(&mut text))
    };
    read.map_err(CliError::file(input))?;
    Ok(text)
}

/// The value, or where in the JSON it is wrong and why. The reason names types and fields, never the value.
pub(super) fn parse<T: DeserializeOwned>(json: &str) -> Result<T, (Option<String>, String)> {
    let mut source = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let path = error.path().to_string();
        (Some(path).filter(|path| path != "."), without_value(&error.into_inner().to_string()))
    })?;
    source.end().map_err(|error| (None, without_value(&error.to_string())))?;
    Ok(value)
}

/// serde quotes what it found: `invalid type: string "王芳", expected a boolean` loses the name.
fn without_value(message: &str) -> String {
    let Some((what, rest)) = message.split_once(": ").filter(|(what, _)| what.starts_with("invalid ")) else {
        return message.to_owned();
    };
    let found: String = rest.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == ' ').collect();
    match rest.rsplit_once(", expected ") {
        Some((_, expected)) => format!("{what}: {}, expected {expected}", found.trim_end()),
        None => what.to_owned(),
    }
}

/// What became of a request.
pub(super) fn saved(captured: &Captured) -> Answer {
    let done = if captured.entries.is_empty() {
        "没有变化 nothing changed"
    } else {
        "已存在本机 saved on this phone"
    };
    let lines = facts([("编号", "record", Some(captured.record.clone()))]);
    Answer::new(format!("{done}\n{lines}{}", remarks(&captured.remarks)), captured)
}

/// Odd values that were taken and flagged, each on its line.
pub(super) fn remarks(remarks: &[Remark]) -> String {
    let line = |remark: &Remark| format!("\n存疑 to check: {} {}", words::field(&remark.field), remark.about);
    remarks.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named_and_its_value_is_not() {
        let (field, reason) = parse::<CaseRequest>(r#"{"class":"hazard","title":["王芳"]}"#).unwrap_err();
        assert_eq!(field.as_deref(), Some("title"));
        assert!(reason.starts_with("invalid type: sequence, expected a string"), "{reason}");
        let (_, reason) =
            parse::<CaseRequest>(r#"{"class":"hazard","title":"x","parties":"王, expected 芳"}"#).unwrap_err();
        assert!(!reason.contains('王') && !reason.contains('芳'), "{reason}");
        let (field, reason) = parse::<CaseRequest>(r#"{"class":"hazard","titel":"x"}"#).unwrap_err();
        assert!(field.is_some() && reason.contains("unknown field `titel`"), "{field:?} {reason}");
        let (_, reason) = parse::<CaseRequest>(r#"{"class":"hazard","title":"x"} {}"#).unwrap_err();
        assert!(reason.contains("trailing"), "{reason}");
    }
}
