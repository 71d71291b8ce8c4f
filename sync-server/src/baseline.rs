//! BENCHMARKS ONLY (feature `baseline`): batches are taken without looking at their signatures, so that the price of looking
//! can be measured. Without the feature every signature is checked and the question is answered at compile time.

#[cfg(feature = "baseline")]
mod switch {
    use std::sync::atomic::{AtomicBool, Ordering};

    static UNCHECKED: AtomicBool = AtomicBool::new(false);

    /// Leaves the check out, in the whole process, until it is dropped.
    #[derive(Debug)]
    pub struct Unchecked(());

    #[must_use]
    pub fn without_signatures() -> Unchecked {
        UNCHECKED.store(true, Ordering::SeqCst);
        Unchecked(())
    }

    impl Drop for Unchecked {
        fn drop(&mut self) {
            UNCHECKED.store(false, Ordering::SeqCst);
        }
    }

    pub(crate) fn checks_signatures() -> bool {
        !UNCHECKED.load(Ordering::Relaxed)
    }
}

#[cfg(not(feature = "baseline"))]
mod switch {
    pub(crate) const fn checks_signatures() -> bool {
        true
    }
}

pub(crate) use switch::checks_signatures;
#[cfg(feature = "baseline")]
pub use switch::{Unchecked, without_signatures};
