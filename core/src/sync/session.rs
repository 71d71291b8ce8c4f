//! One pass's surroundings: store, device, relay, time limit; and calls that carry a token.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use etong_protocol::enrol::{TokenReply, TokenRequest};
use etong_protocol::{
    Answer, DeviceId, PublicKey, Question, Refusal, RefusalCode, Relay, RelayRequest, RelayResponse, SealingOffer,
    SigningKey, WipeOrder, WireError, answer, wire,
};

use crate::device::{Device, random_array};
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Store, lock};

/// A phone's clock that is further off than this may be why a token was refused.
const CLOCK_OFF_MS: u64 = 60_000;
/// A token is renewed this long before it runs out.
const TOKEN_MARGIN_MS: i64 = 30_000;

/// Stops a running pass from another thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cancel(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    cancelled: AtomicBool,
    wake: tokio::sync::Notify,
}

impl Cancel {
    pub(crate) fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::SeqCst);
        self.0.wake.notify_waiters();
    }

    fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::SeqCst)
    }

    async fn cancelled(&self) {
        let woken = self.0.wake.notified();
        if !self.is_cancelled() {
            woken.await;
        }
    }
}

/// What somebody who knows said the time was, and when we heard it by a clock that does not jump.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrustedTime {
    true_ms: i64,
    heard_monotonic_ms: i64,
    /// How far `true_ms` could be off when it was heard.
    off_ms: i64,
    by_relay: bool,
}

/// A phone's quartz goes wrong by less than 100 parts in a million.
const DRIFT_DIVISOR: i64 = 10_000;

impl TrustedTime {
    pub(crate) fn new(true_ms: i64, heard_monotonic_ms: i64, off_ms: i64, by_relay: bool) -> Self {
        Self { true_ms, heard_monotonic_ms, off_ms, by_relay }
    }

    /// That time carried on by a clock that does not jump.
    pub(crate) fn now_ms(&self, monotonic_ms: i64) -> i64 {
        self.true_ms.saturating_add(monotonic_ms.saturating_sub(self.heard_monotonic_ms))
    }

    /// How far `wall_ms`, read now, can be from the truth. Grows with the age of what was heard.
    pub(crate) fn within_ms(&self, wall_ms: i64, monotonic_ms: i64) -> u32 {
        let expected = self.now_ms(monotonic_ms);
        let off = wall_ms.saturating_sub(expected).saturating_abs().saturating_add(self.bound_ms(monotonic_ms));
        u32::try_from(off).unwrap_or(u32::MAX)
    }

    /// Signed by the relay; otherwise lent with a satellite fix.
    pub(crate) fn by_relay(&self) -> bool {
        self.by_relay
    }

    pub(crate) fn parts(&self) -> (i64, i64, i64) {
        (self.true_ms, self.heard_monotonic_ms, self.off_ms)
    }

    pub(crate) fn agrees_and_is_nearer(&self, known: &Self, monotonic_ms: i64) -> bool {
        let apart = self.now_ms(monotonic_ms).saturating_sub(known.now_ms(monotonic_ms)).saturating_abs();
        let (own, other) = (self.bound_ms(monotonic_ms), known.bound_ms(monotonic_ms));
        apart <= own.saturating_add(other) && own < other
    }

    fn bound_ms(&self, monotonic_ms: i64) -> i64 {
        let age = monotonic_ms.saturating_sub(self.heard_monotonic_ms).saturating_abs();
        self.off_ms.saturating_abs().saturating_add(age / DRIFT_DIVISOR)
    }
}

