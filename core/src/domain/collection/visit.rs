//! 走访: a visit asks "what changed?" and is as much worth with nothing changed, in the evening or at the weekend. It lives under the
//! record that was visited. A grid leader may confirm that it took place. No photo, no clock-in, no count of visits a person made.

use etong_protocol::{EntryId, PostId, PostKind, RecordId, RecordKind, WireError, authority, wire};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::event::{Event, in_order};
use crate::domain::place::Fix;
use crate::domain::word::open_word;

open_word!(
    /// Why somebody went there.
    VisitPurpose {
        /// 信息采集: to see what changed.
        Collect = "collect",
        /// 关爱: to look after somebody.
        Care = "care",
        /// 流动人口: a registration runs out.
        Renewal = "renewal",
        /// 宣传: to explain something.
        Explain = "explain",
        /// 核实: to check what somebody reported.
        Check = "check",
    }
);

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When it was, milliseconds since 1970; it may be written down later.
    pub at: i64,
    pub purpose: VisitPurpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Fix>,
    /// The residents who were there; each has this visit under an id of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<RecordId>,
    /// Keys of the fields that were different; none for "no change".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// Long notes belong here: a document carries its whole history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// A date as `2026-01-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_on: Option<String>,
    /// The household or dwelling in whose visit this resident was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<RecordId>,
}

/// What is written under a visited record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitAct {
    Visit(Visit),
    /// 确认: somebody who lives there says that the visit took place.
    Confirm {
        visit: EntryId,
    },
    /// An act of a newer program; holds its word.
    Unknown(String),
}

/// An act with its place in the log.
pub type VisitEvent = Event<VisitAct>;

/// The visits of one record, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitFold {
    pub visits: Vec<SeenVisit>,
}

/// A visit and who confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenVisit {
    pub id: EntryId,
    pub by: PostId,
    pub by_kind: PostKind,
    pub captured_at: i64,
    pub receipted: bool,
    pub visit: Visit,
    pub confirmed: Vec<Confirmation>,
}

/// A confirmation that counts: by another post than the visitor's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    pub by: PostId,
    pub by_kind: PostKind,
}

impl VisitFold {
    #[must_use]
    pub fn last(&self) -> Option<&SeenVisit> {
        self.visits.first()
    }

    /// When the next visit is planned: what the latest visit said.
    #[must_use]
    pub fn next_on(&self) -> Option<Date> {
        self.last()?.visit.next_on.as_deref()?.parse().ok()
    }
}

/// Any order and repetition in, the same visits out. The latest visit is the one that was last in the field, not the one that was
/// written down last.
#[must_use]
pub fn fold_visits(events: &[VisitEvent]) -> VisitFold {
    let events = in_order(events);
    let mut visits: Vec<SeenVisit> = events.iter().filter_map(|event| seen(event)).collect();
    for event in &events {
        let VisitAct::Confirm { visit } = &event.entry else { continue };
        let Some(seen) = visits.iter_mut().find(|seen| seen.id == *visit) else { continue };
        let twice = seen.confirmed.iter().any(|confirmation| confirmation.by == event.post);
        if may(&event.post_kind, "confirm") && event.post != seen.by && !twice {
            seen.confirmed.push(Confirmation { by: event.post, by_kind: event.post_kind.clone() });
        }
    }
    // Stable: of two visits at one moment the later in the log comes first.
    visits.reverse();
    visits.sort_by_key(|seen| std::cmp::Reverse(seen.visit.at));
    VisitFold { visits }
}

fn seen(event: &VisitEvent) -> Option<SeenVisit> {
    let VisitAct::Visit(visit) = &event.entry else { return None };
    may(&event.post_kind, "visit").then(|| SeenVisit {
        id: event.id,
        by: event.post,
        by_kind: event.post_kind.clone(),
        captured_at: event.captured_at,
        receipted: event.seq.is_some(),
        visit: visit.clone(),
        confirmed: Vec::new(),
    })
}

fn may(post: &PostKind, act: &str) -> bool {
    authority::may_act(post, &RecordKind::Visit, act).is_some()
}

#[derive(Deserialize)]
struct Head {
    a: String,
}

#[derive(Serialize, Deserialize)]
struct Visited {
    a: String,
    v: Visit,
}

#[derive(Serialize, Deserialize)]
struct Confirmed {
    a: String,
    of: EntryId,
}

#[derive(Serialize)]
struct Word<'a> {
    a: &'a str,
}

impl VisitAct {
    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        match self {
            Self::Visit(visit) => wire::encode_payload(&Visited { a: "visit".into(), v: visit.clone() }),
            Self::Confirm { visit } => wire::encode_payload(&Confirmed { a: "confirm".into(), of: *visit }),
            Self::Unknown(word) => wire::encode_payload(&Word { a: word }),
        }
    }

    /// # Errors
    /// `Malformed` when it is no act at all, or a known act without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let head: Head = wire::decode_payload(bytes)?;
        Ok(match head.a.as_str() {
            "visit" => Self::Visit(wire::decode_payload::<Visited>(bytes)?.v),
            "confirm" => Self::Confirm { visit: wire::decode_payload::<Confirmed>(bytes)?.of },
            _ => Self::Unknown(head.a),
        })
    }
}

#[cfg(test)]
#[path = "visit_tests.rs"]
mod tests;
