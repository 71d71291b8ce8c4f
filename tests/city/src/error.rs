//! What can stop a city from being made or written.

/// Why there is no city.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    #[error("scale {0} is outside 0 < scale <= 1")]
    Scale(f64),
    #[error("the division list is damaged: {0}")]
    Divisions(#[from] csv::Error),
    #[error("the division list is damaged: {0} has no parent in the list")]
    Orphan(String),
    #[error("an org path is too deep: {0}")]
    Path(#[from] etong_protocol::WireError),
    #[error("cannot write {path}: {source}")]
    Write { path: std::path::PathBuf, source: std::io::Error },
}
