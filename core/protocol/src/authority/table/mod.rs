//! The rows of the table, a file for each group of nouns. Columns, in the order of `PostKind::KNOWN`:
//! 网格员 民警 辅警 队员 志愿者 · 社区 乡镇 县 · 网格长 群众 所领导 部门 · 回访员 审计 管理员 · 专属网格宿主
//! (left out where it may not).

mod callback;
mod case;
mod collection;
mod custody;
mod mediation;
mod mobilisation;
mod organisation;
mod patrol;
mod privacy;
mod safety;
mod sharing;

use super::permission::Row;
use crate::record_kind::RecordKind;

/// The acts of a kind of record; none for rows of the centre and for kinds this program does not know.
pub(super) const fn rows(kind: &RecordKind) -> &'static [Row] {
    match kind {
        RecordKind::Resident => collection::RESIDENT,
        RecordKind::Household | RecordKind::Dwelling | RecordKind::Building => collection::PLACE,
        RecordKind::Visit => collection::VISIT,
        RecordKind::Merge => collection::MERGE,
        RecordKind::Special => collection::SPECIAL,
        RecordKind::Patrol => patrol::PATROL,
        RecordKind::Campaign => patrol::CAMPAIGN,
        RecordKind::Case => case::CASE,
        RecordKind::Reply => case::REPLY,
        RecordKind::Mediation => mediation::MEDIATION,
        RecordKind::Inspection => safety::INSPECTION,
        RecordKind::Clue => safety::CLUE,
        RecordKind::TeamClue => safety::TEAM_CLUE,
        RecordKind::Draw => callback::DRAW,
        RecordKind::Survey => callback::SURVEY,
        RecordKind::Notice => mobilisation::NOTICE,
        RecordKind::PublicNotice => mobilisation::PUBLIC_NOTICE,
        RecordKind::Read => mobilisation::READ,
        RecordKind::Opened => case::OPENED,
        RecordKind::Call => mobilisation::CALL,
        RecordKind::Muster => mobilisation::MUSTER,
        RecordKind::Roster => organisation::ROSTER,
        RecordKind::Assessment => callback::ASSESSMENT,
        RecordKind::Appeal => callback::APPEAL,
        RecordKind::Grant => sharing::GRANT,
        RecordKind::Tombstone => privacy::TOMBSTONE,
        RecordKind::Audit => privacy::AUDIT,
        RecordKind::CustodyRelease => custody::RELEASE,
        RecordKind::CustodyRefusal => custody::REFUSAL,
        RecordKind::Unit
        | RecordKind::Person
        | RecordKind::Post
        | RecordKind::Office
        | RecordKind::Dictionary
        | RecordKind::Unknown(_) => &[],
    }
}
