//! Takes the centre's file: one transaction, all rows or none. A second import of the same file changes nothing. The first
//! into an empty directory founds it; in later ones what is sensitive waits for a second operator (`pending`).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgPath, PersonId, PostId};
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::announce::Announcer;
use super::audit::{FOUNDED, Trail, appointment};
use super::check::{Held, HeldPost, check};
use super::day::today;
use super::error::DirectoryError;
use super::operator::{self, By};
use super::pending::{self, Change};
use super::publication::path_of;
use super::row::{DictionaryRow, Import, OfficeRow, PersonRow, PostRow, UnitRow};
use super::sensitive::{Days, dictionary_needs_two, post_needs_two};
use crate::error::RelayError;
use crate::store::Store;

/// What an import has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ImportSummary {
    pub units_changed: usize,
    pub people_changed: usize,
    pub posts_changed: usize,
    pub offices_changed: usize,
    pub dictionaries_changed: usize,
    /// Directory rows written to the log for phones.
    pub entries_written: usize,
    /// The number under which sensitive rows wait for a second operator, and what they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<i64>,
    #[serde(skip_serializing_if = "is_none")]
    pub rows_pending: usize,
}

/// Checks and takes `import`, in no operator's name.
///
/// # Errors
/// As `import_by`.
pub fn import(store: &Store, import: &Import) -> Result<ImportSummary, DirectoryError> {
    import_by(store, import, &By::default())
}

/// Checks and takes `import`. Sensitive rows are put aside for a second operator, unless the directory is empty.
///
/// # Errors
/// `Rows` names everything wrong; `NotAnOperator`; `Relay` is the database's trouble. Nothing was changed then.
pub fn import_by(store: &Store, import: &Import, by: &By) -> Result<ImportSummary, DirectoryError> {
    pending::transact(store, |tx| {
        operator::admitted(tx, by)?;
        let held = held(tx, import)?;
        let paths = check(import, &held).map_err(DirectoryError::Rows)?;
        let founding = is_empty(tx)?;
        let (at_once, later) = if founding { (Cow::Borrowed(import), None) } else { divide(store, tx, import)? };
        let mut summary = write(store, tx, &at_once, &paths, &by.label(), founding)?;
        if let Some(rows) = later {
            summary.rows_pending = rows.posts.len() + rows.dictionaries.len();
            let change = Change::Import { rows: Box::new(rows) };
            summary.pending = Some(pending::ask(store, tx, &change, by)?.pending);
        }
        Ok(summary)
    })
}

/// Takes what two operators have approved.
pub(super) fn take(
    store: &Store,
    tx: &Connection,
    import: &Import,
    who: &str,
) -> Result<ImportSummary, DirectoryError> {
    let paths = check(import, &held(tx, import)?).map_err(DirectoryError::Rows)?;
    Ok(write(store, tx, import, &paths, who, false)?)
}

/// What is taken at once, and what two operators must approve.
fn divide<'i>(
    store: &Store,
    tx: &Connection,
    import: &'i Import,
) -> Result<(Cow<'i, Import>, Option<Import>), RelayError> {
    let today = today(store.now_ms())?;
    let mut later = Import::default();
    for row in &import.posts {
        let before = days_of(tx, row.post)?;
        let others: bool = tx.prepare_cached(include_str!("sql/others_of_kind.sql"))?.exists(named_params! {
            ":kind": row.kind.as_str(),
            ":post": row.post.as_bytes(),
            ":today": today,
        })?;
        if post_needs_two(row, before.as_ref(), others) {
            later.posts.push(row.clone());
        }
    }
    let published = |row: &&DictionaryRow| dictionary_needs_two(row);
    for row in import.dictionaries.iter().filter(published) {
        if !is_published(tx, row)? {
            later.dictionaries.push(row.clone());
        }
    }
    if later == Import::default() {
        return Ok((Cow::Borrowed(import), None));
    }
    let mut at_once = import.clone();
    at_once.posts.retain(|row| !later.posts.contains(row));
    at_once.dictionaries.retain(|row| !later.dictionaries.contains(row));
    Ok((Cow::Owned(at_once), Some(later)))
}

fn days_of(tx: &Connection, post: PostId) -> Result<Option<Days>, RelayError> {
    let days = tx
        .prepare_cached(include_str!("sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            Ok(Days { from: row.get("from_day")?, to: row.get("to_day")? })
        })
        .optional()?;
    Ok(days)
}

fn is_published(tx: &Connection, row: &DictionaryRow) -> Result<bool, RelayError> {
    let named = named_params! {":dictionary": row.dictionary, ":version": row.version};
    Ok(tx.prepare_cached(include_str!("sql/dictionary.sql"))?.exists(named)?)
}

