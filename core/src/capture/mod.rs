//! (1) CAPTURE: a request from a screen or a script becomes drafts of entries, or a refusal that names the rule and who may do it
//! instead. Pure: ids, time and signatures are added by the one door (`apply`); nothing is stored here.

mod assessment;
mod audit;
mod callback;
mod campaign;
mod case;
mod case_act;
mod case_content;
mod case_opening;
mod clue;
mod collection;
mod custody;
mod drafts;
mod erasure;
mod error;
mod fields;
mod inspection;
mod mediation;
mod mobilisation;
mod notice;
mod opened;
mod patrol;
mod place;
mod plan;
mod resident;
mod right;
mod roster;
mod sharing;
mod text;

pub use assessment::{
    AlarmRequest, AppealAnswerRequest, AppealRequest, AssessmentRequest, answer_appeal, appeal, assessed_period,
    may_publish, must_be_over, publish_assessment,
};
pub(crate) use audit::may_take_away;
pub use audit::{RevealRequest, audit, check_note, check_reveal, may_do};
pub use callback::{
    AnnounceRequest, KnownForDraw, SurveyRequest, SurveyResultRequest, announce_draw, carry_out_draw, import_survey,
    no_other_stands, withdraw_draw,
};
pub use campaign::{CampaignActRequest, CampaignRequest, act_on_campaign, publish_campaign};
pub use case::{CaseRequest, PartyRequest, report_case};
pub(crate) use case_act::refused;
pub use case_act::{
    CallbackRequest, CaseActRequest, ClassifyRequest, EvidenceRequest, HelperRequest, act_on_case, answer_for_case,
    answers_as_reporter, close_along,
};
pub use case_content::{may_be_main, named_main};
pub use case_opening::open_to_named;
pub use clue::{ClueActRequest, ClueRequest, act_on_clue, report_clue};
pub use collection::{
    KnownRecord, MergeRequest, PlaceRequest, SpecialRequest, VisitRequest, confirm_visit, edit_place, merge, place,
    special, visit,
};
pub use custody::decide_custody;
pub use drafts::{Author, Content, Draft, Drafts, Remark};
pub use erasure::{Erasing, erasure};
pub use error::{Bar, CaptureError};
pub use inspection::{
    AnswerRequest, HazardRequest, InspectedBefore, InspectionRequest, inspect, inspected_place, note_inspection,
    void_inspection,
};
pub use mediation::{
    AgreementRequest, AppointmentRequest, Asking, AttemptRequest, ConfirmationRequest, ExtensionRequest,
    FailureRequest, FollowUpRequest, FulfilmentRequest, HandoverRequest, LiftRequest, LitigantRequest,
    MediationActRequest, MediationRequest, MethodsRequest, NotifiedRequest, OpinionRequest, PaperRequest, PrintRequest,
    ReceiptRequest, RecusalRequest, SupportRequest, VoteRequest, WithdrawalRequest, act_on_mediation, open_mediation,
    print_mediation,
};
pub use mobilisation::{
    CallAmendRequest, CallAnswerRequest, CallRequest, MusterActRequest, WaveRequest, act_on_muster, amend_call,
    answer_call, confirm_call, publish_call, stop_call, tell_muster,
};
pub use notice::{NoticeRequest, acknowledge_notice, publish_notice, withdraw_notice};
pub use opened::opened;
pub use patrol::{
    AssignRequest, FindingRequest, GapRequest, JoinRequest, MarkRequest, PatrolRequest, assign_patrol, call_off_patrol,
    end_patrol, finding, gap, join_patrol, left_segment, mark, pause_patrol, resume_patrol, segment, start_assigned,
    start_patrol,
};
pub use place::FixRequest;
pub use plan::{CheckpointRequest, CornerRequest, PlanRequest};
pub use resident::{EditRequest, FieldChange, ResidentRequest, edit_resident, resident};
pub use roster::{
    HoursRequest, KnownPost, OwnHoursRequest, RosterRequest, SlotRequest, may_plan, own_hours, plan_roster, posts_of,
};
pub use sharing::share;

#[cfg(test)]
mod refusal_tests;
