//! 带走: a file with every entry of a record shows all of it unmasked. Who may take one away is who may see it so.

use super::permission::may_act;
use crate::org_path::OrgPath;
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;

const OF_PEOPLE: &str = "reveal";

/// The row of the audit log's rights that is asked before a record of this kind leaves whole.
#[must_use]
pub fn export_act(kind: &RecordKind) -> &'static str {
    match kind {
        RecordKind::Resident
        | RecordKind::Household
        | RecordKind::Dwelling
        | RecordKind::Building
        | RecordKind::Special
        | RecordKind::Unknown(_) => OF_PEOPLE,
        RecordKind::Audit => "read",
        // Of what a companion lies on nothing is known here: the narrowest row.
        kind if kind.is_companion() => OF_PEOPLE,
        _ => "reveal_text",
    }
}

/// What people were asked at home is taken away within the own unit only; what was typed into a case may have been shared.
#[must_use]
pub fn may_export(post: &PostKind, unit: &OrgPath, kind: &RecordKind, scope: &OrgPath) -> bool {
    let act = export_act(kind);
    may_act(post, &RecordKind::Audit, act).is_some() && (act == "reveal_text" || unit.covers(scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_see_it_unmasked_may_not_take_it_away() {
        let (grid, other): (OrgPath, OrgPath) = ("/1/2/3/4".parse().unwrap(), "/1/2/3/5".parse().unwrap());
        let county: OrgPath = "/1".parse().unwrap();
        assert!(may_export(&PostKind::GridWorker, &grid, &RecordKind::Resident, &grid));
        assert!(!may_export(&PostKind::GridWorker, &grid, &RecordKind::Resident, &other));
        for kind in [RecordKind::Resident, RecordKind::Household, RecordKind::Visit, RecordKind::Opened] {
            assert!(!may_export(&PostKind::CountyDesk, &county, &kind, &grid), "{kind}");
            assert!(!may_export(&PostKind::Auditor, &county, &kind, &grid), "{kind}");
        }
        assert!(may_export(&PostKind::CountyDesk, &county, &RecordKind::Case, &grid));
        assert!(may_export(&PostKind::PoliceOfficer, &grid, &RecordKind::Case, &other), "it may have been shared");
        assert!(may_export(&PostKind::Auditor, &county, &RecordKind::Audit, &grid));
        assert!(!may_export(&PostKind::CountyDesk, &county, &RecordKind::Audit, &grid));
        for post in [PostKind::Administrator, PostKind::Volunteer, PostKind::Resident, PostKind::GridLeader] {
            assert!(!may_export(&post, &county, &RecordKind::Case, &grid), "{post}");
        }
    }
}
