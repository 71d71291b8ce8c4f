//! One case with every act on it, the ones that came too late included.

mod barred;

use etong_protocol::{DeviceId, EntryId, PostId, RecordId, StandingPost};
use rusqlite::{OptionalExtension, Transaction};

use barred::judged_own;
pub(crate) use barred::{not_looked_at, own_hand};

use super::deadline::{DeadlineView, unknown_days};
use super::opened::{OpenedView, opened};
use super::owner::owner_now;
use crate::domain::case::{ActStanding, Actor, CaseAct, CaseFold, FoldedAct, Helper, Hop, offers};
use crate::error::{CoreError, StoreError};
use crate::projection::deadlines_of;
use crate::projection::slim::case_here;
use crate::store::{entry, record};
use crate::view::shown::shown;

/// The case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseView {
    pub record: String,
    pub class: String,
    pub kind: Option<String>,
    pub level: Option<String>,
    pub urgent: bool,
    pub police_matter: bool,
    pub title: String,
    pub what: String,
    pub cause: Option<String>,
    /// As told, milliseconds since 1970.
    pub happened_at: Option<i64>,
    pub address: Option<String>,
    pub source: String,
    pub external_no: Option<String>,
    pub paper_no: Option<String>,
    pub state: String,
    pub scope: String,
    pub responsible_kind: String,
    /// Unit of the one responsible post.
    pub responsible_scope: String,
    pub responsible_name: Option<String>,
    /// 待认领: nobody has taken it on; it is for whoever does first of the posts of `owner_now_kind`.
    pub to_claim: bool,
    /// Whose it is at this moment: a vacant grid's is its community's, an urgent one nobody took on in time the duty post's.
    pub owner_now_kind: String,
    pub owner_now_name: Option<String>,
    /// What the last report back says was done.
    pub result: Option<String>,
    /// 自处置.
    pub self_handled: bool,
    /// How often it was given back, sent back after a check, and opened anew.
    pub returns: u32,
    pub reworks: u32,
    pub reopened: u32,
    /// 延期 granted until, milliseconds since 1970.
    pub extended_until: Option<i64>,
    /// 时限: every deadline, met ones included.
    pub deadlines: Vec<DeadlineView>,
    /// Some of them were reckoned with days the calendar does not know.
    pub calendar_warning: Option<String>,
    /// 督办.
    pub supervised: bool,
    /// 催办, how often.
    pub urged: u32,
    /// 协同: who helps the responsible post.
    pub helpers: Vec<HelperView>,
    /// The case this one is a second report of.
    pub duplicate_of: Option<String>,
    /// 评分, 1 to 5.
    pub stars: Option<u8>,
    /// What the reporter said of the result.
    pub content: Option<bool>,
    /// 先期处置: what was seen to on the spot.
    pub first_steps: Vec<String>,
    /// The state rests on an act the relay has not receipted yet.
    pub provisional: bool,
    /// A newer app has moved the case; update before acting on it.
    pub ahead: bool,
    /// Every move of the responsibility, oldest first.
    pub hops: Vec<HopView>,
    /// Every act, in the order that counts.
    pub acts: Vec<ActView>,
    /// Which supervising units have opened it.
    pub opened: Vec<OpenedView>,
    /// What the acting post may do now.
    pub next: Vec<String>,
    /// What it may do at other times, each with the rule that is against it now.
    pub not_now: Vec<NotNowView>,
}

/// One helper of a joint task.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HelperView {
    pub post: String,
    pub kind: String,
    pub name: Option<String>,
}

/// One move of the responsibility.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HopView {
    pub act: String,
    pub by_name: Option<String>,
    pub from_kind: String,
    pub to_kind: String,
    pub to_scope: String,
    pub to_name: Option<String>,
    pub reason: Option<String>,
    /// Phone clock of who moved it, milliseconds since 1970.
    pub at: i64,
}

/// An act that is not the next.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NotNowView {
    pub act: String,
    pub rule: String,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ActView {
    pub entry: String,
    pub act: String,
    pub text: Option<String>,
    pub by_kind: String,
    pub by_name: Option<String>,
    /// Phone clock of the author, milliseconds since 1970.
    pub captured_at: i64,
    /// So far that clock can have been off, in milliseconds; `None`: nobody knows.
    pub within_ms: Option<u32>,
    /// So far that clock was set just before, in milliseconds; negative: back.
    pub clock_jumped_ms: Option<i64>,
    /// `effective`, `marked`, `waiting`, `remark`, `superseded`, `not_allowed` or `unknown`.
    pub standing: String,
    /// For a superseded act: who was first, and with what. For one that is not allowed: the rule.
    pub because: Option<String>,
    /// Durable at the relay.
    pub receipted: bool,
    /// When the relay first had it, on its clock, as far as it says.
    pub received_at: Option<i64>,
    /// The time it counts by, milliseconds since 1970: the author's clock as far as it can be vouched for, else the relay's.
    pub counts_at: i64,
    /// The author's clock is in doubt: the relay's word shows otherwise.
    pub clock_doubtful: bool,
    /// Whoever did the work judged it, in another post and on another phone: the directory shows it, and no fold can.
    pub judged_own: bool,
    /// What is known of a photo, sound or paper that was added.
    pub file: Option<FileView>,
}

