//! 考评报表: the published figures as rows of text, one for each unit and indicator, the same bytes on every machine.

use super::act::Published;
use super::{Rate, rate};

const HEADINGS: [&str; 10] =
    ["unit", "indicator", "weight", "numerator", "denominator", "said", "permille", "low", "high", "ids_digest"];

/// The rows under `unit, indicator, weight, numerator, denominator, said, permille, low, high, ids_digest`.
#[must_use]
pub fn report_rows(published: &Published) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for unit in &published.units {
        for ((indicator, weight), counted) in published.indicators.iter().zip(&unit.figures) {
            let (said, known) = match rate(counted.0, counted.1) {
                Rate::NoCase => ("no_case", None),
                Rate::TooFewToSay => ("too_few_to_say", None),
                Rate::Known { permille, low, high } => ("known", Some([permille, low, high])),
            };
            let mut row = vec![
                unit.unit.to_string(),
                indicator.clone(),
                weight.to_string(),
                counted.0.to_string(),
                counted.1.to_string(),
                said.to_owned(),
            ];
            let texts = known.map_or([const { String::new() }; 3], |known| known.map(|number| number.to_string()));
            row.extend(texts);
            row.push(format!("{:016x}", counted.2));
            rows.push(row);
        }
    }
    rows
}

/// The same as CSV after RFC 4180. No cell holds what would need quoting: paths, plain words and numbers only; a word that
/// does is quoted all the same.
#[must_use]
pub fn report_csv(published: &Published) -> String {
    let mut csv = HEADINGS.join(",") + "\r\n";
    for row in report_rows(published) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        csv += &cells.join(",");
        csv += "\r\n";
    }
    csv
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
#[path = "assessment_tests.rs"]
mod tests;
