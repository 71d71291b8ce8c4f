//! Who near here can help: people and team members with a skill or of a sort of team. The same community first, then by the
//! distance of the ground they serve; whoever is on duty or shift now is marked, nobody is ranked by what they did.

use etong_protocol::OrgPath;
use rusqlite::{Row, Transaction, named_params};

use super::{post_text, range, tags};
use crate::domain::place::metres_between;
use crate::error::StoreError;
use crate::view::{PAGE_ROWS, paged, scope_text};

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

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn helpers(tx: &Transaction<'_>, wanted: &Wanted<'_>) -> Result<HelpersPage, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("who_can_help.sql"))?;
    let (start, end) = range(&community_of(&wanted.near));
    let asked = named_params! {
        ":skill": wanted.skill, ":team_kind": wanted.team_kind, ":day": wanted.day, ":now": wanted.now_ms,
        ":start": start, ":end": end,
    };
    let rows = statement.query_and_then(asked, |row| read(row, wanted.place))?;
    let mut rows: Vec<HelperRow> = rows.collect::<Result<_, _>>()?;
    rows.sort_by_cached_key(|row| {
        (!row.same_community, row.distance_m.unwrap_or(u32::MAX), row.unit.clone(), row.post.clone())
    });
    let passed = usize::try_from(wanted.offset).unwrap_or(usize::MAX);
    let page = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX).saturating_add(1);
    let (rows, more) = paged(rows.into_iter().skip(passed).take(page).collect());
    Ok(HelpersPage { rows, more })
}

fn community_of(path: &OrgPath) -> OrgPath {
    OrgPath::new(path.units().iter().take(3).copied().collect()).unwrap_or_default()
}

fn read(row: &Row<'_>, place: Option<(i32, i32)>) -> Result<HelperRow, StoreError> {
    let lat: Option<i64> = row.get("lat")?;
    let lon: Option<i64> = row.get("lon")?;
    let middle = lat.zip(lon).and_then(|(lat, lon)| Some((i32::try_from(lat).ok()?, i32::try_from(lon).ok()?)));
    let distance_m = place.zip(middle).map(|(place, middle)| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on earth")]
        let metres = metres_between(place, middle).round() as u32;
        metres
    });
    let mut skills = tags(&row.get::<_, Option<String>>("skills")?.unwrap_or_default());
    skills.sort();
    skills.dedup();
    Ok(HelperRow {
        post: post_text(&row.get::<_, Vec<u8>>("post")?)?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        unit: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
        unit_name: row.get("unit_name")?,
        team_kind: row.get::<_, Option<String>>("team_kind")?.unwrap_or_default(),
        skills,
        lead: row.get("lead")?,
        same_community: row.get("same_community")?,
        distance_m,
        on_now: row.get("on_now")?,
    })
}
