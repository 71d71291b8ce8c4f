//! A store that a PIN locks: closed, without its key, until somebody brings the key again. Can close itself when no call comes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Key, Store, lock};
use crate::error::StoreError;

#[derive(Default)]
pub(super) struct Seal {
    sealed: AtomicBool,
    idle: Mutex<Option<Idle>>,
    /// Two that come too late at once close it once.
    closing: Mutex<()>,
}

struct Idle {
    limit_ms: i64,
    last_ms: i64,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Has it a PIN? Without one nobody could open it again.
    lockable: Box<dyn Fn() -> bool + Send + Sync>,
    /// Leaves what is left for the relay, seals the store, lets go of the keys.
    close: Arc<dyn Fn(&Store) + Send + Sync>,
}

impl Idle {
    fn is_over(&self) -> bool {
        (self.clock)().saturating_sub(self.last_ms) >= self.limit_ms && (self.lockable)()
    }
}

impl Store {
    pub(crate) fn is_sealed(&self) -> bool {
        self.seal.sealed.load(Ordering::SeqCst)
    }

    /// After `suspend`: the key is wiped, and only `take_over` opens again.
    pub(crate) fn seal(&self) {
        self.seal.sealed.store(true, Ordering::SeqCst);
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::LockKeepsKeys) {
            return;
        }
        *lock(&self.key) = Key::none();
    }

    /// There is nothing left to keep out of.
    pub(super) fn unseal(&self) {
        self.seal.sealed.store(false, Ordering::SeqCst);
    }

    /// From the beginning.
    pub(super) fn shut(&self) {
        self.turnstile.shut();
        self.seal();
    }

    /// Goes on with what `opened` has open, and lets everybody in.
    pub(crate) fn take_over(&self, opened: &Self) {
        *lock(&self.key) = lock(&opened.key).clone();
        *lock(&self.writer) = lock(&opened.writer).take();
        lock(&self.readers).append(&mut lock(&opened.readers));
        self.awake();
        self.unseal();
        self.turnstile.open();
    }

    /// The key of what `opened` had open, for whoever seals what is in it while everybody else is kept out.
    pub(crate) fn take_key(&self, opened: &Self) {
        *lock(&self.key) = lock(&opened.key).clone();
    }

    /// 0 switches it off.
    pub(crate) fn lock_after(
        &self,
        limit_ms: i64,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        lockable: impl Fn() -> bool + Send + Sync + 'static,
        close: impl Fn(&Self) + Send + Sync + 'static,
    ) {
        let last_ms = clock();
        let idle =
            Idle { limit_ms, last_ms, clock: Box::new(clock), lockable: Box::new(lockable), close: Arc::new(close) };
        *lock(&self.seal.idle) = Some(idle).filter(|idle| idle.limit_ms > 0);
    }

    /// Nobody called for too long, and nobody is inside.
    pub(crate) fn is_idle(&self) -> bool {
        let over = lock(&self.seal.idle).as_ref().is_some_and(Idle::is_over);
        over && !self.is_sealed() && self.turnstile.is_empty()
    }

    /// Whoever comes too late finds it locked.
    pub(super) fn pass_seal(&self) -> Result<(), StoreError> {
        if self.is_idle() {
            let _one_at_a_time = lock(&self.seal.closing);
            let close = lock(&self.seal.idle).as_ref().map(|idle| Arc::clone(&idle.close));
            if let Some(close) = close.filter(|_| self.is_idle() && self.suspend(Duration::ZERO).is_ok()) {
                close(self);
            }
        }
        if self.is_sealed() {
            return Err(StoreError::Sealed);
        }
        self.awake();
        Ok(())
    }

    fn awake(&self) {
        if let Some(idle) = lock(&self.seal.idle).as_mut() {
            idle.last_ms = (idle.clock)();
        }
    }
}
