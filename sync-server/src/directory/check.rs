//! Looks an import over before anything is written, and says everything that is wrong at once, row by row. PURE but
//! for what the directory already holds, which is lent as maps.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgLevel, OrgPath, PersonId, PostId, PostKind, UnitId};

use super::day::is_day;
use super::error::RowError;
use super::row::{Import, PostRow, UnitRow};

const LONGEST_NAME: usize = 200;
const LEVELS: &[&str] = &["county", "township", "community", "grid", "subgrid"];

/// What the directory holds before the import.
pub(super) struct Held {
    pub(super) paths: BTreeMap<u32, OrgPath>,
    pub(super) people: BTreeSet<PersonId>,
    pub(super) posts: BTreeMap<PostId, HeldPost>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct HeldPost {
    pub(super) person: PersonId,
    pub(super) kind: PostKind,
    pub(super) unit: u32,
}

/// The path of every unit after the import.
///
/// # Errors
/// One `RowError` for each thing wrong with each row.
pub(super) fn check(import: &Import, held: &Held) -> Result<BTreeMap<u32, OrgPath>, Vec<RowError>> {
    let mut errors = Vec::new();
    let paths = check_units(import, held, &mut errors);
    let people = check_people(import, held, &mut errors);
    check_posts(import, held, &paths, &people, &mut errors);
    if errors.is_empty() { Ok(paths) } else { Err(errors) }
}

fn check_units(import: &Import, held: &Held, errors: &mut Vec<RowError>) -> BTreeMap<u32, OrgPath> {
    let mut rows: BTreeMap<u32, &UnitRow> = BTreeMap::new();
    let mut paths = held.paths.clone();
    for (index, row) in import.units.iter().enumerate() {
        let mut wrong = Wrong { errors, list: "units", row: index + 1, id: row.unit.to_string() };
        wrong.when(row.unit == 0, "units are numbered from 1");
        wrong.when(rows.insert(row.unit, row).is_some(), "this unit stands in the file twice");
        wrong.name(&row.name);
        wrong.when(!is_code(&row.code), "the code must be 2 to 19 digits");
        wrong.when(!is_day(&row.valid_from), "valid_from must be a day, YYYY-MM-DD");
    }
    for (index, row) in import.units.iter().enumerate() {
        let mut wrong = Wrong { errors, list: "units", row: index + 1, id: row.unit.to_string() };
        match path_of(row.unit, &rows, &held.paths) {
            Err(problem) => wrong.say(problem),
            Ok(path) => {
                let level = level_word(path.level());
                wrong.when(row.kind != level, format!("the kind must be {level} at this place, not {:?}", row.kind));
                let moved = held.paths.get(&row.unit).is_some_and(|before| *before != path);
                wrong.when(moved, "a unit never moves; give the unit at the new place a new number");
                paths.insert(row.unit, path);
            }
        }
    }
    paths
}

fn check_people(import: &Import, held: &Held, errors: &mut Vec<RowError>) -> BTreeSet<PersonId> {
    let mut people = held.people.clone();
    let mut seen = BTreeSet::new();
    for (index, row) in import.people.iter().enumerate() {
        let mut wrong = Wrong { errors, list: "people", row: index + 1, id: row.person.to_string() };
        wrong.when(!seen.insert(row.person), "this person stands in the file twice");
        wrong.name(&row.name);
        people.insert(row.person);
    }
    people
}

fn check_posts(
    import: &Import,
    held: &Held,
    paths: &BTreeMap<u32, OrgPath>,
    people: &BTreeSet<PersonId>,
    errors: &mut Vec<RowError>,
) {
    let mut seen = BTreeSet::new();
    for (index, row) in import.posts.iter().enumerate() {
        let mut wrong = Wrong { errors, list: "posts", row: index + 1, id: row.post.to_string() };
        wrong.when(row.post == PostId::NIL, "the nil id belongs to the relay");
        wrong.when(!seen.insert(row.post), "this post stands in the file twice");
        wrong.when(!people.contains(&row.person), format!("there is no person {}", row.person));
        wrong.when(!paths.contains_key(&row.unit), format!("there is no unit {}", row.unit));
        wrong.when(
            matches!(row.kind, PostKind::Unknown(_)),
            format!("{} is no kind of post this relay knows", row.kind),
        );
        wrong.when(!is_day(&row.from), "from must be a day, YYYY-MM-DD");
        wrong.when(row.to.as_ref().is_some_and(|to| !is_day(to)), "to must be a day, YYYY-MM-DD, or null");
        wrong.when(row.to.as_ref().is_some_and(|to| *to < row.from), "it ends before it begins");
        let changed = held.posts.get(&row.post).is_some_and(|before| *before != appointment(row));
        wrong.when(changed, "person, kind and unit of a post never change; end it and make another");
    }
}

fn appointment(row: &PostRow) -> HeldPost {
    HeldPost { person: row.person, kind: row.kind.clone(), unit: row.unit }
}

fn path_of(unit: u32, rows: &BTreeMap<u32, &UnitRow>, held: &BTreeMap<u32, OrgPath>) -> Result<OrgPath, String> {
    let mut upwards = Vec::new();
    let mut next = Some(unit);
    let mut above = OrgPath::centre();
    while let Some(unit) = next {
        if upwards.len() >= OrgPath::MAX_DEPTH {
            return Err("it stands below itself or deeper than county/township/community/grid/subgrid".to_owned());
        }
        match (rows.get(&unit), held.get(&unit)) {
            (Some(row), _) => {
                upwards.push(unit);
                next = row.parent;
            }
            (None, Some(path)) => {
                above = path.clone();
                next = None;
            }
            (None, None) => return Err(format!("there is no unit {unit} to stand below")),
        }
    }
    let path = upwards.iter().rev().try_fold(above, |path, unit| path.child(UnitId(*unit)));
    path.map_err(|_| "it stands deeper than county/township/community/grid/subgrid".to_owned())
}

fn level_word(level: OrgLevel) -> &'static str {
    let index = match level {
        OrgLevel::Centre | OrgLevel::County => 0,
        OrgLevel::Township => 1,
        OrgLevel::Community => 2,
        OrgLevel::Grid => 3,
        OrgLevel::SubGrid => 4,
    };
    LEVELS.get(index).copied().unwrap_or_default()
}

fn is_code(code: &str) -> bool {
    (2..=19).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Collects what is wrong with one row.
struct Wrong<'e> {
    errors: &'e mut Vec<RowError>,
    list: &'static str,
    row: usize,
    id: String,
}

impl Wrong<'_> {
    fn when(&mut self, wrong: bool, problem: impl Into<String>) {
        if wrong {
            self.say(problem);
        }
    }

    fn name(&mut self, name: &str) {
        let plain = !name.trim().is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
        self.when(!plain, "the name must be 1 to 200 bytes of plain text");
    }

    fn say(&mut self, problem: impl Into<String>) {
        self.errors.push(RowError { list: self.list, row: self.row, id: self.id.clone(), problem: problem.into() });
    }
}
