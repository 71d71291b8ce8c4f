//! A typed act is read: words must be known, texts are trimmed and counted, ids are ids. A time that is left out is now.

use etong_protocol::{EntryId, OrgPath, PostId};

use super::super::error::CaptureError;
use super::super::text::{optional, required};
use super::request::{AgreementRequest, AttemptRequest, LitigantRequest, MediationActRequest};
use super::words;
use crate::domain::mediation::{
    Agreement, Appointment, Attempt, Confirmation, ConfirmationResult, DisputeType, Done, Failure, FollowUp,
    Fulfilment, Handover, Litigant, MediationAct, MediationSource, MethodTag, Methods, Mode, Opinion, Outcome, Paper,
    PaperWord, PartyRole, Receipt, Recusal, RecusalReason, Satisfaction, Side, Vote,
};
use crate::domain::phone_number::PhoneNumber;

const WORDS_MAX: usize = 2_000;
const LONG_MAX: usize = 10_000;
const LINE_MAX: usize = 200;
const LIST_MAX: usize = 50;

pub(super) const fn words_max() -> usize {
    WORDS_MAX
}

/// An open word of which a request takes the known ones only.
pub(super) trait Known: Sized {
    fn read(word: &str) -> Result<Self, String>;
}

macro_rules! known {
    ($($name:ident)*) => {
        $(impl Known for $name {
            fn read(word: &str) -> Result<Self, String> {
                let read = Self::from(word);
                if read.is_known() {
                    return Ok(read);
                }
                let words: Vec<&str> = Self::KNOWN.iter().map(Self::as_str).collect();
                Err(format!("must be one of {}", words.join(", ")))
            }
        })*
    };
}

known!(
    ConfirmationResult DisputeType Done MediationSource MethodTag Mode Outcome PaperWord PartyRole RecusalReason Satisfaction
    Side
);

pub(super) fn one_of<T: Known>(field: &str, word: &str) -> Result<T, CaptureError> {
    T::read(word.trim()).map_err(|reason| CaptureError::invalid(field, reason))
}

pub(super) fn party_of(party: &LitigantRequest) -> Result<Litigant, CaptureError> {
    let line = |field, text: &Option<String>| optional(field, text.as_deref(), LINE_MAX);
    let phone = optional("parties.phone", party.phone.as_deref(), 40)?;
    let resident = match &party.resident {
        Some(id) => Some(id.trim().parse().map_err(|_| CaptureError::invalid("parties.resident", "not a record id"))?),
        None => None,
    };
    Ok(Litigant {
        role: one_of("parties.role", &party.role)?,
        name: required("parties.name", &party.name, 50)?,
        sex: line("parties.sex", &party.sex)?,
        nation: line("parties.nation", &party.nation)?,
        age: party.age,
        occupation: line("parties.occupation", &party.occupation)?,
        phone: phone.map(|text| PhoneNumber::read(&text).normalised),
        address: line("parties.address", &party.address)?,
        resident,
        agent: line("parties.agent", &party.agent)?,
    })
}

