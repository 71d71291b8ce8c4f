//! Who is who: units, people, posts, and the devices that speak for them. `import` takes the centre's file (`check`,
//! `boundary` and `publication` look it over), `announce`
//! tells phones by the log, `standing` says what a person may do today, `code`, `device` and `token` let phones in.
//! Never looks at what phones write.

mod announce;
mod attempts;
mod boundary;
mod card;
mod check;
mod code;
mod day;
mod device;
mod error;
mod import;
mod list;
mod publication;
mod row;
mod standing;
mod term;
mod token;

pub(crate) use attempts::Attempts;
pub(crate) use card::issue_card;
pub(crate) use code::redeem;
pub(crate) use device::{Bearer, authenticate};
pub(crate) use standing::standing_of;
pub(crate) use term::{Term, term_of};
pub(crate) use token::issue_token;

pub use code::{CodeFor, IssuedCode, issue_code};
pub use device::revoke;
pub use error::{DirectoryError, RowError};
pub use import::{ImportSummary, import};
pub use list::{
    DeviceLine, DictionaryLine, OfficeLine, PersonLine, PostLine, UnitLine, devices, dictionaries, offices, people,
    posts, units,
};
pub use row::{DictionaryRow, Import, OfficeRow, PersonRow, PostRow, UnitRow};
