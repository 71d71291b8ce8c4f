//! Which proof numbers each token has seen: a number is good once, and never again after many higher ones. Kept in memory;
//! a token this process did not give out has no window and opens nothing, so a restart forgets no number.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Requests of one phone that may be on their way at once.
const REMEMBERED: usize = 64;

/// The windows of all tokens, by the token's hash.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<BTreeMap<[u8; 32], Window>>);

#[derive(Debug)]
struct Window {
    expires_at: i64,
    /// No number at or below it is taken any more.
    floor: Option<u64>,
    /// Seen above the floor, ascending.
    seen: Vec<u64>,
}

/// What becomes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Fresh,
    SeenBefore,
    /// The token was given out by another process.
    NoWindow,
}

impl Windows {
    /// A token begins; those that have expired are forgotten.
    pub(crate) fn begin(&self, token: [u8; 32], expires_at: i64, now_ms: i64) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|_, window| window.expires_at > now_ms);
        windows.insert(token, Window { expires_at, floor: None, seen: Vec::new() });
    }

    pub(super) fn take(&self, token: &[u8; 32], number: u64) -> Number {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.get_mut(token).map_or(Number::NoWindow, |window| window.take(number))
    }
}

impl Window {
    fn take(&mut self, number: u64) -> Number {
        if self.floor.is_some_and(|floor| number <= floor) {
            return Number::SeenBefore;
        }
        let Err(place) = self.seen.binary_search(&number) else { return Number::SeenBefore };
        self.seen.insert(place, number);
        if self.seen.len() > REMEMBERED {
            self.floor = Some(self.seen.remove(0));
        }
        Number::Fresh
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window() -> Windows {
        let windows = Windows::default();
        windows.begin([1; 32], 1_000, 0);
        windows
    }

    #[test]
    fn requests_that_overtake_one_another_are_taken_once_each() {
        let windows = window();
        for number in [5, 3, 9, 4, 1_000_000, 10] {
            assert_eq!(windows.take(&[1; 32], number), Number::Fresh, "{number}");
            assert_eq!(windows.take(&[1; 32], number), Number::SeenBefore, "{number}");
        }
    }

    #[test]
    fn a_token_of_another_process_has_no_window_and_an_expired_one_is_forgotten() {
        let windows = window();
        assert_eq!(windows.take(&[2; 32], 1), Number::NoWindow);
        windows.begin([2; 32], 5_000, 1_000);
        assert_eq!(windows.take(&[1; 32], 1), Number::NoWindow);
        assert_eq!(windows.take(&[2; 32], 1), Number::Fresh);
    }

    proptest! {
        #[test]
        fn no_number_is_ever_taken_twice(numbers in proptest::collection::vec(0..400_u64, 0..600)) {
            let windows = window();
            let mut taken = std::collections::BTreeSet::new();
            for number in numbers {
                if windows.take(&[1; 32], number) == Number::Fresh {
                    prop_assert!(taken.insert(number), "{number} twice");
                }
            }
        }

        #[test]
        fn the_last_sixty_four_may_come_in_any_order(numbers in Just((100..164_u64).collect::<Vec<_>>()).prop_shuffle()) {
            let windows = window();
            for number in numbers {
                prop_assert_eq!(windows.take(&[1; 32], number), Number::Fresh);
            }
        }
    }
}
