//! How this phone stands: who it speaks for, what waits, when it last agreed with the relay.

use etong_protocol::{PostId, ScopeDigest, Standing, wire};
use rusqlite::Transaction;

use crate::error::{CoreError, StoreError};
use crate::store::setting::{self, Setting};
use crate::store::{alarm, entry, wide};

/// The phone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StatusView {
    pub device: String,
    pub enrolled: bool,
    pub person_name: Option<String>,
    pub posts: Vec<PostView>,
    pub relay_url: Option<String>,
    /// Public key of the relay, hex: what a receipt file is checked with.
    pub relay_key: Option<String>,
    /// Alarms about the relay's history, ever; see `App::history`.
    pub alarms: u64,
    pub residents: u64,
    pub cases: u64,
    pub patrols: u64,
    /// Own entries the relay has not answered for.
    pub unsent: u64,
    pub kept_aside: u64,
    /// Cases of which acts are here and the report is not; listed with what is kept aside.
    pub without_case: u64,
    /// What this phone holds, and what the relay last said its reach has.
    pub held: u64,
    pub reach: Option<u64>,
    /// Digest equality when last compared, with nothing unsent.
    pub complete: bool,
    /// Phone clock, milliseconds since 1970.
    pub synced_at: Option<i64>,
    /// Before this a background sync does not try again by itself; phone clock.
    pub next_try: Option<i64>,
    /// 离线期限: until when this phone shows what it holds without hearing its relay; relay clock, milliseconds since 1970. `None`:
    /// it has none yet.
    pub lease_until: Option<i64>,
    /// `ok`, `ending` (a quarter is left: sync soon) or `ended`.
    pub lease: Option<String>,
}

/// One post of the phone's owner.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PostView {
    pub post: String,
    pub kind: String,
    pub unit: String,
    pub unit_name: String,
    /// This post acts.
    pub acting: bool,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn status(tx: &Transaction<'_>, next_try: Option<i64>) -> Result<StatusView, CoreError> {
    let device: [u8; 16] = setting::array(tx, Setting::Device)?.unwrap_or_default();
    let standing = standing(tx)?;
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let digest = |setting| -> Result<Option<ScopeDigest>, StoreError> {
        Ok(setting::bytes(tx, setting)?.and_then(|bytes| ScopeDigest::from_bytes(&bytes)))
    };
    let (held, reach) = (digest(Setting::Held)?.unwrap_or_default(), digest(Setting::Reach)?);
    let unsent = entry::unsent_count(tx)?;
    let (residents, cases, patrols, kept_aside, without_case) =
        tx.prepare_cached(include_str!("status.sql"))?.query_row([], |row| {
            let counts = (row.get("residents")?, row.get("cases")?, row.get("patrols")?);
            Ok((counts.0, counts.1, counts.2, row.get("kept_aside")?, row.get("without_case")?))
        })?;
    Ok(StatusView {
        device: etong_protocol::DeviceId::from_bytes(device).to_string(),
        enrolled: standing.is_some(),
        person_name: standing.as_ref().map(|standing| standing.person_name.clone()),
        posts: standing.iter().flat_map(|standing| &standing.posts).map(|post| view_of(post, acting)).collect(),
        relay_url: setting::text(tx, Setting::RelayUrl)?,
        relay_key: setting::array::<32>(tx, Setting::RelayKey)?.map(|key| data_encoding::HEXLOWER.encode(&key)),
        alarms: alarm::count(tx)?,
        residents: wide(residents),
        cases: wide(cases),
        patrols: wide(patrols),
        unsent,
        kept_aside: wide(kept_aside),
        without_case: wide(without_case),
        held: held.count,
        reach: reach.map(|reach| reach.count),
        complete: unsent == 0 && reach == Some(held),
        synced_at: nonzero(setting::number(tx, Setting::SyncedAt)?),
        next_try,
        lease_until: None,
        lease: None,
    })
}

/// Who this phone speaks for; `None` before it is enrolled.
pub(crate) fn standing(tx: &Transaction<'_>) -> Result<Option<Standing>, StoreError> {
    setting::bytes(tx, Setting::Standing)?
        .map(|bytes| wire::decode(&bytes, "standing").map_err(|_| StoreError::Unreadable("this phone's standing")))
        .transpose()
}

fn view_of(post: &etong_protocol::StandingPost, acting: Option<PostId>) -> PostView {
    PostView {
        post: post.post.to_string(),
        kind: post.kind.to_string(),
        unit: post.unit.to_string(),
        unit_name: post.unit_name.clone(),
        acting: acting == Some(post.post),
    }
}

fn nonzero(ms: u64) -> Option<i64> {
    i64::try_from(ms).ok().filter(|ms| *ms > 0)
}
