//! What a push goes through: `prepare` outside the writer (decode, signature, authorise, place on the chain, gate),
//! then `take` inside one write transaction, which alone decides. Bodies are judged by the gate and never read, but for
//! grants (`share`), which say who may read, for what erases a record (`erase`), and for what names one (`bar`).

mod again;
mod authorise;
mod bar;
mod chain;
mod custody;
mod decide;
mod erase;
mod gate;
mod judge;
mod prepare;
mod sealed;
mod share;
mod take;

pub(crate) use again::{Kept, Tried, kept, try_again};
pub(crate) use chain::Placement;
pub(crate) use custody::{Grace, Way};
pub(crate) use decide::{Decider, settle};
pub(crate) use prepare::{Prepared, prepare};
pub(crate) use sealed::{Opened, open as open_sealed, take_sealed};
pub(crate) use take::{Taken, take};
