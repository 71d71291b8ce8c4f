//! 三级兼任: a station's chief sits at the township's desk too, officers of both kinds at their community's. With those who serve two
//! grids, 960 people hold several posts at scale 1.

use std::collections::BTreeMap;

use etong_protocol::{PersonId, PostKind};

use super::making::Making;
use crate::draw::{Purpose, stream};
use crate::layout::{Grid, apportion, count, share, spread};

const SEVERAL: u32 = 960;

/// A person with one post: who, where, and the desk of a unit that becomes the second.
type Candidate = (PersonId, u32, PostKind, u32);

pub(super) fn second_posts(making: &mut Making, scale: f64, grids: &[Grid]) {
    let mut held: BTreeMap<PersonId, u32> = BTreeMap::new();
    for post in &making.posts {
        *held.entry(post.person).or_default() += 1;
    }
    let already = count(held.values().filter(|posts| **posts > 1).count());
    let communities: BTreeMap<u32, u32> = grids.iter().map(|grid| (grid.unit, grid.community.own.unit)).collect();
    let of_kind = |kind: PostKind| -> Vec<Candidate> {
        let single = making.posts.iter().filter(|post| post.kind == kind && held.get(&post.person) == Some(&1));
        single
            .map(|post| match communities.get(&post.unit) {
                Some(community) => (post.person, post.unit, PostKind::CommunityDesk, *community),
                None => (post.person, post.unit, PostKind::TownshipDesk, post.unit),
            })
            .collect()
    };
    let chiefs = of_kind(PostKind::PoliceChief);
    let officers = of_kind(PostKind::PoliceOfficer);
    let auxiliaries = of_kind(PostKind::AuxiliaryOfficer);
    let wanted = share(SEVERAL, scale).saturating_sub(already);
    let parts = apportion(wanted, &[1, 1, 4]);
    let part = |nth: usize| parts.get(nth).copied().unwrap_or_default();
    let (chiefs, officers) = (spread(&chiefs, part(0)), spread(&officers, part(1)));
    let auxiliaries = spread(&auxiliaries, wanted.saturating_sub(count(chiefs.len() + officers.len())));
    for (person, unit, kind, desk) in chiefs.into_iter().chain(officers).chain(auxiliaries) {
        let mut draw = stream(making.seed, Purpose::SecondPost, unit);
        making.appoint(&mut draw, person, kind, desk);
    }
}
