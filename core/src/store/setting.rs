//! Who this phone is and how far it has come: one typed value a key.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::error::StoreError;

/// Every key there is, with the shape of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    /// `DeviceId`.
    Device,
    /// Key of the hashes that stand for citizen numbers, 32 bytes: random per database.
    NumberKey,
    /// `ChainId` of the chain being written.
    Chain,
    /// Number: `dseq` up to which the relay has answered for this chain.
    Answered,
    /// Automerge actor, 16 bytes: random per installation and database generation.
    Actor,
    /// Number: how often this database was opened; compared with the key store's to notice a restored backup.
    Generation,
    /// CBOR: this phone's clocks when the last entry was written.
    ClockMark,
    /// CBOR: the relay's time, by the clock that runs since the phone was started.
    TrustedTime,
    /// Number: the last HLC reading.
    Hlc,
    /// Number: epoch of the relay's feed.
    Epoch,
    /// Number: `seq` up to which the feed has been read.
    ReadTo,
    /// `ScopeDigest`, 40 bytes: what this phone holds.
    Held,
    /// `ScopeDigest`, 40 bytes: what the relay said this phone's reach adds up to, when last asked at its head.
    Reach,
    /// `Standing` as CBOR.
    Standing,
    /// `PostId` of the post that acts.
    ActingPost,
    /// Public key of the relay, 32 bytes.
    RelayKey,
    /// Public key of the relay that first answered this phone's registration, 32 bytes; forgotten when its owner names another relay.
    Registrar,
    /// Text: where the relay is.
    RelayUrl,
    /// PEM: the only authority whose certificates are taken for the relay's; none: the public ones.
    RelayAuthority,
    /// Text: bearer token.
    Token,
    /// Number: phone-clock milliseconds until which the token is good.
    TokenUntil,
    /// Number: sync attempts in a row that failed.
    Attempts,
    /// Number: phone-clock milliseconds before which sync is not tried again by itself.
    NextTry,
    /// Number: phone-clock milliseconds of the last complete sync.
    SyncedAt,
    /// Number: 1 after the standing changed, until what left this phone's reach is erased.
    Leaving,
    /// Number: 1 after an erasure, until the database is under a fresh key.
    Renew,
    /// 32 bytes: what mail to the relay is sealed to, as the relay signed it.
    SealingKey,
    /// Number: 1 when the relay wants its phones to have a lease.
    Leased,
    /// Number: 1 once this relay has bound an answer to its question; others are not taken from it any more.
    Bound,
    /// `WipeOrder` as CBOR, once it was believed: this phone erases what it holds.
    WipeOrder,
    /// Number: relay-clock milliseconds when the relay was last heard; and what has passed since, at least.
    LeaseFrom,
    LeaseRan,
    /// Number: the version of the projection that made the screens' tables.
    Projection,
    /// Text: how far making the screens' tables again has come.
    Remaking,
}

impl Setting {
    fn key(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::NumberKey => "number_key",
            Self::Chain => "chain",
            Self::Answered => "answered",
            Self::Actor => "actor",
            Self::Generation => "generation",
            Self::ClockMark => "clock_mark",
            Self::TrustedTime => "trusted_time",
            Self::Hlc => "hlc",
            Self::Epoch => "epoch",
            Self::ReadTo => "read_to",
            Self::Held => "held",
            Self::Reach => "reach",
            Self::Standing => "standing",
            Self::ActingPost => "acting_post",
            Self::RelayKey => "relay_key",
            Self::Registrar => "registrar",
            Self::RelayUrl => "relay_url",
            Self::RelayAuthority => "relay_authority",
            Self::Token => "token",
            Self::TokenUntil => "token_until",
            Self::Attempts => "attempts",
            Self::NextTry => "next_try",
            Self::SyncedAt => "synced_at",
            Self::Leaving => "leaving",
            Self::Renew => "renew",
            Self::SealingKey => "sealing_key",
            Self::Leased => "leased",
            Self::Bound => "bound",
            Self::WipeOrder => "wipe_order",
            Self::LeaseFrom => "lease_from",
            Self::LeaseRan => "lease_ran",
            Self::Projection => "projection",
            Self::Remaking => "remaking",
        }
    }
}

/// Under which key a value is kept.
pub(super) fn key_of(setting: Setting) -> &'static str {
    setting.key()
}

pub(crate) fn bytes(tx: &Transaction<'_>, setting: Setting) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("setting/get.sql"))?;
    Ok(statement.query_row([setting.key()], |row| row.get("value")).optional()?)
}

pub(crate) fn set_bytes(tx: &Transaction<'_>, setting: Setting, value: &[u8]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached(include_str!("setting/set.sql"))?;
    statement.execute(params![setting.key(), value])?;
    Ok(())
}

/// 0 when it was never set.
pub(crate) fn number(tx: &Transaction<'_>, setting: Setting) -> Result<u64, StoreError> {
    match bytes(tx, setting)? {
        None => Ok(0),
        Some(bytes) => {
            bytes.try_into().map(u64::from_be_bytes).map_err(|_| StoreError::Unreadable("a numeric setting"))
        }
    }
}

pub(crate) fn set_number(tx: &Transaction<'_>, setting: Setting, value: u64) -> Result<(), StoreError> {
    set_bytes(tx, setting, &value.to_be_bytes())
}

pub(crate) fn text(tx: &Transaction<'_>, setting: Setting) -> Result<Option<String>, StoreError> {
    bytes(tx, setting)?
        .map(|bytes| String::from_utf8(bytes).map_err(|_| StoreError::Unreadable("a text setting")))
        .transpose()
}

pub(crate) fn array<const N: usize>(tx: &Transaction<'_>, setting: Setting) -> Result<Option<[u8; N]>, StoreError> {
    bytes(tx, setting)?
        .map(|bytes| bytes.try_into().map_err(|_| StoreError::Unreadable("a fixed-size setting")))
        .transpose()
}

pub(crate) fn forget(tx: &Transaction<'_>, setting: Setting) -> Result<(), StoreError> {
    tx.prepare_cached(include_str!("setting/forget.sql"))?.execute([setting.key()])?;
    Ok(())
}
