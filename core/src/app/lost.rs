//! 手机丢失: a phone that was ordered to, or that has not heard its relay for as long as its lease, seals what it has not sent, erases
//! everything else, and brings the sealed outbox to the relay at the next contact. Once the sealed file is durable there is no way
//! back: a phone that dies in between goes on at its next start.

use std::path::Path;
use std::sync::Arc;

use etong_protocol::{DeviceId, PublicKey, SealedFile, SealingKey, SigningKey, Standing, WipeDone, WipeOrder, wire};

use super::pin::{self, Vault};
use super::{App, RENEWAL, identity};
use crate::apply::Door;
use crate::device::Device;
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::store::last::{self, Anew, Last};
use crate::store::locked;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Key, Store, Tx, lock};
use crate::sync;

/// Why this phone is to erase what it holds: number and sealing key of an order, or the end of its lease.
pub(super) struct Due {
    pub order: Option<(u64, SealingKey)>,
}

/// What became of a sealed outbox that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeliveredView {
    pub entries: u64,
    /// In the log: others read it.
    pub stored: u64,
    /// Kept safe until a desk has looked at it.
    pub in_custody: u64,
    /// Refused; the relay keeps it sealed.
    pub refused: u64,
}

impl App {
    /// 备份: what this phone has not sent yet, sealed so that only the relay opens it. Nothing is erased or changed here. The file may
    /// be handed over by any phone of the relay, once or often.
    ///
    /// # Errors
    /// `SignedOut` before this phone has met a relay that takes such files.
    pub fn seal_outbox(&self) -> Result<Vec<u8>, AppError> {
        Ok(self.store.read::<_, CoreError>(|tx| {
            let relay = setting::array(tx, Setting::RelayKey)?.ok_or(SyncError::NotEnrolled)?;
            let to = setting::array(tx, Setting::SealingKey)?.ok_or(SyncError::NotEnrolled)?;
            let key = self.keys.signing()?;
            let file = sync::seal(tx, &*self.device, &key, &PublicKey(relay), &SealingKey(to))?;
            Ok(file.to_bytes())
        })?)
    }

    /// Hands a sealed outbox, of this phone or of another one, to the relay.
    ///
    /// # Errors
    /// `Invalid` for bytes that are no such file, `Offline`, `Refused` when it was sealed to another relay.
    pub async fn deliver_outbox(&self, file: &[u8]) -> Result<DeliveredView, AppError> {
        let file = SealedFile::from_bytes(file).map_err(|_| CoreError::Invalid {
            field: "file".into(),
            reason: "this is no sealed outbox, or a part of it is missing".into(),
        })?;
        let relay = self.relay()?;
        let key = self.session(&*relay)?.relay_key()?;
        Ok(self.hand_over_all(&file, &key).await?)
    }

    pub(super) async fn hand_over_all(&self, file: &SealedFile, key: &PublicKey) -> Result<DeliveredView, CoreError> {
        if !self.device.online() {
            return Err(SyncError::Offline("the phone has no network".into()).into());
        }
        let relay = self.relay()?;
        let mut delivered = DeliveredView::default();
        for outbox in &file.outboxes {
            let said = sync::deliver(&*relay, outbox, key).await?;
            delivered.entries += u64::from(outbox.count);
            delivered.stored += u64::from(said.stored);
            delivered.in_custody += u64::from(said.in_custody);
            delivered.refused += u64::from(said.refused);
        }
        Ok(delivered)
    }

    /// Carries out an order that was believed, or what the end of the lease asks for. True when nothing is left here.
    pub(super) fn erase_if_due(&self) -> Result<bool, CoreError> {
        let last = lock(&self.last).clone();
        if let Some(last) = last {
            if !last.delivered {
                self.erase()?;
            }
            return Ok(true);
        }
        let Some(due) = self.erasure_due(&self.store)? else { return Ok(false) };
        self.store.suspend(RENEWAL)?;
        match self.seal_and_keep(due.order) {
            Ok(Some(last)) => {
                self.erase_onto(last)?;
                Ok(true)
            }
            nothing => {
                self.store.resume()?;
                nothing.map(|_| false)
            }
        }
    }

