//! 办公场所: where a county, a township, its police station or a community is found. 1,450 at scale 1.

use std::collections::BTreeMap;

use rand::RngExt;

use super::body::{POLICE_STATION, body};
use super::row::{Office, Unit};
use crate::address;
use crate::division::Community;
use crate::draw::{Purpose, stream};
use crate::layout::{Grid, apportion, count, share, spread};
use crate::place::{self, Place};

const OFFICES: u32 = 1_450;

/// The unit, what the office is called behind its name, whether somebody is there at night, and where that is.
type Site<'g> = (u32, &'static str, bool, Place, &'g Community);

/// Stations, townships and counties as there are of them in the whole; the rest are communities'.
pub(super) fn offices(seed: u64, scale: f64, units: &BTreeMap<u32, Unit>, grids: &[Grid]) -> Vec<Office> {
    let (mut counties, mut townships, mut stations, mut communities) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for grids in grids.chunk_by(|one, next| one.community.own == next.community.own) {
        let Some(community) = grids.first().map(|grid| &grid.community) else { continue };
        let township = place::of_township(seed, community);
        let (of_county, of_township) = (community.county.unit, community.township.unit);
        counties.push((of_county, "综治中心", false, place::of_county(community), community));
        townships.push((of_township, "网格化服务管理中心", false, township, community));
        stations.push((body(of_township, POLICE_STATION), "值班室", true, township, community));
        let middle = place::of_community(seed, community);
        communities.push((community.own.unit, "网格工作站", false, middle, community));
    }
    let wanted = share(OFFICES, scale);
    let parts = apportion(wanted, &[11, 146, 146, 1_147]);
    let mut sites: Vec<Site<'_>> = Vec::new();
    for (all, part) in [counties, townships, stations].iter_mut().zip(parts) {
        all.dedup_by_key(|site| site.0);
        sites.extend(spread(all, part));
    }
    let left = wanted.saturating_sub(count(sites.len()));
    sites.extend(spread(&communities, left));
    sites.sort_by_key(|site| site.0);
    sites.into_iter().filter_map(|site| Some(office(seed, site, units.get(&site.0)?))).collect()
}

fn office(seed: u64, (unit, name, all_day, middle, community): Site<'_>, row: &Unit) -> Office {
    let mut draw = stream(seed, Purpose::Office, unit);
    let spot = place::near(&mut draw, middle, 800);
    Office {
        office: unit,
        unit,
        name: format!("{}{name}", row.name),
        address: address::office_address(&mut draw, community),
        phone: format!("0596-0{:06}", draw.random_range(0..1_000_000)),
        hours: if all_day { "全天" } else { "8:00–12:00, 14:30–17:30" },
        all_day,
        place: [spot.lat_e6, spot.lon_e6],
    }
}
