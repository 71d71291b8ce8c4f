//! The codec against walks, hostile bytes and its size budget.

use proptest::prelude::*;

use super::*;

/// A small deterministic source of noise (xorshift64*), so that the walk is the same on every machine.
struct Noise(u64);

impl Noise {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = u32::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32).unwrap();
        f64::from(bits) / f64::from(u32::MAX)
    }

    /// About normal: the sum of twelve uniform numbers, mean 0, deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// A walk at 1.2 m/s that turns, a fix each 5 s with a few milliseconds of jitter now and then, and receiver noise that wanders
/// (correlation 0.97 between fixes, deviation 4 m) plus 0.5 m of noise of its own.
fn walk(points: usize, seed: u64) -> Vec<TrackPoint> {
    let mut noise = Noise(seed);
    let (mut north, mut east, mut heading) = (0.0, 0.0, 0.0);
    let (mut drift_north, mut drift_east, mut accuracy) = (0.0, 0.0, 8.0);
    let mut at_ms = 1_767_225_600_123;
    (0..points)
        .map(|_| {
            at_ms += if noise.unit() < 0.05 { 5_000 + i64::from(noise.unit() < 0.5) } else { 5_000 };
            heading += 0.15 * noise.normal();
            north += 6.0 * f64::cos(heading);
            east += 6.0 * f64::sin(heading);
            let fresh = 4.0 * f64::sqrt(1.0 - 0.97 * 0.97);
            drift_north = 0.97 * drift_north + fresh * noise.normal();
            drift_east = 0.97 * drift_east + fresh * noise.normal();
            if noise.unit() < 0.2 {
                accuracy = f64::clamp(accuracy + noise.normal(), 3.0, 40.0);
            }
            let lat = 24.513 + (north + drift_north + 0.5 * noise.normal()) / 111_195.0;
            let lon = 117.655 + (east + drift_east + 0.5 * noise.normal()) / 101_200.0;
            let fix = crate::domain::Fix::from_degrees(lat, lon, accuracy).unwrap();
            TrackPoint { at_ms, lat_e6: fix.lat_e6, lon_e6: fix.lon_e6, accuracy_m: fix.accuracy_m }
        })
        .collect()
}

#[test]
fn eight_hours_of_walking_take_three_bytes_a_point() {
    for seed in [1, 7, 2026] {
        let points = walk(5_760, seed);
        let bytes = pack_track(&points).unwrap();
        assert_eq!(unpack_track(&bytes).unwrap(), points);
        let per_point = bytes.len() as f64 / points.len() as f64;
        println!("seed {seed}: {per_point:.2} bytes a point");
        assert!(per_point <= 3.0, "seed {seed}: {per_point}");
    }
}

#[test]
fn a_steady_clock_costs_nothing() {
    let still =
        |step: i64| (0..2_000).map(move |n| TrackPoint { at_ms: n * step, lat_e6: 1, lon_e6: 2, accuracy_m: 3 });
    let bytes = pack_track(&still(5_000).collect::<Vec<_>>()).unwrap();
    assert!(bytes.len() < 60, "{}", bytes.len());
}

#[test]
fn a_single_point_is_not_blown_up_by_compression() {
    let points = walk(1, 3);
    let bytes = pack_track(&points).unwrap();
    assert!(bytes.len() <= 24, "{}", bytes.len());
    assert_eq!(unpack_track(&bytes).unwrap(), points);
    assert_eq!(unpack_track(&pack_track(&[]).unwrap()).unwrap(), []);
}

#[test]
fn a_newer_version_is_named() {
    assert_eq!(unpack_track(&[2 << 4, 1, 2, 3]), Err(TrackError::UnknownVersion));
}

#[test]
fn a_bomb_or_a_claim_of_many_points_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0; MAX_COLUMN_BYTES + 1], 3).unwrap();
    let framed = |flag, body: &[u8]| [&[VERSION << 4 | flag], body].concat();
    assert_eq!(unpack_track(&framed(ZSTD, &bomb)), Err(TrackError::Malformed));
    let mut claim = Vec::new();
    put(&mut claim, MAX_TRACK_POINTS as u64 + 1);
    assert_eq!(unpack_track(&framed(0, &claim)), Err(TrackError::TooManyPoints));
    assert_eq!(pack_track(&walk(MAX_TRACK_POINTS + 1, 1)), Err(TrackError::TooManyPoints));
    let full = walk(MAX_TRACK_POINTS, 1);
    assert_eq!(unpack_track(&pack_track(&full).unwrap()).unwrap().len(), MAX_TRACK_POINTS);
}

#[test]
fn a_track_cut_anywhere_is_malformed() {
    let bytes = pack_track(&walk(50, 5)).unwrap();
    for end in 0..bytes.len() {
        assert!(unpack_track(&bytes[..end]).is_err(), "{end}");
    }
}

proptest! {
    #[test]
    fn a_track_comes_back_as_it_went(
        points in proptest::collection::vec(any::<(i64, i32, i32, u16)>(), 0..300),
    ) {
        let points: Vec<TrackPoint> = points
            .into_iter()
            .map(|(at_ms, lat_e6, lon_e6, accuracy_m)| TrackPoint { at_ms, lat_e6, lon_e6, accuracy_m })
            .collect();
        prop_assert_eq!(unpack_track(&pack_track(&points).unwrap()), Ok(points));
    }

    #[test]
    fn any_bytes_give_a_track_or_an_error(mut bytes in proptest::collection::vec(any::<u8>(), 0..200), tidy: bool) {
        if tidy && let Some(header) = bytes.first_mut() {
            *header = VERSION << 4;
        }
        let _ = unpack_track(&bytes);
    }
}
