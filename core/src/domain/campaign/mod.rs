//! 专项行动, such as 平安守护: area, time, tasks and teams of a joint operation (联勤联动). Patrols and calls refer to it; how far it
//! has come is counted by unit, never by person.

mod fold;
mod payload;

pub use fold::{CampaignFold, CampaignState, fold};
pub use payload::{Campaign, CampaignAmendment, CampaignEntry};
