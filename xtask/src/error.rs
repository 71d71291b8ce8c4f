//! Why a verb failed. The tools a verb calls have already printed their own words.

use std::path::PathBuf;

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
    #[error("cargo metadata said something unexpected: {0}")]
    Metadata(#[from] serde_json::Error),
    #[error("{0} is missing")]
    Missing(PathBuf),
    #[error("the demo's story is not true: {0}")]
    Story(String),
}

impl XtaskError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }
}
