//! The fold of a call, and when it rings on a phone: in its wave, and outside quiet hours unless it is urgent.

use etong_protocol::{OrgPath, PostId, RecordKind};

use super::call_payload::{Call, CallEntry};
use crate::domain::china_time::since_midnight;
use crate::domain::event::{Event, in_order};

/// 免打扰: quiet from this moment of the day to that one, milliseconds since midnight here.
const QUIET_FROM_MS: i64 = 22 * 3_600_000;
const QUIET_UNTIL_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// A call as far as its events tell; `call` holds the amended values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFold {
    pub call: Call,
    pub scope: OrgPath,
    pub publisher: PostId,
    /// Milliseconds since 1970, phone clock of the publisher.
    pub published_at: i64,
    /// What the desk wrote with its amendments, oldest first.
    pub notes: Vec<String>,
    pub stopped: Option<String>,
    pub provisional: bool,
    /// Events this program does not know.
    pub unknown: u32,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallState {
    Open,
    /// Its time is up.
    Over,
    Stopped,
}

impl CallState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Over => "over",
            Self::Stopped => "stopped",
        }
    }
}

/// What a call does on a phone now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ring {
    /// It is this phone's turn.
    Now,
    /// It is shown, and may make a sound from this moment on.
    Quiet { until: i64 },
    /// Others are asked first.
    Later { at: i64 },
    /// Not asked in any wave.
    Never,
}

impl CallFold {
    /// `now`: milliseconds since 1970.
    #[must_use]
    pub fn state(&self, now: i64) -> CallState {
        match self.stopped {
            Some(_) => CallState::Stopped,
            None if now > self.call.until => CallState::Over,
            None => CallState::Open,
        }
    }

    /// When somebody at `unit` with these skills is asked. A phone that does not know its owner's skills (`None`) leaves
    /// nobody out for them.
    #[must_use]
    pub fn ring(&self, unit: &OrgPath, skills: Option<&[String]>, now: i64) -> Ring {
        let mine = self.call.waves.iter().filter(|wave| {
            let here = wave.units.is_empty() || wave.units.iter().any(|asked| asked.covers(unit));
            let able = wave.skills.is_empty()
                || skills.is_none_or(|skills| wave.skills.iter().any(|wanted| skills.contains(wanted)));
            here && able
        });
        let asked_at =
            if self.call.waves.is_empty() { Some(self.published_at) } else { mine.map(|wave| wave.at).min() };
        match asked_at {
            None => Ring::Never,
            Some(at) if at > now => Ring::Later { at },
            Some(_) => match quiet_until(now) {
                Some(until) if !self.call.urgent => Ring::Quiet { until },
                _ => Ring::Now,
            },
        }
    }
}

/// The end of the quiet hours that `now` lies in.
fn quiet_until(now: i64) -> Option<i64> {
    let of_day = since_midnight(now);
    if of_day >= QUIET_FROM_MS {
        return Some(now.saturating_add(DAY_MS - of_day + QUIET_UNTIL_MS));
    }
    (of_day < QUIET_UNTIL_MS).then(|| now.saturating_add(QUIET_UNTIL_MS - of_day))
}

/// Folds the events of one call; `None` while nobody who may has published it. The first stop counts.
#[must_use]
pub fn fold(events: &[Event<CallEntry>]) -> Option<CallFold> {
    let mut folded: Option<CallFold> = None;
    for event in in_order(events) {
        let known = !matches!(event.entry, CallEntry::Unknown(_));
        if known && !event.may(&RecordKind::Call, event.entry.as_str()) {
            continue;
        }
        match (&mut folded, &event.entry) {
            (None, CallEntry::Publish(call)) => {
                folded = Some(CallFold {
                    call: Call::clone(call),
                    scope: event.scope.clone(),
                    publisher: event.post,
                    published_at: event.captured_at,
                    notes: Vec::new(),
                    stopped: None,
                    provisional: event.seq.is_none(),
                    unknown: 0,
                });
            }
            (Some(call), entry) => call.take(entry, event.seq.is_none()),
            (None, _) => {}
        }
    }
    folded
}

impl CallFold {
    fn take(&mut self, entry: &CallEntry, pending: bool) {
        match entry {
            CallEntry::Publish(_) => return,
            CallEntry::Unknown(_) => self.unknown = self.unknown.saturating_add(1),
            _ if self.stopped.is_some() => return,
            CallEntry::Amend(change) => {
                self.call.quota = change.quota.unwrap_or(self.call.quota);
                self.call.until = change.until.unwrap_or(self.call.until);
                // Without waves everybody is asked already: a later wave must not take that back.
                if !self.call.waves.is_empty() {
                    self.call.waves.extend(change.waves.iter().cloned());
                }
                self.notes.extend(change.note.clone());
            }
            CallEntry::Stop { reason } => self.stopped = Some(reason.clone()),
        }
        self.provisional |= pending;
    }
}

#[cfg(test)]
#[path = "call_tests.rs"]
mod tests;
