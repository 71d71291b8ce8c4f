//! Who answers for what is on a seat that nobody holds. A police matter stays with the police as long as somebody of them is there: the
//! auxiliary officer of the grid (重点社区民警, 其他辅警), the officer of the community, the chief of the township; then, as for all other
//! seats, the desks.

use etong_protocol::{OrgLevel, OrgPath, PostKind};

use super::routing::{Responsible, nobody_yet, rank};

const DESKS: [PostKind; 3] = [PostKind::CommunityDesk, PostKind::TownshipDesk, PostKind::CountyDesk];

/// The seats that stand in for that of `owner` about what lies at `scope`, the first one first. `fallen.sql` says the same.
#[must_use]
pub fn stand_ins(owner: &Responsible, scope: &OrgPath) -> Vec<Responsible> {
    let mut seats = Vec::new();
    if owner.kind == PostKind::PoliceOfficer {
        let community = scope.up_to(OrgLevel::Community);
        seats.push(nobody_yet(PostKind::AuxiliaryOfficer, scope));
        seats.push(Responsible { post: None, kind: PostKind::PoliceOfficer, scope: community });
        seats.push(nobody_yet(PostKind::PoliceChief, scope));
    }
    let above = DESKS.into_iter().filter(|desk| rank(desk) > rank(&owner.kind));
    seats.extend(above.map(|desk| nobody_yet(desk, scope)));
    seats
}

/// Does a post of this kind ever stand in for another's seat?
#[must_use]
pub fn stands_in(kind: &PostKind) -> bool {
    kind.is_desk() || matches!(kind, PostKind::AuxiliaryOfficer | PostKind::PoliceOfficer | PostKind::PoliceChief)
}

/// The first of these that decides over a grid: a chief or a desk.
#[must_use]
pub fn first_above(seats: &[Responsible]) -> Option<&Responsible> {
    seats.iter().find(|seat| rank(&seat.kind) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: PostKind, scope: &str) -> Vec<(String, String)> {
        let scope: OrgPath = scope.parse().unwrap();
        let seats = stand_ins(&nobody_yet(kind, &scope), &scope);
        seats.into_iter().map(|seat| (seat.kind.to_string(), seat.scope.to_string())).collect()
    }

    fn named(seats: &[(&str, &str)]) -> Vec<(String, String)> {
        seats.iter().map(|(kind, scope)| ((*kind).to_owned(), (*scope).to_owned())).collect()
    }

    #[test]
    fn a_police_matter_stays_with_the_police_and_the_rest_goes_to_the_desks() {
        let desks = [("community_desk", "/1/2/3"), ("township_desk", "/1/2"), ("county_desk", "/1")];
        let police = [("auxiliary_officer", "/1/2/3/4"), ("police_officer", "/1/2/3"), ("police_chief", "/1/2")];
        let all: Vec<(&str, &str)> = police.into_iter().chain(desks).collect();
        assert_eq!(line(PostKind::PoliceOfficer, "/1/2/3/4"), named(&all));
        assert_eq!(line(PostKind::PoliceOfficer, "/1/2/3/4/5"), named(&all), "of a part of a grid");
        assert_eq!(line(PostKind::GridWorker, "/1/2/3/4"), named(&desks));
        assert_eq!(line(PostKind::Department, "/1/2/3/4"), named(&desks));
        assert_eq!(line(PostKind::CommunityDesk, "/1/2/3"), named(&desks[1..]));
        assert_eq!(line(PostKind::PoliceChief, "/1/2/3/4"), named(&desks[2..]));
        assert_eq!(line(PostKind::CountyDesk, "/1/2/3/4"), []);
    }
}
