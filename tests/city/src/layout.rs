//! Which communities a city of this scale has, how they are cut into grids, and how many people live in each.

use etong_protocol::OrgPath;
use rand::RngExt;

use crate::division::{self, Community};
use crate::draw::{Purpose, stream};
use crate::error::CityError;
use crate::place::{self, Place};

/// The whole city: 网格, collected residents, 二员 (grid workers and officers).
const GRIDS: u32 = 2_219;
const RESIDENTS: u32 = 216_130;
const STAFF: u32 = 4_362;

/// A grid: the smallest unit, a part of one community.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The community's number and one more digit.
    pub unit: u32,
    pub scope: OrgPath,
    pub name: String,
    /// The community's 12 digits and three more.
    pub code: String,
    pub resident_count: u32,
    /// Where most people of the grid live.
    pub centre: Place,
    pub(crate) community: Community,
    /// The grid's place among those of its county: the sequence part of its people's citizen numbers.
    pub(crate) ordinal_in_county: u32,
    /// The officer of the grid before this one, in the same community, serves here too.
    pub(crate) shares_officer: bool,
    /// A key community has a police officer, the others an auxiliary one.
    pub(crate) is_key: bool,
}

/// The grids in the order of their codes.
pub(crate) fn lay_out(seed: u64, scale: f64) -> Result<Vec<Grid>, CityError> {
    if !(scale > 0.0 && scale <= 1.0) {
        return Err(CityError::Scale(scale));
    }
    let all = division::communities()?;
    let grid_count = share(GRIDS, scale);
    let chosen = choose(&all, share(count(all.len()), scale).min(grid_count));
    let weights: Vec<u32> = chosen.iter().map(|community| weight(seed, community)).collect();
    let cut = cut_in_two(&weights, grid_count.saturating_sub(count(chosen.len())));
    let mut grids = cut_into_grids(seed, &chosen, &cut)?;
    populate(&mut grids, &chosen, &cut, &weights, share(RESIDENTS, scale));
    let spare_posts = (count(grids.len()) * 2).saturating_sub(share(STAFF, scale));
    share_officers(&mut grids, spare_posts);
    Ok(grids)
}

/// From every county as many communities as its part of the whole, neighbours first.
fn choose(all: &[Community], wanted: u32) -> Vec<Community> {
    let counties: Vec<&[Community]> = all.chunk_by(|one, next| one.county == next.county).collect();
    let sizes: Vec<u32> = counties.iter().map(|county| count(county.len())).collect();
    let parts = apportion(wanted, &sizes);
    counties.iter().zip(parts).flat_map(|(county, part)| county.iter().take(part as usize)).cloned().collect()
}

/// How many people a community has, compared with others; towns have more.
fn weight(seed: u64, community: &Community) -> u32 {
    let mut draw = stream(seed, Purpose::Weight, community.own.unit);
    let middle: u32 = (0..3).map(|_| draw.random_range(20..=100)).sum();
    if community.is_urban() { middle * 2 } else { middle }
}

/// The `extra` most populous communities have two grids.
fn cut_in_two(weights: &[u32], extra: u32) -> Vec<bool> {
    let mut by_weight: Vec<usize> = (0..weights.len()).collect();
    by_weight.sort_by_key(|index| (std::cmp::Reverse(weights.get(*index).copied()), *index));
    by_weight.truncate(extra as usize);
    (0..weights.len()).map(|index| by_weight.contains(&index)).collect()
}

