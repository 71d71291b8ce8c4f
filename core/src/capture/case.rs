//! Reporting a case and acting on it. An act names what it builds on, so that two posts that act offline never both count.

use etong_protocol::{OrgLevel, OrgPath, PostId, PostKind, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts};
use super::error::CaptureError;
use super::place::FixRequest;
use super::text::{optional, required};
use crate::domain::case::{
    ActWord, CaseAct, CaseClass, CaseEntry, CaseFold, CaseSource, Evidence, Party, Report, Rule, may_act, may_receive,
    reply_for, step, who_may,
};
use crate::domain::phone_number::PhoneNumber;

const TITLE_MAX: usize = 100;
const TEXT_MAX: usize = 2_000;
const PARTIES_MAX: usize = 50;

/// A new case.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// `dispute`, `hazard` or `request`.
    pub class: String,
    pub title: String,
    /// What happened, up to 2,000 characters.
    #[serde(default)]
    pub what: Option<String>,
    /// Path of the grid or community; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    #[serde(default)]
    pub address: Option<String>,
    /// `patrol`, `snap`, `walk_in`, `phone`, `hotline_12345`, `police_110`, `assigned`; by the acting post when left out.
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub parties: Vec<PartyRequest>,
}

/// A person the case is about.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PartyRequest {
    pub name: String,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub role: Option<String>,
}

/// An act on a case. Which fields an act takes: `dispatch` `to`, `to_kind`; `report_back`, `return` and `comment` need `text`;
/// `visit` may have `place`; `evidence` needs `file`. `reply` is said to the reporter in place of the standard words.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CaseActRequest {
    /// `accept`, `dispatch`, `handle`, `report_back`, `close`, `return`, `comment`, `visit` or `evidence`.
    pub act: String,
    /// A note for the staff who read the case.
    #[serde(default)]
    pub note: Option<String>,
    /// The result, reason or comment.
    #[serde(default)]
    pub text: Option<String>,
    /// Id of the post a case is dispatched to.
    #[serde(default)]
    pub to: Option<String>,
    /// Kind of that post, as in `grid_worker`.
    #[serde(default)]
    pub to_kind: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    #[serde(default)]
    pub file: Option<EvidenceRequest>,
    #[serde(default)]
    pub reply: Option<String>,
}

/// What is known of a photo, sound or paper.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct EvidenceRequest {
    /// SHA-256 of the file, 64 hex digits.
    pub hash: String,
    /// Media type, as in `image/jpeg`.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Milliseconds since 1970, phone clock.
    pub taken_at: i64,
    /// Taken inside the app.
    #[serde(default)]
    pub in_app: bool,
}

/// Founds the case `record`.
///
/// # Errors
/// `NotAllowed` for a post without reports or outside its unit, `Invalid` for a field.
pub fn report_case(author: &Author, request: &CaseRequest, record: RecordId) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, ActWord::Report)?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Community)?;
    let class = CaseClass::from(request.class.trim());
    if !class.is_known() {
        return Err(one_of("class", CaseClass::KNOWN.iter().map(CaseClass::as_str)));
    }
    let source = match &request.source {
        Some(word) => CaseSource::from(word.trim()),
        None => usual_source(&author.post_kind),
    };
    if !source.is_known() {
        return Err(one_of("source", CaseSource::KNOWN.iter().map(CaseSource::as_str)));
    }
    if request.parties.len() > PARTIES_MAX {
        return Err(CaptureError::invalid("parties", format!("at most {PARTIES_MAX} people fit in one case")));
    }
    let mut remarks = Vec::new();
    let mut parties = Vec::new();
    for party in &request.parties {
        let phone = optional("parties.phone", party.phone.as_deref(), 40)?.map(|text| PhoneNumber::read(&text));
        if let Some(fault) = phone.as_ref().and_then(|phone| phone.fault) {
            remarks.push(super::Remark::new("parties.phone", fault.to_string()));
        }
        parties.push(Party {
            name: required("parties.name", &party.name, 50)?,
            phone: phone.map(|phone| phone.normalised),
            role: optional("parties.role", party.role.as_deref(), 50)?,
        });
    }
    let report = Report {
        class,
        title: required("title", &request.title, TITLE_MAX)?,
        what: optional("what", request.what.as_deref(), TEXT_MAX)?.unwrap_or_default(),
        place: request.place.as_ref().map(|place| place.read("place")).transpose()?,
        address: optional("address", request.address.as_deref(), 200)?,
        source,
        parties,
    };
    let entry = CaseEntry { base: None, act: CaseAct::Report(report) };
    let drafts = vec![draft(record, RecordKind::Case, &scope, entry.to_payload())?];
    Ok(Drafts { drafts, remarks })
}

/// Acts on the case `record`, which stands as `case` says on this phone. Accepting, reporting back and closing also answer
/// a reporter who is not staff.
///
/// # Errors
/// `NotAllowed` with the rule and who may do it instead; `Invalid` for a field.
pub fn act_on_case(
    author: &Author,
    case: &CaseFold,
    record: RecordId,
    request: &CaseActRequest,
) -> Result<Drafts, CaptureError> {
    let word = request.act.trim();
    let Some(word) = ActWord::from_word(word).filter(|word| *word != ActWord::Report) else {
        return Err(one_of("act", ActWord::ALL.into_iter().skip(1).map(ActWord::as_str)));
    };
    author.must_cover(&case.scope)?;
    allowed(&author.post_kind, word)?;
    if !word.is_remark() {
        legal(case, word)?;
    }
    let act = act_of(word, request)?;
    let reply_words = optional("reply", request.reply.as_deref(), TEXT_MAX)?;
    let reply = reply_for(case, &act, reply_words.as_deref());
    if reply_words.is_some() && reply.is_none() {
        return Err(CaptureError::invalid(
            "reply",
            "there is nobody to answer: the reporter reads the case, or has heard",
        ));
    }
    let entry = CaseEntry { base: Some(case.last_effective), act };
    let mut drafts = vec![draft(record, RecordKind::Case, &case.scope, entry.to_payload())?];
    if let Some(reply) = reply {
        drafts.push(draft(record, RecordKind::Reply, &case.scope, reply.to_payload())?);
    }
    Ok(Drafts::of(drafts))
}

