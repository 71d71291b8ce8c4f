//! Who near here can help: people and team members with a skill or of a sort of team. Who is on call now first (待命), then the
//! same community, then by the distance of the ground they serve; whoever is on duty or shift now is marked, nobody is ranked by
//! what they did.

use std::collections::BTreeSet;

use etong_protocol::{OrgLevel, OrgPath};
use rusqlite::{Row, Transaction, named_params};

use super::{post_text, tags};
use crate::domain::place::metres_between;
use crate::error::{CoreError, StoreError};
use crate::view::{PAGE_ROWS, paged};

/// Whom to look for.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HelpersQuery {
    /// A tag as in `mediator`, of the person or the team.
    pub skill: Option<String>,
    /// A sort of team as in `legal_aid`.
    pub team_kind: Option<String>,
    /// Path of the unit where help is wanted; the acting post's own when left out.
    pub near: Option<String>,
    /// Degrees, WGS-84; both or none.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// Rows to pass over.
    pub offset: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HelpersPage {
    pub rows: Vec<HelperRow>,
    /// There are more after these.
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HelperRow {
    pub post: String,
    pub kind: String,
    pub name: Option<String>,
    pub unit: String,
    pub unit_name: Option<String>,
    /// Empty for who is in no team.
    pub team_kind: String,
    /// Of the person and the team.
    pub skills: Vec<String>,
    pub lead: bool,
    pub same_community: bool,
    /// Metres from the place to the middle of the ground the post serves; `None` without a place or a border.
    pub distance_m: Option<u32>,
    /// A roster says that the post works now.
    pub on_now: bool,
    /// 待命: a roster says that the post can be called now.
    pub on_call: bool,
}

/// What is looked for, read.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub skill: Option<&'a str>,
    pub team_kind: Option<&'a str>,
    pub near: OrgPath,
    /// Micro-degrees.
    pub place: Option<(i32, i32)>,
    pub day: &'a str,
    pub now_ms: i64,
    pub offset: u32,
}

/// Where it is, as far as the order needs to know.
struct Near {
    number: u32,
    unit: String,
    same_community: bool,
    distance_m: Option<u32>,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn helpers(tx: &Transaction<'_>, wanted: &Wanted<'_>) -> Result<HelpersPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("who_can_help.sql"))?;
    let community = wanted.near.up_to(OrgLevel::Community);
    let asked = named_params! {":skill": wanted.skill, ":team_kind": wanted.team_kind};
    let found = statement.query_and_then(asked, |row| near(row, &community, wanted.place))?;
    let mut units: Vec<Near> = found.collect::<Result<_, _>>()?;
    units.sort_by(|one, other| one.order().cmp(&other.order()));
    let (found, more) = paged(nearest(tx, wanted, &units)?);
    let mut statement = tx.prepare_cached(include_str!("who_can_help_row.sql"))?;
    let mut rows = Vec::with_capacity(found.len());
    for Found { post, near, on_call } in found {
        let asked = named_params! {":post": post, ":now": wanted.now_ms};
        rows.extend(statement.query_and_then(asked, |row| read(row, &post, near, on_call))?.next().transpose()?);
    }
    Ok(HelpersPage { rows, more })
}

/// A word nobody here has must not look like one whose people are all away.
///
/// # Errors
/// `Invalid` with the words there are.
pub(crate) fn known_words(tx: &Transaction<'_>, wanted: &Wanted<'_>) -> Result<(), CoreError> {
    let asked = [
        ("skill", wanted.skill, include_str!("has_skill.sql"), include_str!("skills.sql")),
        ("team_kind", wanted.team_kind, include_str!("has_team_kind.sql"), include_str!("team_kinds.sql")),
    ];
    for (field, word, has, all) in asked {
        let Some(word) = word else { continue };
        if tx
            .prepare_cached(has)
            .map_err(StoreError::from)?
            .query_row([word], |row| row.get(0))
            .map_err(StoreError::from)?
        {
            continue;
        }
        let mut statement = tx.prepare_cached(all).map_err(StoreError::from)?;
        let words = statement.query_map([], |row| row.get("word")).map_err(StoreError::from)?;
        let words: Vec<String> = words.collect::<Result<_, _>>().map_err(StoreError::from)?;
        let known = if words.is_empty() { "none so far".to_owned() } else { words.join(", ") };
        let reason = format!("nobody in the directory of this phone has that word; known: {known}");
        return Err(CoreError::Invalid { field: field.into(), reason });
    }
    Ok(())
}

struct Found<'a> {
    post: Vec<u8>,
    near: &'a Near,
    on_call: bool,
}

