//! Drawing again: the same draw, or what differs, by name.

use std::collections::BTreeSet;

use etong_protocol::{OrgPath, RecordId};
use jiff::civil::Date;

use super::act::{Announcement, Drawn, FrameCase};
use super::pick::{Closed, commit_of, frame_of, is_of, pick, seed_of};
use crate::domain::calendar::end_of;

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    #[error("the secret is not the one that was announced")]
    Secret,
    #[error(
        "the draw goes up to number {upto} of the relay's feed, and before its period ended the relay had a closing at {had}"
    )]
    StopsShort { upto: u64, had: u64 },
    #[error("case {case} was left out of the frame")]
    LeftOut { case: RecordId },
    #[error("case {case} is in the frame and was not closed in this period, or is filed elsewhere")]
    PutIn { case: RecordId },
    #[error("case {case} is drawn and should not be")]
    Drawn { case: RecordId },
    #[error("case {case} should be drawn and is not")]
    NotDrawn { case: RecordId },
    #[error("the drawn cases are not in the order of the draw")]
    Order,
}

/// Draws again. `closed`: the closed cases of whoever checks, if their reach holds all of the unit; without it the frame is
/// taken as recorded. Nothing differs when the answer is empty.
#[must_use]
pub fn replay(
    record: RecordId,
    unit: &OrgPath,
    plan: &Announcement,
    announced: u64,
    drawn: &Drawn,
    closed: Option<&[Closed]>,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    if commit_of(&drawn.secret) != plan.commit {
        differences.push(Difference::Secret);
    }
    if let Some(closed) = closed {
        let had = had_in_time(unit, plan, announced, closed).filter(|had| *had > drawn.upto);
        differences.extend(had.map(|had| Difference::StopsShort { upto: drawn.upto, had }));
        let own = frame_of(unit, plan, announced, had.unwrap_or(drawn.upto), closed);
        // By id: a class may have been corrected since, and the recorded stratum is the one that was drawn from.
        let ids = |frame: &[FrameCase]| frame.iter().map(|one| one.case).collect::<BTreeSet<RecordId>>();
        let (own, recorded) = (ids(&own), ids(&drawn.frame));
        differences.extend(own.difference(&recorded).map(|case| Difference::LeftOut { case: *case }));
        differences.extend(recorded.difference(&own).map(|case| Difference::PutIn { case: *case }));
    }
    let again = pick(&seed_of(record, &drawn.secret), plan, &drawn.frame);
    let (should, is): (BTreeSet<RecordId>, BTreeSet<RecordId>) =
        (again.iter().copied().collect(), drawn.picked.iter().copied().collect());
    differences.extend(is.difference(&should).map(|case| Difference::Drawn { case: *case }));
    differences.extend(should.difference(&is).map(|case| Difference::NotDrawn { case: *case }));
    if should == is && again != drawn.picked {
        differences.push(Difference::Order);
    }
    differences
}

/// The last number at which the relay had a closing of this population before the period ended: so far a draw has to go.
fn had_in_time(unit: &OrgPath, plan: &Announcement, announced: u64, closed: &[Closed]) -> Option<u64> {
    let ends = end_of(plan.last_day.parse::<Date>().ok()?);
    let in_time = closed.iter().filter(|one| one.received_at.is_some_and(|at| at <= ends));
    in_time.filter(|one| is_of(unit, plan, announced, one)).map(|one| one.seq).max()
}
