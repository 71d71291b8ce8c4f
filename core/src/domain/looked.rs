//! 查看: whose look at which record belongs into the audit log: everybody's but the founder's, at records that tell of people.

use etong_protocol::RecordKind;

/// Records of one look that stand in one entry of the log.
pub const RECORDS_IN_ENTRY: usize = 200;

/// Do details of this kind tell of people whose data is protected: residents, callers, parties, suspects, whoever lives or walks somewhere?
/// Papers of the office (notices, rosters, draws, figures) do not, though what is typed into them is masked all the same.
#[must_use]
pub fn tells_of_people(kind: &RecordKind) -> bool {
    matches!(
        kind,
        RecordKind::Resident
            | RecordKind::Household
            | RecordKind::Dwelling
            | RecordKind::Building
            | RecordKind::Special
            | RecordKind::Case
            | RecordKind::Mediation
            | RecordKind::Inspection
            | RecordKind::Clue
            | RecordKind::TeamClue
            | RecordKind::Patrol
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::typed::every_typed;

    /// Typed texts about work, of which no third person is the subject.
    const OF_THE_OFFICE: [RecordKind; 10] = [
        RecordKind::Notice,
        RecordKind::PublicNotice,
        RecordKind::Call,
        RecordKind::Muster,
        RecordKind::Roster,
        RecordKind::Campaign,
        RecordKind::Assessment,
        RecordKind::Appeal,
        RecordKind::Draw,
        RecordKind::Survey,
    ];

    #[test]
    fn every_document_and_every_kind_with_typed_text_tells_of_people_or_is_said_to_be_of_the_office() {
        for kind in RecordKind::KNOWN {
            assert!(!kind.is_document() || tells_of_people(kind), "{kind} holds fields of people");
        }
        for (kind, _) in every_typed().filter(|(kind, _)| !kind.is_companion()) {
            assert_ne!(tells_of_people(&kind), OF_THE_OFFICE.contains(&kind), "{kind} is one of the two");
        }
    }
}
