//! Letting one more unit work on a record.

use etong_core::view::SharedUnit;
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;

#[uniffi::export]
impl Phone {
    /// Opens the record `id`, past and future, to every post of exactly the unit `unit` (a path as in `/1/15`), for good.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a path that is none or a unit that has it already.
    pub fn share_record(&self, id: &str, unit: &str) -> Result<Captured, AppError> {
        guarded(|| self.app.share_record(id, unit))
    }

    /// The units the record `id` is shared with, beside those above it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn shared_with(&self, id: &str) -> Result<Vec<SharedUnit>, AppError> {
        guarded(|| self.app.shared_with(id))
    }
}
