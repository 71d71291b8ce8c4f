//! 已查看: a desk has looked at the details of a record. Its founder hears that, when, and of which unit; no more.

use etong_protocol::{OrgPath, PostKind, RecordKind, WireError, authority, wire};
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

/// Is a look of this post at a record of this kind worth telling its founder? Posts that supervise, and for what only
/// police read, police.
#[must_use]
pub fn tells_founder(post: &PostKind, kind: &RecordKind) -> bool {
    let told = matches!(
        kind,
        RecordKind::Case | RecordKind::Clue | RecordKind::Inspection | RecordKind::Mediation | RecordKind::Patrol
    );
    let fits = if kind.is_restricted() { post.is_police() } else { *post != PostKind::PoliceOfficer };
    told && fits && authority::may_act(post, &RecordKind::Opened, "look").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_comes_back_as_it_went() {
        let opened = Opened { unit: "/1/2/3".parse().unwrap(), opened_at: 5 };
        assert_eq!(Opened::from_payload(&opened.to_payload().unwrap()).unwrap(), opened);
        assert!(Opened::from_payload(b"?").is_err());
    }

    #[test]
    fn desks_tell_of_cases_and_only_police_tell_of_clues() {
        for post in PostKind::KNOWN {
            let supervises = post.is_desk() || matches!(post, PostKind::PoliceChief | PostKind::Department);
            assert_eq!(tells_founder(post, &RecordKind::Case), supervises, "{post}");
            assert_eq!(tells_founder(post, &RecordKind::Clue), post.is_police(), "{post}");
            assert!(!tells_founder(post, &RecordKind::Resident), "{post}");
        }
    }
}
