//! Acting on a case. An act names what it builds on, so that two posts that act offline never both count; the same rules that
//! judge an act in the log refuse it here, with the rule and who may do it instead.

use etong_protocol::{PostKind, RecordId, RecordKind};

use super::case::{TEXT_MAX, draft};
use super::case_content::act_of;
use super::drafts::{Author, Drafts};
use super::error::{Bar, CaptureError};
use super::place::FixRequest;
use super::right::allowed;
use super::text::{one_of, optional};
use crate::domain::case::{
    ActGroup, ActWord, CaseAct, CaseEntry, CaseFold, CaseState, Rule, instead, is_staff, may_act, refusal, reply_for,
};
use crate::domain::rule_id::RuleId;

/// An act on a case. Which fields an act takes: `etong act --help` lists them. `reply` is said to the reporter in place of the
/// standard words.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CaseActRequest {
    /// A word of `ActWord`, as in `accept`, `dispatch` or `escalate`.
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
    /// Kind of post: of the receiver, as in `grid_worker`; for `escalate` the desk, one level up when left out.
    #[serde(default)]
    pub to_kind: Option<String>,
    /// Path of the receiver's unit, needed for a department or team.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whoever takes it over outside: `transfer`, `hand_over`.
    #[serde(default)]
    pub to_name: Option<String>,
    /// 回执: number of the paper they signed.
    #[serde(default)]
    pub receipt: Option<String>,
    /// `extend`, `suspend`, `rectify`, and an `ask` for more time: milliseconds since 1970.
    #[serde(default)]
    pub until: Option<i64>,
    /// 1 to 5.
    #[serde(default)]
    pub stars: Option<u8>,
    /// `link_duplicate`: id of the case that stays the main one.
    #[serde(default)]
    pub main: Option<String>,
    /// `joint`: who helps.
    #[serde(default)]
    pub helpers: Vec<HelperRequest>,
    /// `rectify`: who has to put it right.
    #[serde(default)]
    pub who: Option<String>,
    /// `first_response`: `secure`, `rescue`, `preserve` or `report`.
    #[serde(default)]
    pub step: Option<String>,
    /// `ask`: `extension`, `help`, `suspension` or `closing`.
    #[serde(default)]
    pub wish: Option<String>,
    #[serde(default)]
    pub callback: Option<CallbackRequest>,
    #[serde(default)]
    pub classify: Option<ClassifyRequest>,
    #[serde(default)]
    pub place: Option<FixRequest>,
    #[serde(default)]
    pub file: Option<EvidenceRequest>,
    #[serde(default)]
    pub reply: Option<String>,
}

/// One helper of a joint task.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct HelperRequest {
    /// Id of the helper's post.
    pub post: String,
    /// Kind of that post.
    pub kind: String,
    /// Path of the helper's unit, needed for a team or department.
    #[serde(default)]
    pub unit: Option<String>,
}

/// 回访: what the reporter said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CallbackRequest {
    pub reached: bool,
    #[serde(default)]
    pub handled_as_told: Option<bool>,
    #[serde(default)]
    pub satisfied: Option<bool>,
    /// Id of the draw that chose this case.
    #[serde(default)]
    pub draw: Option<String>,
}

/// 改类, 定级: what to correct.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ClassifyRequest {
    #[serde(default)]
    pub class: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub level: Option<String>,
    #[serde(default)]
    pub urgent: Option<bool>,
    #[serde(default)]
    pub police_matter: Option<bool>,
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

/// Acts on the case `record`, which stands as `case` says on this phone. Accepting, reporting back, declining and closing also
/// answer a reporter who is not staff.
///
/// # Errors
/// `NotAllowed` with the rule and who may do it instead; `Invalid` for a field.
pub fn act_on_case(
    author: &Author,
    case: &CaseFold,
    record: RecordId,
    request: &CaseActRequest,
) -> Result<Drafts, CaptureError> {
    let word = word_of(request)?;
    reaches(author, case)?;
    may_at_all(author, case, word)?;
    // Whether the case is at the right step comes before what the form lacks.
    if word.group() != ActGroup::Remark && !word.is_reporters() {
        at_step(author, case, word)?;
    }
    let act = act_of(word, author, record, request)?;
    may(author, case, &act, word)?;
    let reply_words = optional("reply", request.reply.as_deref(), TEXT_MAX)?;
    if reply_words.is_some() {
        allowed(&author.post_kind, &RecordKind::Reply, "reply", "may not answer for the staff")?;
    }
    if reply_words.is_some() && reply_for(case, &act, reply_words.as_deref()).is_none() {
        return Err(CaptureError::invalid(
            "reply",
            "there is nobody to answer: the reporter reads the case, or has heard",
        ));
    }
    drafts_of(case, record, act, reply_words.as_deref())
}

/// 随主案结案: closes a second report with its main case. `words`: what the reporter of the main case heard; whoever reported this one
/// hears the same.
///
/// # Errors
/// `NotAllowed` when it cannot be closed by this post as it stands.
pub fn close_along(
    author: &Author,
    case: &CaseFold,
    record: RecordId,
    main: RecordId,
    words: Option<&str>,
) -> Result<Drafts, CaptureError> {
    let act = CaseAct::Close { note: Some("随主案结案".into()), main: Some(main) };
    reaches(author, case)?;
    may_at_all(author, case, ActWord::Close)?;
    at_step(author, case, ActWord::Close)?;
    may(author, case, &act, ActWord::Close)?;
    drafts_of(case, record, act, words)
}

