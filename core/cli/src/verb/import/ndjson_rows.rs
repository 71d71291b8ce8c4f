//! One JSON object a line, under the names of a resident request.

use std::io::{BufRead, Read};
use std::path::PathBuf;

use super::fault::Fault;
use super::rows::Row;
use crate::error::CliError;
use crate::verb::capture::parse;

/// No request comes near it; what is longer is no line of this format.
const LINE_BYTES_MAX: u64 = 256 * 1024;

pub(super) fn rows(path: PathBuf, mut file: impl BufRead) -> impl Iterator<Item = Result<Row, CliError>> {
    let mut line = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            line += 1;
            match next_line(&mut file) {
                Err(source) => {
                    ended = true;
                    return Some(Err(CliError::File { path: path.clone(), source }));
                }
                Ok(None) => ended = true,
                Ok(Some(Line::Long)) => {
                    let reason = format!("longer than {} KiB", LINE_BYTES_MAX / 1024);
                    return Some(Ok(Row { line, request: Err(Fault::new(line, None, reason)) }));
                }
                Ok(Some(Line::Whole(bytes))) if bytes.trim_ascii().is_empty() => {}
                Ok(Some(Line::Whole(bytes))) => return Some(Ok(row(line, &bytes))),
            }
        }
        None
    })
}

enum Line {
    Whole(Vec<u8>),
    Long,
}

fn next_line(file: &mut impl BufRead) -> std::io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let read = file.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') || u64::try_from(read).unwrap_or(u64::MAX) < LINE_BYTES_MAX {
        return Ok(Some(Line::Whole(bytes)));
    }
    file.skip_until(b'\n')?;
    Ok(Some(Line::Long))
}

fn row(line: u64, bytes: &[u8]) -> Row {
    let request = match std::str::from_utf8(bytes) {
        Ok(text) => parse(text.trim_start_matches('\u{feff}').trim())
            .map_err(|(field, reason)| Fault::new(line, field, without_line(&reason))),
        Err(_) => Err(Fault::new(line, None, "not UTF-8 text")),
    };
    Row { line, request }
}

/// serde counts lines inside what it was given, which is always one line here.
fn without_line(reason: &str) -> String {
    reason.replace(" at line 1 column ", " at character ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_knows_its_line_and_what_is_wrong_with_it() {
        let mut file = "\u{feff}{\"name\":\"王芳\"}\n\n{\"name\":7}\n{\"nmae\":\"x\"}\n".as_bytes().to_vec();
        file.extend([0xff, b'\n']);
        file.extend(vec![b' '; 300 * 1024]);
        file.extend(b"\n{\"name\":\"last\"}");
        let rows: Vec<Row> = rows("x.ndjson".into(), file.as_slice()).map(Result::unwrap).collect();
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 3, 4, 5, 6, 7]);
        assert_eq!(rows[0].request.as_ref().unwrap().name, "王芳");
        let fault = |nth: usize| rows[nth].request.as_ref().unwrap_err();
        assert_eq!(fault(1).column.as_deref(), Some("name"));
        assert!(fault(1).reason.contains("expected a string"), "{}", fault(1).reason);
        assert!(fault(2).reason.contains("unknown field `nmae`"));
        assert_eq!(fault(3).reason, "not UTF-8 text");
        assert!(fault(4).reason.contains("256 KiB"));
        assert_eq!(rows[5].request.as_ref().unwrap().name, "last");
    }
}