fn is_empty(tx: &Connection) -> Result<bool, RelayError> {
    Ok(!tx.prepare_cached(include_str!("sql/directory_is_founded.sql"))?.query_row([], |row| row.get("founded"))?)
}

fn write(
    store: &Store,
    tx: &Connection,
    import: &Import,
    paths: &BTreeMap<u32, OrgPath>,
    who: &str,
    founding: bool,
) -> Result<ImportSummary, RelayError> {
    let mut summary = ImportSummary::default();
    let mut changes = Changes::default();
    let (mut standings, mut told) = (BTreeSet::new(), BTreeSet::new());
    let mut heirs = BTreeSet::new();
    for row in &import.units {
        let (news, inherits) = write_unit(tx, row, paths)?;
        summary.units_changed += usize::from(news != News::None);
        if news != News::None {
            let path = paths.get(&row.unit).map(ToString::to_string);
            let after = json!({"path": path, "kind": row.kind, "from": row.valid_from, "to": row.valid_to});
            changes.add("unit.written", row.unit.to_string(), Value::Null, after);
        }
        if inherits {
            heirs.insert(row.unit);
        }
        if news == News::Standing {
            standings.extend(people_of(tx, include_str!("sql/people_of_unit.sql"), row.unit)?);
        }
    }
    // An heir may stand in the file before the unit it replaces.
    for unit in heirs {
        standings.extend(people_of(tx, include_str!("sql/people_of_heirs.sql"), unit)?);
    }
    for row in &import.people {
        let news = write_person(tx, row)?;
        summary.people_changed += usize::from(news != News::None);
        if news != News::None {
            changes.add("person.written", row.person.to_string(), Value::Null, Value::Null);
        }
        note(news, row.person, &mut standings, &mut told);
    }
    for row in &import.posts {
        let before = appointed(tx, row.post)?;
        let news = write_post(tx, row)?;
        summary.posts_changed += usize::from(news != News::None);
        if news != News::None {
            let after = appointment(row.person, row.kind.as_str(), row.unit, &row.from, row.to.as_deref());
            changes.add(post_word(row, before.as_ref()), row.post.to_string(), before.unwrap_or_default(), after);
        }
        note(news, row.person, &mut standings, &mut told);
    }
    for row in &import.offices {
        if write_office(tx, row)? {
            summary.offices_changed += 1;
            let after = json!({"unit": row.unit, "to": row.valid_to});
            changes.add("office.written", row.office.to_string(), Value::Null, after);
        }
    }
    for row in &import.dictionaries {
        if write_dictionary(tx, row, paths)? {
            summary.dictionaries_changed += 1;
            let after = json!({"unit": row.unit, "from": row.valid_from, "to": row.valid_to});
            changes.add("dictionary.published", row.label(), Value::Null, after);
        }
    }
    changes.write(store, tx, who, founding)?;
    let mut announcer = Announcer::begin(store, tx)?;
    for row in &import.units {
        announcer.unit(row, paths.get(&row.unit))?;
    }
    for person in &standings {
        rise(tx, *person)?;
    }
    for person in standings.union(&told) {
        announcer.person(*person)?;
    }
    for row in &import.posts {
        announcer.post(row, paths.get(&row.unit))?;
    }
    for row in &import.offices {
        announcer.office(row, paths.get(&row.unit))?;
    }
    for row in &import.dictionaries {
        announcer.dictionary(row, path_of(row, paths).as_ref())?;
    }
    summary.entries_written = announcer.finish()?;
    Ok(summary)
}

