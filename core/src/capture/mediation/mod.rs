//! Opening a mediation and writing its record: requests become acts, or a refusal that names the rule and who may do it instead.
//! What the fold would not count is refused here, with one exception: the order of the modes is kept by asking for a reason.

mod reading;
mod request;

use std::collections::BTreeMap;

use etong_protocol::{OrgLevel, OrgPath, PostId, PostKind, RecordId, RecordKind};

use super::drafts::{Author, Content, Draft, Drafts, Remark};
use super::error::{Bar, CaptureError};
use super::text::{optional, required};
use crate::domain::mediation::{
    ActWord, Attempt, MediationAct, MediationFold, Opening, Rule, Terms, may_act, next_acts, right_of, who_may,
};
use crate::domain::phone_number::PhoneNumber;
use crate::domain::rule_id::RuleId;
use reading::{one_of, party_of, words_max};
pub use request::{
    AgreementRequest, AppointmentRequest, AttemptRequest, ConfirmationRequest, ExtensionRequest, FailureRequest,
    FollowUpRequest, FulfilmentRequest, HandoverRequest, LiftRequest, LitigantRequest, MediationActRequest,
    MediationRequest, MethodsRequest, NotifiedRequest, OpinionRequest, PaperRequest, PrintRequest, ReceiptRequest,
    RecusalRequest, SupportRequest, VoteRequest, WithdrawalRequest,
};

const PARTIES_MAX: usize = 50;

/// Who asks, and what only the phone knows about it.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub author: &'a Author,
    /// Name of the phone's owner: nobody mediates his own dispute.
    pub name: &'a str,
    /// Milliseconds since 1970, phone clock.
    pub now_ms: i64,
}

/// Opens a mediation of the case `case`, which lies at `scope`.
///
/// # Errors
/// `NotAllowed` for a post that opens none or is not of the case's unit, `Invalid` for a field.
pub fn open_mediation(
    author: &Author,
    request: &MediationRequest,
    case: RecordId,
    scope: &OrgPath,
    record: RecordId,
) -> Result<Drafts, CaptureError> {
    allowed(&author.post_kind, ActWord::Open.as_str())?;
    if scope.level() < OrgLevel::Community {
        return Err(CaptureError::invalid("case", "it lies above any community; send it down first"));
    }
    author.must_cover(scope)?;
    if !(2..=PARTIES_MAX).contains(&request.parties.len()) {
        return Err(CaptureError::invalid("parties", format!("a dispute has 2 to {PARTIES_MAX} parties")));
    }
    let mut remarks = Vec::new();
    for phone in request.parties.iter().filter_map(|party| party.phone.as_deref()) {
        if let Some(fault) = PhoneNumber::read(phone).fault {
            remarks.push(Remark::new("parties.phone", fault.to_string()));
        }
    }
    let act = MediationAct::Open(Opening {
        case,
        dispute: one_of("type", &request.dispute)?,
        source: one_of("source", &request.source)?,
        parties: request.parties.iter().map(party_of).collect::<Result<_, _>>()?,
        brief: required("brief", &request.brief, words_max())?,
    });
    Ok(Drafts { drafts: vec![draft(record, scope, &act)?], remarks })
}

/// Acts on the mediation `record`, which stands as `mediation` says on this phone.
///
/// # Errors
/// `NotAllowed` with the rule and who may do it instead; `Invalid` for a field.
pub fn act_on_mediation(
    asking: Asking<'_>,
    mediation: &MediationFold,
    record: RecordId,
    request: &MediationActRequest,
) -> Result<Drafts, CaptureError> {
    let author = asking.author;
    author.must_cover(&mediation.scope)?;
    let act = request.read(author.post, asking.now_ms)?;
    if let Some(right) = right_of(&act) {
        allowed(&author.post_kind, right)?;
    }
    legal(asking, mediation, &act, request)?;
    let remarks = odd(mediation, &act);
    Ok(Drafts { drafts: vec![draft(record, &mediation.scope, &act)?], remarks })
}

/// A paper with whole names leaves the system: who took it and why is part of the record.
///
/// # Errors
/// `NotAllowed` for a post that may not print; `Invalid` without a reason.
pub fn print_mediation(
    asking: Asking<'_>,
    mediation: &MediationFold,
    record: RecordId,
    request: &PrintRequest,
) -> Result<Drafts, CaptureError> {
    allowed(&asking.author.post_kind, ActWord::Printed.as_str())?;
    asking.author.must_cover(&mediation.scope)?;
    let act = MediationAct::Printed {
        paper: required("paper", &request.paper, 40)?,
        reason: required("reason", &request.reason, 200)?,
    };
    Ok(Drafts::of(vec![draft(record, &mediation.scope, &act)?]))
}

