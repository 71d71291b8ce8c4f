//! What lies between one phone and the relay: it cuts before or after, delays, delivers twice, delivers an old request
//! again, truncates and flips bits, or lets somebody in who answers as he likes. What happens to which call is drawn from
//! the seed.
//!
//! The answer to an enrolment is not damaged here, so that whoever asks for a phone has one: a phone believes no damaged one, which
//! `stories/first_meeting.rs` shows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use etong_protocol::{Cursor, Relay, RelayRequest, RelayResponse, Unreachable};
use http_body_util::BodyExt;
use rand::RngExt;

use crate::chance::{Draw, stream};
use crate::clock::{SECOND, VirtualClock};
use crate::post_office::PostOffice;

/// How likely each accident is, per call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// The request never arrives.
    pub cut_before: f64,
    /// The request arrives, the answer does not.
    pub cut_after: f64,
    /// Up to a minute passes on the way.
    pub slow: f64,
    pub twice: f64,
    /// An old request arrives again, before this one.
    pub echo: f64,
    pub cut_short: f64,
    pub flipped: f64,
}

impl Weather {
    pub const CALM: Self =
        Self { cut_before: 0.0, cut_after: 0.0, slow: 0.0, twice: 0.0, echo: 0.0, cut_short: 0.0, flipped: 0.0 };
    pub const STORM: Self =
        Self { cut_before: 0.04, cut_after: 0.07, slow: 0.1, twice: 0.05, echo: 0.07, cut_short: 0.02, flipped: 0.03 };
}

/// Old requests that may still come in again.
const REMEMBERED: usize = 6;

type Meddler = Box<dyn FnMut(&RelayRequest, RelayResponse) -> RelayResponse + Send>;
type Watcher = Box<dyn FnMut(&RelayRequest) + Send>;

/// One phone's way to the relay.
pub struct Wire {
    office: Arc<PostOffice>,
    clock: VirtualClock,
    draw: Mutex<Draw>,
    weather: Mutex<Weather>,
    /// The network is gone without the phone knowing.
    dead: Mutex<bool>,
    /// Calls hang for ever from now on.
    stalled: Mutex<bool>,
    past: Mutex<VecDeque<RelayRequest>>,
    watcher: Mutex<Option<Watcher>>,
    meddler: Mutex<Option<Meddler>>,
    cursors: Mutex<Vec<Cursor>>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire(…)")
    }
}

impl Wire {
    #[must_use]
    pub fn new(office: Arc<PostOffice>, clock: VirtualClock, seed: u64, name: &str) -> Self {
        Self {
            office,
            clock,
            draw: Mutex::new(stream(seed, &format!("wire {name}"))),
            weather: Mutex::new(Weather::CALM),
            dead: Mutex::new(false),
            stalled: Mutex::new(false),
            past: Mutex::default(),
            watcher: Mutex::default(),
            meddler: Mutex::default(),
            cursors: Mutex::default(),
        }
    }

    pub fn set_weather(&self, weather: Weather) {
        *self.weather.lock().unwrap() = weather;
    }

    pub fn set_dead(&self, dead: bool) {
        *self.dead.lock().unwrap() = dead;
    }

    pub fn set_stalled(&self, stalled: bool) {
        *self.stalled.lock().unwrap() = stalled;
    }

    /// `watcher` sees every request on its way out: the moment to go on working while a sync is in the air.
    pub fn watch(&self, watcher: impl FnMut(&RelayRequest) + Send + 'static) {
        *self.watcher.lock().unwrap() = Some(Box::new(watcher));
    }

    pub fn stop_watching(&self) {
        *self.watcher.lock().unwrap() = None;
    }

    /// Somebody sits between phone and relay, hears every question with its answer, and answers as he likes. He has none of
    /// the keys.
    pub fn let_in(&self, meddler: impl FnMut(&RelayRequest, RelayResponse) -> RelayResponse + Send + 'static) {
        *self.meddler.lock().unwrap() = Some(Box::new(meddler));
    }

    pub fn throw_out(&self) {
        *self.meddler.lock().unwrap() = None;
    }

    /// The cursors asked with since last time.
    pub fn take_cursors(&self) -> Vec<Cursor> {
        std::mem::take(&mut self.cursors.lock().unwrap())
    }

