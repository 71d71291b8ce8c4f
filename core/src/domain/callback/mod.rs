//! 随机抽查回访: which closed cases are called back, drawn so that nobody can choose them and anybody can draw them again.
//!
//! Whoever draws announces first: the period, and the SHA-256 of a secret (`commit`). Cases closed after that announcement form
//! the frame. When the period is over the secret is shown; with the record's id it gives the seed, and the seed orders the
//! cases of each stratum (community and class) by SHA-256. The drawer is bound before the frame is known, the closers never
//! know the secret, and the first announcement for a unit and its days is the one that counts; one that was announced while
//! another stood for some of these days never does, or whoever drew would announce several and keep the mildest. What is left: a drawer may tell
//! somebody beforehand, or not carry a draw out; the second is listed.

mod act;
mod file;
mod fold;
mod form;
mod pick;
mod replay;
mod rules;

pub use act::{Announcement, DrawAct, DrawEntry, Drawn, FrameCase};
pub use file::{DrawFile, Stratum};
pub use fold::{DrawEvent, DrawFold, DrawState, StandingDraw, fold, fold_received};
pub use pick::{Closed, commit_of, community_of, frame_of, pick, seed_of};
pub use replay::{Difference, replay};
pub use rules::{CallbackRules, rate};

#[cfg(test)]
mod tests;
