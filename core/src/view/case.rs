//! One case with every act on it, the ones that came too late included.

use etong_protocol::{EntryId, PostId, PostKind, RecordId};
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::case::{ActStanding, CaseFold, FoldedAct, next_acts};
use crate::error::{CoreError, StoreError};
use crate::projection::load_case;
use crate::store::record;

/// The case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseView {
    pub record: String,
    pub class: String,
    pub title: String,
    pub what: String,
    pub address: Option<String>,
    pub state: String,
    pub scope: String,
    pub responsible_kind: String,
    pub responsible_name: Option<String>,
    /// The state rests on an act the relay has not receipted yet.
    pub provisional: bool,
    /// A newer app has moved the case; update before acting on it.
    pub ahead: bool,
    /// Every act, in the order that counts.
    pub acts: Vec<ActView>,
    /// What the acting post may do now.
    pub next: Vec<String>,
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
    /// `effective`, `remark`, `superseded`, `not_allowed` or `unknown`.
    pub standing: String,
    /// For a superseded act: who was first, and with what. For one that is not allowed: the rule.
    pub because: Option<String>,
    /// Durable at the relay.
    pub receipted: bool,
}

/// # Errors
/// `NotFound` when there is no such case on this phone.
pub fn case(tx: &Transaction<'_>, id: RecordId, acting: Option<&PostKind>) -> Result<CaseView, CoreError> {
    let missing = || CoreError::NotFound { noun: "case", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_case(tx, found.no)?.ok_or_else(missing)?;
    let acts: Result<Vec<ActView>, StoreError> = fold.acts.iter().map(|act| act_view(tx, &fold, act)).collect();
    Ok(CaseView {
        record: id.to_string(),
        class: fold.report.class.as_str().to_owned(),
        title: fold.report.title.clone(),
        what: fold.report.what.clone(),
        address: fold.report.address.clone(),
        state: fold.state.as_str().to_owned(),
        scope: fold.scope.to_string(),
        responsible_kind: fold.responsible.kind.to_string(),
        responsible_name: fold.responsible.post.map(|post| holder(tx, post)).transpose()?.flatten(),
        provisional: fold.provisional,
        ahead: fold.ahead,
        acts: acts?,
        next: acting.map(|post| next_acts(&fold, post)).unwrap_or_default().iter().map(ToString::to_string).collect(),
    })
}

/// The name of whoever holds a post, if the directory on this phone says so.
pub(super) fn holder(tx: &Transaction<'_>, post: PostId) -> Result<Option<String>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("case_holder.sql"))?;
    Ok(statement.query_row([post.as_bytes()], |row| row.get("name")).optional()?)
}

fn act_view(tx: &Transaction<'_>, fold: &CaseFold, act: &FoldedAct) -> Result<ActView, StoreError> {
    let (standing, because) = match &act.standing {
        ActStanding::Effective => ("effective", None),
        ActStanding::Remark => ("remark", None),
        ActStanding::Unknown => ("unknown", None),
        ActStanding::NotAllowed { rule } => ("not_allowed", Some(rule.to_string())),
        ActStanding::Superseded { by, because } => {
            ("superseded", Some(format!("{}: {}", because.as_str(), first_come(tx, fold, *by)?)))
        }
    };
    Ok(ActView {
        entry: act.id.to_string(),
        act: act.act.as_str().to_owned(),
        text: act.act.text().map(str::to_owned),
        by_kind: act.post_kind.to_string(),
        by_name: holder(tx, act.post)?,
        captured_at: act.captured_at,
        standing: standing.to_owned(),
        because,
        receipted: act.seq.is_some(),
    })
}

/// "accept by 王芳": the act that was first.
fn first_come(tx: &Transaction<'_>, fold: &CaseFold, by: EntryId) -> Result<String, StoreError> {
    let Some(first) = fold.acts.iter().find(|act| act.id == by) else { return Ok(by.to_string()) };
    let who = holder(tx, first.post)?.unwrap_or_else(|| first.post_kind.to_string());
    Ok(format!("{} by {who}", first.act.as_str()))
}
