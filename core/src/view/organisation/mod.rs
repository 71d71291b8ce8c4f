//! The organisation on screens: my posts, who can be dispatched to, who near here can help, what is vacant, offices, one unit,
//! whose ground a place is, duty, rosters, the staff card.

mod card;
mod duty;
mod hosted;
mod known_post;
mod located;
mod my_posts;
mod offices;
mod pairs;
mod posts;
mod roster;
mod unit;
mod vacancies;
mod who_can_help;

pub use card::{CardCheck, CardView};
pub use duty::{DutyRow, DutyView};
pub use located::{HeirView, LocatedView};
pub use my_posts::{ActRight, MyPostRow, NounRights};
pub use offices::{OfficeRow, OfficesPage};
pub use pairs::{PairProposalRow, PairProposalsPage, PairReasonView};
pub use posts::{PostRow, PostsPage, PostsQuery};
pub use roster::{MyShifts, RosterPage, RosterRow, RosterVersionRow};
pub use unit::{UnitBelow, UnitView};
pub use vacancies::{VacanciesPage, VacancyRow};
pub use who_can_help::{HelperRow, HelpersPage, HelpersQuery};

pub(crate) use card::{check_card, my_card};
pub(crate) use duty::duty;
pub(crate) use hosted::hosted_grids;
pub(crate) use known_post::known_post;
pub(in crate::view) use located::relatives;
pub(crate) use located::{heir_of, located};
pub(crate) use my_posts::my_posts;
pub(crate) use offices::offices;
pub(crate) use pairs::pair_proposals;
pub(crate) use posts::posts_in_reach;
pub(crate) use roster::{my_shifts, roster_of_day, roster_versions};
pub(crate) use unit::unit;
pub(crate) use vacancies::vacancies;
pub(crate) use who_can_help::{Wanted, helpers, known_words};

use etong_protocol::{OrgPath, PostId};

use crate::error::StoreError;

/// Sorts after every path: five units of four bytes are the longest.
const AFTER_ALL: [u8; 21] = [u8::MAX; 21];

/// The byte range of a subtree.
fn range(scope: &OrgPath) -> (Vec<u8>, Vec<u8>) {
    (scope.to_bytes(), scope.subtree_end().unwrap_or_else(|| AFTER_ALL.to_vec()))
}

fn post_text(bytes: &[u8]) -> Result<String, StoreError> {
    Ok(post_id(bytes)?.to_string())
}

fn post_id(bytes: &[u8]) -> Result<PostId, StoreError> {
    PostId::from_slice(bytes).map_err(|_| StoreError::Unreadable("a post id"))
}

/// Tags as they are stored, blanks between them.
fn tags(stored: &str) -> Vec<String> {
    stored.split_whitespace().map(str::to_owned).collect()
}
