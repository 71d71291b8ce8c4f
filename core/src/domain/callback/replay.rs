//! Drawing again: the same draw, or what differs, by name.

use std::collections::BTreeSet;

use etong_protocol::{OrgPath, RecordId};

use super::act::{Announcement, Drawn, FrameCase};
use super::pick::{Closed, commit_of, frame_of, pick, seed_of};

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    #[error("the secret is not the one that was announced")]
    Secret,
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
        let own = frame_of(unit, plan, announced, drawn.upto, closed);
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
