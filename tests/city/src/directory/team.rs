//! 专门队伍: every community has its informants and one more team, townships a team of lawyers. 4,416 teams with 20,972 members at
//! scale 1; the first member of each leads it, and all live where they serve.

use etong_protocol::PostKind;
use rand::RngExt;

use super::body::{JUSTICE, POLITICS_AND_LAW, PUBLIC_SECURITY, body};
use super::making::Making;
use super::row::UnitKind;
use crate::division::Community;
use crate::draw::{Draw, Purpose, chance, pick_weighted, stream};
use crate::layout::{Grid, apportion, count, share};

const TEAMS: u32 = 4_416;
const MEMBERS: u32 = 20_972;

/// Of a community: which of what serves it is not the informants' team.
pub(crate) const SECOND_TEAM: u32 = 2;
/// Of a township: after its station and departments.
pub(crate) const TOWNSHIP_TEAM: u32 = 4;

/// One sort of team.
#[derive(Debug)]
struct Sort {
    kind: &'static str,
    name: &'static str,
    /// Which department of the county guides it.
    guided_by: u32,
    /// What the team can do.
    skills: &'static [&'static str],
    /// What its members can do, by weight; `""`: nothing that is written down.
    members: &'static [(&'static str, u32)],
}

const INFORMANTS: Sort = Sort {
    kind: "informant",
    name: "信息员队",
    guided_by: PUBLIC_SECURITY,
    skills: &[],
    members: &[("", 90), ("veteran", 6), ("guard", 4)],
};
const LAWYERS: Sort = Sort {
    kind: "legal_aid",
    name: "法律政策服务队",
    guided_by: JUSTICE,
    skills: &["lawyer"],
    members: &[("lawyer", 60), ("mediator", 20), ("", 20)],
};
const MEDIATORS: Sort = Sort {
    kind: "mediation",
    name: "老邻居调解队",
    guided_by: JUSTICE,
    skills: &["mediator"],
    members: &[("mediator", 70), ("", 30)],
};
/// The second team of a community is one of these, by its number.
static SECOND: [Sort; 4] = [
    Sort {
        kind: "patrol",
        name: "治安巡防队",
        guided_by: PUBLIC_SECURITY,
        skills: &["guard"],
        members: &[("guard", 35), ("veteran", 25), ("", 40)],
    },
    MEDIATORS,
    Sort {
        kind: "volunteer",
        name: "志愿服务队",
        guided_by: POLITICS_AND_LAW,
        skills: &[],
        members: &[("doctor", 10), ("veteran", 10), ("", 80)],
    },
    LAWYERS,
];

pub(super) fn teams(making: &mut Making, scale: f64, grids: &[Grid]) {
    let mut teams = Vec::new();
    for grids in grids.chunk_by(|one, next| one.community.own == next.community.own) {
        let Some(community) = grids.first().map(|grid| &grid.community) else { continue };
        let own = community.own.unit;
        teams.push(team(making, community, (own, 1), &INFORMANTS));
        teams.push(team(making, community, (own, SECOND_TEAM), second(own)));
    }
    let left = share(TEAMS, scale).saturating_sub(count(teams.len())) as usize;
    let townships = grids.chunk_by(|one, next| one.community.township == next.community.township);
    let townships: Vec<&Community> = townships.filter_map(|grids| Some(&grids.first()?.community)).collect();
    // A small city may have fewer townships than its share of teams asks for.
    for (sort, nth) in [&LAWYERS, &MEDIATORS].into_iter().zip(TOWNSHIP_TEAM..) {
        let left = left.saturating_sub(townships.len() * (nth - TOWNSHIP_TEAM) as usize);
        for community in townships.iter().take(left) {
            teams.push(team(making, community, (community.township.unit, nth), sort));
        }
    }
    let mut draws: Vec<Draw> = teams.iter().map(|(unit, ..)| stream(making.seed, Purpose::Body, *unit)).collect();
    let weights: Vec<u32> = draws.iter_mut().map(|draw| draw.random_range(2..=6)).collect();
    // Each has one, whatever the weights say.
    let more = apportion(share(MEMBERS, scale).saturating_sub(count(teams.len())), &weights);
    for (((unit, lives_in, sort), mut draw), more) in teams.into_iter().zip(draws).zip(more) {
        for nth in 0..=more {
            member(making, &mut draw, unit, lives_in, sort);
            if nth == 0 {
                lead(making, unit);
            }
        }
    }
}

/// Is the second team of this community one for quarrels, not for dangers?
pub(crate) fn settles_disputes(community: u32) -> bool {
    matches!(second(community).kind, "mediation" | "legal_aid")
}

fn second(community: u32) -> &'static Sort {
    SECOND.get(community as usize % SECOND.len()).unwrap_or(&LAWYERS)
}

/// The team's number, where its people live, and its sort.
fn team(
    making: &mut Making,
    community: &Community,
    (serves, nth): (u32, u32),
    sort: &'static Sort,
) -> (u32, u32, &'static Sort) {
    let unit = body(serves, nth);
    let of_township = serves == community.township.unit;
    let division = if of_township { &community.township } else { &community.own };
    let place = if of_township { division.name.clone() } else { community.short_name() };
    let row = making.found(unit, Some(serves), &format!("{place}{}", sort.name), &division.code, UnitKind::Team);
    row.team_kind = Some(sort.kind);
    row.guiding = Some(body(community.county.unit, sort.guided_by));
    row.skills = sort.skills.to_vec();
    (unit, serves, sort)
}

fn member(making: &mut Making, draw: &mut Draw, unit: u32, lives_in: u32, sort: &Sort) {
    let member = making.appear(draw);
    let skill = pick_weighted(draw, sort.members);
    let also_treats = chance(draw, 1);
    if let Some(person) = making.people.last_mut() {
        person.lives_in = Some(lives_in);
        person.skills.extend((!skill.is_empty()).then_some(skill));
        person.skills.extend((also_treats && skill != "doctor").then_some("doctor"));
    }
    making.appoint(draw, member, PostKind::TeamMember, unit);
}

/// The post that was given out last leads the team.
fn lead(making: &mut Making, unit: u32) {
    let Some(post) = making.posts.last_mut() else { return };
    post.lead = true;
    let post = post.post;
    making.lead(unit, post);
}
