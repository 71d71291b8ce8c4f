//! What happened, as the people remember it: what each phone said it had saved, and which copies of a phone's folder were
//! put back. The checker holds phones and relay to it.

use etong_protocol::{Cursor, DeviceId, EntryId, RecordId};

/// One request that a phone said it had saved.
#[derive(Debug, Clone)]
pub struct Capture {
    pub phone: String,
    pub device: DeviceId,
    pub record: RecordId,
    pub entries: Vec<EntryId>,
    /// The phone's wall clock before and after.
    pub from_ms: i64,
    pub to_ms: i64,
    /// Nth event of the whole history.
    pub at: usize,
}

/// How a phone moved its cursor in one pass.
#[derive(Debug, Clone)]
pub struct Asked {
    pub phone: String,
    pub cursors: Vec<Cursor>,
    /// Something since the pass before allows it to start over: a restored backup, another standing, a `verify`.
    pub may_start_over: bool,
}

/// The whole field's history.
#[derive(Debug, Default)]
pub struct History {
    pub captures: Vec<Capture>,
    pub asked: Vec<Asked>,
    /// Things no run may ever show, found while it ran.
    pub mistakes: Vec<String>,
    events: usize,
}

impl History {
    /// The number of the next event.
    pub fn tick(&mut self) -> usize {
        self.events += 1;
        self.events
    }

    /// The disk of `phone` was overwritten with a copy made at event `copied_at`: what was captured since, and `is_safe`
    /// denies, is gone with the old disk, and nobody can be blamed.
    pub fn disk_replaced(&mut self, phone: &str, copied_at: usize, is_safe: impl Fn(EntryId) -> bool) {
        self.captures.retain_mut(|capture| {
            if capture.phone == phone && capture.at > copied_at {
                capture.entries.retain(|entry| is_safe(*entry));
            }
            !capture.entries.is_empty()
        });
    }
}
