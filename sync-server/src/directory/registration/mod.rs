//! 志愿者注册: who asked to become a volunteer, and what became of it. Accepting makes person, post and device in one step;
//! what somebody said of himself is emptied once it is decided, after a decline when the days for an objection are over.

mod ask;
mod check;
mod decide;
mod kept;
mod list;
mod old;

pub(crate) use ask::{register, registration_of};
pub use decide::{Decision, decide};
pub use kept::Applicant;
pub use list::{RegistrationLine, registrations};
pub(crate) use list::{due, put_off};
pub use old::{DECLINED_KEEP_DAYS, WAITING_DAYS, erase_old_registrations};
