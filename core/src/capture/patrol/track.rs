//! Points on the track of a patrol.

use etong_protocol::{OrgPath, RecordId};

use super::super::drafts::{Author, Draft, Drafts};
use super::super::error::CaptureError;
use super::{allowed, draft, open, walker};
use crate::domain::Fix;
use crate::domain::patrol::{Mocked, PatrolEntry, PatrolFold, TrackPoint};

/// Points that go into one entry: at worst 40 bytes each, they still fit.
pub(super) const POINTS_PER_ENTRY: usize = 1_500;

/// Puts points on the track; long stretches become several entries. `mocked`: which of them the phone called made up.
///
/// # Errors
/// `NotAllowed` after the end or for somebody else's patrol, `Invalid` without points.
pub fn segment(
    author: &Author,
    patrol: &PatrolFold,
    record: RecordId,
    points: &[TrackPoint],
    mocked: &[i64],
) -> Result<Drafts, CaptureError> {
    walker(author, patrol)?;
    open(patrol, "takes no track")?;
    left_segment(author, &patrol.scope, record, points, mocked)
}

/// The same for track that a phone still holds after the patrol was ended elsewhere or went to another walker: what was
/// measured is kept on the record, under whichever post of the owner reaches it.
///
/// # Errors
/// `NotAllowed` outside the acting post's unit, `Invalid` without points.
pub fn left_segment(
    author: &Author,
    scope: &OrgPath,
    record: RecordId,
    points: &[TrackPoint],
    mocked: &[i64],
) -> Result<Drafts, CaptureError> {
    allowed(author, "walk")?;
    author.must_cover(scope)?;
    if points.is_empty() {
        return Err(CaptureError::invalid("points", "missing"));
    }
    if points.iter().any(|point| Fix::new(point.lat_e6, point.lon_e6, point.accuracy_m).is_err()) {
        return Err(CaptureError::invalid("points", "one is no place on earth"));
    }
    let mut entries: Vec<PatrolEntry> =
        points.chunks(POINTS_PER_ENTRY).map(|chunk| PatrolEntry::Segment(chunk.to_vec())).collect();
    if let (Some(from), Some(to)) = (mocked.iter().min(), mocked.iter().max()) {
        let count = u32::try_from(mocked.len()).unwrap_or(u32::MAX);
        entries.push(PatrolEntry::Mocked(Mocked { from: *from, to: *to, count }));
    }
    let drafts: Result<Vec<Draft>, _> = entries.iter().map(|entry| draft(record, scope, entry)).collect();
    Ok(Drafts::of(drafts?))
}
