//! What an act on a case says: the request's fields, each act with those it takes and no others.

use etong_protocol::{OrgPath, PostId, PostKind, RecordId};

use super::case::{TEXT_MAX, level};
use super::case_act::{CaseActRequest, EvidenceRequest, HelperRequest};
use super::drafts::Author;
use super::error::CaptureError;
use super::text::{optional, required};
use crate::domain::case::{
    ActWord, Callback, CaseAct, CaseClass, CaseFold, Classification, Dispatch, Evidence, FirstStep, Helper,
    Rectification, Request, Rule, Wish, desk_above, may_receive, sits_beside,
};
use crate::domain::place::Fix;

const HELPERS_MAX: usize = 12;

/// The fields an act takes beside `act` and `reply`.
#[must_use]
pub(super) fn fields_of(word: ActWord) -> &'static [&'static str] {
    match word {
        ActWord::Accept
        | ActWord::File
        | ActWord::Check
        | ActWord::Close
        | ActWord::Resume
        | ActWord::Evaluate
        | ActWord::Archive => &["note"],
        ActWord::Handle | ActWord::Visit => &["note", "place"],
        ActWord::ReportBack => &["text", "note"],
        ActWord::Dispatch => &["to", "to_kind", "unit", "note"],
        ActWord::Escalate => &["to_kind", "text"],
        ActWord::ToCollector
        | ActWord::Rework
        | ActWord::Return
        | ActWord::Decline
        | ActWord::Void
        | ActWord::Recall
        | ActWord::Reopen
        | ActWord::Supervise
        | ActWord::Urge
        | ActWord::UnlinkDuplicate
        | ActWord::Confirm
        | ActWord::Dispute
        | ActWord::Comment => &["text"],
        ActWord::Transfer => &["to_name", "text", "receipt"],
        ActWord::Suspend | ActWord::Extend => &["text", "until"],
        ActWord::Joint => &["helpers", "note"],
        ActWord::LinkDuplicate => &["main", "note"],
        ActWord::Classify => &["classify", "text"],
        ActWord::Rectify => &["text", "who", "until"],
        ActWord::Rate => &["stars", "text"],
        ActWord::Callback => &["callback", "text"],
        ActWord::Ask => &["wish", "text", "until"],
        ActWord::FirstResponse => &["step", "note", "place"],
        ActWord::HandOver => &["to_name", "receipt", "note"],
        ActWord::Evidence => &["file", "place", "note"],
        ActWord::Report | ActWord::SelfHandle => &[],
    }
}

pub(super) fn act_of(
    word: ActWord,
    author: &Author,
    record: RecordId,
    request: &CaseActRequest,
) -> Result<CaseAct, CaptureError> {
    only_its_fields(word, request)?;
    let note = || optional("note", request.note.as_deref(), TEXT_MAX);
    let text = || required("text", request.text.as_deref().unwrap_or_default(), TEXT_MAX);
    let maybe_text = || optional("text", request.text.as_deref(), TEXT_MAX);
    let until = || request.until.ok_or_else(|| CaptureError::invalid("until", "missing"));
    let to_name = || required("to_name", request.to_name.as_deref().unwrap_or_default(), 100);
    let receipt = || optional("receipt", request.receipt.as_deref(), 50);
    let place = request.place.as_ref().map(|place| place.read("place")).transpose()?;
    Ok(match word {
        ActWord::Report | ActWord::SelfHandle => return Err(CaptureError::invalid("act", "a case is reported once")),
        ActWord::Accept => CaseAct::Accept { note: note()? },
        ActWord::File => CaseAct::File { note: note()? },
        ActWord::Dispatch => CaseAct::Dispatch(dispatch(request, note()?)?),
        ActWord::ToCollector => CaseAct::ToCollector { reason: text()? },
        ActWord::Escalate => CaseAct::Escalate { to_kind: up_to(author, request)?, reason: text()? },
        ActWord::Handle => CaseAct::Handle { note: note()?, place },
        ActWord::ReportBack => CaseAct::ReportBack { result: text()?, note: note()? },
        ActWord::Check => CaseAct::Check { note: note()? },
        ActWord::Rework => CaseAct::Rework { reason: text()? },
        ActWord::Close => CaseAct::Close { note: note()?, main: None },
        ActWord::Return => CaseAct::Return { reason: text()? },
        ActWord::Decline => CaseAct::Decline { reason: text()? },
        ActWord::Void => CaseAct::Void { reason: text()? },
        ActWord::Recall => CaseAct::Recall { reason: text()? },
        ActWord::Transfer => CaseAct::Transfer { to_name: to_name()?, reason: text()?, receipt: receipt()? },
        ActWord::Suspend => CaseAct::Suspend { reason: text()?, until: request.until },
        ActWord::Resume => CaseAct::Resume { note: note()? },
        ActWord::Evaluate => CaseAct::Evaluate { note: note()? },
        ActWord::Archive => CaseAct::Archive { note: note()? },
        ActWord::Reopen => CaseAct::Reopen { reason: text()? },
        ActWord::Extend => CaseAct::Extend { until: until()?, reason: text()? },
        ActWord::Supervise => CaseAct::Supervise { text: text()? },
        ActWord::Urge => CaseAct::Urge { text: text()? },
        ActWord::Joint => CaseAct::Joint { helpers: helpers(request)?, note: note()? },
        ActWord::LinkDuplicate => CaseAct::LinkDuplicate { main: main_of(record, request)?, note: note()? },
        ActWord::UnlinkDuplicate => CaseAct::UnlinkDuplicate { reason: text()? },
        ActWord::Classify => CaseAct::Classify(classification(request, maybe_text()?)?),
        ActWord::Rectify => {
            let who = required("who", request.who.as_deref().unwrap_or_default(), 100)?;
            CaseAct::Rectify(Rectification { by: until()?, who, measure: text()? })
        }
        ActWord::Rate => {
            let stars = request.stars.ok_or_else(|| CaptureError::invalid("stars", "missing"))?;
            CaseAct::Rate { stars, text: maybe_text()? }
        }
        ActWord::Confirm => CaseAct::Confirm { text: maybe_text()? },
        ActWord::Dispute => CaseAct::Dispute { text: text()? },
        ActWord::Callback => CaseAct::Callback(callback(request, maybe_text()?)?),
        ActWord::Ask => {
            let wish = word_in("wish", request.wish.as_deref(), Wish::KNOWN, Wish::as_str)?;
            CaseAct::Ask(Request { wish, reason: text()?, until: request.until })
        }
        ActWord::FirstResponse => {
            let step = word_in("step", request.step.as_deref(), FirstStep::KNOWN, FirstStep::as_str)?;
            CaseAct::FirstResponse { step, note: note()?, place }
        }
        ActWord::HandOver => CaseAct::HandOver { to_name: to_name()?, receipt: receipt()?, note: note()? },
        ActWord::Comment => CaseAct::Comment { text: text()? },
        ActWord::Visit => CaseAct::Visit { note: note()?, place },
        ActWord::Evidence => CaseAct::Evidence(evidence(request, place, note()?)?),
    })
}

