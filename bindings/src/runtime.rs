//! Two threads of our own for everything that waits for the network. Not uniffi's shared runtime: that one is a single
//! thread, which a SQLite write would hold up.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use etong_core::AppError;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinError, JoinHandle};

use crate::guard::bug;

const THREADS: usize = 2;

/// Runs `work` there and waits for it. Dropping the returned future stops the work at its next await.
pub(crate) async fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    Task(runtime()?.spawn(work)).await.unwrap_or_else(|error| Err(ended(error)))
}

fn runtime() -> Result<&'static Runtime, AppError> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(THREADS).max_blocking_threads(THREADS).thread_name("etong").enable_all();
        builder.build().map_err(|error| error.to_string())
    });
    made.as_ref().map_err(|detail| AppError::Bug { detail: detail.clone() })
}

fn ended(error: JoinError) -> AppError {
    error.try_into_panic().map_or(AppError::Stopped, |panic| bug(&*panic))
}

struct Task<T>(JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[test]
    fn a_panic_on_the_runtime_becomes_a_bug() {
        let outcome = runtime().unwrap().block_on(run::<()>(async { panic!("a page was lost") }));
        assert_eq!(outcome, Err(AppError::Bug { detail: "a page was lost".into() }));
    }

    #[test]
    fn work_that_nobody_waits_for_stops() {
        let (started, has_started) = oneshot::channel();
        let (held, released) = oneshot::channel::<()>();
        runtime().unwrap().block_on(async {
            let work = run::<()>(async move {
                let _held = held;
                let _ = started.send(());
                std::future::pending().await
            });
            tokio::select! {
                _ = work => panic!("it never ends by itself"),
                begun = has_started => begun.unwrap(),
            }
            assert!(released.await.is_err(), "what the work held was let go");
        });
    }
}
