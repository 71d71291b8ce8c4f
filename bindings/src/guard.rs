//! A panic in the core becomes `AppError::Bug`: in Swift it would otherwise end the process. The store rolls an open
//! transaction back while unwinding, so the next call finds it whole.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use etong_core::AppError;

/// Does `work`; a panic in it is an error like any other.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, AppError>) -> Result<T, AppError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(bug(&*panic)))
}

/// Words that were put together at run time may hold what somebody typed; only those that stand in the program are told.
pub(crate) fn bug(panic: &(dyn Any + Send)) -> AppError {
    let detail =
        panic.downcast_ref::<&'static str>().copied().unwrap_or("panicked; the words are in the process's log");
    AppError::Bug { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_bug_with_the_words_of_the_program() {
        let outcome = guarded::<()>(|| panic!("a lock was lost"));
        assert_eq!(outcome, Err(AppError::Bug { detail: "a lock was lost".into() }));
    }

    #[test]
    fn words_made_at_run_time_are_not_passed_on() {
        let name = String::from("王芳");
        let Err(AppError::Bug { detail }) = guarded::<()>(|| panic!("no field {name}")) else { panic!("not a bug") };
        assert!(!detail.contains("王芳"), "{detail}");
    }

    #[test]
    fn an_error_and_a_value_pass_through() {
        assert_eq!(guarded::<()>(|| Err(AppError::Stopped)), Err(AppError::Stopped));
        assert_eq!(guarded(|| Ok(7)), Ok(7));
    }
}
