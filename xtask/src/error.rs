//! Why a verb failed. The tools a verb calls have already printed their own words.

use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, thiserror::Error)]
pub(crate) enum XtaskError {
    #[error(transparent)]
    Shell(#[from] xshell::Error),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{0} findings; each line above says what to do")]
    Untidy(usize),
    #[error("{} of the suites above failed", .0)]
    SuitesFailed(usize),
    #[error("{} of the suites above skipped, and {}=no: install what they name, or let them be skipped with {}=yes", .0, crate::test::SKIPPING, crate::test::SKIPPING)]
    SuitesSkipped(usize),
    #[error("cargo metadata said something unexpected: {0}")]
    Metadata(#[from] serde_json::Error),
    #[error("{0} is missing")]
    Missing(PathBuf),
    #[error(
        "something that is linked is known to be weak; the lines above say what, and from which version on it is not"
    )]
    Weak,
    #[error(
        "NOT CHECKED: the list of known weaknesses cannot be reached ({0}). This says nothing about what is linked. \
         Run it where the network allows it, or with a copy of the list and --offline"
    )]
    NoAdvisories(String),
    #[error("NOT CHECKED: cargo-deny is not installed (cargo install --locked cargo-deny)")]
    NoCargoDeny,
    #[error("the demo's story is not true: {0}")]
    Story(String),
}

impl XtaskError {
    /// 1: what was asked for is not so. 3: it could not be found out.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoAdvisories(_) | Self::NoCargoDeny => ExitCode::from(3),
            _ => ExitCode::FAILURE,
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }
}