    /// Does an order, or the end of the lease, ask for an erasure?
    pub(super) fn erasure_due(&self, store: &Store) -> Result<Option<Due>, CoreError> {
        let ended = self.lease_has_ended();
        let order = match store.read_anyway(|tx| setting::bytes(tx, Setting::WipeOrder)) {
            Err(StoreError::Suspended) => return Ok(None),
            order => order?,
        };
        let order: Option<WipeOrder> = order.and_then(|bytes| wire::decode(&bytes, "wipe order").ok());
        let order = order.map(|order| order.read()).transpose()?.map(|body| (body.number, body.sealing));
        Ok((order.is_some() || ended).then_some(Due { order }))
    }

    /// `last` is durable: everything else goes.
    pub(super) fn erase_onto(&self, last: Last) -> Result<(), CoreError> {
        self.store.erase();
        *lock(&self.last) = Some(last);
        self.erase()
    }

    /// Everything unsent, tracks too, sealed for the relay through a connection of its own; `None` as with `last_of`.
    pub(super) fn seal_all(&self, order: Option<(u64, SealingKey)>) -> Result<Option<Last>, CoreError> {
        let private = self.store.again()?;
        let now = self.device.now_ms();
        private.write::<_, CoreError>(Durability::Full, |tx| {
            let mut door = Door::open(tx, now)?;
            super::patrol::seal_left_tracks(tx, &mut door, None)?;
            super::looked::tell(tx, &mut door, None)?;
            door.let_go_all()?;
            door.close()
        })?;
        let last = private.read(|tx| last_of(tx, &*self.device, &*self.keys.signing()?, order));
        private.suspend(RENEWAL)?;
        last
    }

    /// `None`: this phone has never heard what to seal to, so it keeps what it has.
    pub(super) fn seal_and_keep(&self, order: Option<(u64, SealingKey)>) -> Result<Option<Last>, CoreError> {
        let Some(last) = self.seal_all(order)? else { return Ok(None) };
        #[cfg(feature = "sim")]
        if crate::sim::has_bug(crate::sim::SeededBug::EraseUnsealed) {
            last::erase(&self.folder, || Ok(()))?;
        }
        #[cfg(feature = "sim")]
        self.store.faults.before_commit()?;
        last::keep(&self.folder, &last)?;
        Ok(Some(last))
    }

    /// Keys first: from then on nobody opens what is still on the disk.
    fn erase(&self) -> Result<(), CoreError> {
        #[cfg(feature = "sim")]
        let between = || self.store.faults.after_commit();
        #[cfg(not(feature = "sim"))]
        let between = || Ok(());
        between()?;
        if lock(&self.last).as_ref().is_some_and(Last::is_farewell) {
            identity::forget_all_keys(&*self.device)?;
            pin::clear(&*self.device)?;
        } else {
            identity::forget_database_key(&Vault::new(&*self.device, self.keys.master()))?;
        }
        last::erase(&self.folder, between)?;
        Ok(locked::remove(&self.folder)?)
    }

    /// The last thing this phone does with its relay, and what its caller is told.
    pub(super) async fn end(&self) -> AppError {
        if let Err(error) = self.deliver_last().await {
            tracing::warn!(%error, "the sealed outbox waits for another contact");
        }
        self.erased()
    }

    /// At a contact: what was sealed goes to the relay, and then this phone is empty.
    async fn deliver_last(&self) -> Result<(), CoreError> {
        let Some(mut last) = lock(&self.last).clone() else { return Ok(()) };
        if last.delivered {
            return Ok(());
        }
        self.hand_over_all(&last.outbox, &last.relay).await?;
        if let Some(number) = last.order {
            let relay = self.relay()?;
            match self.done(number, &last)? {
                Some(done) if done.last_word.is_none() => sync::confirm(&*relay, &done, &last.relay).await?,
                Some(done) => match sync::confirm(&*relay, &done, &last.relay).await {
                    Err(error @ CoreError::Sync(SyncError::Offline(_))) => return Err(error),
                    // A relay of before: it has told this phone, and has its work.
                    Err(error) => tracing::warn!(%error, "the relay does not take the word of a locked phone"),
                    Ok(()) => {}
                },
                None => {}
            }
        }
        last.outbox.outboxes.clear();
        last.delivered = true;
        last::keep(&self.folder, &last)?;
        if last.order.is_some() {
            bury(&self.folder, &*self.device)?;
        }
        *lock(&self.last) = Some(last);
        Ok(())
    }

