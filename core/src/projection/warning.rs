//! What early warning needs of each case: where it was, a hash of who is in a dispute, and notes about warnings.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Transaction, params};

use crate::domain::case::{CaseFold, CaseState};
use crate::domain::inspection::WhereAt;
use crate::domain::warning::{WarningRule, party_key};
use crate::error::StoreError;
use crate::store::record::Record;

pub(super) fn project(tx: &Transaction<'_>, record: &Record, case: Option<&CaseFold>) -> Result<(), StoreError> {
    let case = case.filter(|case| counts(case.state));
    project_parties(tx, record, case)?;
    tx.prepare_cached(include_str!("warning/remove_spot.sql"))?.execute([record.no])?;
    tx.prepare_cached(include_str!("warning/remove_notes.sql"))?.execute([record.no])?;
    let Some(case) = case else { return Ok(()) };
    let where_at = WhereAt::new(None, case.report.address.as_deref(), case.report.place.as_ref());
    tx.prepare_cached(include_str!("warning/insert_spot.sql"))?.execute(params![
        case.reporter.captured_at,
        record.no,
        record.record.as_bytes(),
        case.report.class.as_str(),
        case.scope.to_bytes(),
        where_at.at.map(|at| at.0),
        where_at.at.map(|at| at.1),
        where_at.address_key,
    ])?;
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

/// Whoever came or left is marked anew in every dispute of theirs. Most acts change no party, and cost one look.
fn project_parties(tx: &Transaction<'_>, record: &Record, case: Option<&CaseFold>) -> Result<(), StoreError> {
    let disputes = case.filter(|case| case.report.class.as_str() == "dispute");
    let parties = disputes.iter().flat_map(|case| {
        let at = case.reporter.captured_at;
        case.report.parties.iter().filter_map(move |party| Some((party_key(&party.name, party.phone.as_deref())?, at)))
    });
    let should: BTreeSet<(Vec<u8>, i64)> = parties.collect();
    let mut statement = tx.prepare_cached(include_str!("warning/parties_of_case.sql"))?;
    let stands = statement.query_map([record.no], |row| Ok((row.get("party")?, row.get("at")?)))?;
    let stands: BTreeSet<(Vec<u8>, i64)> = stands.collect::<Result<_, _>>()?;
    if stands == should {
        return Ok(());
    }
    tx.prepare_cached(include_str!("warning/remove_parties.sql"))?.execute([record.no])?;
    for (party, at) in &should {
        let row = params![party, at, record.no, record.record.as_bytes()];
        tx.prepare_cached(include_str!("warning/insert_party.sql"))?.execute(row)?;
    }
    for (party, _) in stands.union(&should) {
        tx.prepare_cached(include_str!("warning/mark_again.sql"))?.execute([party])?;
    }
    Ok(())
}

fn counts(state: CaseState) -> bool {
    !matches!(state.as_str(), "void" | "declined")
}
