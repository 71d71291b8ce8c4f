//! May this registration be taken at all?

use etong_protocol::RefusalCode;
use etong_protocol::register::RegisterRequest;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Deserialize;
use serde_json::Value;

use super::super::day::{is_day, today};
use crate::error::{RelayError, refuse};

/// What a dictionary of this name may set: `min_age` (16 or more) and `consent`, the version of the text in force.
const RULES: &str = "volunteer_rules";
const YOUNGEST: i64 = 16;
const MIN_AGE: i64 = 18;

#[derive(Debug, Default, Deserialize)]
struct Rules {
    #[serde(default)]
    min_age: Option<i64>,
    #[serde(default)]
    consent: Option<String>,
}

pub(super) fn check(connection: &Connection, request: &RegisterRequest, now: i64) -> Result<(), RelayError> {
    let malformed = |what: &str| Err(refuse(RefusalCode::Malformed, what));
    let forbidden = |what: String| Err(refuse(RefusalCode::Forbidden, what));
    let name = request.name.trim();
    if name.is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
        return malformed("the name must be 1 to 200 bytes of plain text");
    }
    let digits = |byte: u8| byte.is_ascii_digit() || byte == b'-';
    let phone = request.phone.trim();
    if !(5..=20).contains(&phone.len()) || !phone.bytes().all(digits) {
        return malformed("the phone number must be 5 to 20 digits");
    }
    if !is_day(&request.born) {
        return malformed("the birth day must be a day, YYYY-MM-DD");
    }
    if request.consent.is_empty() || request.consent.len() > 40 {
        return malformed("the version of the consent text is missing");
    }
    let today = today(now)?;
    if !is_open(connection, request.unit, &today)? {
        return forbidden(format!("there is no unit {} that takes volunteers", request.unit));
    }
    let rules = rules(connection, &today)?;
    let youngest = rules.min_age.unwrap_or(MIN_AGE).max(YOUNGEST);
    if age(&request.born, &today).is_none_or(|age| age < youngest) {
        return forbidden(format!("volunteers must be {youngest} or older"));
    }
    match rules.consent {
        Some(consent) if consent != request.consent => {
            forbidden(format!("the consent text in force is version {consent}; read it and agree again"))
        }
        _ => Ok(()),
    }
}

/// Whole years; `None` for somebody not born yet.
fn age(born: &str, today: &str) -> Option<i64> {
    let (born, today) = (born.parse::<Date>().ok()?, today.parse::<Date>().ok()?);
    let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
    let years = i64::from(today.year()) - i64::from(born.year()) - i64::from(before_birthday);
    (years >= 0).then_some(years)
}

fn is_open(connection: &Connection, unit: u32, today: &str) -> Result<bool, RelayError> {
    let named = named_params! {":unit": unit, ":today": today};
    Ok(connection.prepare_cached(include_str!("../sql/unit_is_open.sql"))?.exists(named)?)
}

fn rules(connection: &Connection, today: &str) -> Result<Rules, RelayError> {
    let row: Option<String> = connection
        .prepare_cached(include_str!("../sql/rules_today.sql"))?
        .query_row(named_params! {":dictionary": RULES, ":today": today}, |row| row.get("row"))
        .optional()?;
    let body = row.and_then(|row| serde_json::from_str::<Value>(&row).ok()).and_then(|row| row.get("body").cloned());
    Ok(body.and_then(|body| serde_json::from_value(body).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_a_year_older_on_the_birthday_and_nobody_unborn_has_an_age() {
        let table = [
            ("2008-11-28", Some(18)),
            ("2008-11-29", Some(17)),
            ("2008-11-27", Some(18)),
            ("2008-02-29", Some(18)),
            ("2026-11-28", Some(0)),
            ("2026-11-29", None),
            ("no day", None),
        ];
        for (born, years) in table {
            assert_eq!(age(born, "2026-11-28"), years, "{born}");
        }
    }
}
