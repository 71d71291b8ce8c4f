//! Who may look at what lies in custody, and decide on it.

use super::permission::may;
use crate::org_path::OrgPath;
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;

/// May a post of this kind at `unit` release or refuse an entry of kind `kind` at `scope`? Whoever may sees it, so what only
/// police read is decided on by police only; what only auditors read by no post, it waits for the relay's administrator. `kind`: of the
/// record that the entry lies on.
#[must_use]
pub fn may_decide(post: &PostKind, unit: &OrgPath, kind: &RecordKind, scope: &OrgPath) -> bool {
    may(post, unit, "release", &RecordKind::CustodyRelease, scope).is_some()
        && *kind != RecordKind::Audit
        && (!kind.is_restricted() || post.is_police())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn desks_above_decide_and_on_clues_the_police_leader() {
        let path = |text: &str| text.parse::<OrgPath>().unwrap();
        for post in PostKind::KNOWN {
            let may = |kind, scope| may_decide(post, &path("/1/2"), kind, &path(scope));
            let (desk, chief) = (post.is_desk(), *post == PostKind::PoliceChief);
            assert_eq!(may(&RecordKind::Case, "/1/2/3/4"), desk || chief, "{post}");
            assert_eq!(may(&RecordKind::Clue, "/1/2/3/4"), chief, "{post}");
            assert!(!may(&RecordKind::Audit, "/1/2/3/4"), "{post} on the audit log");
            assert!(!may(&RecordKind::Case, "/1/3/3/4"), "{post} next door");
        }
    }
}
