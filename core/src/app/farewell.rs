//! 退出本机: its user gives this phone, or their part of it, back. What was not sent goes to the relay first, or stays sealed for it
//! on the phone until whoever syncs here next brings it; then keys and files go. What can go nowhere is lost only by a person's
//! words, and those are kept for the log.

use etong_protocol::{PublicKey, RecordKind};
use serde::Deserialize;

use super::reveal::note;
use super::users::{self, Farewell};
use super::writing::author;
use super::{App, RENEWAL};
use crate::capture::check_note;
use crate::domain::audit::{AuditAct, AuditWord};
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::store::last::{self, Last};
use crate::store::setting::{self, Setting};
use crate::store::{Store, Tx, entry, lock, quarantine, track};

/// How somebody leaves a phone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeaveRequest {
    /// Without a network: what was not sent stays here, sealed for the relay, until the next sync of anybody on this phone.
    pub sealed: bool,
    /// Why what can go nowhere may be lost. Kept for the audit log.
    pub lose_unsent: Option<String>,
}

/// What became of the work of somebody who has left.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeftView {
    /// Entries the relay had not answered for, the one that says so included.
    pub entries: u64,
    /// They are at the relay. False: they lie sealed on this phone.
    pub delivered: bool,
    /// What could go nowhere and is lost.
    pub lost: u64,
}

/// What stands against leaving.
struct Standing {
    enrolled: bool,
    /// The relay said what to seal to.
    sealable: bool,
    unsent: u64,
    /// Refused by the relay, or track of a patrol that goes on: in no outbox.
    nowhere: u64,
}

impl App {
    /// Hands what was not sent to the relay, then erases everything this user has on this phone: keys, database, PIN. Half-filled
    /// forms are lost. Nothing is erased when it says an error.
    ///
    /// # Errors
    /// `Offline` without a network, unless `sealed`; `Invalid` for `lose_unsent` while something could go nowhere, with what to do;
    /// `Locked`; as `deliver_outbox`.
    pub async fn leave_phone(&self, request: &LeaveRequest) -> Result<LeftView, AppError> {
        if lock(&self.last).is_some() {
            return Err(self.erased());
        }
        self.keys.signing()?;
        let standing = self.store.read::<_, CoreError>(|tx| Ok(standing(tx)?))?;
        let asked = request.lose_unsent.as_deref();
        let reason = asked.map(|words| check_note("lose_unsent", words)).transpose().map_err(CoreError::from)?;
        let lost = standing.lost();
        if lost > 0 && reason.is_none() {
            return Err(standing.nowhere().into());
        }
        let reaches = self.device.online() && self.relay().is_ok();
        if standing.sealable && !reaches && !request.sealed {
            return Err(offline(standing.unsent).into());
        }
        if standing.enrolled {
            self.tell_looks()?;
            self.say_farewell(reason.as_deref().filter(|_| lost > 0))?;
        }
        let mut open_again = OpenAgain(Some(&self.store));
        self.store.suspend(RENEWAL).map_err(CoreError::from)?;
        let sealed = self.seal_farewell()?;
        #[cfg(feature = "sim")]
        let sealed = sealed.filter(|_| !crate::sim::has_bug(crate::sim::SeededBug::LeavesUnsent));
        let mut view = LeftView { lost, delivered: sealed.is_none(), ..LeftView::default() };
        let mut last = sealed.unwrap_or_else(nothing);
        view.entries = last.entries;
        if !view.delivered && reaches {
            match self.hand_over_all(&last.outbox, &last.relay).await {
                Ok(_) => view.delivered = true,
                Err(error) if !request.sealed => return Err(error.into()),
                Err(error) => tracing::warn!(%error, "what was not sent stays sealed on this phone"),
            }
        }
        if lost > 0 && !standing.sealable {
            let farewell = Farewell { at: self.device.now_ms(), lost, reason: reason.unwrap_or_default() };
            users::keep_farewell(&self.folder, farewell)?;
        }
        (last.delivered, last.leaves) = (view.delivered, Some(true));
        #[cfg(feature = "sim")]
        self.store.faults.before_commit().map_err(CoreError::from)?;
        last::keep(&self.folder, &last).map_err(CoreError::from)?;
        // From here on there is no way back, and each start goes on.
        open_again.0 = None;
        self.erase_onto(last)?;
        Ok(view)
    }

