//! The algorithm, so plain that it can be done again by hand: seed = SHA-256("etong-draw-1" | record id | secret); number of a
//! case = SHA-256(seed | case id); of each stratum the cases with the lowest numbers, `rate_percent` of it rounded up and
//! `at_least` that many.

use std::collections::BTreeMap;

use etong_protocol::{OrgLevel, OrgPath, RecordId};
use sha2::{Digest, Sha256};

use super::act::{Announcement, FrameCase};
use super::form::as_line;

/// A closed case as the frame looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    pub case: RecordId,
    pub scope: OrgPath,
    pub class: String,
    /// The relay's number of the act that closed it.
    pub seq: u64,
    /// The day it was closed, as it counts: `2026-01-31`.
    pub day: String,
    /// When the relay had that act; `None` where it has not said so.
    pub received_at: Option<i64>,
}

/// A case and the number its draw gives it.
type Numbered = ([u8; 32], RecordId);

/// What an announcement says of a secret.
#[must_use]
pub fn commit_of(secret: &str) -> String {
    hex(&digest(&[b"etong-draw-commit-1", secret.as_bytes()]))
}

/// The seed of a draw.
#[must_use]
pub fn seed_of(record: RecordId, secret: &str) -> [u8; 32] {
    digest(&[b"etong-draw-1", record.as_bytes(), secret.as_bytes()])
}

/// The community a unit belongs to; a unit above communities stays itself.
#[must_use]
pub fn community_of(scope: &OrgPath) -> OrgPath {
    scope.up_to(OrgLevel::Community)
}

/// Closed in the period, at or below the unit, after the announcement by the relay's numbers.
pub(super) fn is_of(unit: &OrgPath, plan: &Announcement, announced: u64, case: &Closed) -> bool {
    unit.covers(&case.scope)
        && case.seq > announced
        && (plan.first_day.as_str()..=plan.last_day.as_str()).contains(&case.day.as_str())
}

/// The frame: closed in the period, at or below the unit, after the announcement (`announced`) and not after `upto`, by the
/// relay's numbers. By case id.
#[must_use]
pub fn frame_of(unit: &OrgPath, plan: &Announcement, announced: u64, upto: u64, closed: &[Closed]) -> Vec<FrameCase> {
    let mut frame: Vec<FrameCase> = closed
        .iter()
        .filter(|case| case.seq <= upto && is_of(unit, plan, announced, case))
        .map(|case| FrameCase { case: case.case, unit: community_of(&case.scope), class: as_line(&case.class) })
        .collect();
    frame.sort();
    frame.dedup_by_key(|case| case.case);
    frame
}

/// What is drawn from a frame, in the order of the strata, then of the draw. The order of the frame does not matter.
#[must_use]
pub fn pick(seed: &[u8; 32], plan: &Announcement, frame: &[FrameCase]) -> Vec<RecordId> {
    let mut strata: BTreeMap<(&OrgPath, &str), Vec<Numbered>> = BTreeMap::new();
    for one in frame {
        let number = digest(&[seed, one.case.as_bytes()]);
        strata.entry((&one.unit, &one.class)).or_default().push((number, one.case));
    }
    let mut picked = Vec::new();
    for cases in strata.values_mut() {
        cases.sort_unstable();
        cases.dedup();
        let share = (cases.len() * usize::from(plan.rate_percent)).div_ceil(100);
        let count = share.max(usize::from(plan.at_least)).min(cases.len());
        picked.extend(cases.iter().take(count).map(|(_, case)| *case));
    }
    picked
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
