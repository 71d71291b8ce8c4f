//! A patrol of eight hours at one fix in five seconds, walked on one phone and sent in one sync. The walk is invented:
//! straight stretches with turns, pauses at doors, and a receiver that drifts by some metres and jitters by decimetres.

use etong_core::capture::{FixRequest, PatrolRequest};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::Findings;
use crate::Outcome;
use crate::clock::{Stopwatch, now_ms};
use crate::ground::Ground;
use crate::house::House;
use crate::phone::Phone;
use crate::samples::Samples;

pub(super) const KEYS: &[&str] = &["track_bytes_per_point"];

const EVERY_MS: i64 = 5_000;
const METRES_PER_DEGREE: f64 = 111_320.0;
/// How far the receiver is off, and how long it takes to be off otherwise.
const DRIFT_M: f64 = 4.0;
const DRIFT_S: f64 = 60.0;
const JITTER_M: f64 = 0.3;
const SPEED_M_PER_S: f64 = 1.2;

pub(super) fn play(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    let house = House::open(ground, &ground.directory()?)?;
    let (grid, worker, _) = ground.grid()?;
    let phone = Phone::new(ground, ground.draw(10))?;
    phone.enrol(&house.url, &house.code(worker)?)?;
    let _directory_rows = phone.sync(&house.url)?;

    let app = phone.app()?;
    let patrol = app.start_patrol(&PatrolRequest::default())?.record;
    let mut walk = Walk::from(grid.centre, ground.draw(11));
    let mut samples = Samples::default();
    for _ in 0..ground.sizes.track_points {
        let fix = walk.next_fix();
        let stopwatch = Stopwatch::start();
        app.add_fix(&patrol, &fix)?;
        samples.add(stopwatch.ms());
    }
    app.end_patrol(&patrol, None)?;
    findings.set("add_fix_p50_ms", samples.percentile(50));
    findings.set("add_fix_p99_ms", samples.percentile(99));

    let (report, sent) = house.watch(|| phone.sync(&house.url))?;
    let (_, nothing) = house.watch(|| phone.sync(&house.url))?;
    let bytes = sent.both_ways() - nothing.both_ways();
    findings.set("track_bytes_per_point", bytes / f64::from(ground.sizes.track_points));
    findings.set("track_entries", report.sent as f64);
    let kept = app.patrols(0)?.rows.first().map(|row| row.points);
    match kept {
        Some(points) if points == i64::from(ground.sizes.track_points) => Ok(()),
        other => Err(format!("{} points were walked, the patrol has {other:?}", ground.sizes.track_points).into()),
    }
}

struct Walk {
    draw: ChaCha8Rng,
    at_ms: i64,
    /// Degrees.
    lat: f64,
    lon: f64,
    /// Radians.
    heading: f64,
    /// Fixes left of standing still.
    pause: u32,
    /// Metres north and east.
    drift: (f64, f64),
    accuracy_m: f64,
}

impl Walk {
    fn from(place: etong_city::Place, draw: ChaCha8Rng) -> Self {
        let degrees = |e6: i32| f64::from(e6) / 1e6;
        // Receivers stamp whole seconds.
        let at_ms = now_ms() / 1000 * 1000;
        let (lat, lon) = (degrees(place.lat_e6), degrees(place.lon_e6));
        Self { draw, at_ms, lat, lon, heading: 0.0, pause: 0, drift: (0.0, 0.0), accuracy_m: 6.0 }
    }

    fn next_fix(&mut self) -> FixRequest {
        // One fix in a hundred comes a second late.
        self.at_ms += if self.draw.random_bool(0.01) { EVERY_MS + 1_000 } else { EVERY_MS };
        self.step();
        let seconds = EVERY_MS as f64 / 1000.0;
        let keep = (-seconds / DRIFT_S).exp();
        let fresh = DRIFT_M * (1.0 - keep * keep).sqrt();
        self.drift = (self.drift.0 * keep + fresh * self.normal(), self.drift.1 * keep + fresh * self.normal());
        let north = self.drift.0 + JITTER_M * self.normal();
        let east = self.drift.1 + JITTER_M * self.normal();
        if self.draw.random_bool(0.2) {
            self.accuracy_m = (self.accuracy_m + self.normal()).clamp(3.0, 20.0);
        }
        FixRequest {
            lat: self.lat + north / METRES_PER_DEGREE,
            lon: self.lon + east / METRES_PER_DEGREE / self.lat.to_radians().cos(),
            accuracy_m: self.accuracy_m,
            at: Some(self.at_ms),
            provider: Some("gps".into()),
            mocked: false,
        }
    }

    fn step(&mut self) {
        if self.pause > 0 {
            self.pause -= 1;
            return;
        }
        // Every eight minutes or so a talk at a door of up to four minutes; a turn every minute or so.
        if self.draw.random_bool(0.01) {
            self.pause = self.draw.random_range(6..48);
        }
        let turn = if self.draw.random_bool(0.08) { 0.8 } else { 0.05 };
        self.heading += turn * self.normal();
        let metres = (SPEED_M_PER_S + 0.15 * self.normal()).max(0.0) * EVERY_MS as f64 / 1000.0;
        self.lat += metres * self.heading.cos() / METRES_PER_DEGREE;
        self.lon += metres * self.heading.sin() / METRES_PER_DEGREE / self.lat.to_radians().cos();
    }

    /// Standard normal: twelve uniform draws, less six.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.draw.random::<f64>()).sum::<f64>() - 6.0
    }
}
