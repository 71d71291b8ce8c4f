//! Why a request was refused. `NotAllowed` for a rule about who or when, `Invalid` for a field; both hold words a person can
//! act on, and never the value itself.

/// A refusal; nothing was captured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// `who_may` names the kinds of post that may do it, or is empty when nobody may now.
    #[error("not allowed: {rule}{}", WhoMay(.who_may))]
    NotAllowed { rule: String, who_may: Vec<String> },
    #[error("{field}: {reason}")]
    Invalid { field: String, reason: String },
    /// Bigger than what travels in one entry.
    #[error("{field} is {actual} long; at most {limit} fit")]
    TooLarge { field: String, actual: u64, limit: u64 },
}

impl CaptureError {
    pub(crate) fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), reason: reason.into() }
    }
}

struct WhoMay<'a>(&'a [String]);

impl std::fmt::Display for WhoMay<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            [] => Ok(()),
            who => write!(f, " (may: {})", who.join(", ")),
        }
    }
}
