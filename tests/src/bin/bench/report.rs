//! The table a person reads and the JSON a program reads; the same values in both.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::Outcome;
use crate::clock::today_ms;
use crate::ground::Ground;
use crate::key::{Budget, KEYS};
use crate::machine::Machine;
use crate::scene::Findings;

pub(crate) struct Report<'a> {
    pub(crate) findings: &'a Findings,
    pub(crate) ground: &'a Ground,
    pub(crate) machine: &'a Machine,
    pub(crate) quick: bool,
}

impl Report<'_> {
    /// Key, value, unit, budget, and whether it is kept; then what else was seen.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        if self.quick {
            table.push_str("QUICK: small sizes, the budgets do not apply\n");
        }
        let mut row = |key: &str, value: &str, unit: &str, budget: &str, ok: &str| {
            // Writing into a string cannot fail.
            let _ = writeln!(table, "{key:<36} {value:>12} {unit:<10} {budget:>10} {ok}");
        };
        row("key", "value", "unit", "budget", "ok?");
        for key in KEYS {
            let Some(value) = self.findings.get(key.name) else { continue };
            let (budget, ok) = match key.budget {
                Budget::AtMost(most) => (format!("<= {}", number(most)), key.budget.is_met(value)),
                Budget::AtLeast(least) => (format!(">= {}", number(least)), key.budget.is_met(value)),
                Budget::Open => (String::new(), None),
            };
            let ok = ok.map_or("", |ok| if ok { "yes" } else { "NO" });
            row(key.name, &number(value), key.unit, &budget, ok);
        }
        for (key, value) in self.more() {
            row(key, &number(value), "", "", "");
        }
        table
    }

    pub(crate) fn json(&self) -> Outcome<String> {
        let mut json = Map::new();
        for key in KEYS {
            if let Some(value) = self.findings.get(key.name) {
                json.insert(key.name.to_owned(), json!(rounded(value)));
            }
        }
        let more: Map<String, Value> =
            self.more().map(|(key, value)| (key.to_owned(), json!(rounded(value)))).collect();
        json.insert("more".to_owned(), Value::Object(more));
        json.insert("missed".to_owned(), json!(self.missed()));
        json.insert("quick".to_owned(), json!(self.quick));
        json.insert("seed".to_owned(), json!(self.ground.seed));
        json.insert("sizes".to_owned(), serde_json::to_value(self.ground.sizes)?);
        json.insert("data".to_owned(), json!(DATA));
        json.insert("measured_at".to_owned(), json!(jiff::Timestamp::from_millisecond(today_ms())?.to_string()));
        json.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
        json.insert("machine".to_owned(), serde_json::to_value(self.machine)?);
        Ok(serde_json::to_string_pretty(&Value::Object(json))? + "\n")
    }

    fn missed(&self) -> Vec<&'static str> {
        let is_missed = |key: &&crate::key::Key| {
            self.findings.get(key.name).and_then(|value| key.budget.is_met(value)) == Some(false)
        };
        KEYS.iter().filter(is_missed).map(|key| key.name).collect()
    }

    fn more(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.findings.iter().filter(|(name, _)| KEYS.iter().all(|key| key.name != *name))
    }
}

const DATA: &str = "synthetic residents of the real divisions of Zhangzhou (etong-city); the 5,000 are those of \
                    neighbouring grids filed under one grid, the 200,000 stand in their own grids; the walk is invented";

fn number(value: f64) -> String {
    if value.fract() == 0.0 || value >= 1_000.0 { format!("{value:.0}") } else { format!("{value:.3}") }
}

/// To a millionth: more digits say nothing.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
