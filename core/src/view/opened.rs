//! Which supervising posts have looked at a record: the third step of what a worker hears of his work. The unit is the one in the signed
//! envelope; what the words say beside it is shown to nobody.

use std::collections::BTreeSet;

use etong_protocol::{Entry, RecordKind, SealedEntry, StandingPost, UnitId};
use rusqlite::{OptionalExtension, Transaction};

use crate::domain::opened::{Look, LookedAt, LookedFrom, NoLook};
use crate::error::StoreError;
use crate::store::{entry, record, root};

/// One unit that has looked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OpenedView {
    /// Name of the unit; when this phone does not know it, its path, or `/…/` and its number. Empty while `unit_proven` is false.
    pub unit: String,
    /// The unit stands in the signed envelope, where the relay takes no other than the post's. False: an older program looked, and
    /// which unit's it was is not proven (单位未证明).
    pub unit_proven: bool,
    /// The unit does not lie on the record's way up: the relay took it, so the record is shared with it, or it took another's place.
    pub beside: bool,
    /// Kind of the post that looked.
    pub post_kind: String,
    /// The phone that looked, as the envelope names it. The relay takes what it signed; `verify_history` checks that again, and a
    /// receipt file carries it.
    pub signed_by: String,
    /// Clock of the phone that looked, milliseconds since 1970.
    pub opened_at: i64,
    /// Place in the relay's feed.
    pub seq: Option<u64>,
    /// It was proven to stand in the relay's signed history.
    pub proven: bool,
}

/// One look, as the log has it.
#[derive(Debug)]
pub(crate) struct ToldOpened {
    pub sealed: SealedEntry,
    pub look: Look,
    pub seq: Option<u64>,
}

/// The first look of each post, oldest first; one whose unit is proven before one whose unit is not.
pub(crate) fn opened_of(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<ToldOpened>, StoreError> {
    let logged = entry::of_record(tx, record_no, &RecordKind::Opened)?;
    if logged.is_empty() {
        return Ok(Vec::new());
    }
    let found = record::by_number(tx, record_no)?;
    let mut on = LookedAt::record(&found.kind, &found.scope);
    // What was slimmed has no founding entry here, only what is told of it.
    if let Some(first) = entry::first_of_record(tx, record_no)?.filter(|first| !first.entry.kind.is_companion()) {
        on.written(&first.entry);
    }
    let mut told: Vec<ToldOpened> = Vec::new();
    for logged in logged {
        let sealed = logged.sealed;
        match look(&on, &sealed.entry) {
            Ok(look) => told.push(ToldOpened { sealed, look, seq: logged.seq }),
            Err(why) => tracing::debug!(entry = %sealed.id, why = why.as_str(), "what calls itself a look is nobody's"),
        }
    }
    let place = |told: &ToldOpened| (told.seq.is_none(), told.seq, told.sealed.id);
    told.sort_by_key(|told| (told.look.from == LookedFrom::Unproven, place(told)));
    let mut posts = BTreeSet::new();
    told.retain(|told| posts.insert(told.look.post));
    told.sort_by_key(place);
    Ok(told)
}

/// Has this post told of its look already, with its unit in the envelope if it has one?
pub(crate) fn has_told(tx: &Transaction<'_>, record_no: i64, post: &StandingPost) -> Result<bool, StoreError> {
    let whole = |look: Look| look.from != LookedFrom::Unproven || post.unit.unit().is_none();
    let mut logged =
        entry::of_record(tx, record_no, &RecordKind::Opened)?.into_iter().map(|logged| logged.sealed.entry);
    Ok(logged.any(|entry| entry.post == post.post && LookedAt::default().look(&entry).is_ok_and(whole)))
}

fn look(on: &LookedAt, entry: &Entry) -> Result<Look, NoLook> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::OpeningsBelieved)
        && let Ok(said) = crate::domain::opened::Opened::from_payload(&entry.payload)
    {
        let (from, post_kind) = (LookedFrom::Above(said.unit), entry.post_kind.clone());
        return Ok(Look { from, post: entry.post, post_kind, opened_at: said.opened_at });
    }
    on.look(entry)
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn opened(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<OpenedView>, StoreError> {
    opened_of(tx, record_no)?
        .into_iter()
        .map(|told| {
            let Look { from, post_kind, opened_at, .. } = told.look;
            Ok(OpenedView {
                unit: unit_name(tx, &from)?,
                unit_proven: from != LookedFrom::Unproven,
                beside: matches!(from, LookedFrom::Beside(_)),
                post_kind: post_kind.to_string(),
                signed_by: told.sealed.entry.device.to_string(),
                opened_at,
                seq: told.seq,
                proven: root::inclusion_of(tx, told.sealed.id)?.is_some(),
            })
        })
        .collect()
}

fn unit_name(tx: &Transaction<'_>, from: &LookedFrom) -> Result<String, StoreError> {
    let (unit, unknown) = match from {
        LookedFrom::Above(path) => (path.unit(), path.to_string()),
        // The way down to it stands in the words only.
        LookedFrom::Beside(unit) => (Some(*unit), format!("/…/{}", unit.0)),
        LookedFrom::Unproven => (None, String::new()),
    };
    let Some(UnitId(number)) = unit else { return Ok(unknown) };
    let mut statement = tx.prepare_cached(include_str!("organisation/unit_name.sql"))?;
    let known: Option<String> = statement.query_row([number], |row| row.get("name")).optional()?;
    Ok(known.unwrap_or(unknown))
}
