//! Who says whether somebody may become a volunteer: a service of the authority over HTTP, or people at a console. Asked
//! again with growing pauses until there is a decision; a service that is down delays people and decides nothing.

mod http;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backon::{BackoffBuilder, ExponentialBuilder};

use crate::directory::{Applicant, By, Decision, decide, due, erase_old_registrations, put_off};
use crate::error::RelayError;
use crate::state::RelayState;

pub use http::HttpVerifier;

/// Registrations looked at in one round.
const ROUND: u32 = 20;
const SHORTEST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// What a verifier answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Accepted,
    /// With a reason the applicant reads.
    Declined(String),
    /// Not decided yet; ask again.
    Later,
}

/// No answer came, or none that could be read. Carries nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the verifier gave no answer: {0}")]
pub struct NoAnswer(pub String);

/// Looks at somebody who wants to become a volunteer.
#[async_trait]
pub trait Verifier: Send + Sync {
    /// # Errors
    /// `NoAnswer`; the applicant waits.
    async fn look_at(&self, applicant: &Applicant) -> Result<Answer, NoAnswer>;
}

/// People decide, by `admin registrations`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConsoleVerifier;

#[async_trait]
impl Verifier for ConsoleVerifier {
    async fn look_at(&self, _: &Applicant) -> Result<Answer, NoAnswer> {
        Ok(Answer::Later)
    }
}

impl RelayState {
    /// One round: asks `verifier` about those who are due, decides or puts off, and erases what is old. How many were decided.
    ///
    /// # Errors
    /// The database's trouble.
    pub async fn verify_waiting(&self, verifier: Arc<dyn Verifier>) -> Result<usize, RelayError> {
        let applicants = self
            .work(|state| {
                erase_old_registrations(state.store()).map_err(trouble)?;
                due(state.store(), ROUND)
            })
            .await?;
        let mut decided = 0;
        for applicant in applicants {
            let answer = verifier.look_at(&applicant).await.unwrap_or_else(|error| {
                tracing::warn!(device = %applicant.device, %error, "a registration waits");
                Answer::Later
            });
            decided += usize::from(answer != Answer::Later);
            self.work(move |state| carry_out(state, &applicant, answer)).await?;
        }
        Ok(decided)
    }
}

fn carry_out(state: &RelayState, applicant: &Applicant, answer: Answer) -> Result<(), RelayError> {
    let decision = match answer {
        Answer::Accepted => Decision::Accept,
        Answer::Declined(reason) => Decision::Decline(reason),
        Answer::Later => return put_off(state.store(), applicant.device, pause_ms(applicant.tries)),
    };
    match decide(state.store(), applicant.device, &decision, &By::Verifier) {
        Ok(()) => Ok(()),
        // Somebody at a console was faster, or the unit has ended meanwhile; the others go on.
        Err(error) => {
            tracing::warn!(device = %applicant.device, %error, "a decision was not taken");
            put_off(state.store(), applicant.device, pause_ms(applicant.tries))
        }
    }
}

fn trouble(error: crate::directory::DirectoryError) -> RelayError {
    match error {
        crate::directory::DirectoryError::Relay(error) => error,
        _ => RelayError::Bug,
    }
}

fn pause_ms(tries: u32) -> i64 {
    let pauses = ExponentialBuilder::new().with_min_delay(SHORTEST).with_max_delay(LONGEST).without_max_times().build();
    let nth = usize::try_from(tries.min(30)).unwrap_or(0);
    let pause = pauses.take(nth + 1).last().unwrap_or(SHORTEST);
    i64::try_from(pause.as_millis()).unwrap_or(i64::MAX)
}