    /// Signed with the device's key, or, when nobody here knows the PIN, with the one that is kept for this.
    fn done(&self, number: u64, last: &Last) -> Result<Option<WipeDone>, CoreError> {
        let (device, sealed, relay) = (last.outbox.device, last.entries, &last.relay);
        if let Ok(key) = self.keys.signing() {
            return Ok(Some(WipeDone::sign(device, number, sealed, relay, &key)));
        }
        let Some(vouched) = last.last_word.clone() else { return Ok(None) };
        let word = identity::last_word(&*self.device)?;
        Ok(Some(WipeDone::sign_locked(device, number, sealed, relay, (&word, vouched))))
    }

    /// What a caller is told who asks a phone that has erased what it held.
    pub(super) fn erased(&self) -> AppError {
        let (order, delivered) =
            lock(&self.last).as_ref().map_or((false, false), |last| (last.order.is_some(), last.delivered));
        CoreError::Store(StoreError::Erased { order, delivered }).into()
    }

    /// A phone that opens on its last file.
    pub(super) fn reopened(
        folder: &Path,
        device: Arc<dyn Device>,
        last: Last,
        master: Option<Key>,
    ) -> Result<Self, CoreError> {
        let signing = identity::device_key(&Vault::new(&*device, master.clone()));
        let app = Self::around(Store::erased(folder), folder, device);
        match signing {
            Ok(signing) => app.keys.set(master, signing),
            // With a PIN, and nobody here who knows it: what is sealed needs none.
            Err(CoreError::Store(StoreError::Sealed)) => {}
            Err(error) => return Err(error),
        }
        *lock(&app.last) = Some(last);
        app.erase()?;
        Ok(app)
    }
}

/// What this phone would leave now; `None`: it has never heard what to seal to.
pub(super) fn last_of(
    tx: &Tx<'_>,
    device: &dyn Device,
    key: &SigningKey,
    order: Option<(u64, SealingKey)>,
) -> Result<Option<Last>, CoreError> {
    let relay = PublicKey(setting::array(tx, Setting::RelayKey)?.ok_or(SyncError::NotEnrolled)?);
    let heard = setting::array(tx, Setting::SealingKey)?.map(SealingKey);
    let Some(sealing) = order.map(|(_, key)| key).or(heard) else { return Ok(None) };
    let outbox = sync::seal(tx, device, key, &relay, &sealing)?;
    let anew = match (order, crate::view::standing(tx)?) {
        (None, Some(standing)) => Some(Anew {
            epoch: setting::number(tx, Setting::Epoch)?,
            standing: nameless(standing),
            acting: setting::bytes(tx, Setting::ActingPost)?,
            sealing,
        }),
        _ => None,
    };
    Ok(Some(Last {
        entries: outbox.count(),
        outbox,
        relay,
        relay_url: setting::text(tx, Setting::RelayUrl)?,
        authority: setting::bytes(tx, Setting::RelayAuthority)?,
        order: order.map(|(number, _)| number),
        delivered: false,
        anew,
        last_word: None,
        leaves: None,
    }))
}

/// After an order: the device key and the PIN go too, and the phone is as new.
pub(super) fn bury(folder: &Path, device: &dyn Device) -> Result<(), CoreError> {
    identity::forget_all_keys(device)?;
    pin::clear(device)?;
    locked::remove(folder)?;
    Ok(last::remove(folder)?)
}

/// A database that is new takes up who this phone was.
pub(super) fn begin_anew(tx: &Tx<'_>, last: &Last, anew: &Anew) -> Result<(), StoreError> {
    let id: DeviceId = last.outbox.device;
    setting::set_bytes(tx, Setting::Device, id.as_bytes())?;
    setting::set_bytes(tx, Setting::RelayKey, &last.relay.0)?;
    setting::set_bytes(tx, Setting::SealingKey, &anew.sealing.0)?;
    setting::set_number(tx, Setting::Leased, 1)?;
    setting::set_number(tx, Setting::Epoch, anew.epoch)?;
    setting::set_bytes(tx, Setting::Standing, &wire::encode(&anew.standing))?;
    for (setting, value) in [
        (Setting::ActingPost, anew.acting.as_deref()),
        (Setting::RelayUrl, last.relay_url.as_deref().map(str::as_bytes)),
        (Setting::RelayAuthority, last.authority.as_deref()),
    ] {
        if let Some(value) = value {
            setting::set_bytes(tx, setting, value)?;
        }
    }
    Ok(())
}

/// Asked for again by its version, the relay says the names.
fn nameless(standing: Standing) -> Standing {
    let mut posts = standing.posts;
    posts.iter_mut().for_each(|post| post.unit_name.clear());
    Standing { version: 0, person: standing.person, person_name: String::new(), posts }
}
