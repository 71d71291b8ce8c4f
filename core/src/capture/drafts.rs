//! What capture hands on: drafts of entries, still without device, stamp and signature, and remarks on what looks odd.

use etong_merge::FieldEdit;
use etong_protocol::{DeviceId, OrgLevel, OrgPath, PostId, PostKind, RecordId, RecordKind, WireError};

use super::error::CaptureError;
use crate::domain::case::Actor;

/// Who acts: the post that was chosen, on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub device: DeviceId,
    pub post: PostId,
    pub post_kind: PostKind,
    pub unit: OrgPath,
    /// The record acted on is shared with this unit: the post may write onto it though it lies outside.
    pub shared: bool,
}

/// One entry to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub record: RecordId,
    pub kind: RecordKind,
    pub scope: OrgPath,
    pub content: Content,
}

/// What the entry will say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Changes to the fields of a document.
    Edits(Vec<FieldEdit>),
    /// The payload of an event.
    Event(Vec<u8>),
}

/// Everything one request leads to; all of it is saved, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafts {
    pub drafts: Vec<Draft>,
    pub remarks: Vec<Remark>,
}

/// Something odd that was taken as it is and flagged, never refused and never repaired.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Remark {
    /// The key of the field.
    pub field: String,
    /// What is odd, in plain words without the value.
    pub about: String,
}

impl Remark {
    pub(crate) fn new(field: &str, about: impl Into<String>) -> Self {
        Self { field: field.to_owned(), about: about.into() }
    }
}

impl Draft {
    /// `field`: what the refusal names when CBOR cannot carry the payload, which nothing that was read runs into.
    pub(super) fn event(
        record: RecordId,
        kind: RecordKind,
        scope: &OrgPath,
        payload: Result<Vec<u8>, WireError>,
        field: &str,
    ) -> Result<Self, CaptureError> {
        let payload = payload.map_err(|_| CaptureError::invalid(field, "cannot be written down"))?;
        Ok(Self { record, kind, scope: scope.clone(), content: Content::Event(payload) })
    }
}

impl Drafts {
    pub(crate) fn of(drafts: Vec<Draft>) -> Self {
        Self { drafts, remarks: Vec::new() }
    }
}

impl Author {
    /// As the rules of a case look at who acts.
    pub(crate) fn actor(&self) -> Actor<'_> {
        Actor { post: self.post, kind: &self.post_kind, unit: self.unit.unit(), device: self.device }
    }

    /// The unit a new record belongs to: what the request says, else the author's own unit, at `lowest` level or below,
    /// inside the author's unit.
    pub(crate) fn scope(&self, requested: Option<&str>, lowest: OrgLevel) -> Result<OrgPath, CaptureError> {
        let scope = match requested.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => text
                .parse()
                .map_err(|_| CaptureError::invalid("scope", "not a path of unit numbers as in /1/12/345/6789"))?,
            None => self.unit.clone(),
        };
        if scope.level() < lowest {
            let level = if lowest == OrgLevel::Grid { "grid" } else { "community or grid" };
            return Err(CaptureError::invalid("scope", format!("{scope} is too wide: name the {level}")));
        }
        if self.unit.covers(&scope) { Ok(scope) } else { Err(self.outside(&scope)) }
    }

    /// The record lies inside the author's unit, or is shared with it.
    pub(crate) fn must_cover(&self, scope: &OrgPath) -> Result<(), CaptureError> {
        if self.unit.covers(scope) || self.shared { Ok(()) } else { Err(self.outside(scope)) }
    }

    pub(crate) fn outside(&self, scope: &OrgPath) -> CaptureError {
        CaptureError::NotAllowed {
            rule: format!("this post belongs to {}, the record to {scope}", self.unit),
            who_may: vec![format!("a post of {scope} or above")],
        }
    }
}