    /// The last entry of this user's log on this phone.
    fn say_farewell(&self, reason: Option<&str>) -> Result<(), AppError> {
        let moment = self.moment();
        let now = moment.wall_ms;
        let act = AuditAct {
            note: reason.unwrap_or_default().to_owned(),
            ..AuditAct::of(AuditWord::LeavePhone, RecordKind::Post.as_str())
        };
        self.save_at(moment, |tx, door| match author(tx) {
            Ok(author) => note(tx, door, &author, &act, now, moment.within_ms()),
            // Every post has ended: the work goes, and nobody is left to write in whose name.
            Err(CoreError::Capture(_) | CoreError::Sync(SyncError::NotEnrolled)) => Ok(()),
            Err(error) => Err(error),
        })
    }

    /// `None`: it never heard what to seal to.
    fn seal_farewell(&self) -> Result<Option<Last>, CoreError> {
        let last = match self.seal_all(None) {
            Err(CoreError::Sync(SyncError::NotEnrolled)) => None,
            last => last?,
        };
        // It is for the next person here to begin, not for this one to go on.
        Ok(last.map(|last| Last { anew: None, ..last }))
    }

    /// Sealed work of others who have left this phone, brought along.
    pub(super) async fn bring_farewells(&self) {
        for folder in users::others(&self.folder) {
            let Ok(Some(mut last)) = last::read(&folder) else { continue };
            if last.leaves != Some(true) || last.delivered {
                continue;
            }
            match self.hand_over_all(&last.outbox, &last.relay).await {
                Ok(_) => {
                    last.outbox.outboxes.clear();
                    last.delivered = true;
                    if let Err(error) = last::keep(&folder, &last) {
                        tracing::warn!(%error, "sealed work that was brought will be brought again");
                    }
                }
                Err(error) => tracing::warn!(%error, "sealed work of somebody who left waits for another contact"),
            }
        }
    }

    /// What others lost when they left goes into the log of whoever is here now.
    pub(super) fn tell_farewells(&self) -> Result<(), AppError> {
        let told = users::farewells(&self.folder)?;
        if told.is_empty() {
            return Ok(());
        }
        let moment = self.moment();
        let now = moment.wall_ms;
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            for farewell in &told {
                let note_of = format!("{}: {}", farewell.lost, farewell.reason);
                let act = AuditAct {
                    field: "unsent".into(),
                    note: note_of,
                    ..AuditAct::of(AuditWord::LeavePhone, RecordKind::Post.as_str())
                };
                note(tx, door, &author, &act, now, moment.within_ms())?;
            }
            Ok(())
        })?;
        Ok(users::forget_farewells(&self.folder, told.len())?)
    }
}

impl Standing {
    fn lost(&self) -> u64 {
        self.nowhere + if self.sealable { 0 } else { self.unsent }
    }

    fn nowhere(&self) -> CoreError {
        let count = self.lost();
        let reason = if self.sealable {
            format!(
                "is missing: {count} pieces of work are in no outbox (refused by the relay, or a patrol that goes on); \
                 see `etong kept`, end the patrol, offer what was refused again, or say why it may be lost"
            )
        } else {
            format!(
                "is missing: {count} entries can go nowhere, this phone has never heard its relay; \
                 connect and sync first, or say why they may be lost"
            )
        };
        CoreError::Invalid { field: "lose_unsent".into(), reason }
    }
}

/// Opens the store again when leaving comes to nothing, also when its future is dropped.
struct OpenAgain<'s>(Option<&'s Store>);

impl Drop for OpenAgain<'_> {
    fn drop(&mut self) {
        if let Some(store) = self.0
            && let Err(error) = store.resume()
        {
            tracing::warn!(%error, "the store stays closed until the app is opened again");
        }
    }
}

fn standing(tx: &Tx<'_>) -> Result<Standing, StoreError> {
    Ok(Standing {
        enrolled: setting::array::<32>(tx, Setting::RelayKey)?.is_some() && crate::view::standing(tx)?.is_some(),
        sealable: setting::array::<32>(tx, Setting::SealingKey)?.is_some(),
        unsent: entry::unsent_count(tx)?,
        nowhere: quarantine::refused_own(tx)? + track::patrols(tx)?.len() as u64,
    })
}

fn offline(unsent: u64) -> CoreError {
    let detail = format!(
        "{unsent} entries are not at the relay; connect and leave again, or leave them here sealed: whoever syncs on this phone \
         next brings them"
    );
    SyncError::Offline(detail).into()
}

/// Of a phone that has nothing to bring anywhere.
fn nothing() -> Last {
    Last {
        outbox: etong_protocol::SealedFile {
            version: etong_protocol::limits::PROTOCOL_VERSION,
            device: etong_protocol::DeviceId::NIL,
            outboxes: Vec::new(),
        },
        relay: PublicKey([0; 32]),
        relay_url: None,
        authority: None,
        order: None,
        delivered: true,
        entries: 0,
        anew: None,
        last_word: None,
        leaves: Some(true),
    }
}
