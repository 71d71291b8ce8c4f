//! 分流, 协同: a unit that does not cover a case reads it only when it is told so.

use std::collections::BTreeSet;

use etong_protocol::{OrgPath, RecordId, RecordKind, UnitId};

use super::case_act::CaseActRequest;
use super::drafts::{Author, Draft};
use super::error::CaptureError;
use super::sharing::share;

/// Opens the case to every unit the request names that neither covers it nor reads it, as one in `already` does.
///
/// # Errors
/// As `share`.
pub fn open_to_named(
    author: &Author,
    record: RecordId,
    scope: &OrgPath,
    request: &CaseActRequest,
    already: &BTreeSet<UnitId>,
) -> Result<Vec<Draft>, CaptureError> {
    let named = request.unit.iter().chain(request.helpers.iter().filter_map(|helper| helper.unit.as_ref()));
    let units: BTreeSet<OrgPath> = named.filter_map(|unit| unit.trim().parse().ok()).collect();
    let reads = |unit: &OrgPath| unit.covers(scope) || unit.unit().is_some_and(|unit| already.contains(&unit));
    let strangers = units.iter().filter(|unit| !reads(unit));
    strangers.map(|unit| share(author, record, &RecordKind::Case, scope, unit, already)).collect()
}
