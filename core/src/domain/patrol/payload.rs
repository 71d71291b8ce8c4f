//! The payload of a patrol event: one flat CBOR map with the event's word under `a`.

use etong_protocol::{PostId, RecordId, WireError, wire};
use serde::{Deserialize, Serialize};

use super::act::{Assignment, Checkpoint, Finding, Gap, GapCause, Mark, Mocked, PatrolEntry, PatrolKind, Plan, Start};
use super::area::Corner;
use super::track::{MAX_TRACK_POINTS, TrackError, pack_track, unpack_track};
use crate::domain::event::word_of;
use crate::domain::place::Fix;

/// What stands for a segment whose track is written in a newer way.
const NEWER_SEGMENT: &str = "segment.newer";
const KNOWN: &[&str] =
    &["assign", "call_off", "start", "join", "segment", "mocked", "pause", "resume", "gap", "finding", "mark", "end"];

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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    posts: Vec<PostId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    area: Vec<Corner>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Checkpoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<RecordId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<RecordId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pair: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
}

impl PatrolEntry {
    /// # Errors
    /// `TooLarge` for a segment of too many points.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        let mut flat = Flat { a: self.as_str().into(), ..Flat::default() };
        match self {
            Self::Assign(assignment) => {
                flat.posts = assignment.to.clone();
                (flat.from, flat.to) = (Some(assignment.from), Some(assignment.until));
                (flat.text, flat.campaign) = (Some(assignment.what.clone()), assignment.campaign);
                (flat.area, flat.places) = (assignment.plan.area.clone(), assignment.plan.places.clone());
            }
            Self::CallOff { reason } => flat.text = Some(reason.clone()),
            Self::Start(start) => {
                (flat.kind, flat.place) = (Some(start.kind.clone()), start.place.clone());
                (flat.area, flat.places) = (start.plan.area.clone(), start.plan.places.clone());
                (flat.campaign, flat.call, flat.pair) = (start.campaign, start.call, start.pair.clone());
            }
            Self::Join { code, place } => (flat.code, flat.place) = (code.clone(), place.clone()),
            Self::Segment(points) => {
                let too_many =
                    |_| WireError::TooLarge { what: "track segment", actual: points.len(), limit: MAX_TRACK_POINTS };
                flat.track = Some(TrackBytes(pack_track(points).map_err(too_many)?));
            }
            Self::Mocked(mocked) => {
                (flat.from, flat.to, flat.count) = (Some(mocked.from), Some(mocked.to), Some(mocked.count));
            }
            Self::Gap(gap) => {
                (flat.from, flat.to, flat.cause) = (Some(gap.from), Some(gap.to), Some(gap.cause.clone()));
            }
            Self::Finding(finding) => {
                flat.text = Some(finding.text.clone());
                (flat.place, flat.case) = (finding.place.clone(), finding.case);
            }
            Self::Mark(mark) => {
                (flat.count, flat.text) = (Some(mark.nth), Some(mark.reason.clone()));
                flat.place = mark.place.clone();
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
        let word = word_of(bytes)?;
        if !KNOWN.contains(&word.as_str()) {
            return Ok(Self::Unknown(word));
        }
        entry_of(wire::decode_payload(bytes)?).ok_or(malformed)
    }
}

fn entry_of(flat: Flat<'_>) -> Option<PatrolEntry> {
    let plan = Plan { area: flat.area, places: flat.places };
    Some(match &*flat.a {
        "assign" => PatrolEntry::Assign(Assignment {
            to: flat.posts,
            from: flat.from?,
            until: flat.to?,
            what: flat.text?,
            plan,
            campaign: flat.campaign,
        }),
        "call_off" => PatrolEntry::CallOff { reason: flat.text? },
        "start" => PatrolEntry::Start(Start {
            kind: flat.kind?,
            place: flat.place,
            plan,
            campaign: flat.campaign,
            call: flat.call,
            pair: flat.pair,
        }),
        "join" => PatrolEntry::Join { code: flat.code, place: flat.place },
        "segment" => match unpack_track(&flat.track?.0) {
            Ok(points) => PatrolEntry::Segment(points),
            Err(TrackError::UnknownVersion) => PatrolEntry::Unknown(NEWER_SEGMENT.into()),
            Err(_) => return None,
        },
        "mocked" => PatrolEntry::Mocked(Mocked { from: flat.from?, to: flat.to?, count: flat.count? }),
        "pause" => PatrolEntry::Pause,
        "resume" => PatrolEntry::Resume,
        "gap" => PatrolEntry::Gap(Gap { from: flat.from?, to: flat.to?, cause: flat.cause? }),
        "finding" => PatrolEntry::Finding(Finding { text: flat.text?, place: flat.place, case: flat.case }),
        "mark" => PatrolEntry::Mark(Mark { nth: flat.count?, reason: flat.text?, place: flat.place }),
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
    use super::super::track::TrackPoint;
    use super::*;

    #[test]
    fn every_event_comes_back_as_it_went() {
        let place = Some(Fix::new(24_513_000, 117_655_000, 8).unwrap());
        let point = TrackPoint { at_ms: 5_000, lat_e6: 1, lon_e6: 2, accuracy_m: 3 };
        let gate = Checkpoint { name: "北门".into(), lat_e6: 1, lon_e6: 2, radius_m: 30 };
        let plan = Plan { area: vec![Corner(1, 2), Corner(3, 4), Corner(5, 6)], places: vec![gate] };
        let events = [
            PatrolEntry::Assign(Assignment {
                to: vec![PostId::NIL],
                from: 1,
                until: 2,
                what: "夜巡".into(),
                plan: plan.clone(),
                campaign: Some(RecordId::NIL),
            }),
            PatrolEntry::CallOff { reason: "下雨".into() },
            PatrolEntry::Start(Start {
                place: place.clone(),
                plan,
                campaign: Some(RecordId::NIL),
                call: Some(RecordId::NIL),
                pair: Some("aa".into()),
                ..Start::of(PatrolKind::SelfStarted)
            }),
            PatrolEntry::Join { code: Some("123456".into()), place: place.clone() },
            PatrolEntry::Segment(vec![point, TrackPoint { at_ms: 10_000, ..point }]),
            PatrolEntry::Mocked(Mocked { from: 1, to: 2, count: 3 }),
            PatrolEntry::Pause,
            PatrolEntry::Resume,
            PatrolEntry::Gap(Gap { from: 1, to: 2, cause: GapCause::Killed }),
            PatrolEntry::Finding(Finding {
                text: "井盖缺失".into(), place: place.clone(), case: Some(RecordId::NIL)
            }),
            PatrolEntry::Mark(Mark { nth: 0, reason: "室内无信号".into(), place }),
            PatrolEntry::End { place: None },
            PatrolEntry::Unknown("handover".into()),
        ];
        assert_eq!(events.len(), KNOWN.len() + 1);
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
        for word in ["assign", "call_off", "start", "segment", "mocked", "gap", "finding", "mark"] {
            let bytes = wire::encode_payload(&Flat { a: word.into(), ..Flat::default() }).unwrap();
            assert!(PatrolEntry::from_payload(&bytes).is_err(), "{word}");
        }
    }
}
