//! Reporting a clue and acting on it. The reporter is asked for nothing but what was seen; the name is never asked for.

use std::collections::BTreeSet;

use etong_protocol::{OrgLevel, OrgPath, PostId, PostKind, RecordId, RecordKind, UnitId};

use super::drafts::{Author, Draft, Drafts};
use super::error::{Bar, CaptureError};
use super::inspection::hashes;
use super::place::FixRequest;
use super::right;
use super::sharing::share;
use super::text::{one_of, optional, required};
use crate::domain::clue::{
    ClueAct, ClueDecision, ClueEntry, ClueFold, ClueKind, ClueReport, ClueWord, ReceiptCode, may_read, next_acts,
    reply_for, step,
};
use crate::domain::rule_id::RuleId;

const TEXT_MAX: usize = 2_000;

/// A clue.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ClueRequest {
    /// `theft`, `fraud`, `gambling`, `drugs`, `pyramid_selling`, `arms`, `den`, `fugitive` or `other`; `other` when left out.
    #[serde(default)]
    pub kind: Option<String>,
    /// What was seen, up to 2,000 characters.
    pub what: String,
    /// Path of the unit it is about, inside one's own; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    #[serde(default)]
    pub address: Option<String>,
    /// When it was seen, milliseconds since 1970.
    #[serde(default)]
    pub seen_at: Option<i64>,
    /// SHA-256 of photos or sounds, 64 hex digits each.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 匿名: no screen shows who reported.
    #[serde(default)]
    pub anonymous: bool,
    /// In the name of the acting member's team, which then reads it and adds to it; filed under the team.
    #[serde(default)]
    pub for_team: bool,
}

/// An act on a clue. `add`, `note`, `hand_over` and `close` need `text`; `decide` needs `decision`; `hand_over` needs `to` and
/// `to_kind`. `reply` is said to the reporter; closing says the standard words without it.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ClueActRequest {
    /// `add`, `take`, `note`, `decide`, `hand_over` or `close`.
    pub act: String,
    #[serde(default)]
    pub text: Option<String>,
    /// `verify`, `investigate`, `unfounded` or `joined`.
    #[serde(default)]
    pub decision: Option<String>,
    /// Id of the police post it is handed to.
    #[serde(default)]
    pub to: Option<String>,
    /// Kind of that post: `police_officer` or `police_chief`.
    #[serde(default)]
    pub to_kind: Option<String>,
    /// Path of that post's unit, when the clue does not lie in it: the clue is shared with that unit in the same moment.
    #[serde(default)]
    pub to_unit: Option<String>,
    #[serde(default)]
    pub evidence: Vec<String>,
    #[serde(default)]
    pub reply: Option<String>,
}

/// Founds the clue `record`; `code` is what the reporter keeps.
///
/// # Errors
/// `NotAllowed` outside the post's unit, `Invalid` for a field.
pub fn report_clue(
    author: &Author,
    request: &ClueRequest,
    record: RecordId,
    code: &ReceiptCode,
) -> Result<Drafts, CaptureError> {
    let named = if request.for_team { RecordKind::TeamClue } else { RecordKind::Clue };
    allowed(&author.post_kind, &named, ClueWord::Report)?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::Centre)?;
    if request.for_team && scope != author.unit {
        return Err(CaptureError::invalid(
            "scope",
            "a clue of a team lies with the team; say where in address or place",
        ));
    }
    let kind = ClueKind::from(request.kind.as_deref().map_or(ClueKind::Other.as_str(), str::trim));
    if !kind.is_known() {
        return Err(one_of("kind", ClueKind::KNOWN.iter().map(ClueKind::as_str)));
    }
    let report = ClueReport {
        kind,
        what: required("what", &request.what, TEXT_MAX)?,
        place: request.place.as_ref().map(|place| place.read("place")).transpose()?,
        address: optional("address", request.address.as_deref(), 200)?,
        seen_at: request.seen_at,
        evidence: hashes("evidence", &request.evidence)?,
        anonymous: request.anonymous,
        team: request.for_team,
        code_hash: Some(code.hash()),
    };
    let entry = ClueEntry { base: None, act: ClueAct::Report(report) };
    Ok(Drafts::of(vec![Draft::event(record, named, &scope, entry.to_payload(), "act")?]))
}

