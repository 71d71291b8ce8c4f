//! Long work on standard error: one line at each tenth, nothing for what is over at once.

use std::sync::Mutex;

use etong_core::WorkProgress;

/// Steps below which nobody waits.
const SHORT: u64 = 1_000;

/// Tells how far the work called `what` is.
pub(crate) fn progress(what: &'static str) -> impl Fn(WorkProgress) + Send + Sync {
    let told = Mutex::new(0);
    move |progress: WorkProgress| {
        let tenth = progress.done.saturating_mul(10).checked_div(progress.all).unwrap_or(10);
        let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if progress.all >= SHORT && tenth > *told {
            *told = tenth;
            eprintln!("{what}: {} %", tenth * 10);
        }
    }
}
