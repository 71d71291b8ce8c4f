//! Who plays: people and posts taken from the city's own directory.

use std::path::Path;

use serde_json::Value;

use crate::demo::phone::text_at;
use crate::error::XtaskError;

/// A person with the post this story is about.
#[derive(Debug, Clone)]
pub(super) struct Player {
    pub(super) name: String,
    pub(super) post: String,
    pub(super) kind: &'static str,
    /// What the folder of the phone is called.
    pub(super) folder: &'static str,
}

/// The two of one grid, a volunteer who lives there, the desks above, and the township's callback clerk.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) worker: Player,
    pub(super) officer: Player,
    pub(super) volunteer: Player,
    pub(super) desk: Player,
    pub(super) township: Player,
    pub(super) county: Player,
    pub(super) clerk: Player,
    /// Path of the grid, as in `/11/101/1002/10021`.
    pub(super) grid: String,
    pub(super) grid_name: String,
    /// Path of the community.
    pub(super) community: String,
    pub(super) community_name: String,
}

impl Cast {
    /// The first grid of the city that has an auxiliary officer, whose people hold no other post: each acts in one name.
    pub(super) fn choose(directory: &Path) -> Result<Self, XtaskError> {
        let text = std::fs::read_to_string(directory).map_err(XtaskError::file(directory))?;
        let directory: Value = serde_json::from_str(&text)?;
        let officer = find(&directory, "posts", |post| {
            let worker = post_at(&directory, number_at(post, "unit"), "grid_worker");
            let act_in_one_name =
                || holds_no_other(&directory, post) && worker.is_ok_and(|of| holds_no_other(&directory, of));
            text_at(post, "kind") == "auxiliary_officer" && act_in_one_name()
        })?;
        let grid = number_at(officer, "unit");
        let path = path_to(&directory, grid)?;
        let above = |levels: usize| path.iter().rev().nth(levels).copied().unwrap_or_default();
        let (community, township, county) = (above(1), above(2), above(3));
        Ok(Self {
            worker: player(&directory, grid, "grid_worker", "worker")?,
            officer: player(&directory, grid, "auxiliary_officer", "officer")?,
            volunteer: player(&directory, grid, "volunteer", "volunteer")?,
            desk: player(&directory, community, "community_desk", "desk")?,
            township: player(&directory, township, "township_desk", "township")?,
            county: player(&directory, county, "county_desk", "county")?,
            clerk: player(&directory, township, "callback_clerk", "clerk")?,
            community: path.iter().take(3).map(|unit| format!("/{unit}")).collect(),
            grid: path.iter().map(|unit| format!("/{unit}")).collect(),
            grid_name: text_at(unit(&directory, grid)?, "name").to_owned(),
            community_name: text_at(unit(&directory, community)?, "name").to_owned(),
        })
    }
}

fn player(directory: &Value, at: u64, kind: &'static str, folder: &'static str) -> Result<Player, XtaskError> {
    let post = post_at(directory, at, kind)?;
    let person = find(directory, "people", |person| text_at(person, "person") == text_at(post, "person"))?;
    Ok(Player { name: text_at(person, "name").to_owned(), post: text_at(post, "post").to_owned(), kind, folder })
}

fn post_at<'a>(directory: &'a Value, at: u64, kind: &str) -> Result<&'a Value, XtaskError> {
    find(directory, "posts", |post| text_at(post, "kind") == kind && number_at(post, "unit") == at)
}

fn holds_no_other(directory: &Value, post: &Value) -> bool {
    let same = |other: &&Value| text_at(other, "person") == text_at(post, "person");
    directory.get("posts").and_then(Value::as_array).is_some_and(|posts| posts.iter().filter(same).count() == 1)
}

fn path_to(directory: &Value, grid: u64) -> Result<Vec<u64>, XtaskError> {
    let mut path = vec![grid];
    let mut above = number_at(unit(directory, grid)?, "parent");
    while above != 0 {
        path.push(above);
        above = number_at(unit(directory, above)?, "parent");
    }
    path.reverse();
    Ok(path)
}

fn unit(directory: &Value, number: u64) -> Result<&Value, XtaskError> {
    find(directory, "units", |unit| number_at(unit, "unit") == number)
}

fn find<'a>(directory: &'a Value, list: &str, fits: impl Fn(&Value) -> bool) -> Result<&'a Value, XtaskError> {
    let rows = directory.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    rows.iter().find(|row| fits(row)).ok_or_else(|| XtaskError::Story(format!("the city's {list} lack somebody")))
}

/// 0 for null: no unit has that number.
fn number_at(value: &Value, key: &str) -> u64 {
    value.get(key).and_then(Value::as_u64).unwrap_or_default()
}