/// Acts on the clue `record`, which stands as `clue` says on this phone and is shared with the units in `already`.
///
/// # Errors
/// `NotAllowed` with the rule and who may do it instead; `Invalid` for a field.
pub fn act_on_clue(
    author: &Author,
    clue: &ClueFold,
    record: RecordId,
    request: &ClueActRequest,
    already: &BTreeSet<UnitId>,
) -> Result<Drafts, CaptureError> {
    let Some(word) = ClueWord::from_word(request.act.trim()).filter(|word| *word != ClueWord::Report) else {
        return Err(one_of("act", ClueWord::ALL.into_iter().skip(1).map(ClueWord::as_str)));
    };
    author.must_cover(&clue.scope)?;
    let kind = clue.report.record_kind();
    allowed(&author.post_kind, &kind, word)?;
    if word == ClueWord::Add && clue.report.team && author.unit != clue.scope {
        return Err(refused(author, clue, RuleId::ClueStep, "only members of the team that reported a clue add to it"));
    }
    if word == ClueWord::Add && !clue.may_add(author.post) {
        return Err(refused(
            author,
            clue,
            RuleId::ClueStep,
            "only who reported a clue adds to it; police note what they find",
        ));
    }
    if !word.is_remark() {
        if clue.waits() {
            return Err(refused(author, clue, RuleId::Waits, "an act on this clue waits for the relay; sync first"));
        }
        if step(clue.state, word).is_none() {
            let rule = format!("a clue that is {} cannot go through {word}", clue.state.as_str());
            return Err(refused(author, clue, RuleId::ClueStep, &rule));
        }
    }
    let act = act_of(word, request)?;
    let base = (!word.is_remark()).then_some(clue.last_effective);
    let entry = ClueEntry { base, act };
    let words = optional("reply", request.reply.as_deref(), TEXT_MAX)?;
    let reply = reply_for(clue, &entry, words.as_deref());
    if words.is_some() && reply.is_none() {
        return Err(CaptureError::invalid(
            "reply",
            "the reporter hears of taking, deciding and closing, and police read the clue",
        ));
    }
    let mut drafts = vec![Draft::event(record, kind.clone(), &clue.scope, entry.to_payload(), "act")?];
    if let Some(unit) = to_unit(word, request)?
        && !unit.covers(&clue.scope)
        && unit.unit().is_none_or(|unit| !already.contains(&unit))
    {
        drafts.push(share(author, record, &kind, &clue.scope, &unit, already)?);
    }
    if let Some(reply) = reply {
        drafts.push(Draft::event(record, RecordKind::Reply, &clue.scope, reply.to_payload(), "act")?);
    }
    Ok(Drafts::of(drafts))
}

fn act_of(word: ClueWord, request: &ClueActRequest) -> Result<ClueAct, CaptureError> {
    let text = || required("text", request.text.as_deref().unwrap_or_default(), TEXT_MAX);
    Ok(match word {
        ClueWord::Report => return Err(CaptureError::invalid("act", "a clue is reported once")),
        ClueWord::Add => ClueAct::Add { text: text()?, evidence: hashes("evidence", &request.evidence)? },
        ClueWord::Take => ClueAct::Take,
        ClueWord::Note => ClueAct::Note { text: text()? },
        ClueWord::Close => ClueAct::Close { outcome: text()? },
        ClueWord::Decide => {
            let decision = ClueDecision::from(request.decision.as_deref().unwrap_or_default().trim());
            if !decision.is_known() {
                return Err(one_of("decision", ClueDecision::KNOWN.iter().map(ClueDecision::as_str)));
            }
            ClueAct::Decide { decision, words: optional("text", request.text.as_deref(), TEXT_MAX)? }
        }
        ClueWord::HandOver => {
            let to: PostId = required("to", request.to.as_deref().unwrap_or_default(), 40)?
                .parse()
                .map_err(|_| CaptureError::invalid("to", "not the id of a post"))?;
            let to_kind: PostKind = required("to_kind", request.to_kind.as_deref().unwrap_or_default(), 32)?
                .parse()
                .map_err(|_| CaptureError::invalid("to_kind", "not a kind of post"))?;
            if !may_read(&to_kind) {
                return Err(CaptureError::invalid(
                    "to_kind",
                    "a clue is handed to police_officer or police_chief only",
                ));
            }
            ClueAct::HandOver { to, to_kind, reason: text()? }
        }
    })
}

fn to_unit(word: ClueWord, request: &ClueActRequest) -> Result<Option<OrgPath>, CaptureError> {
    let Some(typed) = request.to_unit.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) else {
        return Ok(None);
    };
    if word != ClueWord::HandOver {
        return Err(CaptureError::invalid("to_unit", "only a clue that is handed over goes to a unit"));
    }
    let path = typed.parse().map_err(|_| CaptureError::invalid("to_unit", "not a path of unit numbers as in /1/12"))?;
    Ok(Some(path))
}

fn allowed(post: &PostKind, kind: &RecordKind, word: ClueWord) -> Result<(), CaptureError> {
    let what = if *kind == RecordKind::TeamClue { "a clue of a team" } else { "a clue" };
    right::allowed(post, kind, word.as_str(), &format!("may not {word} {what}"))
}

/// The rule, and what the clue takes now from this post.
fn refused(author: &Author, clue: &ClueFold, id: RuleId, rule: &str) -> CaptureError {
    let steps = next_acts(clue, &author.post_kind).into_iter().map(|word| word.to_string()).collect();
    Bar { state: Some(clue.state.as_str().to_owned()), steps, ..Bar::new(id, rule) }.refusal()
}

#[cfg(test)]
#[path = "clue_tests.rs"]
mod tests;
