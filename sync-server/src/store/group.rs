//! Group commit: one thread drains whatever waits, writes it in one transaction with one fsync, and only then
//! answers everybody. A job that fails is rolled back alone; a transaction that fails takes nothing of anybody.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use rusqlite::{Connection, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::Store;
use crate::error::RelayError;
use crate::metrics::Metrics;

/// Jobs in one transaction: enough to share an fsync, few enough to answer soon.
const MAX_GROUP: usize = 32;
/// Jobs waiting before senders have to wait too.
const MAX_WAITING: usize = 256;

type Job = Box<dyn FnOnce(&Connection) -> Ran + Send>;
/// Told `Ok` after the commit, or why there was none.
type Answer = Box<dyn FnOnce(Result<(), RelayError>) + Send>;

/// What a job has come to before the commit.
struct Ran {
    failed: Option<RelayError>,
    answer: Answer,
}

/// The way into the group commit. Dropping it ends the thread after the commit in hand.
#[derive(Debug)]
pub(crate) struct GroupCommit {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl GroupCommit {
    pub(crate) fn start(store: Store, metrics: Metrics) -> Result<Self, RelayError> {
        let (jobs, waiting) = mpsc::channel(MAX_WAITING);
        let thread = std::thread::Builder::new()
            .name("relay-writer".to_owned())
            .spawn(move || run(&store, &metrics, waiting))
            .map_err(|source| RelayError::Folder { path: "the writer thread".into(), source: source.into() })?;
        Ok(Self { jobs, thread })
    }

    pub(crate) fn door(&self) -> Door {
        Door(self.jobs.clone())
    }

    /// Waits for the commit in hand. Every `Door` must be gone, or this never returns.
    pub(crate) fn stop(self) {
        drop(self.jobs);
        if self.thread.join().is_err() {
            tracing::error!("the writer thread panicked");
        }
    }
}

/// Lends the group commit to one request.
pub(crate) struct Door(mpsc::Sender<Job>);

impl Door {
    /// Runs `work` in the next group; returns once its outcome is durable.
    pub(crate) async fn write<T: Send + 'static>(
        self,
        work: impl FnOnce(&Connection) -> Result<T, RelayError> + Send + 'static,
    ) -> Result<T, RelayError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = work(connection);
            let failed = outcome.as_ref().err().cloned();
            let answer: Answer = Box::new(move |committed| {
                // A caller who went away meanwhile hears nothing and will ask again.
                let _ = sender.send(committed.and(outcome));
            });
            Ran { failed, answer }
        });
        self.0.send(job).await.map_err(|_| RelayError::Closing)?;
        answered(receiver).await.unwrap_or(Err(RelayError::Closing))
    }
}

#[cfg(not(feature = "sim"))]
async fn answered<T>(receiver: oneshot::Receiver<T>) -> Option<T> {
    receiver.await.ok()
}

/// A simulator pauses tokio's clock, which then jumps ahead whenever no task of tokio's own is at work. The writer is
/// a thread tokio does not know, so the wait for it must be one it does.
#[cfg(feature = "sim")]
async fn answered<T: Send + 'static>(receiver: oneshot::Receiver<T>) -> Option<T> {
    tokio::task::spawn_blocking(move || receiver.blocking_recv().ok()).await.ok().flatten()
}

fn run(store: &Store, metrics: &Metrics, mut waiting: mpsc::Receiver<Job>) {
    while let Some(first) = waiting.blocking_recv() {
        let mut group = vec![first];
        while group.len() < MAX_GROUP
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        metrics.group_committed(group.len());
        // A panic is a bug, but not a reason to stop taking entries: its group is rolled back and hears "unavailable".
        if catch_unwind(AssertUnwindSafe(|| commit(store, group))).is_err() {
            tracing::error!("a write panicked; its group was rolled back");
        }
    }
}

fn commit(store: &Store, group: Vec<Job>) {
    let mut answers = Vec::with_capacity(group.len());
    let committed = store.sim().crash_point("relay.before_begin").and_then(|()| {
        store.write(|transaction| {
            for job in group {
                store.sim().crash_point("relay.between_jobs")?;
                if let Some(answer) = run_alone(transaction, job)? {
                    answers.push(answer);
                }
            }
            store.sim().crash_point("relay.before_commit")
        })
    });
    let committed = committed.and_then(|()| store.sim().crash_point("relay.after_commit"));
    if let Err(error) = &committed {
        tracing::error!(%error, "a group of writes was not committed");
    }
    for answer in answers {
        answer(committed.clone());
    }
}

/// Runs one job between savepoints. A job that failed is answered at once and leaves nothing behind.
fn run_alone(transaction: &Transaction<'_>, job: Job) -> Result<Option<Answer>, RelayError> {
    transaction.prepare_cached(include_str!("sql/savepoint.sql"))?.execute([])?;
    let Ran { failed, answer } = job(transaction);
    let Some(error) = failed else {
        transaction.prepare_cached(include_str!("sql/release.sql"))?.execute([])?;
        return Ok(Some(answer));
    };
    // On a full disk SQLite may have rolled back the whole transaction by itself.
    let undone = !transaction.is_autocommit()
        && transaction.execute(include_str!("sql/rollback_to.sql"), []).is_ok()
        && transaction.prepare_cached(include_str!("sql/release.sql"))?.execute([]).is_ok();
    answer(Ok(()));
    if undone { Ok(None) } else { Err(error) }
}
