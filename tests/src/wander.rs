//! Random days: people work, phones die, clocks jump, the network and the relay fail, in an order drawn from the seed.
//! Then the field settles and everything must hold.

mod deeds;
mod mishaps;

use std::sync::Arc;

use etong_core::{AppError, SyncLimits};
use rand::RngExt;

use crate::chance::{Draw, stream};
use crate::checker::Failure;
use crate::clock::{HOUR, MINUTE};
use crate::field::Field;
use crate::network::Weather;
use crate::phone::{Backup, Phone, was_killed};

/// Who walks about, how long, and what may go wrong.
#[derive(Debug, Clone)]
pub struct Plan {
    pub people: &'static [&'static str],
    pub steps: usize,
    pub weather: Weather,
    /// Phones and relay die, clocks jump, backups are put back, the directory changes.
    pub mishaps: bool,
}

impl Default for Plan {
    fn default() -> Self {
        let people = &["wang", "lin", "zhao", "chen", "huang"];
        Self { people, steps: 90, weather: Weather::STORM, mishaps: true }
    }
}

/// One run of days.
pub(crate) struct Walk<'f> {
    pub(crate) field: &'f Field,
    pub(crate) plan: Plan,
    pub(crate) draw: Draw,
    pub(crate) phones: Vec<Arc<Phone>>,
    pub(crate) backups: Vec<(usize, Backup)>,
    /// Every value written is new, so that none can stand in for another.
    pub(crate) counter: u64,
    pub(crate) directory_changed: bool,
}

/// Walks the days of `plan` with `seed`, then settles.
///
/// # Errors
/// Everything that does not hold afterwards.
pub async fn days(seed: u64, plan: Plan) -> Result<(), Failure> {
    let field = Field::new(seed);
    days_on(&field, plan).await
}

/// As `days`, on a field that is there already.
///
/// # Errors
/// Everything that does not hold afterwards.
pub async fn days_on(field: &Field, plan: Plan) -> Result<(), Failure> {
    let mut phones = Vec::new();
    for nick in plan.people {
        phones.push(field.phone(nick).await);
    }
    let draw = stream(field.seed, "days");
    let mut walk = Walk { field, plan, draw, phones, backups: Vec::new(), counter: 0, directory_changed: false };
    for phone in &walk.phones {
        phone.wire.set_weather(walk.plan.weather);
    }
    for _ in 0..walk.plan.steps {
        walk.step().await;
    }
    field.try_settle().await
}

impl Walk<'_> {
    async fn step(&mut self) {
        let wait = if self.one_in(12) { 12 * HOUR } else { 20 * MINUTE };
        let wait = self.draw.random_range(0..wait);
        self.field.clock.advance(wait);
        let phone = Arc::clone(&self.phones[self.draw.random_range(0..self.phones.len())]);
        match self.draw.random_range(0..10_u32) {
            0..=4 => self.works(&phone),
            5..=7 => self.syncs(&phone).await,
            _ if self.plan.mishaps => self.has_a_mishap(&phone).await,
            _ => self.syncs(&phone).await,
        }
    }

    async fn syncs(&mut self, phone: &Arc<Phone>) {
        if self.one_in(3) {
            self.goes_on_working_meanwhile(phone);
        }
        if self.plan.mishaps && self.one_in(5) {
            let points = self.draw.random_range(1..=12);
            if let Ok(app) = phone.try_open() {
                app.faults().kill_after(points);
            }
        }
        let outcome = if self.one_in(8) {
            phone.try_verify().await.map(|report| format!("{report:?}"))
        } else {
            let deadline_ms = self.one_in(6).then_some(2_000);
            phone.try_sync(SyncLimits { deadline_ms, background: false }).await.map(|report| format!("{report:?}"))
        };
        phone.wire.stop_watching();
        self.field.trace(|| format!("{} syncs: {outcome:?}", phone.name));
        if let Err(error) = outcome {
            self.hears(phone, &error);
        }
        if self.field.office.died_at().is_some() && self.one_in(2) {
            self.field.office.restart().await;
        }
    }

    /// What a phone may say in a storm. Whatever else it says is a mistake of ours.
    pub(crate) fn hears(&mut self, phone: &Phone, error: &AppError) {
        if was_killed(error) {
            phone.restarts();
            return;
        }
        let fair = match error {
            AppError::Offline { .. } | AppError::Stopped | AppError::NotAllowed { .. } => true,
            // A damaged request, or a clock so wrong that the relay gives no token.
            AppError::SignedOut { .. } | AppError::Refused { .. } => true,
            _ => false,
        };
        if !fair {
            phone.mistake(&format!("{} hears: {error}", phone.name));
        }
    }

    pub(crate) fn one_in(&mut self, many: u32) -> bool {
        self.draw.random_ratio(1, many)
    }

    pub(crate) fn pick<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        if items.is_empty() { None } else { items.get(self.draw.random_range(0..items.len())).cloned() }
    }

    pub(crate) fn fresh(&mut self, what: &str) -> String {
        self.counter += 1;
        format!("{what}{}", self.counter)
    }
}
