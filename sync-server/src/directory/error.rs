//! What an administrator reads when the directory says no. Names rows by position and id, never by name.

use std::fmt;

use etong_protocol::{DeviceId, PersonId, PostId};

use crate::error::RelayError;

/// Why a change of the directory was not made; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("the file is not what an import needs: {0}")]
    Unreadable(String),
    #[error("{}", rows(.0))]
    Rows(Vec<RowError>),
    #[error("there is no post {0}; list them with `admin posts list`")]
    NoSuchPost(PostId),
    #[error("post {0} has ended; issue the code for a post that may still act")]
    PostEnded(PostId),
    #[error("there is no person {0}; list them with `admin people list`")]
    NoSuchPerson(PersonId),
    #[error("there is no device {0} that is still allowed in; list them with `admin devices list`")]
    NoSuchDevice(DeviceId),
    #[error("there is no pending change {0} that waits; list them with `admin pending list`")]
    NoSuchPending(i64),
    #[error("this needs an operator: name one with --operator and the key of that operator with --operator-key")]
    NotAnOperator,
    #[error("operator {0} has approved this already; another operator must, too")]
    ApprovedBefore(String),
    #[error("{0} is the operator whom this change would end; another operator strikes it out")]
    OwnEnd(String),
    #[error("there is no registration of device {0} that waits; list them with `admin registrations list`")]
    NoSuchRegistration(DeviceId),
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Relay(#[from] RelayError),
}

impl From<rusqlite::Error> for DirectoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Relay(error.into())
    }
}

/// One row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// `units`, `people`, `posts`, `offices` or `dictionaries`.
    pub list: &'static str,
    /// Position in that list, from 1.
    pub row: usize,
    pub id: String,
    pub problem: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} row {} ({}): {}", self.list, self.row, self.id, self.problem)
    }
}

const SHOWN: usize = 20;

fn rows(errors: &[RowError]) -> String {
    let mut text = format!("nothing was imported, {} row(s) are wrong:", errors.len());
    for error in errors.iter().take(SHOWN) {
        text.push_str("\n  ");
        text.push_str(&error.to_string());
    }
    if errors.len() > SHOWN {
        text.push_str(&format!("\n  … and {} more", errors.len() - SHOWN));
    }
    text
}
