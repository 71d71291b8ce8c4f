//! Who is who: units, people, posts, and the devices that speak for them. `import` takes the centre's file (`check`,
//! `boundary` and `publication` look it over), `announce`
//! tells phones by the log, `audit` keeps what changed, `operator` and `pending` ask two people where `sensitive` says so,
//! `registration` takes in volunteers, `standing` says what a person may do today, `code`, `device` and `token` let phones in.
//! Never looks at what phones write.

mod announce;
mod attempts;
mod audit;
mod boundary;
mod card;
mod check;
mod code;
mod day;
mod device;
mod error;
mod holder;
mod import;
mod list;
mod operator;
mod pending;
mod publication;
mod registration;
mod row;
mod sensitive;
mod standing;
mod term;
mod token;
mod window;
mod wipe;

pub(crate) use attempts::{Attempts, Registrations};
pub(crate) use audit::{note_one, note_tidied};
pub(crate) use card::issue_card;
pub(crate) use code::redeem;
pub(crate) use device::{Bearer, Credentials, authenticate, find_device, known_token};
pub(crate) use holder::{Holders, holders};
pub(crate) use operator::admitted;
pub(crate) use pending::transact;
pub(crate) use registration::{due, put_off, register, registration_of};
pub(crate) use standing::standing_of;
pub(crate) use term::{Term, begin_of, term_of};
pub(crate) use token::issue_token;
pub(crate) use window::Windows;
pub(crate) use wipe::{confirm_wipe, told_wipe};

pub use audit::{AuditLine, AuditReport, audit_lines, verify_audit};
pub use code::{CodeAsked, CodeFor, IssuedCode, issue_code, issue_code_by};
pub use device::{revoke, revoke_by};
pub use error::{DirectoryError, RowError};
pub use import::{ImportSummary, import, import_by};
pub use list::{
    DeviceLine, DictionaryLine, OfficeLine, PersonLine, PostLine, UnitLine, devices, dictionaries, offices, people,
    posts, units,
};
pub use operator::{By, Operator, OperatorLine, add_operator, end_operator, operators};
pub use pending::{Approved, Asked, Change, PENDING_DAYS, PendingLine, approve, pending_list, refuse_pending};
pub use registration::{
    Applicant, DECLINED_KEEP_DAYS, Decision, RegistrationLine, WAITING_DAYS, decide, erase_old_registrations,
    registrations,
};
pub use row::{DictionaryRow, Import, OfficeRow, PersonRow, PostRow, UnitRow};
pub use sensitive::is_sensitive;
pub use wipe::wipe_by;
