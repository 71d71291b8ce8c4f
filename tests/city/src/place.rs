//! Where things are: WGS-84 in micro-degrees, scattered around the real seats of the counties, inside the real extent
//! of the city.

use rand::RngExt;

use crate::division::Community;
use crate::draw::{Draw, Purpose, stream};

/// A point and how far off it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Degrees north × 1,000,000.
    pub lat_e6: i32,
    /// Degrees east × 1,000,000.
    pub lon_e6: i32,
    pub accuracy_m: u16,
}

impl std::fmt::Display for Place {
    /// Degrees and metres, as a person types it: `24.511000,117.654000,8`. One value, because half a place is none.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let degrees = |e6: i32| format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000);
        write!(f, "{},{},{}", degrees(self.lat_e6), degrees(self.lon_e6), self.accuracy_m)
    }
}

/// 23°32′–25°13′ N, 116°53′–118°09′ E.
pub(crate) const SOUTH: i32 = 23_533_000;
pub(crate) const NORTH: i32 = 25_217_000;
pub(crate) const WEST: i32 = 116_883_000;
pub(crate) const EAST: i32 = 118_150_000;

/// County code, its seat, and how far its townships lie from it (micro-degrees).
const SEATS: [(&str, i32, i32, i32); 11] = [
    ("350602", 24_511_000, 117_654_000, 70_000),
    ("350603", 24_503_000, 117_710_000, 40_000),
    ("350604", 24_446_000, 117_818_000, 130_000),
    ("350605", 24_626_000, 117_759_000, 120_000),
    ("350622", 23_958_000, 117_340_000, 120_000),
    ("350623", 24_117_000, 117_614_000, 200_000),
    ("350624", 23_711_000, 117_176_000, 140_000),
    ("350626", 23_701_000, 117_430_000, 60_000),
    ("350627", 24_514_000, 117_357_000, 200_000),
    ("350628", 24_364_000, 117_315_000, 200_000),
    ("350629", 25_004_000, 117_534_000, 150_000),
];

/// The middle of a grid: seat of the county, then township, community and grid each scattered around the one above.
pub(crate) fn of_grid(seed: u64, community: &Community, grid: u32) -> Place {
    near(&mut stream(seed, Purpose::Place, grid), of_community(seed, community), 3_000)
}

pub(crate) fn of_community(seed: u64, community: &Community) -> Place {
    let township = of_township(seed, community);
    near(&mut stream(seed, Purpose::Place, community.own.unit), township, 25_000)
}

/// The middle of the township the community belongs to.
pub(crate) fn of_township(seed: u64, community: &Community) -> Place {
    let spread = seat(&community.county.code).2;
    near(&mut stream(seed, Purpose::Place, community.township.unit), of_county(community), spread)
}

/// The seat of its county.
pub(crate) fn of_county(community: &Community) -> Place {
    let (lat_e6, lon_e6, _) = seat(&community.county.code);
    Place { lat_e6, lon_e6, accuracy_m: 0 }
}

/// A fix by a phone within `spread` micro-degrees (100,000 are about 11 km) of `middle`, most of them near it.
pub(crate) fn near(draw: &mut Draw, middle: Place, spread: i32) -> Place {
    let mut away = || (0..3).map(|_| draw.random_range(-spread..=spread)).sum::<i32>() / 3;
    let lat_e6 = (middle.lat_e6 + away()).clamp(SOUTH, NORTH);
    let lon_e6 = (middle.lon_e6 + away()).clamp(WEST, EAST);
    Place { lat_e6, lon_e6, accuracy_m: draw.random_range(4..=30) }
}

fn seat(county: &str) -> (i32, i32, i32) {
    let seat = SEATS.iter().find(|(code, ..)| *code == county);
    seat.map_or((24_511_000, 117_654_000, 70_000), |(_, lat, lon, spread)| (*lat, *lon, *spread))
}