fn act_of(word: ActWord, request: &CaseActRequest) -> Result<CaseAct, CaptureError> {
    let note = || optional("note", request.note.as_deref(), TEXT_MAX);
    let text = || required("text", request.text.as_deref().unwrap_or_default(), TEXT_MAX);
    let place = request.place.as_ref().map(|place| place.read("place")).transpose()?;
    takes(word, "text", request.text.is_some(), &[ActWord::ReportBack, ActWord::Return, ActWord::Comment])?;
    takes(word, "to", request.to.is_some() || request.to_kind.is_some(), &[ActWord::Dispatch])?;
    takes(word, "place", place.is_some(), &[ActWord::Visit, ActWord::Evidence])?;
    takes(word, "file", request.file.is_some(), &[ActWord::Evidence])?;
    takes(word, "note", request.note.is_some() && matches!(word, ActWord::Return | ActWord::Comment), &[])?;
    Ok(match word {
        ActWord::Report => return Err(CaptureError::invalid("act", "a case is reported once")),
        ActWord::Accept => CaseAct::Accept { note: note()? },
        ActWord::Dispatch => {
            let (to, to_kind) = receiver(request)?;
            CaseAct::Dispatch { to, to_kind, note: note()? }
        }
        ActWord::Handle => CaseAct::Handle { note: note()? },
        ActWord::ReportBack => CaseAct::ReportBack { result: text()?, note: note()? },
        ActWord::Close => CaseAct::Close { note: note()? },
        ActWord::Return => CaseAct::Return { reason: text()? },
        ActWord::Comment => CaseAct::Comment { text: text()? },
        ActWord::Visit => CaseAct::Visit { note: note()?, place },
        ActWord::Evidence => {
            let file = request.file.as_ref().ok_or_else(|| CaptureError::invalid("file", "missing"))?;
            if file.hash.len() != 64 || !file.hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(CaptureError::invalid("file.hash", "not a SHA-256 in 64 hex digits"));
            }
            CaseAct::Evidence(Evidence {
                hash: file.hash.to_ascii_lowercase(),
                media: required("file.media", &file.media, 100)?,
                size: file.size,
                taken_at: file.taken_at,
                in_app: file.in_app,
                place,
                note: note()?,
            })
        }
    })
}

fn receiver(request: &CaseActRequest) -> Result<(PostId, PostKind), CaptureError> {
    let to = required("to", request.to.as_deref().unwrap_or_default(), 40)?;
    let to = to.parse().map_err(|_| CaptureError::invalid("to", "not the id of a post"))?;
    let kind = required("to_kind", request.to_kind.as_deref().unwrap_or_default(), 32)?;
    let kind: PostKind = kind.parse().map_err(|_| CaptureError::invalid("to_kind", "not a kind of post"))?;
    if !may_receive(&kind) || matches!(kind, PostKind::Unknown(_)) {
        let rule = Rule::Receiver { to: kind };
        return Err(CaptureError::invalid("to_kind", rule.to_string()));
    }
    Ok((to, kind))
}

fn takes(word: ActWord, field: &str, present: bool, acts: &[ActWord]) -> Result<(), CaptureError> {
    if present && !acts.contains(&word) {
        return Err(CaptureError::invalid(field, format!("{word} has no such field")));
    }
    Ok(())
}

fn allowed(post: &PostKind, word: ActWord) -> Result<(), CaptureError> {
    if may_act(post, word) {
        return Ok(());
    }
    let rule = Rule::Post { post: post.clone(), act: word };
    Err(CaptureError::NotAllowed {
        rule: rule.to_string(),
        who_may: who_may(word).iter().map(ToString::to_string).collect(),
    })
}

fn legal(case: &CaseFold, word: ActWord) -> Result<(), CaptureError> {
    let rule = if case.ahead {
        Rule::Ahead
    } else if step(Some(case.state), word).is_none() {
        Rule::Step { from: Some(case.state), act: word }
    } else {
        return Ok(());
    };
    Err(CaptureError::NotAllowed { rule: rule.to_string(), who_may: Vec::new() })
}

fn usual_source(post: &PostKind) -> CaseSource {
    match post {
        PostKind::Volunteer | PostKind::TeamMember => CaseSource::Snap,
        post if post.is_desk() => CaseSource::WalkIn,
        _ => CaseSource::Patrol,
    }
}

fn one_of(field: &str, words: impl Iterator<Item = &'static str>) -> CaptureError {
    let words: Vec<&str> = words.collect();
    CaptureError::invalid(field, format!("must be one of {}", words.join(", ")))
}

fn draft(
    record: RecordId,
    kind: RecordKind,
    scope: &OrgPath,
    payload: Result<Vec<u8>, etong_protocol::WireError>,
) -> Result<Draft, CaptureError> {
    let payload = payload.map_err(|_| CaptureError::invalid("act", "cannot be written down"))?;
    Ok(Draft { record, kind, scope: scope.clone(), content: Content::Event(payload) })
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
