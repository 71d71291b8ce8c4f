//! BENCHMARKS ONLY (feature `baseline`): one protection is left out, so that its price can be measured. Without the
//! feature nothing can be left out and every question here is answered at compile time.

/// What can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// SQLCipher: the database of a phone opened meanwhile is plain.
    Cipher,
    /// The hash chain over what was written, with the outbox that follows it.
    Chain,
    /// A fold's look at which phone an act came from: a city's year is written by one phone a county.
    Hands,
}

#[cfg(feature = "baseline")]
mod switch {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::Protection;

    static LEFT_OUT: AtomicU8 = AtomicU8::new(0);

    impl Protection {
        const fn bit(self) -> u8 {
            match self {
                Self::Cipher => 1,
                Self::Chain => 2,
                Self::Hands => 4,
            }
        }
    }

    /// Leaves protections out, in the whole process, until it is dropped.
    #[derive(Debug)]
    pub struct Without(());

    #[must_use]
    pub fn without(protections: &[Protection]) -> Without {
        let bits = protections.iter().fold(0, |bits, protection| bits | protection.bit());
        LEFT_OUT.store(bits, Ordering::SeqCst);
        Without(())
    }

    impl Drop for Without {
        fn drop(&mut self) {
            LEFT_OUT.store(0, Ordering::SeqCst);
        }
    }

    pub(crate) fn lacks(protection: Protection) -> bool {
        LEFT_OUT.load(Ordering::Relaxed) & protection.bit() != 0
    }
}

#[cfg(not(feature = "baseline"))]
mod switch {
    use super::Protection;

    pub(crate) const fn lacks(_: Protection) -> bool {
        false
    }
}

pub(crate) use switch::lacks;
#[cfg(feature = "baseline")]
pub use switch::{Without, without};
