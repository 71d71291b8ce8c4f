//! What the phone lends the core: clocks, randomness, secrets, connectivity. The core asks for nothing else,
//! so the same core runs on Android, on iOS, in a terminal and in the simulator.

/// The seam to the phone. Any thread may call; no method may block for long.
#[cfg_attr(feature = "uniffi", uniffi::export(foreign))]
pub trait Device: Send + Sync {
    /// The wall clock, milliseconds since 1970. May jump; the core copes and records it.
    fn now_ms(&self) -> i64;

    /// A clock that never jumps, in milliseconds since the start of the phone, where it says that, or of this process: never from
    /// another origin. The waits after wrong PINs are counted by it, so that by the phone's start nobody waits twice.
    fn monotonic_ms(&self) -> i64;

    /// `count` bytes from the platform's secure generator.
    ///
    /// # Errors
    /// `Failed` when the platform has none to give.
    fn random(&self, count: u32) -> Result<Vec<u8>, DeviceError>;

    /// A secret kept by the platform key store under `name`, or `None` when there never was one.
    /// Must survive an app update and must not be part of any backup.
    ///
    /// # Errors
    /// `Locked` before the first unlock after a restart (try again later), `Invalidated` when the platform
    /// has destroyed the key, `Failed` otherwise.
    fn secret(&self, name: String) -> Result<Option<Vec<u8>>, DeviceError>;

    /// Keeps `secret` under `name`, replacing what was there.
    ///
    /// # Errors
    /// As `secret`.
    fn keep_secret(&self, name: String, secret: Vec<u8>) -> Result<(), DeviceError>;

    /// False when the phone knows it has no network; the core then does not try.
    fn online(&self) -> bool;
}

/// Why the phone could not lend something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum DeviceError {
    #[error("the phone's key store is locked; unlock the phone once and try again")]
    Locked,
    #[error("the phone's key store no longer has the key {name}; this phone must be enrolled anew")]
    Invalidated { name: String },
    #[error("the phone could not lend what was asked: {detail}")]
    Failed { detail: String },
}

#[cfg(feature = "uniffi")]
impl From<uniffi::UnexpectedUniFFICallbackError> for DeviceError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // The reason holds the shell's whole stack trace.
        tracing::debug!(reason = error.reason, "the shell threw");
        Self::Failed { detail: "the app's own code failed there; its log says how".into() }
    }
}

/// `N` random bytes as an array.
///
/// # Errors
/// As `Device::random`, and `Failed` when the device gave another number of bytes.
pub(crate) fn random_array<const N: usize>(device: &dyn Device) -> Result<[u8; N], DeviceError> {
    let count = u32::try_from(N).unwrap_or(u32::MAX);
    let bytes = device.random(count)?;
    let given = bytes.len();
    bytes.try_into().map_err(|_| DeviceError::Failed { detail: format!("asked {N} random bytes, got {given}") })
}
