//! 线索: what somebody saw and police should know. Kept apart from everything else: own tables, never on a board, in a count,
//! a notice, an export or an assessment. Anybody may report one; only police posts (民警, 派出所领导) read, take, note, decide, hand
//! over and close; the reporter sees the own words and the replies.
//!
//! A clue reported in the name of a team (队伍线索) is of a kind of its own, filed under the team: its members read what the team
//! wrote and was told, and add to it; what police write stays with police.
//!
//! Anonymous means: no screen shows who reported, nor what post that was. What remains, and has to be told to whoever asks: each
//! entry is signed by a device and carries a post, so the relay's operator, and whoever breaks open a police phone's
//! database, can still find out. The reporter keeps a receipt code; only its hash travels, so that who knows the code can
//! prove to be the reporter and nobody can be asked for it.

mod act;
mod code;
mod fold;
mod guidance;
mod reply;

pub use act::{ClueAct, ClueDecision, ClueEntry, ClueKind, ClueReport, ClueWord};
pub use code::ReceiptCode;
pub use fold::{ClueEvent, ClueFold, ClueState, FoldedClueAct, Standing, fold, fold_received, next_acts, step};
pub use guidance::Guidance;
pub use reply::reply_for;

use etong_protocol::authority::may_act;
use etong_protocol::{PostKind, RecordKind};

/// May a post of this kind read clues in its reach? Who may take one on may read it.
#[must_use]
pub fn may_read(post: &PostKind) -> bool {
    may_act(post, &RecordKind::Clue, ClueWord::Take.as_str()).is_some()
}
