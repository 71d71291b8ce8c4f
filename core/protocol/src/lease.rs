//! 离线期限: how many days a phone may go without its relay before it hands over what it holds and erases it. By the kind of
//! post; of several posts the shortest counts.

use crate::post_kind::PostKind;

/// Days by the relay's clock since it was last heard.
#[must_use]
pub fn lease_days(kind: &PostKind) -> u32 {
    match kind {
        // 72 hours for those who hold what is restricted, or much of it.
        PostKind::PoliceOfficer
        | PostKind::AuxiliaryOfficer
        | PostKind::PoliceChief
        | PostKind::Auditor
        | PostKind::Administrator => 3,
        PostKind::Volunteer
        | PostKind::TeamMember
        | PostKind::Resident
        | PostKind::GridLeader
        | PostKind::HostStaff => 14,
        _ => 7,
    }
}

/// The shortest of them; `None` for a phone without any post, which holds nothing.
#[must_use]
pub fn shortest<'a>(kinds: impl IntoIterator<Item = &'a PostKind>) -> Option<u32> {
    kinds.into_iter().map(lease_days).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_posts_the_shortest_lease_counts() {
        let table = [
            (vec![], None),
            (vec![PostKind::GridWorker], Some(7)),
            (vec![PostKind::Volunteer], Some(14)),
            (vec![PostKind::Volunteer, PostKind::GridWorker], Some(7)),
            (vec![PostKind::GridWorker, PostKind::PoliceOfficer, PostKind::Volunteer], Some(3)),
            (vec![PostKind::CountyDesk, PostKind::Auditor], Some(3)),
            (vec![PostKind::Unknown("new".to_owned())], Some(7)),
        ];
        for (kinds, days) in table {
            assert_eq!(shortest(&kinds), days, "{kinds:?}");
        }
    }
}
