//! A position as a shell or a script sends it: degrees, as receivers give them.

use super::error::CaptureError;
use crate::domain::place::{Fix, FixSource, is_word};

/// A position. `at`, `provider` and `mocked` belong to a measured one; leave them out for a pin set by hand.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct FixRequest {
    /// Degrees north, WGS-84.
    pub lat: f64,
    /// Degrees east, WGS-84.
    pub lon: f64,
    /// Metres.
    #[serde(default)]
    pub accuracy_m: f64,
    /// Milliseconds since 1970, receiver clock.
    #[serde(default)]
    pub at: Option<i64>,
    /// `gps`, `network`, `fused` …
    #[serde(default)]
    pub provider: Option<String>,
    #[serde(default)]
    pub mocked: bool,
}

impl FixRequest {
    pub(crate) fn read(&self, field: &str) -> Result<Fix, CaptureError> {
        let fix = Fix::from_degrees(self.lat, self.lon, self.accuracy_m)
            .map_err(|error| CaptureError::invalid(field, error.to_string()))?;
        let Some(at) = self.at else { return Ok(fix) };
        let provider = self.provider.clone().unwrap_or_else(|| "unknown".into());
        if !is_word(&provider) {
            return Err(CaptureError::invalid(field, "provider is not a short plain word"));
        }
        Ok(Fix { source: Some(FixSource { at, provider, mocked: self.mocked }), ..fix })
    }
}