impl MediationActRequest {
    /// The act it asks for, by the post `author` at `now`.
    pub(super) fn read(&self, author: PostId, now: i64) -> Result<MediationAct, CaptureError> {
        Ok(match self {
            Self::Appoint(asked) => MediationAct::Appoint(Appointment {
                mediators: posts("mediators", &asked.mediators, 1)?,
                at: asked.at.unwrap_or(now),
                place: required("place", &asked.place, LINE_MAX)?,
                told_by: optional("told_by", asked.told_by.as_deref(), LINE_MAX)?,
            }),
            Self::Attempt(asked) => MediationAct::Attempt(Box::new(attempt(asked, author, now)?)),
            Self::Methods(asked) => {
                let question = words("question", asked.question.as_deref())?;
                let vote = asked.vote.map(|vote| Vote {
                    in_favour: vote.in_favour,
                    against: vote.against,
                    abstained: vote.abstained,
                });
                if vote.is_some() && question.is_none() {
                    return Err(CaptureError::invalid("question", "a vote needs what was voted on"));
                }
                if asked.tags.is_empty() {
                    return Err(CaptureError::invalid("tags", "missing"));
                }
                MediationAct::Methods(Methods {
                    tags: asked.tags.iter().map(|tag| one_of("tags", tag)).collect::<Result<_, _>>()?,
                    invited: list("invited", &asked.invited, 0)?,
                    question,
                    vote,
                    rule_text: optional("rule_text", asked.rule_text.as_deref(), LINE_MAX)?,
                    note: words("note", asked.note.as_deref())?,
                })
            }
            Self::Recuse(asked) => MediationAct::Recuse(Recusal {
                mediator: asked.mediator.as_deref().map_or(Ok(author), |id| post("mediator", id))?,
                reason: one_of::<RecusalReason>("reason", &asked.reason)?,
                note: words("note", asked.note.as_deref())?,
            }),
            Self::LiftRecusal(asked) => MediationAct::LiftRecusal {
                mediator: post("mediator", &asked.mediator)?,
                reason: required("reason", &asked.reason, WORDS_MAX)?,
            },
            Self::Ask(asked) => MediationAct::Ask {
                skill: required("skill", &asked.skill, LINE_MAX)?,
                words: required("words", &asked.words, WORDS_MAX)?,
            },
            Self::Opinion(asked) => MediationAct::Opinion(Opinion {
                words: required("words", &asked.words, LONG_MAX)?,
                rules: list("rules", &asked.rules, 0)?,
            }),
            Self::Handover(asked) => MediationAct::Handover(Handover {
                to: one_of("to", &asked.to)?,
                unit: asked.unit.as_deref().map(unit).transpose()?,
                reason: required("reason", &asked.reason, WORDS_MAX)?,
                papers: list("papers", &asked.papers, 0)?,
                number: optional("number", asked.number.as_deref(), LINE_MAX)?,
            }),
            Self::Receipt(asked) => MediationAct::Receipt(Receipt {
                handover: entry(&asked.handover)?,
                accepted: asked.accepted,
                at: asked.at.unwrap_or(now),
                note: words("note", asked.note.as_deref())?,
                paper: hash("paper", asked.paper.as_deref())?,
            }),
            Self::Agree(asked) => MediationAct::Agree(Box::new(agreement(asked, now)?)),
            Self::Fulfil(asked) => MediationAct::Fulfil(Fulfilment {
                done: one_of("done", &asked.done)?,
                at: asked.at.unwrap_or(now),
                by: optional("by", asked.by.as_deref(), LINE_MAX)?,
                proof: words("proof", asked.proof.as_deref())?,
                hash: hash("hash", asked.hash.as_deref())?,
            }),
            Self::FollowUp(asked) => MediationAct::FollowUp(FollowUp {
                at: asked.at.unwrap_or(now),
                done: one_of("done", &asked.done)?,
                satisfaction: one_of("satisfaction", &asked.satisfaction)?,
                risk: words("risk", asked.risk.as_deref())?,
                measures: words("measures", asked.measures.as_deref())?,
            }),
            Self::Confirm(asked) => MediationAct::Confirm(Confirmation {
                court: required("court", &asked.court, LINE_MAX)?,
                at: asked.at.unwrap_or(now),
                result: one_of("result", &asked.result)?,
            }),
            Self::Extend(asked) => {
                MediationAct::Extend { days: asked.days, consent_of: list("consent_of", &asked.consent_of, 1)? }
            }
            Self::Fail(asked) => MediationAct::Fail(Failure {
                reason: required("reason", &asked.reason, WORDS_MAX)?,
                told_of: list("told_of", &asked.told_of, 1)?,
            }),
            Self::Withdraw(asked) => MediationAct::Withdraw {
                party: required("party", &asked.party, 50)?,
                words: required("words", &asked.words, WORDS_MAX)?,
            },
            Self::Paper(asked) => MediationAct::Paper(Paper {
                item: one_of::<PaperWord>("item", &asked.item)?,
                title: required("title", &asked.title, LINE_MAX)?,
                hash: hash("hash", asked.hash.as_deref())?,
                pages: asked.pages,
            }),
            Self::Notified(asked) => MediationAct::Notified {
                whom: required("whom", &asked.whom, LINE_MAX)?,
                words: required("words", &asked.words, WORDS_MAX)?,
            },
            Self::Note { words } => MediationAct::Note { words: required("words", words, WORDS_MAX)? },
        })
    }
}

