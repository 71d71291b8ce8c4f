//! Files to and from other platforms.

use etong_core::AppError;
use etong_core::capture::CaseRequest;
use etong_core::view::{CaseBatchView, ImportedOrder, OrderAnswer};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// The cases of the acting desk's unit as a signed batch, since `EPOCH:SEQ` of the batch before or since a day.
    ///
    /// # Errors
    /// `NotAllowed` for a post that is no desk, `Invalid` for `since`.
    pub fn export_cases(&self, since: &Option<String>) -> Result<CaseBatchView, AppError> {
        guarded(|| self.app.export_cases(since.as_deref()))
    }

    /// Orders of a hotline become cases: all of them, or none. One that is here already is left as it is and named.
    ///
    /// # Errors
    /// As `report_case`; nothing is then imported.
    pub fn import_orders(&self, requests: &[CaseRequest]) -> Result<Vec<ImportedOrder>, AppError> {
        guarded(|| self.app.import_orders(requests).map_err(|(_, error)| error))
    }

    /// The latest answer to each order of a source, by its outside number.
    ///
    /// # Errors
    /// `NotAllowed` for a post that is no desk, `Invalid` for the day.
    pub fn order_answers(&self, source: &str, since: &Option<String>) -> Result<Vec<OrderAnswer>, AppError> {
        guarded(|| self.app.order_answers(source, since.as_deref()))
    }
}
