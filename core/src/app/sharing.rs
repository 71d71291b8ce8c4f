//! Letting one more unit work on a record, and who works on it already.

use etong_protocol::OrgPath;

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, find_any, write};
use crate::capture::{self, CaptureError, Drafts};
use crate::error::{AppError, CoreError};
use crate::view::{self, SharedUnit};

impl App {
    /// 共享: opens the record `id`, past and future, to every post of exactly the unit `unit` (a path as in `/1/15`). They
    /// read all of it and may write onto it what their kind of post may. Counts once the relay has it, and for good.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with who may, `Invalid` for a path that is none or a unit that has it already.
    pub fn share_record(&self, id: &str, unit: &str) -> Result<Captured, AppError> {
        let to: OrgPath = unit
            .trim()
            .parse()
            .map_err(|_| CaptureError::invalid("unit", "not a path of unit numbers as in /1/15"))
            .map_err(CoreError::from)?;
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let found = find_any(tx, id)?;
            let author = heirs::at(tx, author(tx)?, &found)?;
            let already = view::units_of_record(tx, found.no)?;
            let draft = capture::share(&author, found.record, &found.kind, &found.scope, &to, &already)?;
            write(door, &author, found.record, Drafts::of(vec![draft]), moment.within_ms())
        })
    }

    /// The units the record `id` is shared with, beside those above it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn shared_with(&self, id: &str) -> Result<Vec<SharedUnit>, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::shared_with(tx, find_any(tx, id)?.no)?))?)
    }
}