/// Would the fold count it, as far as this phone knows?
fn legal(
    asking: Asking<'_>,
    mediation: &MediationFold,
    act: &MediationAct,
    request: &MediationActRequest,
) -> Result<(), CaptureError> {
    let author = asking.author;
    if let Some(rule) = mediation.rule_against(author.post, &author.post_kind, act) {
        return Err(refused(author, mediation, &rule));
    }
    if let (MediationAct::Attempt(attempt), MediationActRequest::Attempt(asked)) = (act, request) {
        own_dispute(asking.name, mediation, asked)?;
        in_turn(mediation, attempt)?;
    }
    Ok(())
}

fn own_dispute(name: &str, mediation: &MediationFold, asked: &AttemptRequest) -> Result<(), CaptureError> {
    let is_party = mediation.opening.parties.iter().any(|party| party.name == name.trim());
    if !is_party || asked.only_same_name {
        return Ok(());
    }
    let rule = "a party bears this mediator's name: nobody mediates his own dispute; step aside (recuse), or say that the name is \
                all they share (only_same_name)";
    Err(Bar { who_may: vec!["another mediator".into()], ..Bar::new(RuleId::OwnDispute, rule) }.refusal())
}

fn in_turn(mediation: &MediationFold, attempt: &Attempt) -> Result<(), CaptureError> {
    if attempt.out_of_order.is_some() || mediation.is_turn_of(&attempt.mode) {
        return Ok(());
    }
    let before = attempt.mode.before().map_or_else(String::new, |mode| mode.to_string());
    let rule = Rule::Order { mode: attempt.mode.to_string(), before };
    let kinds = attempt.mode.before().as_ref().and_then(crate::domain::mediation::attempt_right).map(who_may);
    Err(Bar { who_may: words_of(&kinds.unwrap_or_default()), ..Bar::new(rule.id(), rule.to_string()) }.refusal())
}

/// The rule, who may do it instead, and what the mediation takes now from this post.
fn refused(author: &Author, mediation: &MediationFold, rule: &Rule) -> CaptureError {
    let who_may = match rule {
        Rule::Recused { .. } => vec!["another mediator".into()],
        Rule::HandedOver { .. } => words_of(&who_may("attempt_police")),
        Rule::Receiver { to } => words_of(to.receivers()),
        _ => Vec::new(),
    };
    let steps = next_acts(mediation, author.post, &author.post_kind);
    let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for kind in PostKind::KNOWN.iter().filter(|kind| **kind != author.post_kind) {
        for act in next_acts(mediation, PostId::NIL, kind) {
            others.entry(act.to_string()).or_default().push(kind.to_string());
        }
    }
    Bar {
        who_may,
        others: others.into_iter().collect(),
        state: Some(mediation.state.as_str().to_owned()),
        steps: steps.iter().map(ToString::to_string).collect(),
        ..Bar::new(rule.id(), rule.to_string())
    }
    .refusal()
}

/// Taken as it is, and said aloud.
fn odd(mediation: &MediationFold, act: &MediationAct) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let risk = match act {
        MediationAct::Attempt(attempt) => attempt.risk.is_some(),
        MediationAct::FollowUp(visit) => visit.risk.is_some(),
        _ => false,
    };
    if risk {
        let about = "it may turn violent: calm both sides, tell the police station and the committee at once, then record \
                     whom you told (notified)";
        remarks.push(Remark::new("risk", about));
    }
    match act {
        MediationAct::Attempt(attempt) if !attempt.told_rights => {
            remarks.push(Remark::new("told_rights", "the parties must be told their rights and duties first"));
        }
        MediationAct::Confirm(confirmation) => {
            let until = Terms::of(mediation).confirmation_until;
            if until.is_some_and(|until| confirmation.at >= until) {
                remarks.push(Remark::new("at", "the court is asked within 30 days from when the agreement binds"));
            }
        }
        _ => {}
    }
    remarks
}

fn allowed(post: &PostKind, right: &str) -> Result<(), CaptureError> {
    if may_act(post, right) {
        return Ok(());
    }
    let rule = format!("a {post} may not {right} a mediation");
    Err(CaptureError::NotAllowed { rule, who_may: words_of(&who_may(right)) })
}

fn words_of(kinds: &[PostKind]) -> Vec<String> {
    kinds.iter().map(ToString::to_string).collect()
}

fn draft(record: RecordId, scope: &OrgPath, act: &MediationAct) -> Result<Draft, CaptureError> {
    let payload = act.to_payload().map_err(|_| CaptureError::invalid("act", "cannot be written down"))?;
    Ok(Draft { record, kind: RecordKind::Mediation, scope: scope.clone(), content: Content::Event(payload) })
}

/// A text that may be left out.
fn words(field: &str, text: Option<&str>) -> Result<Option<String>, CaptureError> {
    optional(field, text, words_max())
}

#[cfg(test)]
mod tests;
