//! 考评报表: the published figures as rows of text, one for each unit and indicator, the same bytes on every machine.

use super::act::Published;
use super::{Indicator, Measure, Rate, mean_tenths, rate};

const HEADINGS: [&str; 13] = [
    "unit",
    "indicator",
    "weight",
    "numerator",
    "denominator",
    "said",
    "permille",
    "low",
    "high",
    "ids_digest",
    "name",
    "measure",
    "mean_tenths",
];

/// The rows under `HEADINGS`: a rate stands in tenths of a percent, a mean in tenths of a minute or of a time.
#[must_use]
pub fn report_rows(published: &Published) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for unit in &published.units {
        for ((indicator, weight), counted) in published.indicators.iter().zip(&unit.figures) {
            let known = Indicator::from_word(indicator);
            let measure = known.map_or(Measure::Share, Indicator::measure);
            let (said, rated) = match rate(counted.0, counted.1) {
                Rate::NoCase => ("no_case", None),
                Rate::TooFewToSay => ("too_few_to_say", None),
                Rate::Known { permille, low, high } => ("known", Some([permille, low, high])),
            };
            let rated = rated.filter(|_| measure == Measure::Share);
            let mean = mean_tenths(counted.0, counted.1).filter(|_| measure != Measure::Share);
            let mut row = vec![
                unit.unit.to_string(),
                indicator.clone(),
                weight.to_string(),
                counted.0.to_string(),
                counted.1.to_string(),
                said.to_owned(),
            ];
            row.extend(rated.map_or([const { String::new() }; 3], |rated| rated.map(|number| number.to_string())));
            row.push(format!("{:016x}", counted.2));
            row.push(known.map_or_else(|| indicator.clone(), |known| known.zh().to_owned()));
            row.push(measure.as_str().to_owned());
            row.push(mean.map(|mean| mean.to_string()).unwrap_or_default());
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
