//! 共享: the one payload the relay reads, because it says who may read and not what is written. A grant lives under the
//! id of the record it shares; what it opens is never closed again.

use serde::{Deserialize, Serialize};

use super::permission::may_act;
use crate::org_path::{OrgPath, UnitId};
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;
use crate::{WireError, wire};

/// Opens a record, past and future, to every post of exactly the unit `to`: they read all of it and may write events onto
/// it, as far as the table of rights lets their kind. A unit is known by its number, wherever the centre moves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub to: OrgPath,
}

impl Grant {
    /// # Errors
    /// `Malformed` when it is no grant, or one to nobody (the centre has no posts).
    pub fn from_payload(bytes: &[u8]) -> Result<Self, WireError> {
        let grant: Self = wire::decode_payload(bytes)?;
        if grant.to.unit().is_none() { Err(WireError::Malformed { what: "grant" }) } else { Ok(grant) }
    }

    /// # Errors
    /// `Malformed` when CBOR cannot carry it, which no value of this type runs into.
    pub fn to_payload(&self) -> Result<Vec<u8>, WireError> {
        wire::encode_payload(self)
    }

    /// The number of the unit it opens the record to.
    #[must_use]
    pub fn unit(&self) -> Option<UnitId> {
        self.to.unit()
    }
}

/// The act by which a record of this kind is shared: 移交 of a clue or police file is one of its own.
#[must_use]
pub fn sharing_act(kind: &RecordKind) -> &'static str {
    if kind.is_restricted() { "hand_over" } else { "share" }
}

/// May a post of this kind share a record of kind `kind`? Only one whose unit covers the record's scope, which the caller
/// asks beside.
#[must_use]
pub fn may_share(post: &PostKind, kind: &RecordKind) -> bool {
    *kind != RecordKind::Audit && may_act(post, &RecordKind::Grant, sharing_act(kind)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_comes_back_as_it_went_and_fields_of_a_newer_one_are_skipped() {
        #[derive(Serialize)]
        struct Newer {
            to: OrgPath,
            until: &'static str,
        }
        let to: OrgPath = "/1/15".parse().unwrap();
        let grant = Grant { to: to.clone() };
        assert_eq!(Grant::from_payload(&grant.to_payload().unwrap()).unwrap(), grant);
        let newer = wire::encode_payload(&Newer { to, until: "2027-01-01" }).unwrap();
        assert_eq!(Grant::from_payload(&newer).unwrap(), grant);
    }

    #[test]
    fn a_grant_to_nobody_is_none() {
        let nobody = Grant { to: OrgPath::centre() };
        assert!(Grant::from_payload(&nobody.to_payload().unwrap()).is_err());
        for bytes in [b"".as_slice(), b"\xa0", b"to"] {
            assert!(Grant::from_payload(bytes).is_err());
        }
    }

    #[test]
    fn desks_and_the_police_leader_share_and_only_police_hand_clues_over() {
        let clue: RecordKind = "clue".parse().unwrap();
        for post in PostKind::KNOWN {
            let shares = post.is_desk() || *post == PostKind::PoliceChief;
            assert_eq!(may_share(post, &RecordKind::Case), shares, "{post} shares a case");
            assert_eq!(may_share(post, &clue), post.is_police(), "{post} hands a clue over");
        }
    }
}
