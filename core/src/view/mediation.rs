//! One mediation with all acts, its clocks and the contents page of its file. Names of parties leave here masked, also inside
//! what people wrote; a printed paper is another thing (`paper`).

mod acts;
mod list;
mod paper;
mod quiet;

use etong_protocol::{PostId, PostKind, RecordId, RecordKind};
use rusqlite::Transaction;

use super::case::holder;
use super::record_text;
use crate::domain::mediation::{Agreement, MediationFold, NextStep, PaperLine, Terms, next_acts, papers};
use crate::domain::person_name::mask_name;
use crate::domain::phone_number::mask_phone;
use crate::error::{CoreError, StoreError};
use crate::projection::load_mediation;
use crate::store::record;
use crate::view::shown::shown;

pub use acts::MediationActView;
pub use list::{MediationQuery, MediationRow, MediationsPage, mediations};
pub use paper::{MediationPapers, mediation_papers};
pub use quiet::{QuietQuery, QuietView, quiet};

/// The mediation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MediationView {
    pub record: String,
    /// Id of the case it is about.
    pub case: String,
    /// Other mediations of that case: two may have been opened offline.
    pub same_case: Vec<String>,
    /// 纠纷类型, as in `neighbours`.
    pub dispute: String,
    pub source: String,
    pub brief: String,
    pub parties: Vec<LitigantView>,
    pub state: String,
    /// Mode of the last attempt, as in `grid`.
    pub mode: String,
    pub scope: String,
    /// Phone clock, milliseconds since 1970.
    pub opened_at: i64,
    pub opened_by_name: Option<String>,
    /// First moment that is too late to end it, milliseconds since 1970.
    pub due_at: Option<i64>,
    pub overdue: bool,
    /// Until when a hand-over is to be answered.
    pub receipt_due_at: Option<i64>,
    /// Until when the parties may ask the court to confirm.
    pub confirmation_until: Option<i64>,
    /// Until when it is to be fulfilled.
    pub fulfil_until: Option<i64>,
    /// `notify`, `receipt`, `mediate`, `agree`, `fulfil`, `follow_up`, `papers` or `done`.
    pub next_step: String,
    /// It may turn violent, and nobody was told yet.
    pub notify_at_once: bool,
    /// Who stepped aside, by name where the directory on this phone has it.
    pub recused: Vec<String>,
    pub agreement: Option<AgreementView>,
    /// The contents page of the file.
    pub papers: Vec<PaperView>,
    /// The file holds all it must hold.
    pub file_complete: bool,
    /// Rests on an act the relay has not receipted yet.
    pub provisional: bool,
    pub acts: Vec<MediationActView>,
    /// What the acting post may do now; attempts by mode, as in `attempt_grid`.
    pub next: Vec<String>,
}

/// A party, masked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LitigantView {
    pub role: String,
    pub name: String,
    pub phone: Option<String>,
    pub represented: bool,
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AgreementView {
    pub facts: String,
    pub terms: Vec<String>,
    pub how: Option<String>,
    pub place: Option<String>,
    pub until: Option<i64>,
    pub copies: u8,
    pub oral: bool,
    pub signed_at: i64,
    /// `full`, `part` or `none`, once somebody looked.
    pub done: Option<String>,
}

/// One line of the contents page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PaperView {
    /// As in `record`.
    pub item: String,
    /// `required`, `optional` or `none`.
    pub need: String,
    /// The log holds what the paper says.
    pub recorded: bool,
    /// Papers put into the file.
    pub filed: u32,
    pub missing: bool,
}

