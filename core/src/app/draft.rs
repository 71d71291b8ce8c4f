//! 暂存: forms that are not finished. Each field is kept as it is typed, on the disk when the call returns.

use super::App;
use crate::error::{AppError, CoreError};
use crate::store::Durability;
use crate::store::draft::{self, DraftView};

const BODY_MAX: usize = 64 * 1024;
const WORD_MAX: usize = 64;

impl App {
    /// Keeps a half-filled form: `draft` is the screen's own id for it, `noun` which form it is, `body` the form as JSON, at most 64 KiB.
    ///
    /// # Errors
    /// `Invalid` for a body that is no JSON or too long, an id or noun that is empty or too long.
    pub fn save_draft(&self, draft: &str, noun: &str, body: &str) -> Result<(), AppError> {
        let invalid = |field: &str, reason: &str| CoreError::Invalid { field: field.into(), reason: reason.into() };
        for (field, word) in [("draft", draft), ("noun", noun)] {
            if word.is_empty() || word.len() > WORD_MAX {
                return Err(invalid(field, "must be 1 to 64 bytes long").into());
            }
        }
        if body.len() > BODY_MAX {
            return Err(invalid("body", "a draft holds at most 64 KiB").into());
        }
        if serde_json::from_str::<serde::de::IgnoredAny>(body).is_err() {
            return Err(invalid("body", "not JSON").into());
        }
        let now = self.device.now_ms();
        Ok(self.store.write::<_, CoreError>(Durability::Full, |tx| Ok(draft::keep(tx, draft, noun, body, now)?))?)
    }

    /// The forms that wait to be finished, the newest first; of one noun, or of all.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn drafts(&self, noun: Option<&str>) -> Result<Vec<DraftView>, AppError> {
        Ok(self.store.read(|tx| draft::list(tx, noun).map_err(CoreError::from))?)
    }

    /// Throws a draft away: it was sent, or is not wanted any more.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn discard_draft(&self, draft: &str) -> Result<(), AppError> {
        Ok(self.store.write::<_, CoreError>(Durability::Full, |tx| match draft::discard(tx, draft)? {
            true => Ok(()),
            false => Err(CoreError::NotFound { noun: "draft", id: draft.to_owned() }),
        })?)
    }
}
