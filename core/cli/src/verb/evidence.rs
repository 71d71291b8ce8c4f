//! What is kept of a photo, sound or paper: its hash, size, media type and time. The file itself stays where it is.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use etong_core::AppError;
use etong_core::capture::EvidenceRequest;
use sha2::{Digest as _, Sha256};

use crate::error::CliError;

const PART: usize = 64 * 1024;
const MEDIA: [(&str, &str); 12] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("heic", "image/heic"),
    ("webp", "image/webp"),
    ("pdf", "application/pdf"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("wav", "audio/wav"),
    ("txt", "text/plain"),
];

pub(super) fn of(path: &Path, media: Option<&str>, taken_at: Option<i64>) -> Result<EvidenceRequest, CliError> {
    let file = File::open(path).map_err(CliError::file(path))?;
    let about = file.metadata().map_err(CliError::file(path))?;
    let (hash, size) = hashed(file).map_err(CliError::file(path))?;
    let media = match media {
        Some(media) => media.to_owned(),
        None => by_ending(path)?.to_owned(),
    };
    let changed = || about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_millis().try_into().ok();
    let taken_at =
        taken_at.or_else(changed).ok_or_else(|| invalid("taken_at", "say when it was taken: --taken-at MS"))?;
    Ok(EvidenceRequest { hash, media, size, taken_at, in_app: false })
}

fn hashed(mut file: File) -> std::io::Result<(String, u64)> {
    let (mut hash, mut size, mut part) = (Sha256::new(), 0_u64, vec![0; PART]);
    loop {
        let read = file.read(&mut part)?;
        let Some(bytes) = part.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        size = size.saturating_add(bytes.len() as u64);
    }
    Ok((hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), size))
}

fn by_ending(path: &Path) -> Result<&'static str, CliError> {
    let ending = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let known = MEDIA.iter().find(|(known, _)| *known == ending).map(|(_, media)| *media);
    known.ok_or_else(|| invalid("media", "say what sort of file it is, as in --media image/jpeg"))
}

fn invalid(field: &str, reason: &str) -> CliError {
    AppError::Invalid { field: field.into(), reason: reason.into() }.into()
}