/// A photo, sound or paper; its bytes are not here.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FileView {
    /// SHA-256 of the file, 64 hex digits.
    pub hash: String,
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Phone clock, milliseconds since 1970.
    pub taken_at: i64,
    pub in_app: bool,
}

/// `acting`: the post that looks, on the phone `device`, at `now` (milliseconds since 1970).
///
/// # Errors
/// `NotFound` when there is no such case on this phone.
pub fn case(
    tx: &Transaction<'_>,
    id: RecordId,
    acting: Option<&StandingPost>,
    device: DeviceId,
    now: i64,
) -> Result<CaseView, CoreError> {
    let missing = || CoreError::NotFound { noun: "case", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = case_here(tx, &found, missing)?;
    let acts: Result<Vec<ActView>, StoreError> = fold.acts.iter().map(|act| act_view(tx, &fold, act)).collect();
    let hops: Result<Vec<HopView>, StoreError> = fold.hops.iter().map(|hop| hop_view(tx, hop)).collect();
    let (mut next, mut not_now) = (Vec::new(), Vec::new());
    let menu = acting.map(|held| {
        // An heir stands to what an old unit left as that unit's posts did.
        let taken = held.taken_over().iter().find(|unit| unit.covers(&fold.scope));
        let unit = taken.filter(|_| !held.unit.covers(&fold.scope)).unwrap_or(&held.unit).unit();
        offers(&fold, Actor { post: held.post, kind: &held.kind, unit, device })
    });
    for (word, rule) in menu.unwrap_or_default() {
        let rule = match (rule, acting) {
            (None, Some(post)) => match own_hand(tx, &fold, post.post, device, word)? {
                None => not_looked_at(tx, id, &fold, word)?,
                own => own,
            },
            (rule, _) => rule,
        };
        match rule {
            None => next.push(word.to_string()),
            Some(rule) => not_now.push(NotNowView { act: word.to_string(), rule: rule.to_string() }),
        }
    }
    let helper = |helper: &Helper| {
        let (post, kind) = (helper.post.to_string(), helper.kind.to_string());
        Ok::<_, StoreError>(HelperView { post, kind, name: holder(tx, helper.post)? })
    };
    let owner = owner_now(tx, &fold, now)?;
    let deadlines: Vec<DeadlineView> = deadlines_of(tx, &fold, now)?.iter().map(DeadlineView::of).collect();
    let calendar_warning = unknown_days(tx, &fold.scope, deadlines.iter().all(|deadline| deadline.certain))?;
    let (report, marks) = (&fold.report, &fold.marks);
    Ok(CaseView {
        record: id.to_string(),
        class: report.class.as_str().to_owned(),
        kind: report.kind.clone(),
        level: report.level.as_ref().map(|level| level.as_str().to_owned()),
        urgent: report.urgent,
        police_matter: report.police_matter,
        title: shown(&report.title),
        what: shown(&report.what),
        cause: shown(&report.cause),
        happened_at: report.happened_at,
        address: shown(&report.address),
        source: report.source.as_str().to_owned(),
        external_no: shown(&report.external_no),
        paper_no: shown(&report.paper_no),
        state: fold.state.as_str().to_owned(),
        scope: fold.scope.to_string(),
        responsible_kind: fold.responsible.kind.to_string(),
        responsible_scope: fold.responsible.scope.to_string(),
        responsible_name: fold.responsible.post.map(|post| holder(tx, post)).transpose()?.flatten(),
        to_claim: fold.state.is_open() && (fold.responsible.post.is_none() || owner.post.is_none()),
        owner_now_kind: owner.kind.to_string(),
        owner_now_name: owner.post.map(|post| holder(tx, post)).transpose()?.flatten(),
        result: shown(&fold.result),
        self_handled: marks.self_handled,
        returns: fold.route.returns(),
        reworks: marks.reworks,
        reopened: marks.reopened,
        extended_until: marks.extended.map(|(_, until)| until),
        deadlines,
        calendar_warning,
        supervised: marks.supervised.is_some(),
        urged: u32::try_from(marks.urged.len()).unwrap_or(u32::MAX),
        helpers: marks.helpers.iter().map(helper).collect::<Result<_, _>>()?,
        duplicate_of: marks.duplicate_of.map(|main| main.to_string()),
        stars: marks.stars,
        content: marks.content,
        first_steps: first_steps(&fold),
        provisional: fold.provisional,
        ahead: fold.ahead,
        hops: hops?,
        acts: acts?,
        opened: opened(tx, found.no)?,
        next,
        not_now,
    })
}

fn first_steps(fold: &CaseFold) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for act in fold.acts.iter().filter(|act| act.standing == ActStanding::Remark) {
        if let CaseAct::FirstResponse { step, .. } = &act.act
            && !steps.iter().any(|done| done == step.as_str())
        {
            steps.push(step.as_str().to_owned());
        }
    }
    steps
}

