//! The acts of a mediation as a timeline shows them.

use rusqlite::Transaction;

use super::super::case::holder;
use super::masked;
use crate::domain::mediation::{FoldedMediationAct, MediationAct, MediationFold, Methods, Standing};
use crate::error::StoreError;

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MediationActView {
    /// What a receipt names.
    pub entry: String,
    pub act: String,
    /// For an attempt: its mode and its outcome.
    pub mode: Option<String>,
    pub outcome: Option<String>,
    /// What was written, parties masked.
    pub words: Vec<String>,
    pub by_kind: String,
    pub by_name: Option<String>,
    /// Phone clock of the author, milliseconds since 1970.
    pub captured_at: i64,
    /// `effective`, `superseded`, `not_allowed` or `unknown`.
    pub standing: String,
    /// Who came first, or the rule.
    pub because: Option<String>,
    /// It counts, and somebody should look: `out_of_order`, `rights_not_told` or `confirmation_late`.
    pub flag: Option<String>,
    /// Durable at the relay.
    pub receipted: bool,
}

pub(super) fn act_view(
    tx: &Transaction<'_>,
    mediation: &MediationFold,
    act: &FoldedMediationAct,
) -> Result<MediationActView, StoreError> {
    let (standing, because) = match &act.standing {
        Standing::Effective => ("effective", None),
        Standing::Unknown => ("unknown", None),
        Standing::NotAllowed { rule } => ("not_allowed", Some(rule.to_string())),
        Standing::Superseded { by } => {
            let first = mediation.acts.iter().find(|act| act.id == *by);
            let who = match first {
                Some(first) => {
                    let name = holder(tx, first.post)?.unwrap_or_else(|| first.post_kind.to_string());
                    format!("{} by {name}", first.act.as_str())
                }
                None => by.to_string(),
            };
            ("superseded", Some(who))
        }
    };
    let (mode, outcome) = match &act.act {
        MediationAct::Attempt(attempt) => (Some(attempt.mode.to_string()), Some(attempt.outcome.to_string())),
        _ => (None, None),
    };
    Ok(MediationActView {
        entry: act.id.to_string(),
        act: act.act.as_str().to_owned(),
        mode,
        outcome,
        words: words_of(&act.act).iter().map(|words| masked(mediation, words)).collect(),
        by_kind: act.post_kind.to_string(),
        by_name: holder(tx, act.post)?,
        captured_at: act.captured_at,
        standing: standing.to_owned(),
        because,
        flag: act.flag.map(|flag| flag.as_str().to_owned()),
        receipted: act.seq.is_some(),
    })
}

fn words_of(act: &MediationAct) -> Vec<String> {
    let optional = |texts: &[&Option<String>]| texts.iter().filter_map(|text| (*text).clone()).collect::<Vec<_>>();
    let all = match act {
        MediationAct::Open(opening) => vec![opening.brief.clone()],
        MediationAct::Appoint(appointment) => vec![appointment.place.clone()],
        MediationAct::Attempt(attempt) => {
            let mut words = vec![attempt.statements.clone(), attempt.facts.clone(), attempt.result.clone()];
            words.extend(optional(&[&attempt.out_of_order, &attempt.risk]));
            words
        }
        MediationAct::Methods(methods) => methods_words(methods),
        MediationAct::Recuse(recusal) => {
            let mut words = vec![recusal.reason.to_string()];
            words.extend(recusal.note.clone());
            words
        }
        MediationAct::LiftRecusal { reason, .. } => vec![reason.clone()],
        MediationAct::Ask { skill, words } => vec![skill.clone(), words.clone()],
        MediationAct::Opinion(opinion) => {
            let mut words = vec![opinion.words.clone()];
            words.extend(opinion.rules.iter().cloned());
            words
        }
        MediationAct::Handover(handover) => {
            let mut words = vec![handover.to.to_string(), handover.reason.clone()];
            words.extend(handover.number.clone());
            words
        }
        MediationAct::Receipt(receipt) => optional(&[&receipt.note]),
        MediationAct::Agree(agreement) => agreement.terms.clone(),
        MediationAct::Fulfil(fulfilment) => {
            let mut words = vec![fulfilment.done.to_string()];
            words.extend(optional(&[&fulfilment.by, &fulfilment.proof]));
            words
        }
        MediationAct::FollowUp(visit) => {
            let mut words = vec![visit.done.to_string(), visit.satisfaction.to_string()];
            words.extend(optional(&[&visit.risk, &visit.measures]));
            words
        }
        MediationAct::Confirm(confirmation) => vec![confirmation.court.clone(), confirmation.result.to_string()],
        MediationAct::Extend { days, .. } => vec![days.to_string()],
        MediationAct::Fail(failure) => {
            let mut words = vec![failure.reason.clone()];
            words.extend(failure.told_of.iter().cloned());
            words
        }
        MediationAct::Withdraw { party, words } => vec![party.clone(), words.clone()],
        MediationAct::Paper(paper) => vec![paper.item.to_string(), paper.title.clone()],
        MediationAct::Notified { whom, words } => vec![whom.clone(), words.clone()],
        MediationAct::Printed { paper, reason } => vec![paper.clone(), reason.clone()],
        MediationAct::Note { words } => vec![words.clone()],
        MediationAct::Unknown(_) => Vec::new(),
    };
    all.into_iter().filter(|words| !words.is_empty()).collect()
}

fn methods_words(methods: &Methods) -> Vec<String> {
    let mut words: Vec<String> = methods.tags.iter().map(ToString::to_string).collect();
    words.extend(methods.invited.iter().cloned());
    words.extend(methods.question.clone());
    if let Some(vote) = methods.vote {
        words.push(format!("{} : {} : {}", vote.in_favour, vote.against, vote.abstained));
    }
    words.extend(methods.rule_text.clone());
    words.extend(methods.note.clone());
    words
}
