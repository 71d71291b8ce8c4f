//! 信息采集: where people live and with whom (`place`), visits to them (`visit`), records that are likely of one person (`duplicate`)
//! and how two become one (`merge`), citizen numbers compared without being shown (`number_key`), and the gated records of
//! special populations (`special`).

mod duplicate;
mod merge;
mod number_key;
mod place;
mod special;
mod visit;

pub use duplicate::{Likeness, PersonFacts, likenesses};
pub use merge::{MergeAct, MergeEntry, MergeEvent, MergeFold, MergeStanding, Merging, fold_merges, shown_instead};
pub use number_key::{NumberHash, NumberKey};
pub use place::{BUILDING, DWELLING, HOUSEHOLD, Place, catalogue_of, standard_address};
pub use special::{SPECIAL_DICTIONARY, SpecialKind, SpecialRule, special_rules};
pub use visit::{Confirmation, SeenVisit, Visit, VisitAct, VisitEvent, VisitFold, VisitPurpose, fold_visits};
