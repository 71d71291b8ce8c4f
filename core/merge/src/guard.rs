//! Where a panic inside automerge ends. Whatever `work` was changing is thrown away by the caller;
//! silencing the panic's own message is the business of the program's panic hook.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::MergeError;

/// Runs `work`; a panic in it becomes `MergeError::Panicked { doing }`.
pub(crate) fn guarded<T>(doing: &'static str, work: impl FnOnce() -> T) -> Result<T, MergeError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| MergeError::Panicked { doing })
}
