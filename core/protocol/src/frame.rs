//! zstd around a message, with a hard cap on what comes out.

use std::io::Read;

use crate::WireError;
use crate::limits::{MAX_BODY_BYTES, MAX_UNPACKED_BYTES};

/// Level 9: 20 us a record, 7 % fewer bytes than level 3 (docs/benchmarks.md).
const LEVEL: i32 = 9;
/// 2^24 bytes of window is what `MAX_UNPACKED_BYTES` can need.
const WINDOW_LOG_MAX: u32 = 24;

/// Compresses `message` into one frame.
///
/// # Errors
/// `TooLarge` when the message is over `MAX_UNPACKED_BYTES`.
pub fn pack(message: &[u8]) -> Result<Vec<u8>, WireError> {
    if message.len() > MAX_UNPACKED_BYTES {
        return Err(WireError::TooLarge { what: "message", actual: message.len(), limit: MAX_UNPACKED_BYTES });
    }
    zstd::bulk::compress(message, LEVEL).map_err(|_| WireError::Malformed { what: "message" })
}

/// Decompresses one frame; stops reading as soon as the cap is passed, whatever the frame claims.
///
/// # Errors
/// `TooLarge` or `Malformed`.
pub fn unpack(frame: &[u8]) -> Result<Vec<u8>, WireError> {
    if frame.len() > MAX_BODY_BYTES {
        return Err(WireError::TooLarge { what: "frame", actual: frame.len(), limit: MAX_BODY_BYTES });
    }
    let malformed = |_| WireError::Malformed { what: "frame" };
    let mut reader = zstd::stream::read::Decoder::with_buffer(frame).map_err(malformed)?;
    reader.window_log_max(WINDOW_LOG_MAX).map_err(malformed)?;
    let mut message = Vec::new();
    let cap = u64::try_from(MAX_UNPACKED_BYTES).unwrap_or(u64::MAX) + 1;
    reader.take(cap).read_to_end(&mut message).map_err(malformed)?;
    if message.len() > MAX_UNPACKED_BYTES {
        return Err(WireError::TooLarge { what: "message", actual: message.len(), limit: MAX_UNPACKED_BYTES });
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_went() {
        let message = b"evidence".repeat(1_000);
        assert_eq!(unpack(&pack(&message).unwrap()).unwrap(), message);
    }

    #[test]
    fn a_bomb_is_refused_without_being_unpacked() {
        let bomb = zstd::bulk::compress(&vec![0; MAX_UNPACKED_BYTES + 1], 3).unwrap();
        assert!(bomb.len() < 10_000);
        assert!(matches!(unpack(&bomb), Err(WireError::TooLarge { .. })));
    }

    #[test]
    fn a_cut_frame_is_malformed() {
        let mut frame = pack(&b"evidence".repeat(100)).unwrap();
        frame.truncate(frame.len() / 2);
        assert_eq!(unpack(&frame), Err(WireError::Malformed { what: "frame" }));
    }
}