fn only_its_fields(word: ActWord, request: &CaseActRequest) -> Result<(), CaptureError> {
    let given = [
        ("text", request.text.is_some()),
        ("to", request.to.is_some()),
        ("to_kind", request.to_kind.is_some()),
        ("unit", request.unit.is_some()),
        ("to_name", request.to_name.is_some()),
        ("receipt", request.receipt.is_some()),
        ("until", request.until.is_some()),
        ("stars", request.stars.is_some()),
        ("main", request.main.is_some()),
        ("helpers", !request.helpers.is_empty()),
        ("who", request.who.is_some()),
        ("step", request.step.is_some()),
        ("wish", request.wish.is_some()),
        ("callback", request.callback.is_some()),
        ("classify", request.classify.is_some()),
        ("place", request.place.is_some()),
        ("file", request.file.is_some()),
        ("note", request.note.is_some()),
    ];
    let taken = fields_of(word);
    match given.into_iter().find(|(field, given)| *given && !taken.contains(field)) {
        Some((field, _)) => Err(CaptureError::invalid(field, format!("{word} has no such field"))),
        None => Ok(()),
    }
}

fn dispatch(request: &CaseActRequest, note: Option<String>) -> Result<Dispatch, CaptureError> {
    let unit = unit("unit", request.unit.as_deref())?;
    if request.to.is_none() && unit.is_none() {
        return Err(CaptureError::invalid("to", "missing: name a post, or a unit and the kind of post there"));
    }
    let to = optional("to", request.to.as_deref(), 40)?.map(|text| post("to", &text)).transpose()?;
    let to_kind = kind("to_kind", request.to_kind.as_deref())?;
    if !may_receive(&to_kind) || matches!(to_kind, PostKind::Unknown(_)) {
        let rule = Rule::Receiver { to: to_kind };
        return Err(CaptureError::invalid("to_kind", rule.to_string()));
    }
    if sits_beside(&to_kind) && unit.is_none() {
        return Err(CaptureError::invalid(
            "unit",
            format!("missing: a {to_kind} sits outside the grid; name its unit"),
        ));
    }
    Ok(Dispatch { to, to_kind, unit, note })
}

fn up_to(author: &Author, request: &CaseActRequest) -> Result<PostKind, CaptureError> {
    match request.to_kind.as_deref() {
        Some(_) => kind("to_kind", request.to_kind.as_deref()),
        None => Ok(desk_above(&author.post_kind)),
    }
}

