//! Step 7 on the phone: one screen = one `.rs` + one `.sql`. Reads snapshots, decides nothing, changes nothing.
//! Citizen numbers and phones leave here masked: what a person typed passes `shown`.

mod assessment;
mod audit;
mod board;
mod callback;
mod campaign;
mod case;
mod clue;
mod collection;
mod cursor;
mod custody;
mod deadline;
mod erasure;
mod evidence_file;
mod exchange;
mod handbook;
mod history;
mod home;
mod hours;
pub(crate) mod inspection;
mod kept_aside;
mod map;
mod masked;
mod mediation;
mod mobilisation;
mod my_reports;
mod nearest;
mod notice;
mod opened;
pub(crate) mod organisation;
mod owner;
mod patrol;
mod patrols;
mod receipt;
mod receipt_file;
mod record;
mod rehomed;
mod resident;
mod residents;
mod retention;
mod sharing;
mod shown;
mod status;
mod subject;
mod survey;
mod typed;
mod units;
mod warning;
mod within;

pub use crate::store::draft::DraftView;
pub use assessment::{
    AppealRow, AppealView, AppealsPage, AssessedUnitView, AssessmentRow, AssessmentView, AssessmentsPage,
    DifferenceView, FigureCaseRow, FigureCasesPage, FigureView, RecheckView, ReportView, ZeroAlarmPage, ZeroAlarmRow,
    appeal_view, appeals, appeals_to_answer, assessment, assessments, figure_cases, recheck_view, report, zero_alarm,
};
pub use audit::{AuditPage, AuditQuery, AuditRow, LookedPage, LookedRow, RoleChangeRow, RoleChangesPage};
pub use board::{BoardPage, BoardQuery, BoardRow, board, without_owner};
pub use callback::{DrawFileView, DrawRow, DrawView, DrawnCase, DrawsPage, draw, draw_file, draws};
pub use campaign::{CampaignRow, CampaignView, CampaignsPage, UnitProgress, campaign, campaigns};
pub use case::{ActView, CaseView, FileView, HelperView, HopView, NotNowView, case};
pub use clue::{ClueActView, ClueRow, ClueView, CluesPage, MyClue, Reader, clue, clue_by_code, clues, my_clues};
pub use collection::{
    AlsoView, CodeRow, CodeTableView, DuplicateRow, DuplicatesPage, MemberRow, MergeRow, MergesPage, MergesView,
    PlaceRow, PlaceView, PlacesPage, ReminderRow, RemindersPage, UnseenPage, UnseenRow, VisitRow, VisitsPage,
    code_table, duplicates, duplicates_of, dwellings_of, find_by_number, merges, place, places, proposals, reminders,
    search_places, unseen, visits,
};
pub use custody::CustodyRow;
pub use deadline::{DeadlineView, DuePage, DueQuery, DueRow, KnownNow, ReplyDue, due};
pub use erasure::{
    ErasureRow, ErasureStep, ErasureView, ErasuresPage, HolderRow, MentionRow, MentionsPage, erasure, erasures,
};
pub use exchange::{CaseBatchView, ImportedOrder, OrderAnswer};
pub(crate) use exchange::{Since, batch_rows, known_orders, order_answers};
pub use handbook::{HandbookEntryView, HandbookView, handbook};
pub use history::{AlarmView, HistoryView, history};
pub use home::{HOME_COUNTS, HomeLine, HomeView, home};
pub use hours::{HoursCheck, HoursText};
pub use inspection::{
    AnswerView, ChecklistItemView, ChecklistView, InspectionRow, InspectionView, InspectionsPage, RectificationRow,
    RectificationsPage, RepeatRow, RepeatsPage, inspection, inspections, rectifications, repeats,
};
pub use kept_aside::{KeptAsideRow, kept_aside};
pub use map::{MapBorder, MapPoint, MapQuery, MapRing, MapView, map};
pub use mediation::{
    AgreementView, LitigantView, MediationActView, MediationPapers, MediationQuery, MediationRow, MediationView,
    MediationsPage, PaperView, QuietQuery, QuietView, mediation, mediation_papers, mediations, quiet,
};
pub use mobilisation::{CallRow, CallView, CallsPage, MusterCounts, MusterRow, call, calls};
pub use my_reports::{MyReport, ReplyView, my_reports};
pub use notice::{
    NoticeRow, NoticeText, NoticeView, NoticesPage, ReaderRow, ReadersView, notice, notice_readers, notice_text,
    notices,
};
pub use opened::{OpenedView, opened};
pub use organisation::{
    ActRight, CardCheck, CardView, DutyRow, DutyView, HeirView, HelperRow, HelpersPage, HelpersQuery, LocatedView,
    MyPostRow, MyShifts, NounRights, OfficeRow, OfficesPage, PairProposalRow, PairProposalsPage, PairReasonView,
    PostRow, PostsPage, PostsQuery, RosterPage, RosterRow, RosterVersionRow, UnitBelow, UnitView, VacanciesPage,
    VacancyRow,
};
pub use patrol::{
    AskedView, CheckpointView, ClauseView, FindingView, PartnerView, PatrolView, StepView, StretchView, WayPoint,
    patrol,
};
pub use patrols::{PatrolRow, PatrolsPage, patrols};
pub use receipt::{ReceiptView, receipts_of_record};
pub use record::RecordView;
pub(crate) use record::record;
pub use resident::{FieldView, ResidentView, resident};
pub use residents::{AreaQuery, ResidentRow, ResidentsPage, residents, residents_in, search_residents};
pub use retention::{
    HeldPage, HeldRow, KeptBackCount, RetentionCount, RetentionPage, RetentionPlan, RetentionRow, held,
};
pub use sharing::{SharedUnit, shared_with};
pub use status::{PostView, StatusView, status};
pub use subject::{SubjectField, SubjectReport, Writing};
pub use survey::{SurveyUnitView, SurveyView, SurveysPage, surveys};
pub use units::{UnitRow, UnitsPage, units};
pub use warning::{WarningFact, WarningRow, WarningsPage, warnings};

