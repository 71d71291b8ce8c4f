//! 脱敏内容: what of a record is masked, each by the path under which it can be revealed: a field of the record, or a text of one of its
//! events. Only what the acting post reads; never a whole value.

use etong_merge::Scalar;
use etong_protocol::authority::{Whereabouts, reach_of};
use etong_protocol::{DeviceId, EntryId, OrgPath, PostId, PostKind, RecordKind};
use rusqlite::Transaction;

use super::{standing, units_of_record};
use crate::domain::collection::catalogue_of;
use crate::domain::field::{FieldForm, FieldSpec, IdDocument, Reading, Sight, TAG_PREFIX, find, numbers_in};
use crate::domain::typed::{TypedText, texts_of};
use crate::error::StoreError;
use crate::projection::{fields_of, load_mediation};
use crate::store::entry;
use crate::store::record::Record;

/// Hex digits of an entry's id in a path.
const ENTRY_DIGITS: usize = 16;

/// One masked text or field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MaskedRow {
    /// What `reveal` takes: `phone`, or `3f8a…/parties/0/phone`.
    pub path: String,
    /// Chinese.
    pub label: String,
    /// With its numbers and names masked.
    pub shown: String,
    /// The event it stands in; none for a field of the record.
    pub entry: Option<String>,
    /// When that was written, milliseconds since 1970, phone clock.
    pub at: Option<i64>,
}

/// Who looks: the acting post of this phone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Onlooker<'a> {
    pub kind: &'a PostKind,
    pub unit: &'a OrgPath,
    pub device: DeviceId,
}

/// One typed text of the record, with the event it stands in.
pub(crate) struct Located {
    pub entry: EntryId,
    pub at: i64,
    pub scope: OrgPath,
    /// The acting post reads the event.
    pub in_reach: bool,
    pub text: TypedText,
}

impl Located {
    pub(crate) fn path(&self) -> String {
        let id: String = self.entry.to_string().chars().take(ENTRY_DIGITS).collect();
        format!("{id}/{}", self.text.path)
    }
}

pub(crate) fn masked(
    tx: &Transaction<'_>,
    found: &Record,
    reader: &Onlooker<'_>,
) -> Result<Vec<MaskedRow>, StoreError> {
    let mut rows = fields(tx, found, reader)?;
    let names = names_of(tx, found)?;
    for located in located(tx, found, reader)? {
        let shown = located.text.shown(&names);
        if located.in_reach && shown != located.text.text {
            let (path, label) = (located.path(), located.text.spec.zh.to_owned());
            rows.push(MaskedRow { path, label, shown, entry: Some(located.entry.to_string()), at: Some(located.at) });
        }
    }
    Ok(rows)
}

/// Every typed text of the record, in the order its events came.
pub(crate) fn located(tx: &Transaction<'_>, found: &Record, reader: &Onlooker<'_>) -> Result<Vec<Located>, StoreError> {
    let posts: Vec<PostId> = standing(tx)?.into_iter().flat_map(|held| held.posts).map(|post| post.post).collect();
    let is_own = |device, post: &PostId| device == reader.device || posts.contains(post);
    let founded = entry::first_of_record(tx, found.no)?;
    let founded = founded.is_some_and(|first| is_own(first.entry.device, &first.entry.post));
    let (shared, rules) = (units_of_record(tx, found.no)?, reach_of(reader.kind, reader.unit));
    let mut all = Vec::new();
    for kind in entry::kinds_of_record(tx, found.no)? {
        for logged in entry::of_record(tx, found.no, &kind)? {
            let (id, written) = (logged.sealed.id, logged.sealed.entry);
            let whereabouts = Whereabouts {
                class: written.class,
                kind: &kind,
                of: &found.kind,
                scope: &written.scope,
                by: &written.post_kind,
                own: is_own(written.device, &written.post),
                founded,
                shared: &shared,
            };
            let in_reach = rules.iter().any(|rule| rule.covers(&whereabouts));
            let (at, scope) = (written.stamp.captured_at(), &written.scope);
            let texts = texts_of(&kind, &written.payload).into_iter();
            all.extend(texts.map(|text| Located { entry: id, at, scope: scope.clone(), in_reach, text }));
        }
    }
    Ok(all)
}

/// Names that are masked wherever they stand in the record.
fn names_of(tx: &Transaction<'_>, found: &Record) -> Result<Vec<String>, StoreError> {
    if found.kind != RecordKind::Mediation {
        return Ok(Vec::new());
    }
    let parties = load_mediation(tx, found.no)?.map(|fold| fold.opening.parties).unwrap_or_default();
    let mut names: Vec<String> = parties.into_iter().map(|party| party.name).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    Ok(names)
}

fn fields(tx: &Transaction<'_>, found: &Record, reader: &Onlooker<'_>) -> Result<Vec<MaskedRow>, StoreError> {
    let sight = Sight::of(Some(reader.kind));
    let rows = values(tx, found)?.into_iter().filter_map(|(path, spec, value)| {
        let whole = bare(spec, &value);
        let shown = if spec.key == TAG_PREFIX { numbers_in(&value) } else { sight.field(spec, &value) };
        (shown != whole).then(|| MaskedRow { path, label: spec.zh.into(), shown, entry: None, at: None })
    });
    Ok(rows.collect())
}

/// The fields of a document by path: as they stand, what others wrote at the same time (`phone/other/0`), and tags (`tags/0`).
pub(crate) fn values(
    tx: &Transaction<'_>,
    found: &Record,
) -> Result<Vec<(String, &'static FieldSpec, String)>, StoreError> {
    let Some(catalogue) = catalogue_of(&found.kind) else { return Ok(Vec::new()) };
    let reading = Reading::read(catalogue, &fields_of(tx, found.no)?);
    let mut all = Vec::new();
    for spec in catalogue {
        all.extend(reading.text(spec.key).map(|value| (spec.key.to_owned(), spec, value.to_owned())));
        let conflict = reading.conflicts.iter().find(|conflict| conflict.key == spec.key);
        let others = conflict.into_iter().flat_map(|conflict| &conflict.others).filter_map(Scalar::as_text);
        all.extend(
            others.enumerate().map(|(nth, other)| (format!("{}/other/{nth}", spec.key), spec, other.to_owned())),
        );
    }
    if let Some(spec) = find(catalogue, TAG_PREFIX) {
        all.extend(reading.tags.iter().enumerate().map(|(nth, tag)| (format!("tags/{nth}"), spec, tag.clone())));
    }
    Ok(all)
}

/// The whole value, of a document without its kind.
pub(crate) fn bare(spec: &FieldSpec, value: &str) -> String {
    match spec.form {
        FieldForm::IdDocument => IdDocument::read(value).map_or_else(|| value.to_owned(), |id| id.number),
        _ => value.to_owned(),
    }
}
