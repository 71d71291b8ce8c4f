//! What early warning needs of each case: where it was, a hash of who is in a dispute, and notes about warnings.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};

use crate::domain::case::{CaseFold, CaseState};
use crate::domain::inspection::WhereAt;
use crate::domain::warning::{WarningRule, party_key};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record, case: Option<&CaseFold>) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("warning/remove_spot.sql"))?.execute([record.no])?;
    tx.prepare_cached(include_str!("warning/remove_parties.sql"))?.execute([record.no])?;
    tx.prepare_cached(include_str!("warning/remove_notes.sql"))?.execute([record.no])?;
    let Some(case) = case.filter(|case| counts(case.state)) else { return Ok(()) };
    let at = case.reporter.captured_at;
    let where_at = WhereAt::new(None, case.report.address.as_deref(), case.report.place.as_ref());
    tx.prepare_cached(include_str!("warning/insert_spot.sql"))?.execute(params![
        at,
        record.no,
        record.record.as_bytes(),
        case.report.class.as_str(),
        case.scope.to_bytes(),
        where_at.at.map(|at| at.0),
        where_at.at.map(|at| at.1),
        where_at.address_key,
    ])?;
    if case.report.class.as_str() == "dispute" {
        for party in &case.report.parties {
            let Some(key) = party_key(&party.name, party.phone.as_deref()) else { continue };
            let row = params![key, at, record.no, record.record.as_bytes()];
            tx.prepare_cached(include_str!("warning/insert_party.sql"))?.execute(row)?;
        }
    }
    let mut notes: BTreeMap<&str, i64> = BTreeMap::new();
    for act in case.acts.iter().filter(|act| act.act.as_str() == "comment") {
        if let Some(rule) = act.act.text().and_then(WarningRule::of_note) {
            let last = notes.entry(rule.as_str()).or_default();
            *last = act.captured_at.max(*last);
        }
    }
    for (rule, at) in notes {
        tx.prepare_cached(include_str!("warning/insert_note.sql"))?.execute(params![record.no, rule, at])?;
    }
    Ok(())
}

fn counts(state: CaseState) -> bool {
    !matches!(state.as_str(), "void" | "declined")
}