/// The act on what this phone shows, and what its reporter hears.
fn drafts_of(case: &CaseFold, record: RecordId, act: CaseAct, words: Option<&str>) -> Result<Drafts, CaptureError> {
    let reply = reply_for(case, &act, words);
    let entry = CaseEntry { base: Some(case.last_effective), act };
    let mut drafts = vec![draft(record, RecordKind::Case, &case.scope, entry.to_payload())?];
    if let Some(reply) = reply {
        drafts.push(draft(record, RecordKind::Reply, &case.scope, reply.to_payload())?);
    }
    Ok(Drafts::of(drafts))
}

/// 评分, 确认, 不认可 by a reporter outside the staff, who knows of the case what the replies say: `heard` is the state the last
/// one tells of.
///
/// # Errors
/// `NotAllowed` for somebody else's case, or before the case has an end; `Invalid` for a field.
pub fn answer_for_case(
    author: &Author,
    case: &CaseFold,
    record: RecordId,
    heard: Option<CaseState>,
    request: &CaseActRequest,
) -> Result<Drafts, CaptureError> {
    let word = word_of(request)?;
    may_at_all(author, case, word)?;
    let ended = heard.is_some_and(|state| !state.is_open()) || !case.state.is_open();
    if !ended {
        let rule = "the case has no result yet: there will be a reply when it has";
        return Err(CaptureError::barred(RuleId::NoResultYet, rule));
    }
    let act = act_of(word, author, record, request)?;
    let rule = refusal(case, author.actor(), &act);
    if let Some(rule) = rule.filter(|rule| !matches!(rule, Rule::Step { .. })) {
        return Err(refused(author, case, &rule, word));
    }
    let entry = CaseEntry { base: Some(case.last_effective), act };
    Ok(Drafts::of(vec![draft(record, RecordKind::Case, &case.scope, entry.to_payload())?]))
}

fn word_of(request: &CaseActRequest) -> Result<ActWord, CaptureError> {
    let word = ActWord::from_word(request.act.trim()).filter(|word| word.group() != ActGroup::Founding);
    word.ok_or_else(|| {
        let acts = ActWord::ALL.into_iter().filter(|word| word.group() != ActGroup::Founding);
        one_of("act", acts.map(ActWord::as_str))
    })
}

/// The case is below the author's unit, was opened to it, or is the author's own report.
fn reaches(author: &Author, case: &CaseFold) -> Result<(), CaptureError> {
    if case.reporter.post == author.post { Ok(()) } else { author.must_cover(&case.scope) }
}

fn at_step(author: &Author, case: &CaseFold, word: ActWord) -> Result<(), CaptureError> {
    let rule = if case.ahead && word.group() == ActGroup::Move { Some(Rule::Ahead) } else { case.wrong_step(word) };
    rule.map_or(Ok(()), |rule| Err(refused(author, case, &rule, word)))
}

fn may(author: &Author, case: &CaseFold, act: &CaseAct, word: ActWord) -> Result<(), CaptureError> {
    let rule = refusal(case, author.actor(), act);
    rule.map_or(Ok(()), |rule| Err(refused(author, case, &rule, word)))
}

fn may_at_all(author: &Author, case: &CaseFold, word: ActWord) -> Result<(), CaptureError> {
    if may_act(&author.post_kind, word) {
        return Ok(());
    }
    Err(refused(author, case, &Rule::Post { post: author.post_kind.clone(), act: word }, word))
}

/// The rule, who may do it instead, and what may be done now.
pub(crate) fn refused(author: &Author, case: &CaseFold, rule: &Rule, word: ActWord) -> CaptureError {
    match rule {
        Rule::Receiver { .. } | Rule::NotAbove { .. } => {
            let named = if word == ActWord::Joint { "helpers" } else { "to_kind" };
            return CaptureError::invalid(named, format!("{rule}; {}", rule.id().todo()));
        }
        Rule::Stars => return CaptureError::invalid("stars", rule.to_string()),
        _ => {}
    }
    let way = instead(case, author.actor(), word);
    let words = |kinds: Vec<PostKind>| kinds.iter().map(ToString::to_string).collect();
    let bar = Bar {
        who_may: rule.who_may(word),
        asked: Some(word.to_string()),
        state: Some(way.state.to_string()),
        in_states: way.in_states.iter().map(ToString::to_string).collect(),
        // What only this phone can bar is open by the rules of the case.
        steps: way.steps.iter().filter(|step| !barred_alike(rule, word, **step)).map(ToString::to_string).collect(),
        others: way.others.into_iter().map(|(step, kinds)| (step.to_string(), words(kinds))).collect(),
        ..Bar::new(rule.id(), rule.to_string())
    };
    bar.refusal()
}

fn barred_alike(rule: &Rule, word: ActWord, step: ActWord) -> bool {
    let together = match rule {
        Rule::OwnReport => matches!(step, ActWord::Check | ActWord::Close),
        Rule::OwnRating => matches!(step, ActWord::Rate | ActWord::Confirm),
        _ => false,
    };
    together || step == word
}

/// Is this what a reporter outside the staff says of the result?
#[must_use]
pub fn answers_as_reporter(author: &Author, case: &CaseFold, request: &CaseActRequest) -> bool {
    let word = ActWord::from_word(request.act.trim());
    let own = case.reporter.post == author.post || case.reporter.device == author.device;
    own && !is_staff(&author.post_kind) && word.is_some_and(ActWord::is_reporters)
}
