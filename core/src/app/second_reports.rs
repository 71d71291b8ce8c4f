//! 并案: once the close of a main case stands at the relay, its second reports are closed along with it.

use etong_protocol::DeviceId;

use super::App;
use super::writing::{author_as, write};
use crate::capture::{self, Author, Drafts};
use crate::domain::case::{CaseState, goes_along};
use crate::error::{AppError, CoreError, StoreError};
use crate::projection::load_case;
use crate::store::Tx;
use crate::store::setting::{self, Setting};
use crate::view::{self, SecondReport};

impl App {
    /// Writes what is due; `true` when there was something. A second report that cannot be closed as it stands stays open with the post
    /// that answers for it.
    pub(super) fn close_second_reports(&self) -> Result<bool, AppError> {
        let none = self.store.read::<_, CoreError>(|tx| Ok(view::open_second_reports(tx)?.is_empty()))?;
        if none {
            return Ok(false);
        }
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let device = setting::array(tx, Setting::Device)?.ok_or(StoreError::Unreadable("this phone's identity"))?;
            let device = DeviceId::from_bytes(device);
            let read_to = setting::number(tx, Setting::ReadTo)?;
            let mut wrote = false;
            for pair in view::open_second_reports(tx)? {
                if let Some((author, drafts)) = due(tx, &pair, device, read_to)? {
                    write(door, &author, pair.second, drafts, moment.within_ms())?;
                    wrote = true;
                }
            }
            Ok(wrote)
        })
    }
}

/// One pair that cannot be closed never holds up the others.
fn due(
    tx: &Tx<'_>,
    pair: &SecondReport,
    device: DeviceId,
    read_to: u64,
) -> Result<Option<(Author, Drafts)>, CoreError> {
    // A case whose report has not come, or is not here any more, is nobody's to close.
    let (Some(main), Some(second)) = (load_case(tx, pair.main_no)?, load_case(tx, pair.second_no)?) else {
        return Ok(None);
    };
    let Some(post) = goes_along(&main, pair.main, &second, device, read_to) else { return Ok(None) };
    let Some(author) = author_as(tx, post)? else {
        let second = pair.second;
        tracing::info!(%second, %post, "a second report stays open: the post that closed its main case is held no more");
        return Ok(None);
    };
    let heard = view::replies_of(tx, pair.main_no)?.pop();
    let words = heard.filter(|reply| reply.state == CaseState::Closed.as_str()).map(|reply| reply.words);
    match capture::close_along(&author, &second, pair.second, pair.main, words.as_deref()) {
        Ok(drafts) => Ok(Some((author, drafts))),
        Err(refusal) => {
            tracing::warn!(main = %pair.main, second = %pair.second, %post, %refusal, "a second report stays open");
            Ok(None)
        }
    }
}