fn hop_view(tx: &Transaction<'_>, hop: &Hop) -> Result<HopView, StoreError> {
    Ok(HopView {
        act: hop.word.to_string(),
        by_name: holder(tx, hop.by)?,
        from_kind: hop.from.kind.to_string(),
        to_kind: hop.to.kind.to_string(),
        to_scope: hop.to.scope.to_string(),
        to_name: hop.to.post.map(|post| holder(tx, post)).transpose()?.flatten(),
        reason: shown(&hop.reason),
        at: hop.at,
    })
}

/// The name of whoever holds a post, if the directory on this phone says so.
pub(crate) fn holder(tx: &Transaction<'_>, post: PostId) -> Result<Option<String>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case_holder.sql"))?;
    Ok(statement.query_row([post.as_bytes()], |row| row.get("name")).optional()?)
}

/// An open second report whose main case has ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecondReport {
    pub main: RecordId,
    pub main_no: i64,
    pub second: RecordId,
    pub second_no: i64,
}

pub(crate) fn open_second_reports(tx: &Transaction<'_>) -> Result<Vec<SecondReport>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case/second_reports.sql"))?;
    let id = |bytes: Vec<u8>| RecordId::from_slice(&bytes).map_err(|_| StoreError::Unreadable("a record id"));
    let rows = statement.query_and_then([], |row| {
        Ok::<_, StoreError>(SecondReport {
            main: id(row.get("main")?)?,
            main_no: row.get("main_no")?,
            second: id(row.get("second")?)?,
            second_no: row.get("second_no")?,
        })
    })?;
    rows.collect()
}

fn act_view(tx: &Transaction<'_>, fold: &CaseFold, act: &FoldedAct) -> Result<ActView, StoreError> {
    let (standing, because) = match &act.standing {
        ActStanding::Effective => ("effective", None),
        ActStanding::Marked => ("marked", None),
        ActStanding::Waiting => ("waiting", None),
        ActStanding::Remark => ("remark", None),
        ActStanding::Unknown => ("unknown", None),
        ActStanding::NotAllowed { rule } => ("not_allowed", Some(rule.to_string())),
        ActStanding::Superseded { by, because } => {
            ("superseded", Some(format!("{}: {}", because.as_str(), first_come(tx, fold, *by)?)))
        }
    };
    let stamp = entry::stamp_of(tx, act.id)?;
    Ok(ActView {
        entry: act.id.to_string(),
        act: act.act.as_str().to_owned(),
        text: shown(act.act.text()),
        by_kind: act.post_kind.to_string(),
        by_name: holder(tx, act.post)?,
        captured_at: act.captured_at,
        within_ms: stamp.and_then(|stamp| stamp.within_ms),
        clock_jumped_ms: stamp.and_then(|stamp| stamp.jumped_ms),
        standing: standing.to_owned(),
        because,
        receipted: act.seq.is_some(),
        received_at: entry::find(tx, act.id)?.and_then(|held| held.received_at),
        counts_at: act.shown.at,
        clock_doubtful: act.shown.doubtful,
        judged_own: judged_own(tx, fold, act)?,
        file: file_of(&act.act),
    })
}

fn file_of(act: &CaseAct) -> Option<FileView> {
    let CaseAct::Evidence(file) = act else { return None };
    let (hash, media) = (file.hash.clone(), file.media.clone());
    Some(FileView { hash, media, size: file.size, taken_at: file.taken_at, in_app: file.in_app })
}

/// "accept by 王芳": the act that was first.
fn first_come(tx: &Transaction<'_>, fold: &CaseFold, by: EntryId) -> Result<String, StoreError> {
    let Some(first) = fold.acts.iter().find(|act| act.id == by) else { return Ok(by.to_string()) };
    let who = holder(tx, first.post)?.unwrap_or_else(|| first.post_kind.to_string());
    Ok(format!("{} by {who}", first.act.as_str()))
}
