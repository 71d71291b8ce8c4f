//! The fold of a draw: announced, then carried out or withdrawn, each once. Events with a relay `seq` first, by `seq`; then the
//! phone's own by (hlc, device, id).

use etong_protocol::authority::may_act;
use etong_protocol::{DeviceId, EntryId, OrgPath, RecordId, RecordKind};

use super::act::{Announcement, DrawAct, DrawEntry, Drawn};
use crate::domain::event::{Event, in_order};
use crate::domain::shown_time::Received;

pub type DrawEvent = Event<DrawEntry>;

/// How far a draw has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DrawState {
    Announced,
    Drawn,
    Withdrawn,
}

/// A draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawFold {
    pub state: DrawState,
    pub unit: OrgPath,
    pub plan: Announcement,
    pub announcement: EntryId,
    /// The relay's number of the announcement; `None` until the relay has it.
    pub announced: Option<u64>,
    /// As it counts.
    pub announced_at: i64,
    /// The device that knows the secret.
    pub device: DeviceId,
    pub drawn: Option<Drawn>,
    /// The act that carried it out, and the relay's number of it; none until the relay has it.
    pub drawing: Option<EntryId>,
    pub drawn_seq: Option<u64>,
    /// As it counts: the calls it asks for are due after it.
    pub drawn_at: Option<i64>,
    /// Why it was withdrawn, and the relay's number of that; none until the relay has it.
    pub reason: Option<String>,
    pub withdrawn_seq: Option<u64>,
    /// Acts that came too late or were not allowed; they stay in the log and count for nothing.
    pub void_acts: u32,
}

/// A draw that is not withdrawn, as who would announce another is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingDraw {
    pub record: RecordId,
    pub first_day: String,
    pub last_day: String,
    pub is_drawn: bool,
}

impl DrawState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Drawn => "drawn",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Folds the events of one draw; `None` while it is not announced.
#[must_use]
pub fn fold(events: &[DrawEvent]) -> Option<DrawFold> {
    fold_received(events, &Received::default())
}

/// The same with the times that the relay can bear out.
#[must_use]
pub fn fold_received(events: &[DrawEvent], received: &Received) -> Option<DrawFold> {
    let mut draw: Option<DrawFold> = None;
    let mut early = 0;
    for event in in_order(events) {
        let at = received.shown(event.id, event.captured_at, None).at;
        let allowed = may_act(&event.post_kind, &RecordKind::Draw, event.entry.act.as_str()).is_some();
        match (&mut draw, &event.entry.act) {
            (_, DrawAct::Unknown(_)) => {}
            (None, DrawAct::Announce(plan)) if allowed => draw = Some(announced(event, at, plan)),
            (Some(draw), act) if allowed && is_next(draw, event) => advance(draw, event, at, act),
            (Some(draw), _) => draw.void_acts += 1,
            (None, _) => early += 1,
        }
    }
    let mut draw = draw?;
    draw.void_acts += early;
    Some(draw)
}

fn announced(event: &DrawEvent, at: i64, plan: &Announcement) -> DrawFold {
    DrawFold {
        state: DrawState::Announced,
        unit: event.scope.clone(),
        plan: plan.clone(),
        announcement: event.id,
        announced: event.seq,
        announced_at: at,
        device: event.device,
        drawn: None,
        drawing: None,
        drawn_seq: None,
        drawn_at: None,
        reason: None,
        withdrawn_seq: None,
        void_acts: 0,
    }
}

fn is_next(draw: &DrawFold, event: &DrawEvent) -> bool {
    draw.state == DrawState::Announced && event.entry.base == Some(draw.announcement)
}

fn advance(draw: &mut DrawFold, event: &DrawEvent, at: i64, act: &DrawAct) {
    match act {
        DrawAct::Draw(drawn) => {
            draw.state = DrawState::Drawn;
            draw.drawn = Some(drawn.clone());
            (draw.drawing, draw.drawn_seq) = (Some(event.id), event.seq);
            draw.drawn_at = Some(at);
        }
        DrawAct::Withdraw { reason } => {
            draw.state = DrawState::Withdrawn;
            (draw.reason, draw.withdrawn_seq) = (Some(reason.clone()), event.seq);
        }
        DrawAct::Announce(_) | DrawAct::Unknown(_) => draw.void_acts += 1,
    }
}