fn helpers(request: &CaseActRequest) -> Result<Vec<Helper>, CaptureError> {
    if request.helpers.len() > HELPERS_MAX {
        return Err(CaptureError::invalid("helpers", format!("at most {HELPERS_MAX} posts help with one case")));
    }
    let helper = |one: &HelperRequest| {
        let (post, kind) = (post("helpers.post", &one.post)?, kind("helpers.kind", Some(&one.kind))?);
        let unit = unit("helpers.unit", one.unit.as_deref())?;
        Ok(Helper { post, kind, unit })
    };
    request.helpers.iter().map(helper).collect()
}

/// 并案: the case that a request would make the main one.
#[must_use]
pub fn named_main(request: &CaseActRequest) -> Option<RecordId> {
    let main = request.main.as_deref().filter(|_| request.act.trim() == ActWord::LinkDuplicate.as_str())?;
    main.trim().parse().ok()
}

/// The case that stays the main one is no duplicate itself: otherwise an answer would never come back.
///
/// # Errors
/// `Invalid` naming the case to link to.
pub fn may_be_main(main: &CaseFold) -> Result<(), CaptureError> {
    match main.marks.duplicate_of {
        Some(first) => {
            let reason = format!("that case is a second report itself; link to {first}");
            Err(CaptureError::invalid("main", reason))
        }
        None => Ok(()),
    }
}

fn main_of(record: RecordId, request: &CaseActRequest) -> Result<RecordId, CaptureError> {
    let main = required("main", request.main.as_deref().unwrap_or_default(), 40)?;
    let main = main.parse().map_err(|_| CaptureError::invalid("main", "not the id of a case"))?;
    if main == record {
        return Err(CaptureError::invalid("main", "a case is no duplicate of itself"));
    }
    Ok(main)
}

fn classification(request: &CaseActRequest, reason: Option<String>) -> Result<Classification, CaptureError> {
    let missing = || CaptureError::invalid("classify", "missing: say what to correct");
    let change = request.classify.as_ref().ok_or_else(missing)?;
    let class = match change.class.as_deref() {
        Some(_) => Some(word_in("classify.class", change.class.as_deref(), CaseClass::KNOWN, CaseClass::as_str)?),
        None => None,
    };
    Ok(Classification {
        class,
        kind: optional("classify.kind", change.kind.as_deref(), 50)?,
        level: level(change.level.as_deref())?,
        urgent: change.urgent,
        police_matter: change.police_matter,
        reason,
    })
}

fn callback(request: &CaseActRequest, comment: Option<String>) -> Result<Callback, CaptureError> {
    let said = request.callback.as_ref().ok_or_else(|| CaptureError::invalid("callback", "missing"))?;
    if said.reached == said.satisfied.is_none() {
        let reason = "say whether the reporter was satisfied exactly when somebody was reached";
        return Err(CaptureError::invalid("callback.satisfied", reason));
    }
    let draw = optional("callback.draw", said.draw.as_deref(), 40)?.map(|draw| draw.parse()).transpose();
    Ok(Callback {
        reached: said.reached,
        handled_as_told: said.handled_as_told,
        satisfied: said.satisfied,
        comment,
        draw: draw.map_err(|_| CaptureError::invalid("callback.draw", "not the id of a draw"))?,
    })
}

fn evidence(request: &CaseActRequest, place: Option<Fix>, note: Option<String>) -> Result<Evidence, CaptureError> {
    let file: &EvidenceRequest = request.file.as_ref().ok_or_else(|| CaptureError::invalid("file", "missing"))?;
    if file.hash.len() != 64 || !file.hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(CaptureError::invalid("file.hash", "not a SHA-256 in 64 hex digits"));
    }
    Ok(Evidence {
        hash: file.hash.to_ascii_lowercase(),
        media: required("file.media", &file.media, 100)?,
        size: file.size,
        taken_at: file.taken_at,
        in_app: file.in_app,
        place,
        note,
    })
}

fn post(field: &str, text: &str) -> Result<PostId, CaptureError> {
    text.trim().parse().map_err(|_| CaptureError::invalid(field, "not the id of a post"))
}

fn kind(field: &str, text: Option<&str>) -> Result<PostKind, CaptureError> {
    let word = required(field, text.unwrap_or_default(), 32)?;
    word.parse().map_err(|_| CaptureError::invalid(field, "not a kind of post"))
}

fn unit(field: &str, text: Option<&str>) -> Result<Option<OrgPath>, CaptureError> {
    let Some(text) = optional(field, text, 80)? else { return Ok(None) };
    let path = text.parse().map_err(|_| CaptureError::invalid(field, "not a path of unit numbers as in /1/15"))?;
    Ok(Some(path))
}

/// One of the known words of a list.
fn word_in<T: Clone>(
    field: &str,
    given: Option<&str>,
    known: &'static [T],
    as_str: impl Fn(&T) -> &str,
) -> Result<T, CaptureError> {
    let given = required(field, given.unwrap_or_default(), 32)?;
    known.iter().find(|word| as_str(word) == given).cloned().ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(as_str).collect();
        CaptureError::invalid(field, format!("must be one of {}", words.join(", ")))
    })
}