/// The posts of a page and one more, who is on call before all others, unit after unit: the far ones are never looked at.
fn nearest<'a>(tx: &Transaction<'_>, wanted: &Wanted<'_>, units: &'a [Near]) -> Result<Vec<Found<'a>>, StoreError> {
    let on_call = on_call(tx, wanted)?;
    let first = units.iter().flat_map(|near| {
        let of_unit = on_call.iter().filter(|(unit, _)| *unit == near.number);
        of_unit.map(move |(_, post)| Found { post: post.clone(), near, on_call: true })
    });
    let mut to_pass = usize::try_from(wanted.offset).unwrap_or(usize::MAX);
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX).saturating_add(1);
    let mut found = Vec::new();
    for one in first {
        if to_pass > 0 {
            to_pass -= 1;
        } else if found.len() < page {
            found.push(one);
        }
    }
    let mut statement =
        tx.prepare_cached(concat!(include_str!("who_can_help_posts.sql"), include_str!("who_can_help_if.sql")))?;
    for near in units {
        if found.len() >= page {
            break;
        }
        let asked = named_params! {":unit": near.number, ":skill": wanted.skill, ":day": wanted.day};
        for post in statement.query_map(asked, |row| row.get::<_, Vec<u8>>("post"))? {
            let post = post?;
            if on_call.contains(&(near.number, post.clone())) {
                continue;
            }
            if to_pass > 0 {
                to_pass -= 1;
            } else if found.len() < page {
                found.push(Found { post, near, on_call: false });
            }
        }
    }
    Ok(found)
}

fn on_call(tx: &Transaction<'_>, wanted: &Wanted<'_>) -> Result<BTreeSet<(u32, Vec<u8>)>, StoreError> {
    let mut statement =
        tx.prepare_cached(concat!(include_str!("who_can_help_on_call.sql"), include_str!("who_can_help_if.sql")))?;
    let asked = named_params! {":day": wanted.day, ":now": wanted.now_ms, ":skill": wanted.skill};
    let posts = statement.query_map(asked, |row| Ok((row.get("unit")?, row.get("post")?)))?;
    Ok(posts.collect::<Result<_, _>>()?)
}

impl Near {
    fn order(&self) -> (bool, u32, &str, u32) {
        (!self.same_community, self.distance_m.unwrap_or(u32::MAX), &self.unit, self.number)
    }
}

fn near(row: &Row<'_>, community: &OrgPath, place: Option<(i32, i32)>) -> Result<Near, StoreError> {
    let lat: Option<i64> = row.get("lat")?;
    let lon: Option<i64> = row.get("lon")?;
    let middle = lat.zip(lon).and_then(|(lat, lon)| Some((i32::try_from(lat).ok()?, i32::try_from(lon).ok()?)));
    let distance_m = place.zip(middle).map(|(place, middle)| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on earth")]
        let metres = metres_between(place, middle).round() as u32;
        metres
    });
    let path: Option<Vec<u8>> = row.get("path")?;
    let path = OrgPath::from_bytes(&path.unwrap_or_default()).map_err(|_| StoreError::Unreadable("a scope"))?;
    Ok(Near { number: row.get("unit")?, same_community: community.covers(&path), unit: path.to_string(), distance_m })
}

fn read(row: &Row<'_>, post: &[u8], near: &Near, on_call: bool) -> Result<HelperRow, StoreError> {
    let mut skills = tags(&row.get::<_, Option<String>>("skills")?.unwrap_or_default());
    skills.sort();
    skills.dedup();
    Ok(HelperRow {
        post: post_text(post)?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        unit: near.unit.clone(),
        unit_name: row.get("unit_name")?,
        team_kind: row.get::<_, Option<String>>("team_kind")?.unwrap_or_default(),
        skills,
        lead: row.get("lead")?,
        same_community: near.same_community,
        distance_m: near.distance_m,
        on_now: row.get("on_now")?,
        on_call,
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::{Durability, Store};

    /// Steps of the database for all skills of the first of so many team leaders.
    fn steps_of_a_row(teams: u32) -> i32 {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), [7; 32].into()).unwrap();
        let steps = store.write(Durability::Full, |tx| {
            for unit in 1..=teams {
                tx.execute(
                    "INSERT INTO post (post, person, kind, unit, path, from_day, to_day, duties, lead)
                     VALUES (?1, ?1, 'team_member', ?2, x'00', NULL, NULL, '', 1)",
                    rusqlite::params![unit.to_be_bytes(), unit],
                )?;
                tx.execute("INSERT INTO skill (tag, person, unit) VALUES ('lawyer', x'', ?1)", [unit])?;
                tx.execute("INSERT INTO skill (tag, person, unit) VALUES ('doctor', ?1, 0)", [unit.to_be_bytes()])?;
            }
            let mut statement = tx.prepare(include_str!("who_can_help_row.sql"))?;
            let asked = named_params! {":post": 1_u32.to_be_bytes(), ":now": 0};
            let mut skills: Vec<String> =
                statement.query_row(asked, |row| Ok(tags(&row.get::<_, String>("skills")?)))?;
            skills.sort();
            assert_eq!(skills, ["doctor", "lawyer"]);
            Ok::<_, StoreError>(statement.get_status(StatementStatus::VmStep))
        });
        steps.unwrap()
    }

    #[test]
    fn a_helper_costs_the_same_however_many_teams_a_city_has() {
        assert_eq!(steps_of_a_row(500), steps_of_a_row(5));
    }
}
