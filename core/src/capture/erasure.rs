//! 删除: asking for a record to be erased, and answering. Two people; the relay has the last word.

use etong_protocol::authority::who_may;
use etong_protocol::{LegalBasis, OrgPath, PostId, RecordId, RecordKind, Tombstone, TombstoneAct};

use super::drafts::{Author, Content, Draft, Drafts};
use super::error::CaptureError;
use super::right::allowed_at;
use crate::domain::erasure::{ErasureFold, ErasureState};
use crate::domain::rule_id::RuleId;

/// The record it is about, and how its erasure stands.
#[derive(Debug)]
pub struct Erasing<'a> {
    pub record: RecordId,
    pub kind: &'a RecordKind,
    pub scope: &'a OrgPath,
    pub fold: &'a ErasureFold,
    /// All posts of this phone's owner: who asked does not approve.
    pub own: &'a [PostId],
}

/// `act`: `ask` with a basis, `approve`, `refuse`, `hold`, `lift_hold`.
///
/// # Errors
/// `NotAllowed` with who may do it instead, `Invalid` for a word that is none or an answer nobody waits for.
pub fn erasure(
    author: &Author,
    on: &Erasing<'_>,
    act: &TombstoneAct,
    basis: Option<&str>,
) -> Result<Drafts, CaptureError> {
    let word = act.as_str();
    let rule = format!("may not {word} the erasure of a record");
    if *act == TombstoneAct::Erased {
        let rule = format!("a {} {rule}", author.post_kind);
        let who_may = who_may(&RecordKind::Tombstone, word).iter().map(ToString::to_string).collect();
        return Err(CaptureError::NotAllowed { rule, who_may });
    }
    allowed_at(author, &RecordKind::Tombstone, word, on.scope, &rule)?;
    if *on.kind == RecordKind::Audit {
        return Err(CaptureError::barred(
            RuleId::AuditKept,
            "the audit log is erased by nobody; it ends with its time of keeping",
        ));
    }
    if on.fold.state == ErasureState::Erased {
        return Err(CaptureError::barred(RuleId::ErasedBefore, "this record is erased already"));
    }
    let step = match act {
        TombstoneAct::Ask => Tombstone::ask(read_basis(basis)?),
        TombstoneAct::Approve | TombstoneAct::Refuse => answer(act, on)?,
        _ => Tombstone::bare(act.clone()),
    };
    let payload = step.to_payload().map_err(|_| CaptureError::invalid("basis", "cannot be written down"))?;
    let (kind, scope) = (RecordKind::Tombstone, on.scope.clone());
    Ok(Drafts::of(vec![Draft { record: on.record, kind, scope, content: Content::Event(payload) }]))
}

fn answer(act: &TombstoneAct, on: &Erasing<'_>) -> Result<Tombstone, CaptureError> {
    let asked = match &on.fold.asked {
        Some(asked) if on.fold.state == ErasureState::Asked => asked,
        _ => return Err(CaptureError::invalid("record", "nobody asks for this record to be erased")),
    };
    if *act == TombstoneAct::Approve && on.own.contains(&asked.post) {
        return Err(CaptureError::NotAllowed {
            rule: "you asked for it yourself; another person approves".into(),
            who_may: who_may(&RecordKind::Tombstone, "approve").iter().map(ToString::to_string).collect(),
        });
    }
    if *act == TombstoneAct::Approve && on.fold.held.is_some() {
        return Err(CaptureError::barred(
            RuleId::Hold,
            "a legal hold forbids to erase this record; lift the hold first",
        ));
    }
    Ok(Tombstone::answer(act.clone(), asked.entry))
}

fn read_basis(basis: Option<&str>) -> Result<LegalBasis, CaptureError> {
    let words = || LegalBasis::KNOWN.iter().map(LegalBasis::as_str).collect::<Vec<_>>().join(", ");
    match basis.map(str::trim).and_then(|word| word.parse().ok()) {
        Some(LegalBasis::Unknown(_)) | None => {
            Err(CaptureError::invalid("basis", format!("name the legal basis, one of: {}", words())))
        }
        Some(basis) => Ok(basis),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::erasure::By;
    use etong_protocol::{DeviceId, EntryId, PostKind};

    fn path(text: &str) -> OrgPath {
        text.parse().unwrap()
    }

    fn asked(post: u8) -> ErasureFold {
        let post = PostId::from_bytes([post; 16]);
        let by = By { entry: EntryId::of(b"ask"), post, device: DeviceId::NIL, at: 1, provisional: false };
        ErasureFold { state: ErasureState::Asked, asked: Some(by), ..ErasureFold::default() }
    }

    fn tries(kind: PostKind, unit: &str, fold: &ErasureFold, act: &str, basis: Option<&str>) -> String {
        let own = [PostId::from_bytes([7; 16])];
        let author = Author { device: DeviceId::NIL, post: own[0], post_kind: kind, unit: path(unit), shared: false };
        let (scope, kind) = (path("/1/2/3/4"), RecordKind::Resident);
        let on = Erasing { record: RecordId::NIL, kind: &kind, scope: &scope, fold, own: &own };
        match erasure(&author, &on, &act.parse().unwrap(), basis) {
            Ok(_) => "done".into(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn two_people_and_a_legal_basis_are_needed() {
        use PostKind::{CommunityDesk, CountyDesk, GridWorker, TownshipDesk};
        let (none, mine, others) = (ErasureFold::default(), asked(7), asked(8));
        let held = ErasureFold { held: others.asked.clone(), ..others.clone() };
        let gone = ErasureFold { state: ErasureState::Erased, ..others.clone() };
        let table = [
            (tries(GridWorker, "/1/2/3/4", &none, "ask", Some("consent")), "done"),
            (tries(GridWorker, "/1/2/3/4", &none, "ask", Some("because")), "basis: name the legal basis"),
            (tries(GridWorker, "/1/2/3/5", &none, "ask", Some("consent")), "this post belongs to /1/2/3/5"),
            (tries(GridWorker, "/1/2/3/4", &others, "approve", None), "may: township_desk, county_desk"),
            (tries(CommunityDesk, "/1/2/3", &others, "approve", None), "may: township_desk, county_desk"),
            (tries(TownshipDesk, "/1/2", &none, "approve", None), "nobody asks"),
            (tries(TownshipDesk, "/1/2", &mine, "approve", None), "another person approves"),
            (tries(TownshipDesk, "/1/2", &mine, "refuse", None), "done"),
            (tries(CountyDesk, "/1", &others, "approve", None), "done"),
            (tries(CountyDesk, "/1", &held, "approve", None), "a legal hold"),
            (tries(CountyDesk, "/1", &held, "lift_hold", None), "done"),
            (tries(CountyDesk, "/1", &gone, "ask", Some("law")), "erased already"),
            (tries(CountyDesk, "/1", &gone, "erased", None), "may not erased"),
        ];
        for (outcome, words) in table {
            assert!(outcome.contains(words), "{outcome:?} is not {words:?}");
        }
    }
}