/// What an import changed, on its way to the audit trail.
#[derive(Default)]
struct Changes(Vec<(&'static str, String, Value, Value)>);

impl Changes {
    fn add(&mut self, what: &'static str, subject: String, before: Value, after: Value) {
        self.0.push((what, subject, before, after));
    }

    fn write(self, store: &Store, tx: &Connection, who: &str, founding: bool) -> Result<(), RelayError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut trail = Trail::begin(tx, store.key(), store.now_ms(), who)?;
        // Of ids and days, not of the file: beside known ids the hash of one row would give a name away to whoever tries all.
        let file = data_encoding::HEXLOWER.encode(&Sha256::digest(as_json(&self.0)?.as_bytes()));
        let founds = founding && trail.is_new();
        let what = if founds { FOUNDED } else { "import" };
        trail.note(what, &file, &Value::Null, &json!({"changes": self.0.len()}))?;
        for (what, subject, before, after) in &self.0 {
            trail.note(what, subject, before, after)?;
        }
        trail.finish()
    }
}

fn appointed(tx: &Connection, post: PostId) -> Result<Option<Value>, RelayError> {
    let found = tx
        .prepare_cached(include_str!("sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            let person = PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?);
            let (kind, unit) = (row.get::<_, String>("kind")?, row.get("unit")?);
            let (from, to): (String, Option<String>) = (row.get("from_day")?, row.get("to_day")?);
            Ok(person.map(|person| appointment(person, &kind, unit, &from, to.as_deref())))
        })
        .optional()?;
    Ok(found.transpose()?)
}

fn post_word(row: &PostRow, before: Option<&Value>) -> &'static str {
    match before {
        None => "post.given",
        Some(before) if row.to.is_some() && before.get("to").is_none_or(Value::is_null) => "post.ended",
        Some(_) => "post.changed",
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// What a row changed. Only what a standing says makes a phone read its feed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    None,
    Detail,
    Standing,
}

impl News {
    fn of(standing: usize, detail: usize) -> Self {
        match (standing, detail) {
            (0, 0) => Self::None,
            (0, _) => Self::Detail,
            _ => Self::Standing,
        }
    }
}

fn note(news: News, person: PersonId, standings: &mut BTreeSet<PersonId>, told: &mut BTreeSet<PersonId>) {
    match news {
        News::None => {}
        News::Detail => {
            told.insert(person);
        }
        News::Standing => {
            standings.insert(person);
        }
    }
}

/// What it changed, and whether that can change who took the place of whom, and when.
fn write_unit(tx: &Connection, row: &UnitRow, paths: &BTreeMap<u32, OrgPath>) -> Result<(News, bool), RelayError> {
    let before = days_of_unit(tx, row.unit)?;
    let path = paths.get(&row.unit).map(OrgPath::to_bytes).unwrap_or_default();
    let standing = tx.prepare_cached(include_str!("sql/upsert_unit.sql"))?.execute(named_params! {
        ":unit": row.unit,
        ":parent": row.parent,
        ":name": row.name,
        ":code": row.code,
        ":kind": row.kind,
        ":valid_from": row.valid_from,
        ":path": path,
    })?;
    let detail = tx.prepare_cached(include_str!("sql/detail_unit.sql"))?.execute(named_params! {
        ":unit": row.unit,
        ":valid_to": row.valid_to,
        ":row": as_json(row)?,
    })?;
    let taken = as_json(&row.replaces)?;
    let mut lines = tx
        .prepare_cached(include_str!("sql/leave_place.sql"))?
        .execute(named_params! {":unit": row.unit, ":replaces": taken})?;
    for before in &row.replaces {
        lines += tx
            .prepare_cached(include_str!("sql/take_place.sql"))?
            .execute(named_params! {":unit": row.unit, ":replaces": before})?;
    }
    Ok((News::of(standing, detail), lines > 0 || before != days_of_unit(tx, row.unit)?))
}

fn days_of_unit(tx: &Connection, unit: u32) -> Result<Option<(String, Option<String>)>, RelayError> {
    let days = tx
        .prepare_cached(include_str!("sql/days_of_unit.sql"))?
        .query_row(named_params! {":unit": unit}, |row| Ok((row.get("valid_from")?, row.get("valid_to")?)))
        .optional()?;
    Ok(days)
}

fn write_person(tx: &Connection, row: &PersonRow) -> Result<News, RelayError> {
    let standing = tx
        .prepare_cached(include_str!("sql/upsert_person.sql"))?
        .execute(named_params! {":person": row.person.as_bytes(), ":name": row.name})?;
    let detail = tx
        .prepare_cached(include_str!("sql/detail_person.sql"))?
        .execute(named_params! {":person": row.person.as_bytes(), ":row": as_json(row)?})?;
    Ok(News::of(standing, detail))
}

fn write_post(tx: &Connection, row: &PostRow) -> Result<News, RelayError> {
    let standing = tx.prepare_cached(include_str!("sql/upsert_post.sql"))?.execute(named_params! {
        ":post": row.post.as_bytes(),
        ":person": row.person.as_bytes(),
        ":kind": row.kind.as_str(),
        ":unit": row.unit,
        ":from": row.from,
        ":to": row.to,
    })?;
    let detail = tx
        .prepare_cached(include_str!("sql/detail_post.sql"))?
        .execute(named_params! {":post": row.post.as_bytes(), ":row": as_json(row)?})?;
    Ok(News::of(standing, detail))
}

fn write_office(tx: &Connection, row: &OfficeRow) -> Result<bool, RelayError> {
    let changed = tx.prepare_cached(include_str!("sql/upsert_office.sql"))?.execute(named_params! {
        ":office": row.office,
        ":unit": row.unit,
        ":name": row.name,
        ":row": as_json(row)?,
    })?;
    Ok(changed > 0)
}

fn write_dictionary(tx: &Connection, row: &DictionaryRow, paths: &BTreeMap<u32, OrgPath>) -> Result<bool, RelayError> {
    let path = path_of(row, paths).ok_or(RelayError::BadRow { what: "unit path" })?;
    let changed = tx.prepare_cached(include_str!("sql/insert_dictionary.sql"))?.execute(named_params! {
        ":dictionary": row.dictionary,
        ":version": row.version,
        ":path": path.to_bytes(),
        ":valid_from": row.valid_from,
        ":valid_to": row.valid_to,
        ":row": kept_dictionary(row)?,
    })?;
    Ok(changed > 0)
}

fn as_json<R: Serialize + ?Sized>(row: &R) -> Result<String, RelayError> {
    serde_json::to_string(row).map_err(|_| RelayError::BadRow { what: "directory row" })
}

/// Phones get the body as text, the relay keeps it as it stood in the file.
fn kept_dictionary(row: &DictionaryRow) -> Result<String, RelayError> {
    let mut kept = serde_json::to_value(row).map_err(|_| RelayError::BadRow { what: "dictionary" })?;
    if let Some(body) = kept.get_mut("body") {
        *body = row.body.clone();
    }
    Ok(kept.to_string())
}

/// The version of a standing counts the days on which posts and heirs began or ended, so it is raised by more than those can.
fn rise(tx: &Connection, person: PersonId) -> Result<(), RelayError> {
    tx.prepare_cached(include_str!("sql/raise_standing.sql"))?.execute(named_params! {":person": person.as_bytes()})?;
    Ok(())
}

fn people_of(tx: &Connection, sql: &str, unit: u32) -> Result<Vec<PersonId>, RelayError> {
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":unit": unit})?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?);
    }
    Ok(people)
}