fn cut_into_grids(seed: u64, chosen: &[Community], cut: &[bool]) -> Result<Vec<Grid>, CityError> {
    let mut grids: Vec<Grid> = Vec::new();
    let mut ordinal_in_county = 0;
    for (community, in_two) in chosen.iter().zip(cut) {
        let before = grids.last().map(|grid| &grid.community);
        if before.is_none_or(|before| before.county != community.county) {
            ordinal_in_county = 0;
        }
        let is_key = before.is_none_or(|before| before.township != community.township);
        for part in 1..=if *in_two { 2 } else { 1 } {
            let unit = community.own.unit * 10 + part;
            let above = vec![community.county.unit, community.township.unit, community.own.unit, unit];
            let ordinal = if part == 1 { "一" } else { "二" };
            grids.push(Grid {
                unit,
                scope: OrgPath::new(above)?,
                name: format!("{}第{ordinal}网格", community.short_name()),
                code: format!("{}{part:03}", community.own.code),
                resident_count: 0,
                centre: place::of_grid(seed, community, unit),
                community: community.clone(),
                ordinal_in_county,
                shares_officer: false,
                is_key,
            });
            ordinal_in_county += 1;
        }
    }
    Ok(grids)
}

fn populate(grids: &mut [Grid], chosen: &[Community], cut: &[bool], weights: &[u32], residents: u32) {
    let mut per_grid = Vec::with_capacity(grids.len());
    for ((_, in_two), weight) in chosen.iter().zip(cut).zip(weights) {
        if *in_two { per_grid.extend([weight.div_ceil(2), weight / 2]) } else { per_grid.push(*weight) }
    }
    for (grid, part) in grids.iter_mut().zip(apportion(residents, &per_grid)) {
        grid.resident_count = part;
    }
}

/// One officer covers both grids of a community, in `spare_posts` of them.
fn share_officers(grids: &mut [Grid], spare_posts: u32) {
    let second = grids.iter_mut().filter(|grid| grid.unit % 10 == 2);
    for grid in second.take(spare_posts as usize) {
        grid.shares_officer = true;
    }
}

/// `total` in whole parts as near to the weights as can be (largest remainder; the earlier one on a tie).
pub(crate) fn apportion(total: u32, weights: &[u32]) -> Vec<u32> {
    let sum: u64 = weights.iter().map(|weight| u64::from(*weight)).sum::<u64>().max(1);
    let exact = |weight: &u32| u64::from(total) * u64::from(*weight);
    let mut parts: Vec<u32> =
        weights.iter().map(|weight| u32::try_from(exact(weight) / sum).unwrap_or(u32::MAX)).collect();
    let mut by_remainder: Vec<(u64, usize)> =
        weights.iter().enumerate().map(|(index, weight)| (exact(weight) % sum, index)).collect();
    by_remainder.sort_by_key(|(remainder, index)| (std::cmp::Reverse(*remainder), *index));
    let missing = total.saturating_sub(parts.iter().sum());
    for (_, index) in by_remainder.into_iter().take(missing as usize) {
        if let Some(part) = parts.get_mut(index) {
            *part += 1;
        }
    }
    parts
}

/// So many of `all`, evenly from the whole list and never the first unless all are wanted; all if there are no more.
pub(crate) fn spread<T: Clone>(all: &[T], wanted: u32) -> Vec<T> {
    let wanted = (wanted as usize).min(all.len());
    (1..=wanted).filter_map(|nth| all.get(nth * all.len() / wanted - 1).cloned()).collect()
}

/// At least one, however small the scale.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scale is in 0..=1, so this is in 0..=whole"
)]
pub(crate) fn share(whole: u32, scale: f64) -> u32 {
    ((f64::from(whole) * scale).round() as u32).max(1)
}

pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{apportion, spread};

    #[test]
    fn parts_add_up_to_the_whole_and_follow_the_weights() {
        for (total, weights, parts) in [
            (10, vec![1, 1, 1], vec![4, 3, 3]),
            (7, vec![5, 0, 2], vec![5, 0, 2]),
            (1, vec![1, 9], vec![0, 1]),
            (0, vec![3, 4], vec![0, 0]),
        ] {
            assert_eq!(apportion(total, &weights), parts, "{total} over {weights:?}");
        }
    }

    #[test]
    fn what_is_spread_comes_from_the_whole_list() {
        assert_eq!(spread(&[1, 2, 3, 4, 5, 6, 7], 3), [2, 4, 7]);
        assert_eq!(spread(&[1, 2], 5), [1, 2]);
        assert!(spread::<u8>(&[], 5).is_empty());
    }
}