/// # Errors
/// `NotFound` when there is no such mediation on this phone.
pub fn mediation(
    tx: &Transaction<'_>,
    id: RecordId,
    acting: Option<(PostId, &PostKind)>,
    now_ms: i64,
) -> Result<MediationView, CoreError> {
    let missing = || CoreError::NotFound { noun: "mediation", id: id.to_string() };
    let found = record::find(tx, id)?.filter(|found| found.kind == RecordKind::Mediation).ok_or_else(missing)?;
    let fold = load_mediation(tx, found.no)?.ok_or_else(missing)?;
    let masked = |text: &str| masked(&fold, text);
    let terms = Terms::of(&fold);
    let papers: Vec<PaperView> = papers(&fold).iter().map(paper_view).collect();
    let recused: Result<Vec<String>, StoreError> =
        fold.recused.iter().map(|post| Ok(holder(tx, *post)?.unwrap_or_else(|| post.to_string()))).collect();
    let acts: Result<Vec<MediationActView>, StoreError> =
        fold.acts.iter().map(|act| acts::act_view(tx, &fold, act)).collect();
    let menu = acting.map(|(post, kind)| next_acts(&fold, post, kind)).unwrap_or_default();
    Ok(MediationView {
        record: id.to_string(),
        case: fold.opening.case.to_string(),
        same_case: same_case(tx, &fold, found.no)?,
        dispute: fold.opening.dispute.to_string(),
        source: fold.opening.source.to_string(),
        brief: masked(&fold.opening.brief),
        parties: fold.opening.parties.iter().map(litigant_view).collect(),
        state: fold.state.to_string(),
        mode: fold.mode.to_string(),
        scope: fold.scope.to_string(),
        opened_at: fold.opened_at,
        opened_by_name: holder(tx, fold.opened_by)?,
        due_at: terms.due_at,
        overdue: terms.due_at.is_some_and(|due| now_ms >= due),
        receipt_due_at: terms.receipt_due_at,
        confirmation_until: terms.confirmation_until,
        fulfil_until: terms.fulfil_until,
        next_step: NextStep::of(&fold).as_str().to_owned(),
        notify_at_once: fold.notify_at_once,
        recused: recused?,
        agreement: fold.agreement.as_ref().map(|agreement| agreement_view(&fold, agreement)),
        file_complete: !papers.iter().any(|paper| paper.missing),
        papers,
        provisional: fold.provisional,
        acts: acts?,
        next: menu.into_iter().map(str::to_owned).collect(),
    })
}

/// What people wrote, with the parties' names masked.
pub(super) fn masked(mediation: &MediationFold, text: &str) -> String {
    let mut names: Vec<&str> = mediation.opening.parties.iter().map(|party| party.name.as_str()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    shown(names.iter().fold(text.to_owned(), |text, name| text.replace(name, &mask_name(name))))
}

fn litigant_view(party: &crate::domain::mediation::Litigant) -> LitigantView {
    LitigantView {
        role: party.role.to_string(),
        name: shown(mask_name(&party.name)),
        phone: party.phone.as_deref().map(mask_phone),
        represented: party.agent.is_some(),
    }
}

fn agreement_view(mediation: &MediationFold, agreement: &Agreement) -> AgreementView {
    AgreementView {
        facts: masked(mediation, &agreement.facts),
        terms: agreement.terms.iter().map(|term| masked(mediation, term)).collect(),
        how: agreement.how.as_deref().map(|how| masked(mediation, how)),
        place: agreement.place.as_deref().map(|place| masked(mediation, place)),
        until: agreement.until,
        copies: agreement.copies,
        oral: agreement.oral,
        signed_at: agreement.signed_at,
        done: mediation.done.as_ref().map(ToString::to_string),
    }
}

fn paper_view(line: &PaperLine) -> PaperView {
    PaperView {
        item: line.item.to_string(),
        need: line.need.as_str().to_owned(),
        recorded: line.recorded,
        filed: line.filed,
        missing: line.is_missing(),
    }
}

fn same_case(tx: &Transaction<'_>, mediation: &MediationFold, own: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("mediation/same_case.sql"))?;
    let case = mediation.opening.case;
    let rows = statement.query_and_then(rusqlite::params![case.as_bytes(), own], |row| {
        record_text(&row.get::<_, Vec<u8>>("record")?)
    })?;
    rows.collect()
}
