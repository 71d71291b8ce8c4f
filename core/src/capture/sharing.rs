//! 共享: opening a record to one more unit: a department (分流), a team, another community. Counts once the relay has it.

use std::collections::BTreeSet;

use etong_protocol::authority::{may_share, sharing_act};
use etong_protocol::{Grant, OrgPath, RecordId, RecordKind, UnitId};

use super::drafts::{Author, Draft};
use super::error::CaptureError;
use super::right::posts_that_may;

/// Shares the record `record` of kind `kind` at `scope` with every post of exactly the unit `to`, beside the units in
/// `already`. Other requests (a case dispatched to a department) put this draft behind their own.
///
/// # Errors
/// `NotAllowed` for a post that may not share such a record or whose unit does not cover it; `Invalid` for the centre, or a
/// unit the record is shared with already.
pub fn share(
    author: &Author,
    record: RecordId,
    kind: &RecordKind,
    scope: &OrgPath,
    to: &OrgPath,
    already: &BTreeSet<UnitId>,
) -> Result<Draft, CaptureError> {
    // Who was let in by a grant does not let others in.
    if !author.unit.covers(scope) {
        return Err(author.outside(scope));
    }
    if !may_share(&author.post_kind, kind) {
        return Err(CaptureError::NotAllowed {
            rule: format!("a {} may not share a {kind} with another unit", author.post_kind),
            who_may: posts_that_may(&RecordKind::Grant, sharing_act(kind)),
        });
    }
    let Some(unit) = to.unit() else {
        return Err(CaptureError::invalid("unit", "the centre has no posts: name a unit"));
    };
    if already.contains(&unit) {
        return Err(CaptureError::invalid("unit", format!("the record is shared with {to} already")));
    }
    Draft::event(record, RecordKind::Grant, scope, Grant { to: to.clone() }.to_payload(), "unit")
}

#[cfg(test)]
mod tests {
    use super::super::drafts::Content;
    use super::*;
    use etong_protocol::{DeviceId, PostId, PostKind};

    fn path(text: &str) -> OrgPath {
        text.parse().unwrap()
    }

    fn asks(kind: PostKind, unit: &str, shared: bool, of: &RecordKind, to: &str) -> Result<Draft, CaptureError> {
        let author = Author { device: DeviceId::NIL, post: PostId::NIL, post_kind: kind, unit: path(unit), shared };
        share(&author, RecordId::NIL, of, &path("/1/2/3/4"), &path(to), &BTreeSet::from([UnitId(16)]))
    }

    #[test]
    fn a_township_shares_a_case_with_a_department() {
        let draft = asks(PostKind::TownshipDesk, "/1/2", false, &RecordKind::Case, "/1/15").unwrap();
        assert_eq!((draft.kind, draft.scope), (RecordKind::Grant, path("/1/2/3/4")));
        let Content::Event(payload) = draft.content else { panic!("a grant is an event") };
        assert_eq!(Grant::from_payload(&payload).unwrap(), Grant { to: path("/1/15") });
    }

    #[test]
    fn what_cannot_be_shared_says_why_and_who_may() {
        use PostKind::{Department, GridWorker, PoliceOfficer, TownshipDesk};
        let (case, clue) = (RecordKind::Case, RecordKind::Clue);
        let table = [
            (
                asks(GridWorker, "/1/2/3/4", false, &case, "/1/15"),
                "not allowed: a grid_worker may not share a case with another unit \
                 (may: community_desk, township_desk, county_desk, police_chief)",
            ),
            (
                asks(TownshipDesk, "/1/2", false, &clue, "/1/15"),
                "not allowed: a township_desk may not share a clue with another unit (may: police_officer, police_chief)",
            ),
            (
                asks(PoliceOfficer, "/1/2/3/4", false, &case, "/1/15"),
                "not allowed: a police_officer may not share a case with another unit \
                 (may: community_desk, township_desk, county_desk, police_chief)",
            ),
            (
                asks(TownshipDesk, "/1/9", true, &case, "/1/15"),
                "not allowed: this post belongs to /1/9, the record to /1/2/3/4 (may: a post of /1/2/3/4 or above)",
            ),
            (
                asks(Department, "/1/15", true, &case, "/1/17"),
                "not allowed: this post belongs to /1/15, the record to /1/2/3/4 (may: a post of /1/2/3/4 or above)",
            ),
            (asks(TownshipDesk, "/1/2", false, &case, "/"), "unit: the centre has no posts: name a unit"),
            (asks(TownshipDesk, "/1/2", false, &case, "/1/16"), "unit: the record is shared with /1/16 already"),
        ];
        for (outcome, words) in table {
            assert_eq!(outcome.unwrap_err().to_string(), words);
        }
        assert!(asks(PoliceOfficer, "/1/2/3/4", false, &clue, "/1/15").is_ok());
    }
}