pub(crate) use audit::{AuditFilter, audits, looked, role_changes};
pub(crate) use case::{SecondReport, not_looked_at, open_second_reports, own_hand};
pub(crate) use erasure::mentions;
pub use evidence_file::EvidenceFileView;
pub(crate) use evidence_file::evidence_file;
pub(crate) use hours::{certify_hours, check_hours};
pub use masked::MaskedRow;
pub(crate) use masked::{Onlooker, bare, located, masked, values};
pub(crate) use my_reports::replies as replies_of;
pub use nearest::{FirstCallView, NearView, NearbyView, nearest};
pub(crate) use notice::has_read;
pub(crate) use opened::has_told;
pub(crate) use organisation::{hosted_grids, known_post};
pub use receipt_file::ReceiptFileView;
pub(crate) use receipt_file::{looks_to_show, receipt_file};
pub(crate) use retention::{retention_plan, retention_rows};
pub(crate) use sharing::units_of_record;
pub(crate) use status::standing;
pub(crate) use subject::subject_report;

use etong_protocol::{OrgPath, PostId, RecordId};

use crate::domain::field::Sight;
use crate::error::StoreError;
use crate::store::setting::{self, Setting};

/// How much of a name the acting post sees.
pub(crate) fn sight(tx: &rusqlite::Transaction<'_>) -> Result<Sight, StoreError> {
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let held = standing(tx)?.into_iter().flat_map(|standing| standing.posts).find(|held| Some(held.post) == acting);
    Ok(Sight::of(held.as_ref().map(|held| &held.kind)))
}

/// Rows on one page, at most: what crosses the glass in one call.
pub const PAGE_ROWS: u32 = 100;

/// One page, and whether there is more, from rows of which one more than a page was asked for.
pub(crate) fn paged<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    (rows, more)
}

pub(crate) fn record_text(bytes: &[u8]) -> Result<String, StoreError> {
    RecordId::from_slice(bytes).map(|id| id.to_string()).map_err(|_| StoreError::Unreadable("a record id"))
}

pub(crate) fn scope_text(bytes: &[u8]) -> Result<String, StoreError> {
    OrgPath::from_bytes(bytes).map(|path| path.to_string()).map_err(|_| StoreError::Unreadable("a scope"))
}

#[cfg(test)]
mod plan_tests;
