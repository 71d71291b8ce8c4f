//! Step 10 on the phone: one screen = one `.rs` + one `.sql`. Reads snapshots, decides nothing, changes nothing.
//! Citizen numbers and phones leave here masked.

mod board;
mod case;
mod kept_aside;
mod my_reports;
mod patrols;
mod receipt;
mod resident;
mod residents;
mod status;
mod typed;
mod units;

pub use board::{BoardPage, BoardQuery, BoardRow, board};
pub use case::{ActView, CaseView, case};
pub use kept_aside::{KeptAsideRow, kept_aside};
pub use my_reports::{MyReport, ReplyView, my_reports};
pub use patrols::{PatrolRow, PatrolsPage, patrols};
pub use receipt::{ReceiptView, receipts_of_record};
pub use resident::{FieldView, ResidentView, resident};
pub use residents::{AreaQuery, ResidentRow, ResidentsPage, residents, residents_in, search_residents};
pub use status::{PostView, StatusView, status};
pub use units::{UnitRow, units};

pub(crate) use status::standing;

use etong_protocol::{OrgPath, RecordId};

use crate::error::StoreError;

/// Rows on one page, at most: what crosses the glass in one call.
pub const PAGE_ROWS: u32 = 100;

pub(crate) fn record_text(bytes: &[u8]) -> Result<String, StoreError> {
    RecordId::from_slice(bytes).map(|id| id.to_string()).map_err(|_| StoreError::Unreadable("a record id"))
}

pub(crate) fn scope_text(bytes: &[u8]) -> Result<String, StoreError> {
    OrgPath::from_bytes(bytes).map(|path| path.to_string()).map_err(|_| StoreError::Unreadable("a scope"))
}
