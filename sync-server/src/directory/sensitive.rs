//! Which changes of the directory need two operators: one list. PURE.

use etong_protocol::PostKind;

use super::row::{DictionaryRow, PostRow};

/// Names the posts that may open records of special populations.
const SPECIAL_POPULATION: &str = "special_population";

/// A post as it stood before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: String,
    pub(super) to: Option<String>,
}

/// Posts that read what others may not, watch over the system, or are the second hand of an erasure: one operator with a code for a desk
/// that asks and one for a desk that approves would be both.
#[must_use]
pub fn is_sensitive(post: &PostKind) -> bool {
    post.is_police()
        || matches!(post, PostKind::Auditor | PostKind::Administrator | PostKind::CountyDesk | PostKind::TownshipDesk)
}

/// `before`: the days it had, if it exists. `others_remain`: somebody else holds a post of its kind without an end.
pub(super) fn post_needs_two(row: &PostRow, before: Option<&Days>, others_remain: bool) -> bool {
    if !is_sensitive(&row.kind) {
        return false;
    }
    let Some(before) = before else { return true };
    let longer = row.from < before.from
        || match (&row.to, &before.to) {
            (None, Some(_)) => true,
            (Some(to), Some(before)) => to > before,
            (_, None) => false,
        };
    let ends = row.to.is_some() && before.to.is_none();
    longer || ends && !others_remain
}

pub(super) fn dictionary_needs_two(row: &DictionaryRow) -> bool {
    row.dictionary == SPECIAL_POPULATION
}

#[cfg(test)]
mod tests {
    use etong_protocol::authority::who_may;
    use etong_protocol::{PersonId, PostId, RecordKind};

    use super::*;

    #[test]
    fn two_are_needed_for_rights_over_what_others_may_not_read() {
        let needs: Vec<&str> = PostKind::KNOWN.iter().filter(|kind| is_sensitive(kind)).map(PostKind::as_str).collect();
        for hand in who_may(&RecordKind::Tombstone, "approve") {
            assert!(is_sensitive(&hand), "{hand} approves erasures");
        }
        assert_eq!(
            needs,
            ["police_officer", "township_desk", "county_desk", "police_chief", "auditor", "administrator"]
        );
    }

    #[test]
    fn a_sensitive_post_is_given_lengthened_and_last_ended_by_two() {
        let row = |kind: PostKind, from: &str, to: Option<&str>| PostRow {
            to: to.map(str::to_owned),
            ..PostRow::new(PostId::NIL, PersonId::NIL, kind, 1, from)
        };
        let days = |from: &str, to: Option<&str>| Days { from: from.into(), to: to.map(str::to_owned) };
        let police = || PostKind::PoliceOfficer;
        let (open, until) = (days("2026-01-01", None), days("2026-01-01", Some("2026-06-30")));
        let table = [
            ("given", row(police(), "2026-01-01", None), None, true, true),
            ("a volunteer's is given", row(PostKind::Volunteer, "2026-01-01", None), None, true, false),
            ("as before", row(police(), "2026-01-01", None), Some(&open), false, false),
            ("ended, others remain", row(police(), "2026-01-01", Some("2026-03-01")), Some(&open), true, false),
            ("the last one ended", row(police(), "2026-01-01", Some("2026-03-01")), Some(&open), false, true),
            ("longer", row(police(), "2026-01-01", Some("2026-07-01")), Some(&until), true, true),
            ("without an end again", row(police(), "2026-01-01", None), Some(&until), true, true),
            ("shorter", row(police(), "2026-01-01", Some("2026-05-01")), Some(&until), true, false),
            ("from an earlier day", row(police(), "2025-01-01", None), Some(&open), true, true),
        ];
        for (case, row, before, others, two) in table {
            assert_eq!(post_needs_two(&row, before, others), two, "{case}");
        }
    }
}
