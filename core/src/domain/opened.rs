//! 已查看: a desk has looked at the details of a record. Its founder hears that, when, and of which unit; no more. Whoever writes the words
//! may write any: the unit counts as the signed envelope names it, which the relay compares with its directory.

use std::collections::BTreeSet;

use etong_protocol::{DeviceId, Entry, OrgPath, PostId, PostKind, RecordKind, UnitId, WireError, authority, wire};
use serde::{Deserialize, Serialize};

/// What the founder is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The unit of the post that looked.
    pub unit: OrgPath,
    /// Its phone's clock, milliseconds since 1970.
    pub opened_at: i64,
}

impl Opened {
    /// # Errors
    /// `Malformed`.
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        wire::decode_payload(bytes)
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }
}

/// A supervisor's look, as far as it shows by itself whose it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub from: LookedFrom,
    pub post: PostId,
    pub post_kind: PostKind,
    /// Clock of the phone that looked, milliseconds since 1970.
    pub opened_at: i64,
}

/// Where the post stands that looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedFrom {
    /// The envelope names a unit that lies on the way up from where the record is filed.
    Above(OrgPath),
    /// The envelope names a unit that stands elsewhere: the record is shared with it, or it took another's place.
    Beside(UnitId),
    /// 单位未证明: a program that did not name the unit in the envelope. What the words say is the writer's word only.
    Unproven,
}

/// Why an entry of that kind is nobody's look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoLook {
    #[error("what it says cannot be read")]
    Unreadable,
    #[error("a post of this kind does not supervise such a record")]
    NotSupervising,
    #[error("the phone or post that wrote the record wrote it")]
    TheAuthors,
    #[error("it is filed elsewhere than the record")]
    Elsewhere,
    #[error("its words name another unit than its envelope")]
    OtherUnit,
}

impl NoLook {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotSupervising => "not_supervising",
            Self::TheAuthors => "the_authors",
            Self::Elsewhere => "elsewhere",
            Self::OtherUnit => "other_unit",
        }
    }
}

/// What is known of a record that was looked at.
#[derive(Debug, Clone, Default)]
pub struct LookedAt {
    kind: Option<RecordKind>,
    scope: Option<OrgPath>,
    devices: BTreeSet<DeviceId>,
    posts: BTreeSet<PostId>,
}

impl LookedAt {
    #[must_use]
    pub fn record(kind: &RecordKind, scope: &OrgPath) -> Self {
        // Of a record whose first entry is not here a phone knows no more than that of what is told.
        let kind = Some(kind.clone()).filter(|kind| !kind.is_companion());
        Self { kind, scope: Some(scope.clone()), ..Self::default() }
    }

    pub fn written_by_device(&mut self, device: DeviceId) {
        self.devices.insert(device);
    }

    /// One of the entries by which its author wrote it. A record keeps the kind and scope of its first entry.
    pub fn written(&mut self, entry: &Entry) {
        self.written_by_device(entry.device);
        self.posts.insert(entry.post);
        self.scope.get_or_insert_with(|| entry.scope.clone());
        if !entry.kind.is_companion() {
            self.kind.get_or_insert_with(|| entry.kind.clone());
        }
    }

    /// Is it known what the record is? Before that whose looks count at it, and whose are the author's own, is anybody's guess.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.kind.is_some()
    }

    /// # Errors
    /// Why it is no look of a supervisor at this record.
    pub fn look(&self, entry: &Entry) -> Result<Look, NoLook> {
        let Opened { unit, opened_at } = Opened::from_payload(&entry.payload).map_err(|_| NoLook::Unreadable)?;
        let supervises = match &self.kind {
            Some(kind) => tells_founder(&entry.post_kind, kind),
            None => may_look(&entry.post_kind),
        };
        if entry.kind != RecordKind::Opened || !supervises {
            return Err(NoLook::NotSupervising);
        }
        if self.devices.contains(&entry.device) || self.posts.contains(&entry.post) {
            return Err(NoLook::TheAuthors);
        }
        if self.scope.as_ref().is_some_and(|scope| *scope != entry.scope) {
            return Err(NoLook::Elsewhere);
        }
        let from = match entry.unit {
            None => LookedFrom::Unproven,
            Some(named) if unit.unit() != Some(named) => return Err(NoLook::OtherUnit),
            Some(named) => above(&entry.scope, named).map_or(LookedFrom::Beside(named), LookedFrom::Above),
        };
        Ok(Look { from, post: entry.post, post_kind: entry.post_kind.clone(), opened_at })
    }
}

/// The unit's place on the way up from `scope`. Numbers are given out once, so the words' own path is not needed.
fn above(scope: &OrgPath, unit: UnitId) -> Option<OrgPath> {
    std::iter::successors(Some(scope.clone()), OrgPath::parent).find(|place| place.unit() == Some(unit))
}

/// Is a look of this post at a record of this kind worth telling its founder? Posts that supervise, and for what only
/// police read, police.
#[must_use]
pub fn tells_founder(post: &PostKind, kind: &RecordKind) -> bool {
    let told = matches!(
        kind,
        RecordKind::Case | RecordKind::Clue | RecordKind::Inspection | RecordKind::Mediation | RecordKind::Patrol
    );
    let fits = if kind.is_restricted() { post.is_police() } else { *post != PostKind::PoliceOfficer };
    told && fits && may_look(post)
}

fn may_look(post: &PostKind) -> bool {
    authority::may_act(post, &RecordKind::Opened, "look").is_some()
}

#[cfg(test)]
#[path = "opened_tests.rs"]
mod tests;
