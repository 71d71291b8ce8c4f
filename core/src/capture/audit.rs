//! 审计: what is written down before a masked value is shown, and who may ask for one.

use etong_protocol::authority::{export_act, may_act, may_export, who_may};
use etong_protocol::named_id::log_of;
use etong_protocol::{OrgPath, RecordKind};
use serde::Deserialize;

use super::drafts::{Author, Content, Draft};
use super::error::CaptureError;
use crate::domain::audit::{AuditAct, RevealReason};
use crate::domain::field::numbers_in;

/// Characters of a note beside a reason.
const NOTE_MAX: usize = 60;

/// Why somebody needs a masked value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RevealRequest {
    /// `identity`, `contact`, `case`, `emergency`, `subject`, `correction` or `other`.
    pub reason: String,
    /// Required for `other`; no numbers of people in it.
    pub note: Option<String>,
}

/// The reason, and the note as it may be kept.
///
/// # Errors
/// `Invalid` for a reason that is none, `other` without words, or a note that is too long or holds a number of somebody.
pub fn check_reveal(request: &RevealRequest) -> Result<(RevealReason, String), CaptureError> {
    let words = || RevealReason::KNOWN.iter().map(RevealReason::as_str).collect::<Vec<_>>().join(", ");
    let reason = RevealReason::from(request.reason.trim());
    if !reason.is_known() {
        return Err(CaptureError::invalid("reason", format!("say why, one of: {}", words())));
    }
    let note = request.note.as_deref().map(str::trim).unwrap_or_default();
    if reason == RevealReason::Other && note.chars().count() < 2 {
        return Err(CaptureError::invalid("note", "say in a few words why"));
    }
    Ok((reason, fits_log("note", note)?))
}

/// Words of a person that go into the log.
///
/// # Errors
/// `Invalid` for none, for too many, and for a number of somebody in them.
pub fn check_note(field: &str, note: &str) -> Result<String, CaptureError> {
    let note = note.trim();
    if note.chars().count() < 2 {
        return Err(CaptureError::invalid(field, "say in a few words why"));
    }
    fits_log(field, note)
}

fn fits_log(field: &str, note: &str) -> Result<String, CaptureError> {
    if note.chars().count() > NOTE_MAX {
        return Err(CaptureError::invalid(field, format!("at most {NOTE_MAX} characters fit")));
    }
    if numbers_in(note) != note {
        return Err(CaptureError::invalid(field, "holds a number of somebody; the log must not"));
    }
    Ok(note.to_owned())
}

/// May the post do what is logged as `act`: `reveal`, `reveal_text`, `find_number`, `subject_report`, `read`?
///
/// # Errors
/// `NotAllowed` with who may.
pub fn may_do(author: &Author, act: &str, what: &str) -> Result<(), CaptureError> {
    if may_act(&author.post_kind, &RecordKind::Audit, act).is_some() {
        return Ok(());
    }
    Err(CaptureError::NotAllowed {
        rule: format!("a {} may not {what}", author.post_kind),
        who_may: who_may(&RecordKind::Audit, act).iter().map(ToString::to_string).collect(),
    })
}

/// May the post take a record away with everything in it?
///
/// # Errors
/// `NotAllowed` with who may.
pub(crate) fn may_take_away(author: &Author, kind: &RecordKind, scope: &OrgPath) -> Result<(), CaptureError> {
    may_do(author, export_act(kind), "take this record away unmasked")?;
    if may_export(&author.post_kind, &author.unit, kind, scope) { Ok(()) } else { Err(author.outside(scope)) }
}

/// The entry of the log, under the one record of this post of this device.
///
/// # Errors
/// `Invalid` when it cannot be written down.
pub fn audit(author: &Author, act: &AuditAct) -> Result<Draft, CaptureError> {
    let payload = act.to_payload().map_err(|_| CaptureError::invalid("note", "cannot be written down"))?;
    Ok(Draft {
        record: log_of(author.device, author.post, &author.unit),
        kind: RecordKind::Audit,
        scope: author.unit.clone(),
        content: Content::Event(payload),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::{DeviceId, PostId, PostKind};

    #[test]
    fn a_reveal_needs_a_reason_and_its_note_holds_no_number() {
        let ask = |reason: &str, note: Option<&str>| {
            let request = RevealRequest { reason: reason.into(), note: note.map(str::to_owned) };
            check_reveal(&request).map(|(reason, _)| reason.to_string()).unwrap_or_else(|error| error.to_string())
        };
        for (outcome, words) in [
            (ask("identity", None), "identity"),
            (ask("", None), "say why"),
            (ask("curiosity", None), "say why"),
            (ask("other", None), "in a few words"),
            (ask("other", Some("医院来电")), "other"),
            (ask("contact", Some("打13877665544")), "holds a number"),
            (ask("contact", Some(&"长".repeat(61))), "at most 60"),
        ] {
            assert!(outcome.contains(words), "{outcome:?} is not {words:?}");
        }
    }

    #[test]
    fn who_works_with_people_reveals_and_everybody_else_hears_who_may() {
        let unit: etong_protocol::OrgPath = "/1/2".parse().unwrap();
        for kind in PostKind::KNOWN {
            let (device, post) = (DeviceId::NIL, PostId::NIL);
            let author = Author { device, post, post_kind: kind.clone(), unit: unit.clone(), shared: false };
            let may = kind.is_field() || matches!(kind, PostKind::CommunityDesk | PostKind::TownshipDesk);
            assert_eq!(may_do(&author, "reveal", "see it").is_ok(), may, "{kind}");
            assert_eq!(may_do(&author, "read", "read it").is_ok(), *kind == PostKind::Auditor, "{kind}");
            if !may {
                let words = may_do(&author, "reveal", "see it").unwrap_err().to_string();
                assert!(words.contains("may: grid_worker"), "{words}");
            }
        }
    }
}