fn attempt(asked: &AttemptRequest, author: PostId, now: i64) -> Result<Attempt, CaptureError> {
    let mut mediators = vec![author];
    mediators.extend(posts("mediators", &asked.mediators, 0)?.into_iter().filter(|post| *post != author));
    let long = |field, text: &Option<String>| Ok(optional(field, text.as_deref(), LONG_MAX)?.unwrap_or_default());
    Ok(Attempt {
        mode: one_of("mode", &asked.mode)?,
        mediators,
        at: asked.at.unwrap_or(now),
        place: optional("place", asked.place.as_deref(), LINE_MAX)?,
        fix: asked.fix.as_ref().map(|fix| fix.read("fix")).transpose()?,
        present: list("present", &asked.present, 0)?,
        told_rights: asked.told_rights,
        statements: long("statements", &asked.statements)?,
        facts: long("facts", &asked.facts)?,
        outcome: one_of("outcome", &asked.outcome)?,
        result: long("result", &asked.result)?,
        out_of_order: words("out_of_order", asked.out_of_order.as_deref())?,
        risk: words("risk", asked.risk.as_deref())?,
    })
}

fn agreement(asked: &AgreementRequest, now: i64) -> Result<Agreement, CaptureError> {
    Ok(Agreement {
        facts: required("facts", &asked.facts, LONG_MAX)?,
        terms: texts("terms", &asked.terms, 1, WORDS_MAX)?,
        how: words("how", asked.how.as_deref())?,
        place: optional("place", asked.place.as_deref(), LINE_MAX)?,
        until: asked.until,
        copies: asked.copies.unwrap_or(3).max(1),
        oral: asked.oral,
        simple: asked.simple,
        signed_at: asked.signed_at.unwrap_or(now),
        witnesses: list("witnesses", &asked.witnesses, 0)?,
    })
}

/// Short texts, `at_least` of them.
fn list(field: &str, texts_in: &[String], at_least: usize) -> Result<Vec<String>, CaptureError> {
    texts(field, texts_in, at_least, LINE_MAX)
}

fn texts(field: &str, texts: &[String], at_least: usize, max: usize) -> Result<Vec<String>, CaptureError> {
    if texts.len() < at_least {
        return Err(CaptureError::invalid(field, "missing"));
    }
    if texts.len() > LIST_MAX {
        return Err(CaptureError::invalid(field, format!("at most {LIST_MAX} fit")));
    }
    texts.iter().map(|text| required(field, text, max)).collect()
}

fn posts(field: &str, ids: &[String], at_least: usize) -> Result<Vec<PostId>, CaptureError> {
    if ids.len() < at_least {
        return Err(CaptureError::invalid(field, "missing"));
    }
    ids.iter().take(LIST_MAX).map(|id| post(field, id)).collect()
}

fn post(field: &str, id: &str) -> Result<PostId, CaptureError> {
    id.trim().parse().map_err(|_| CaptureError::invalid(field, "not the id of a post"))
}

fn entry(id: &str) -> Result<EntryId, CaptureError> {
    id.trim().parse().map_err(|_| CaptureError::invalid("handover", "not the id of an entry"))
}

fn unit(path: &str) -> Result<OrgPath, CaptureError> {
    path.trim().parse().map_err(|_| CaptureError::invalid("unit", "not a path of unit numbers as in /1/12"))
}

fn hash(field: &str, hash: Option<&str>) -> Result<Option<String>, CaptureError> {
    match hash.map(str::trim).filter(|hash| !hash.is_empty()) {
        None => Ok(None),
        Some(hash) if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            Ok(Some(hash.to_ascii_lowercase()))
        }
        Some(_) => Err(CaptureError::invalid(field, "not a SHA-256 in 64 hex digits")),
    }
}
