//! What an administrator's lists show.

use etong_protocol::{DeviceId, OrgPath, PersonId, PostId};
use rusqlite::Row;
use serde::Serialize;

use super::error::DirectoryError;
use crate::error::RelayError;
use crate::store::Store;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitLine {
    pub unit: u32,
    pub path: OrgPath,
    pub kind: String,
    pub code: String,
    pub name: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficeLine {
    pub office: u32,
    pub unit: u32,
    pub path: OrgPath,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DictionaryLine {
    pub dictionary: String,
    pub version: u32,
    /// Whose subtree it is for.
    pub path: OrgPath,
    pub valid_from: String,
    pub valid_to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonLine {
    pub person: PersonId,
    pub name: String,
    pub posts: u32,
    pub devices: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostLine {
    pub post: PostId,
    pub person: PersonId,
    pub kind: String,
    pub unit: u32,
    pub from: String,
    pub to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceLine {
    pub device: DeviceId,
    pub person: PersonId,
    pub label: String,
    /// Relay clock, milliseconds since 1970.
    pub enrolled_at: i64,
    pub revoked_at: Option<i64>,
    /// When it last asked for a token.
    pub seen_at: Option<i64>,
    /// Its clock minus the relay's then, milliseconds.
    pub skew_ms: Option<i64>,
    /// When it was ordered to erase what it holds, when it first met the order, and when it signed that it is done.
    pub wipe_ordered_at: Option<i64>,
    pub wipe_told_at: Option<i64>,
    pub wiped_at: Option<i64>,
    /// It was locked then, and signed with the key it keeps outside its PIN for that.
    pub wiped_while_locked: bool,
    /// Entries that came from it as sealed outboxes; of a phone that was ordered to erase what it holds, since then.
    pub delivered: Option<i64>,
}

/// All units, in the order of their paths.
///
/// # Errors
/// The database's trouble; so for the other lists.
pub fn units(store: &Store) -> Result<Vec<UnitLine>, DirectoryError> {
    lines(store, include_str!("sql/list_units.sql"), |row| {
        Ok(UnitLine {
            unit: row.get("unit")?,
            path: OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?,
            kind: row.get("kind")?,
            code: row.get("code")?,
            name: row.get("name")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
        })
    })
}

/// All offices, in the order of their units.
pub fn offices(store: &Store) -> Result<Vec<OfficeLine>, DirectoryError> {
    lines(store, include_str!("sql/list_offices.sql"), |row| {
        Ok(OfficeLine {
            office: row.get("office")?,
            unit: row.get("unit")?,
            path: OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?,
            name: row.get("name")?,
        })
    })
}

/// All versions of all dictionaries, by name.
pub fn dictionaries(store: &Store) -> Result<Vec<DictionaryLine>, DirectoryError> {
    lines(store, include_str!("sql/list_dictionaries.sql"), |row| {
        Ok(DictionaryLine {
            dictionary: row.get("dictionary")?,
            version: row.get("version")?,
            path: OrgPath::from_bytes(&row.get::<_, Vec<u8>>("path")?)?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
        })
    })
}

/// All people, in the order of their ids.
pub fn people(store: &Store) -> Result<Vec<PersonLine>, DirectoryError> {
    lines(store, include_str!("sql/list_people.sql"), |row| {
        Ok(PersonLine {
            person: PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?,
            name: row.get("name")?,
            posts: row.get("posts")?,
            devices: row.get("devices")?,
        })
    })
}

/// All posts, in the order of their ids.
pub fn posts(store: &Store) -> Result<Vec<PostLine>, DirectoryError> {
    lines(store, include_str!("sql/list_posts.sql"), |row| {
        Ok(PostLine {
            post: PostId::from_slice(&row.get::<_, Vec<u8>>("post")?)?,
            person: PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?,
            kind: row.get("kind")?,
            unit: row.get("unit")?,
            from: row.get("from_day")?,
            to: row.get("to_day")?,
        })
    })
}

/// All devices, in the order they were enrolled.
pub fn devices(store: &Store) -> Result<Vec<DeviceLine>, DirectoryError> {
    lines(store, include_str!("sql/list_devices.sql"), |row| {
        Ok(DeviceLine {
            device: DeviceId::from_slice(&row.get::<_, Vec<u8>>("device")?)?,
            person: PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?,
            label: row.get("label")?,
            enrolled_at: row.get("enrolled_at")?,
            revoked_at: row.get("revoked_at")?,
            seen_at: row.get("seen_at")?,
            skew_ms: row.get("skew_ms")?,
            wipe_ordered_at: row.get("wipe_ordered_at")?,
            wipe_told_at: row.get("wipe_told_at")?,
            wiped_at: row.get("wiped_at")?,
            wiped_while_locked: row.get("wiped_while_locked")?,
            delivered: row.get("delivered")?,
        })
    })
}

fn lines<T>(
    store: &Store,
    sql: &str,
    line: impl Fn(&Row<'_>) -> Result<T, RelayError>,
) -> Result<Vec<T>, DirectoryError> {
    let lines = store.read(|connection| {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(line(row)?);
        }
        Ok(lines)
    })?;
    Ok(lines)
}
