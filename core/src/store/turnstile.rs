//! Counts who is inside the store, so that suspending can wait until nobody is.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::lock;
use crate::error::StoreError;

#[derive(Default)]
pub(super) struct Turnstile {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Default)]
struct State {
    inside: usize,
    closed: bool,
}

/// Somebody inside; leaves when dropped.
pub(super) struct Inside<'a>(&'a Turnstile);

impl Turnstile {
    pub(super) fn enter(&self) -> Result<Inside<'_>, StoreError> {
        let mut state = lock(&self.state);
        if state.closed {
            return Err(StoreError::Suspended);
        }
        state.inside += 1;
        Ok(Inside(self))
    }

    /// Closes at once, then waits for those inside. Opens again when they take longer than `patience`.
    pub(super) fn close(&self, patience: Duration) -> Result<(), StoreError> {
        let mut state = lock(&self.state);
        state.closed = true;
        let (mut state, waited) = self
            .left
            .wait_timeout_while(state, patience, |state| state.inside > 0)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            state.closed = false;
            return Err(StoreError::Busy);
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        lock(&self.state).inside == 0
    }

    /// Nobody has been let in yet.
    pub(super) fn shut(&self) {
        lock(&self.state).closed = true;
    }

    pub(super) fn open(&self) {
        lock(&self.state).closed = false;
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).inside -= 1;
        self.0.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_waits_for_those_inside_and_opens_again_when_they_stay() {
        let turnstile = Turnstile::default();
        let inside = turnstile.enter().unwrap();
        assert!(matches!(turnstile.close(Duration::ZERO), Err(StoreError::Busy)));
        let another = turnstile.enter().unwrap();
        drop((inside, another));
        turnstile.close(Duration::ZERO).unwrap();
        assert!(matches!(turnstile.enter(), Err(StoreError::Suspended)));
        turnstile.open();
        assert!(turnstile.enter().is_ok());
    }
}