pub(crate) struct Session<'a> {
    pub store: &'a Store,
    pub device: &'a dyn Device,
    pub relay: &'a dyn Relay,
    pub key: Arc<SigningKey>,
    pub time: &'a Mutex<Option<TrustedTime>>,
    /// The number of the last proof.
    pub proofs: &'a AtomicU64,
    pub cancel: Cancel,
    /// Monotonic milliseconds at which the pass has to stop.
    pub deadline_ms: Option<i64>,
    head: AtomicU64,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        store: &'a Store,
        device: &'a dyn Device,
        relay: &'a dyn Relay,
        key: Arc<SigningKey>,
        time: &'a Mutex<Option<TrustedTime>>,
        proofs: &'a AtomicU64,
    ) -> Self {
        let (cancel, deadline_ms, head) = (Cancel::default(), None, AtomicU64::new(0));
        Self { store, device, relay, key, time, proofs, cancel, deadline_ms, head }
    }

    /// # Errors
    /// `Cancelled` or `OutOfTime`: stop here, everything so far is kept.
    pub(crate) fn check(&self) -> Result<(), SyncError> {
        if self.cancel.is_cancelled() {
            return Err(SyncError::Cancelled);
        }
        match self.deadline_ms {
            Some(deadline) if self.device.monotonic_ms() >= deadline => Err(SyncError::OutOfTime),
            _ => Ok(()),
        }
    }

    pub(crate) fn head(&self) -> u64 {
        self.head.load(Ordering::Relaxed)
    }

    pub(crate) fn saw_head(&self, head: u64) {
        self.head.store(head, Ordering::Relaxed);
    }

    pub(crate) fn relay_key(&self) -> Result<PublicKey, CoreError> {
        let key = self.store.read::<_, StoreError>(|tx| setting::array(tx, Setting::RelayKey))?;
        Ok(PublicKey(key.ok_or(SyncError::NotEnrolled)?))
    }

    pub(crate) fn device_id(&self) -> Result<DeviceId, CoreError> {
        let id = self.store.read::<_, StoreError>(|tx| setting::array(tx, Setting::Device))?;
        Ok(DeviceId::from_bytes(id.ok_or(SyncError::NotEnrolled)?))
    }

    /// Asks and takes only what the relay says to this very question (docs/adr/0023). `unbound`: how the answer of a relay is
    /// read that has never bound one.
    pub(crate) async fn ask<T: Answer>(
        &self,
        request: RelayRequest,
        unbound: impl FnOnce(&[u8], &PublicKey) -> Result<T, WireError>,
    ) -> Result<T, CoreError> {
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::AnyAnswer) {
            let (bytes, _) = self.answered(request).await?;
            return Ok(unbound(&bytes, &self.relay_key()?)?);
        }
        let (bytes, question) = self.answered(request.bound()).await?;
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::DamagedPage) {
            let (body, _) = wire::decode::<(minicbor::bytes::ByteVec, minicbor::bytes::ByteVec)>(
                &etong_protocol::frame::unpack(&bytes)?,
                T::WHAT,
            )?;
            return Ok(wire::decode(&body, T::WHAT)?);
        }
        let relay = self.relay_key()?;
        let binds = self.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Bound))? != 0;
        match answer::open(&bytes, &question, &relay) {
            Err(error) if binds => Err(error.into()),
            Err(_) => Ok(unbound(&bytes, &relay)?),
            Ok(said) => {
                if !binds {
                    self.store.write(Durability::Normal, |tx| setting::set_number(tx, Setting::Bound, 1))?;
                }
                Ok(said)
            }
        }
    }

    /// Calls with this device's token and a proof for this call. The answer must be signed by itself, and say what it is about.
    pub(crate) async fn call(&self, request: RelayRequest) -> Result<Vec<u8>, CoreError> {
        Ok(self.answered(request).await?.0)
    }

    /// Asks for another token once when the relay does not take this one.
    async fn answered(&self, request: RelayRequest) -> Result<(Vec<u8>, Question), CoreError> {
        let (mut question, mut answer) = self.asked(request.clone(), false).await?;
        if answer.status == RefusalCode::Unauthenticated.http_status()
            && refusal(&answer).code == RefusalCode::Unauthenticated
        {
            (question, answer) = self.asked(request, true).await?;
        }
        Ok((body(answer)?, question))
    }

    async fn asked(&self, request: RelayRequest, renew: bool) -> Result<(Question, RelayResponse), CoreError> {
        let signed = self.signed(request, &self.token(renew).await?);
        let question = signed.question().ok_or(WireError::Malformed { what: "proof" })?;
        Ok((question, self.exchange(signed).await?))
    }

    /// The live channel's request.
    pub(crate) async fn live(&self) -> Result<RelayRequest, CoreError> {
        let token = self.token(false).await?;
        Ok(self.signed(RelayRequest::get("/v1/live"), &token))
    }

    /// Numbers follow the clock, so that a later process goes on above those of an earlier one. When the clock was put
    /// back meanwhile, the relay refuses the number and another token starts afresh.
    fn signed(&self, request: RelayRequest, token: &str) -> RelayRequest {
        let now = u64::try_from(self.device.now_ms()).unwrap_or(0);
        let above = |last: u64| Some(now.max(last.saturating_add(1)));
        let last = self.proofs.fetch_update(Ordering::SeqCst, Ordering::SeqCst, above).unwrap_or_default();
        request.signed(token, now.max(last.saturating_add(1)), &self.key)
    }

    /// Calls without a token.
    pub(crate) async fn call_openly(&self, request: RelayRequest) -> Result<Vec<u8>, CoreError> {
        body(self.exchange(request).await?)
    }

    /// Notes the relay's clock from a signed answer to a request that left at `sent_monotonic_ms`.
    pub(crate) fn heard_time(&self, relay_ms: i64, sent_monotonic_ms: i64) {
        let heard = self.device.monotonic_ms();
        let round_trip_ms = heard.saturating_sub(sent_monotonic_ms);
        *lock(self.time) = Some(TrustedTime::new(relay_ms, heard, round_trip_ms, true));
    }

    async fn token(&self, renew: bool) -> Result<String, CoreError> {
        let now = self.device.now_ms();
        let (kept, until, enrolled) = self.store.read::<_, StoreError>(|tx| {
            let until = setting::number(tx, Setting::TokenUntil)?;
            Ok((setting::text(tx, Setting::Token)?, until, setting::array::<32>(tx, Setting::RelayKey)?.is_some()))
        })?;
        if !enrolled {
            return Err(SyncError::NotEnrolled.into());
        }
        let good_until = i64::try_from(until).unwrap_or(0).saturating_sub(TOKEN_MARGIN_MS);
        match kept {
            Some(token) if !renew && now < good_until => Ok(token),
            _ => self.new_token(now).await,
        }
    }

    async fn new_token(&self, now: i64) -> Result<String, CoreError> {
        let first = self.ask_token(now, None).await;
        let reply = match first {
            Err(CoreError::Sync(SyncError::Refused(Refusal {
                code: RefusalCode::Unauthenticated, relay_ms, ..
            }))) => {
                let right = relay_ms.filter(|relay_ms| relay_ms.abs_diff(now) > CLOCK_OFF_MS);
                if let Some(relay_ms) = right {
                    let ahead_ms = now.saturating_sub(relay_ms);
                    tracing::warn!(ahead_ms, "this phone's clock is wrong; asking by the relay's");
                }
                // By the right clock, or once more: what the line delivered twice was refused as a replay.
                self.ask_token(right.unwrap_or(now), right.map(|_| now)).await?
            }
            first => first?,
        };
        let lifetime = reply.expires_at.saturating_sub(reply.sent_at);
        let until = u64::try_from(now.saturating_add(lifetime)).unwrap_or(0);
        self.store.write::<_, StoreError>(Durability::Normal, |tx| {
            setting::set_bytes(tx, Setting::Token, reply.token.as_bytes())?;
            setting::set_number(tx, Setting::TokenUntil, until)
        })?;
        Ok(reply.token)
    }

    /// The phone's own clock is asked with first, so that the relay knows how far off it is.
    async fn ask_token(&self, at_ms: i64, wall_ms: Option<i64>) -> Result<TokenReply, CoreError> {
        let nonce = random_array(self.device)?;
        let request = TokenRequest::sign_late(self.device_id()?, at_ms, wall_ms, nonce, &self.key);
        let answer = match self.call_openly(RelayRequest::post("/v1/token", wire::encode(&request))).await {
            Err(CoreError::Sync(SyncError::Refused(refusal))) => {
                if let Some(order) = &refusal.wipe {
                    self.believe(order)?;
                }
                return Err(SyncError::Refused(refusal).into());
            }
            answer => answer?,
        };
        let reply: TokenReply = wire::decode(&answer, "token reply")?;
        // A damaged token that no header can carry would never reach the relay, and so never be refused and renewed.
        if reply.token.is_empty() || !reply.token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(WireError::Malformed { what: "token reply" }.into());
        }
        if let Some(offer) = &reply.sealing {
            self.keep_sealing_key(offer)?;
        }
        Ok(reply)
    }

    /// Only an order of this phone's own relay, for this phone, changes anything.
    fn believe(&self, order: &WipeOrder) -> Result<(), CoreError> {
        let checked = order.open(&self.relay_key()?, self.device_id()?);
        #[cfg(feature = "sim")]
        let checked = match crate::sim::has_bug(crate::sim::SeededBug::AnyOrder) {
            true => order.read(),
            false => checked,
        };
        let body = checked?;
        tracing::warn!(number = body.number, "the relay orders this phone to erase what it holds");
        self.store.write(Durability::Full, |tx| Ok(setting::set_bytes(tx, Setting::WipeOrder, &wire::encode(order))?))
    }

    fn keep_sealing_key(&self, offer: &SealingOffer) -> Result<(), CoreError> {
        let (key, leased) = offer.open(&self.relay_key()?)?;
        let known = self.store.read::<_, StoreError>(|tx| {
            Ok((setting::array::<32>(tx, Setting::SealingKey)?, setting::number(tx, Setting::Leased)? != 0))
        })?;
        if known == (Some(key.0), leased) {
            return Ok(());
        }
        self.store.write(Durability::Full, |tx| {
            setting::set_bytes(tx, Setting::SealingKey, &key.0)?;
            Ok(setting::set_number(tx, Setting::Leased, u64::from(leased))?)
        })
    }

    async fn exchange(&self, request: RelayRequest) -> Result<RelayResponse, CoreError> {
        self.check()?;
        if !self.device.online() {
            return Err(SyncError::Offline("the phone has no network".into()).into());
        }
        let answer = async {
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => Err(SyncError::Cancelled),
                answer = self.relay.call(request) => answer.map_err(|error| SyncError::Offline(error.0)),
            }
        };
        let answer = match self.deadline_ms {
            None => answer.await,
            Some(deadline) => {
                let left = u64::try_from(deadline.saturating_sub(self.device.monotonic_ms())).unwrap_or(0);
                match tokio::time::timeout(std::time::Duration::from_millis(left), answer).await {
                    Ok(answer) => answer,
                    Err(_) => Err(SyncError::OutOfTime),
                }
            }
        };
        Ok(answer?)
    }
}

pub(super) fn body(answer: RelayResponse) -> Result<Vec<u8>, CoreError> {
    if (200..300).contains(&answer.status) { Ok(answer.body) } else { Err(SyncError::Refused(refusal(&answer)).into()) }
}

/// The refusal in an answer. A proxy's error page has none: the relay then counts as unavailable.
pub(super) fn refusal(answer: &RelayResponse) -> Refusal {
    wire::decode(&answer.body, "refusal")
        .unwrap_or_else(|_| Refusal::new(RefusalCode::Unavailable, format!("HTTP status {}", answer.status)))
}