    fn note(&self, request: &RelayRequest) {
        // Taken out while it runs: a watcher may make calls of its own.
        let watcher = self.watcher.lock().unwrap().take();
        if let Some(mut watcher) = watcher {
            watcher(request);
            self.watcher.lock().unwrap().get_or_insert(watcher);
        }
        if let Some(cursor) = request.path.strip_prefix("/v1/pull?cursor=").and_then(|rest| rest.split('&').next()) {
            self.cursors.lock().unwrap().extend(cursor.parse::<Cursor>());
        }
    }

    fn happens(&self, chance: f64) -> bool {
        self.draw.lock().unwrap().random_bool(chance)
    }

    fn takes_time(&self, weather: &Weather) {
        let most = if self.happens(weather.slow) { 60 * SECOND } else { 300 };
        let ms = self.draw.lock().unwrap().random_range(20..=most);
        self.clock.advance(ms);
    }

    fn echoed(&self, weather: &Weather) -> Option<RelayRequest> {
        let past = self.past.lock().unwrap();
        if past.is_empty() || !self.happens(weather.echo) {
            return None;
        }
        let nth = self.draw.lock().unwrap().random_range(0..past.len());
        past.get(nth).cloned()
    }

    fn remember(&self, request: RelayRequest) {
        let mut past = self.past.lock().unwrap();
        past.push_back(request);
        if past.len() > REMEMBERED {
            past.pop_front();
        }
    }

    fn damage(&self, weather: &Weather, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        if self.happens(weather.cut_short) {
            let length = self.draw.lock().unwrap().random_range(0..bytes.len());
            bytes.truncate(length);
        }
        if !bytes.is_empty() && self.happens(weather.flipped) {
            let mut draw = self.draw.lock().unwrap();
            let at = draw.random_range(0..bytes.len());
            bytes[at] ^= 1 << draw.random_range(0..8_u32);
        }
    }
}

#[async_trait]
impl Relay for Wire {
    async fn call(&self, mut request: RelayRequest) -> Result<RelayResponse, Unreachable> {
        let gone = |words: &str| Err(Unreachable(words.to_owned()));
        let weather = *self.weather.lock().unwrap();
        self.note(&request);
        let stalled = *self.stalled.lock().unwrap();
        if stalled {
            std::future::pending::<()>().await;
        }
        self.takes_time(&weather);
        if *self.dead.lock().unwrap() {
            return gone("there is no network");
        }
        if self.happens(weather.cut_before) {
            return gone("the connection was cut before the request arrived");
        }
        if let Some(old) = self.echoed(&weather) {
            let _unheard = self.office.deliver(old).await;
        }
        let enrolling = request.path.starts_with("/v1/enrol");
        self.remember(request.clone());
        let asked = request.clone();
        self.damage(&weather, &mut request.body);
        if self.happens(weather.twice) {
            let _unheard = self.office.deliver(request.clone()).await;
        }
        let mut answer = self.office.deliver(request).await?;
        self.takes_time(&weather);
        if self.happens(weather.cut_after) {
            return gone("the connection was cut before the answer arrived");
        }
        if let Some(meddler) = self.meddler.lock().unwrap().as_mut() {
            answer = meddler(&asked, answer);
        }
        if !enrolling {
            self.damage(&weather, &mut answer.body);
        }
        Ok(answer)
    }

    async fn wait_for_news(&self, request: RelayRequest, after: u64) -> Result<u64, Unreachable> {
        let answer = self.office.answer(request).await?;
        if !answer.status().is_success() {
            return Err(Unreachable(format!("HTTP status {}", answer.status())));
        }
        let mut events = answer.into_body();
        let mut text = String::new();
        while let Some(frame) = events.frame().await {
            let frame = frame.map_err(|error| Unreachable(error.to_string()))?;
            text.push_str(&String::from_utf8_lossy(frame.data_ref().map_or(&[][..], |data| data)));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let head = event.strip_prefix("data:").and_then(|head| head.trim().parse::<u64>().ok());
                if let Some(head) = head.filter(|head| *head > after) {
                    return Ok(head);
                }
                text = rest.to_owned();
            }
        }
        Err(Unreachable("the live channel was closed".into()))
    }
}
