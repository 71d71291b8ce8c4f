//! Long work tells how far it is: opening after an update, the plan of retention, counting an assessment again.

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WorkProgress {
    /// Steps done, of all.
    pub done: u64,
    pub all: u64,
}

/// Who hears of it, on the thread that works.
pub type Telling<'a> = &'a (dyn Fn(WorkProgress) + Send + Sync);

/// Steps between two words about how far it is.
const TOLD_EVERY: u64 = 50;

/// Asked after each step; the last one is told always.
pub(super) fn telling(on_progress: Telling<'_>) -> impl Fn(u64, u64) {
    move |done, all| {
        if done % TOLD_EVERY == 0 || done == all {
            on_progress(WorkProgress { done, all });
        }
    }
}
