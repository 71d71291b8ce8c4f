//! The events of a patrol and their payload: one flat CBOR map with the event's word under `a`. A word this program does not know
//! is kept and never fails to decode.

use etong_protocol::{RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use super::track::{TrackPoint, pack_track, unpack_track};
use crate::domain::place::Fix;
use crate::domain::word::open_word;

/// One event of a patrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatrolEntry {
    Start {
        kind: PatrolKind,
        place: Option<Fix>,
    },
    /// Some seconds of track.
    Segment(Vec<TrackPoint>),
    Pause,
    Resume,
    Gap(Gap),
    Finding(Finding),
    End {
        place: Option<Fix>,
    },
    /// An event of a newer program; holds its word.
    Unknown(String),
}

open_word!(
    /// Why the patrol is walked.
    PatrolKind {
        /// 我要巡逻.
        SelfStarted = "self_started",
        /// 任务巡逻.
        Assigned = "assigned",
        /// 专项行动, as in 平安守护.
        Campaign = "campaign",
    }
);

open_word!(
    /// Why there is no track for a while. Shown honestly, never held against anybody.
    GapCause {
        /// The phone had no view of the sky.
        NoSignal = "no_signal",
        /// The system stopped the app.
        Killed = "killed",
        /// The phone was off or out of power.
        PowerOff = "power_off",
        /// The person took the right to locate away.
        NoPermission = "no_permission",
    }
);

/// A stretch without track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Milliseconds since 1970, phone clock; `to` is not before `from`.
    pub from: i64,
    pub to: i64,
    pub cause: GapCause,
}

/// Something seen on the way. When it became a case, `case` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub text: String,
    pub place: Option<Fix>,
    pub case: Option<RecordId>,
}

/// What stands for a segment whose track is written in a newer way.
const NEWER_SEGMENT: &str = "segment.newer";

#[derive(Deserialize)]
struct Head {
    a: String,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Flat<'a> {
    a: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<PatrolKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Fix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<TrackBytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<GapCause>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<RecordId>,
}

impl PatrolEntry {
    /// The word as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Start { .. } => "start",
            Self::Segment(_) => "segment",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Gap(_) => "gap",
            Self::Finding(_) => "finding",
            Self::End { .. } => "end",
            Self::Unknown(word) => word,
        }
    }

    /// # Errors
    /// `TooLarge` for a segment of too many points.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.as_str().into(), ..Flat::default() };
        match self {
            Self::Start { kind, place } => (flat.kind, flat.place) = (Some(kind.clone()), place.clone()),
            Self::Segment(points) => {
                let too_many = |_| WireError::TooLarge {
                    what: "track segment",
                    actual: points.len(),
                    limit: super::track::MAX_TRACK_POINTS,
                };
                flat.track = Some(TrackBytes(pack_track(points).map_err(too_many)?));
            }
            Self::Gap(gap) => {
                (flat.from, flat.to, flat.cause) = (Some(gap.from), Some(gap.to), Some(gap.cause.clone()));
            }
            Self::Finding(finding) => {
                flat.text = Some(finding.text.clone());
                (flat.place, flat.case) = (finding.place.clone(), finding.case);
            }
            Self::End { place } => flat.place = place.clone(),
            Self::Pause | Self::Resume | Self::Unknown(_) => {}
        }
        wire::encode_payload(&flat)
    }

    /// Reads a payload; fields and words from a newer program are no error.
    ///
    /// # Errors
    /// `Malformed` when it is no patrol event, or a known one without what it needs.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let malformed = WireError::Malformed { what: "patrol event" };
        let head: Head = wire::decode_payload(bytes)?;
        let known = ["start", "segment", "pause", "resume", "gap", "finding", "end"];
        if !known.contains(&head.a.as_str()) {
            return Ok(Self::Unknown(head.a));
        }
        entry_of(wire::decode_payload(bytes)?).ok_or(malformed)
    }
}

fn entry_of(flat: Flat<'_>) -> Option<PatrolEntry> {
    Some(match &*flat.a {
        "start" => PatrolEntry::Start { kind: flat.kind?, place: flat.place },
        "segment" => match unpack_track(&flat.track?.0) {
            Ok(points) => PatrolEntry::Segment(points),
            Err(super::track::TrackError::UnknownVersion) => PatrolEntry::Unknown(NEWER_SEGMENT.into()),
            Err(_) => return None,
        },
        "pause" => PatrolEntry::Pause,
        "resume" => PatrolEntry::Resume,
        "gap" => PatrolEntry::Gap(Gap { from: flat.from?, to: flat.to?, cause: flat.cause? }),
        "finding" => PatrolEntry::Finding(Finding { text: flat.text?, place: flat.place, case: flat.case }),
        "end" => PatrolEntry::End { place: flat.place },
        _ => PatrolEntry::Unknown(flat.a.into_owned()),
    })
}

/// A CBOR byte string; serde would write a `Vec<u8>` as a list of numbers.
struct TrackBytes(Vec<u8>);

impl Serialize for TrackBytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for TrackBytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = TrackBytes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a byte string")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<TrackBytes, E> {
                Ok(TrackBytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_comes_back_as_it_went() {
        let place = Some(Fix::new(24_513_000, 117_655_000, 8).unwrap());
        let point = TrackPoint { at_ms: 5_000, lat_e6: 1, lon_e6: 2, accuracy_m: 3 };
        let events = [
            PatrolEntry::Start { kind: PatrolKind::SelfStarted, place: place.clone() },
            PatrolEntry::Segment(vec![point, TrackPoint { at_ms: 10_000, ..point }]),
            PatrolEntry::Pause,
            PatrolEntry::Resume,
            PatrolEntry::Gap(Gap { from: 1, to: 2, cause: GapCause::Killed }),
            PatrolEntry::Finding(Finding { text: "井盖缺失".into(), place, case: Some(RecordId::NIL) }),
            PatrolEntry::End { place: None },
            PatrolEntry::Unknown("handover".into()),
        ];
        for event in events {
            assert_eq!(PatrolEntry::from_payload(&event.to_payload().unwrap()).unwrap(), event);
        }
    }

    #[test]
    fn a_five_second_segment_is_a_few_dozen_bytes() {
        let point = TrackPoint { at_ms: 1_767_225_600_123, lat_e6: 24_513_000, lon_e6: 117_655_000, accuracy_m: 8 };
        assert!(PatrolEntry::Segment(vec![point]).to_payload().unwrap().len() <= 44);
    }

    #[test]
    fn a_track_written_in_a_newer_way_is_kept_as_unknown() {
        let flat = Flat { a: "segment".into(), track: Some(TrackBytes(vec![0x70, 1])), ..Flat::default() };
        let bytes = wire::encode_payload(&flat).unwrap();
        assert_eq!(PatrolEntry::from_payload(&bytes), Ok(PatrolEntry::Unknown(NEWER_SEGMENT.into())));
    }

    #[test]
    fn a_known_event_without_what_it_needs_is_malformed() {
        for word in ["start", "segment", "gap", "finding"] {
            let bytes = wire::encode_payload(&Flat { a: word.into(), ..Flat::default() }).unwrap();
            assert!(PatrolEntry::from_payload(&bytes).is_err(), "{word}");
        }
    }
}
