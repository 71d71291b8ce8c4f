//! A store that a PIN locks: closed, without its key, until somebody brings the key again. Can close itself when no call comes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use zeroize::Zeroizing;

use super::turnstile::Inside;
use super::{Store, lock};
use crate::error::StoreError;

#[derive(Default)]
pub(super) struct Seal {
    sealed: AtomicBool,
    idle: Mutex<Option<Idle>>,
}

struct Idle {
    limit_ms: i64,
    last_ms: i64,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Has it a PIN? Without one nobody could open it again.
    lockable: Box<dyn Fn() -> bool + Send + Sync>,
    /// Lets go of the keys that are not the store's.
    forget: Box<dyn Fn() + Send + Sync>,
}

impl Store {
    pub(crate) fn is_sealed(&self) -> bool {
        self.seal.sealed.load(Ordering::SeqCst)
    }

    /// As `suspend`, and the key is wiped.
    pub(crate) fn seal(&self, patience: Duration) -> Result<(), StoreError> {
        self.suspend(patience)?;
        *lock(&self.key) = Zeroizing::new([0; 32]);
        self.seal.sealed.store(true, Ordering::SeqCst);
        Ok(())
    }

    pub(crate) fn unseal(&self, key: Zeroizing<[u8; 32]>) -> Result<(), StoreError> {
        *lock(&self.key) = key;
        self.seal.sealed.store(false, Ordering::SeqCst);
        if let Some(idle) = lock(&self.seal.idle).as_mut() {
            idle.last_ms = (idle.clock)();
        }
        let resumed = self.resume();
        if resumed.is_err() {
            *lock(&self.key) = Zeroizing::new([0; 32]);
            self.seal.sealed.store(true, Ordering::SeqCst);
        }
        resumed
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// 0 switches it off.
    pub(crate) fn lock_after(
        &self,
        limit_ms: i64,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        lockable: impl Fn() -> bool + Send + Sync + 'static,
        forget: impl Fn() + Send + Sync + 'static,
    ) {
        let last_ms = clock();
        let idle = Idle { limit_ms, last_ms, clock: Box::new(clock), lockable: Box::new(lockable), forget: Box::new(forget) };
        *lock(&self.seal.idle) = Some(idle).filter(|idle| idle.limit_ms > 0);
    }

    /// True when nobody called for too long and it is locked now.
    pub(crate) fn lock_if_idle(&self) -> bool {
        let idle = lock(&self.seal.idle);
        let Some(idle) = idle.as_ref() else { return false };
        let idle_ms = (idle.clock)().saturating_sub(idle.last_ms);
        if self.is_sealed() || idle_ms < idle.limit_ms || !self.turnstile.is_empty() || !(idle.lockable)() {
            return false;
        }
        let sealed = self.seal(Duration::ZERO).is_ok();
        if sealed {
            (idle.forget)();
        }
        sealed
    }

    pub(super) fn enter(&self) -> Result<Inside<'_>, StoreError> {
        self.lock_if_idle();
        if self.is_sealed() {
            return Err(StoreError::Sealed);
        }
        if let Some(idle) = lock(&self.seal.idle).as_mut() {
            idle.last_ms = (idle.clock)();
        }
        self.turnstile.enter()
    }
}