fn held(tx: &Connection, import: &Import) -> Result<Held, RelayError> {
    let mut held = Held::default();
    let mut statement = tx.prepare_cached(include_str!("sql/unit_paths.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let unit = row.get("unit")?;
        held.paths.insert(unit, OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?);
        held.kinds.insert(unit, row.get("kind")?);
        held.days.insert(unit, (row.get("valid_from")?, row.get("valid_to")?));
    }
    hold_publications(tx, import, &mut held)?;
    let mut known = tx.prepare_cached(include_str!("sql/person_no.sql"))?;
    let mut before = tx.prepare_cached(include_str!("sql/post.sql"))?;
    for row in &import.posts {
        let person = row.person;
        if known.exists(named_params! {":person": person.as_bytes()})? {
            held.people.insert(person);
        }
    }
    let leaders = import.units.iter().filter_map(|row| row.leader);
    for post in import.posts.iter().map(|row| row.post).chain(leaders) {
        if let Some(before) = before.query_row(named_params! {":post": post.as_bytes()}, held_post).optional()? {
            held.posts.insert(post, before?);
        }
    }
    Ok(held)
}

fn hold_publications(tx: &Connection, import: &Import, held: &mut Held) -> Result<(), RelayError> {
    if !import.offices.is_empty() {
        let mut statement = tx.prepare_cached(include_str!("sql/office_units.sql"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            held.offices.insert(row.get("office")?, row.get("unit")?);
        }
    }
    let mut statement = tx.prepare_cached(include_str!("sql/dictionary.sql"))?;
    for row in &import.dictionaries {
        let mut rows = statement.query(named_params! {":dictionary": row.dictionary, ":version": row.version})?;
        while let Some(before) = rows.next()? {
            let path = OrgPath::from_bytes(&before.get::<_, Vec<u8>>("path")?)?;
            let kept = serde_json::from_str(&before.get::<_, String>("row")?)
                .map_err(|_| RelayError::BadRow { what: "dictionary" })?;
            held.dictionaries.insert((row.dictionary.clone(), row.version, path), kept);
        }
    }
    Ok(())
}

fn held_post(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<HeldPost, RelayError>> {
    let (person, kind, unit) = (row.get::<_, Vec<u8>>("person")?, row.get::<_, String>("kind")?, row.get("unit")?);
    Ok(PersonId::from_slice(&person)
        .and_then(|person| Ok(HeldPost { person, kind: kind.parse()?, unit }))
        .map_err(|_| RelayError::BadRow { what: "post" }))
}

/// The person a post belongs to, and its last day.
pub(super) fn holder(tx: &Connection, post: PostId) -> Result<Option<(PersonId, Option<String>)>, RelayError> {
    let found = tx
        .prepare_cached(include_str!("sql/post.sql"))?
        .query_row(named_params! {":post": post.as_bytes()}, |row| {
            Ok((row.get::<_, Vec<u8>>("person")?, row.get("to_day")?))
        })
        .optional()?;
    found.map(|(person, to)| Ok((PersonId::from_slice(&person)?, to))).transpose()
}
