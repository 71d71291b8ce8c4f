//! (1) CAPTURE: a request from a screen or a script becomes drafts of entries, or a refusal that names the rule and who may do it
//! instead. Pure: ids, time and signatures are added by the one door (`apply`); nothing is stored here.

mod case;
mod drafts;
mod error;
mod patrol;
mod place;
mod resident;
mod text;

pub use case::{CaseActRequest, CaseRequest, EvidenceRequest, PartyRequest, act_on_case, report_case};
pub use drafts::{Author, Content, Draft, Drafts, Remark};
pub use error::CaptureError;
pub use patrol::{
    FindingRequest, GapRequest, PatrolRequest, end_patrol, finding, gap, pause_patrol, resume_patrol, segment,
    start_patrol,
};
pub use place::FixRequest;
pub use resident::{EditRequest, FieldChange, ResidentRequest, edit_resident, resident};
