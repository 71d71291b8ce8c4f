//! Looks an import over before anything is written, and says everything that is wrong at once, row by row. PURE but
//! for what the directory already holds, which is lent as maps.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgLevel, OrgPath, PersonId, PostId, PostKind, UnitId};

use super::boundary;
use super::day::is_day;
use super::error::RowError;
use super::publication::{check_dictionaries, check_offices};
use super::row::{DictionaryRow, Import, PostRow, UnitRow};

const LONGEST_NAME: usize = 200;
const LONGEST_TAG: usize = 32;
const MOST_TAGS: usize = 30;
const DEDICATED_GRID: &str = "dedicated_grid";
const TEAM: &str = "team";
/// Units that are no place of the tree: they stand below the unit they serve, at whatever level that gives.
const BODIES: &[&str] = &["department", "police_station", TEAM, DEDICATED_GRID];
const LEVELS: &[&str] = &["county", "township", "community", "grid", "subgrid"];

/// What the directory holds before the import.
#[derive(Default)]
pub(super) struct Held {
    pub(super) paths: BTreeMap<u32, OrgPath>,
    /// What every unit is.
    pub(super) kinds: BTreeMap<u32, String>,
    pub(super) people: BTreeSet<PersonId>,
    /// Of the posts the import speaks of, those that exist.
    pub(super) posts: BTreeMap<PostId, HeldPost>,
    /// First and last day of every unit.
    pub(super) days: BTreeMap<u32, (String, Option<String>)>,
    /// The unit of every office.
    pub(super) offices: BTreeMap<u32, u32>,
    /// What was published of every dictionary the import speaks of: name, version, path.
    pub(super) dictionaries: BTreeMap<(String, u32, OrgPath), DictionaryRow>,
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
    check_unit_facts(import, held, &paths, &mut errors);
    check_offices(import, held, &paths, &mut errors);
    check_dictionaries(import, held, &paths, &mut errors);
    if errors.is_empty() { Ok(paths) } else { Err(errors) }
}

fn check_units(import: &Import, held: &Held, errors: &mut Vec<RowError>) -> BTreeMap<u32, OrgPath> {
    let mut rows: BTreeMap<u32, &UnitRow> = BTreeMap::new();
    let mut paths = held.paths.clone();
    for (index, row) in import.units.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "units", index, row.unit.to_string());
        wrong.when(row.unit == 0, "units are numbered from 1");
        wrong.when(rows.insert(row.unit, row).is_some(), "this unit stands in the file twice");
        wrong.name(&row.name);
        wrong.when(!is_code(&row.code), "the code must be 2 to 19 digits");
        wrong.when(!is_day(&row.valid_from), "valid_from must be a day, YYYY-MM-DD");
    }
    for (index, row) in import.units.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "units", index, row.unit.to_string());
        match path_of(row.unit, &rows, &held.paths) {
            Err(problem) => wrong.say(problem),
            Ok(path) => {
                let level = level_word(path.level());
                wrong.when(
                    row.kind != level && !BODIES.contains(&row.kind.as_str()),
                    format!("the kind must be {level} at this place, not {:?}", row.kind),
                );
                wrong.when(
                    row.kind == DEDICATED_GRID && path.level() != OrgLevel::Grid,
                    "a dedicated grid stands directly below a community",
                );
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
        let mut wrong = Wrong::new(errors, "people", index, row.person.to_string());
        wrong.when(!seen.insert(row.person), "this person stands in the file twice");
        wrong.name(&row.name);
        wrong.tags("skill", &row.skills);
        wrong.when(
            row.sex.as_ref().is_some_and(|sex| !matches!(sex.as_str(), "1" | "2")),
            "the sex is 1 or 2 (GB/T 2261.1), or left out",
        );
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
    let mut kinds: BTreeMap<u32, &str> = held.kinds.iter().map(|(unit, kind)| (*unit, kind.as_str())).collect();
    for row in &import.units {
        // What a unit is was settled when it came.
        kinds.entry(row.unit).or_insert(&row.kind);
    }
    for (index, row) in import.posts.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "posts", index, row.post.to_string());
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
        wrong.when(
            row.kind == PostKind::HostStaff && kinds.get(&row.unit).is_some_and(|kind| *kind != DEDICATED_GRID),
            "host_staff serve a dedicated grid and nothing else",
        );
        wrong.tags("duty", &row.duties);
        let changed = held.posts.get(&row.post).is_some_and(|before| *before != appointment(row));
        wrong.when(changed, "person, kind and unit of a post never change; end it and make another");
    }
}

/// What a row says beside its place in the tree: days, lineage, border, who leads, what a team is.
fn check_unit_facts(import: &Import, held: &Held, paths: &BTreeMap<u32, OrgPath>, errors: &mut Vec<RowError>) {
    let mut days = held.days.clone();
    days.extend(import.units.iter().map(|row| (row.unit, (row.valid_from.clone(), row.valid_to.clone()))));
    let posts: BTreeSet<PostId> = held.posts.keys().copied().chain(import.posts.iter().map(|row| row.post)).collect();
    for (index, row) in import.units.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "units", index, row.unit.to_string());
        wrong
            .when(row.valid_to.as_ref().is_some_and(|day| !is_day(day)), "valid_to must be a day, YYYY-MM-DD, or null");
        wrong.when(row.valid_to.as_ref().is_some_and(|to| *to < row.valid_from), "it ends before it begins");
        for before in &row.replaces {
            let ended = days.get(before).and_then(|(_, to)| to.as_ref()).is_some_and(|to| *to < row.valid_from);
            wrong.when(
                !ended,
                format!("unit {before} must exist and end before {}, when this one takes its place", row.valid_from),
            );
        }
        boundary::faults(&row.boundary).into_iter().for_each(|fault| wrong.say(fault));
        let led = row.leader.is_none_or(|leader| posts.contains(&leader));
        wrong.when(!led, "there is no such post to lead it");
        let of_a_team = row.team_kind.is_some() || row.guiding.is_some() || !row.skills.is_empty();
        wrong.when(of_a_team && row.kind != TEAM, "team_kind, guiding and skills belong to a team");
        wrong.when(row.kind == TEAM && row.team_kind.as_deref() == Some(""), "the sort of team must not be blank");
        wrong.tags("team_kind", row.team_kind.as_slice());
        wrong.tags("skill", &row.skills);
        if let Some(guiding) = row.guiding {
            wrong.when(!paths.contains_key(&guiding), format!("there is no unit {guiding} to guide it"));
        }
    }
    for (index, row) in import.people.iter().enumerate() {
        let mut wrong = Wrong::new(errors, "people", index, row.person.to_string());
        if let Some(unit) = row.lives_in {
            wrong.when(!paths.contains_key(&unit), format!("there is no unit {unit} to live in"));
        }
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
pub(super) struct Wrong<'e> {
    errors: &'e mut Vec<RowError>,
    list: &'static str,
    row: usize,
    id: String,
}

impl<'e> Wrong<'e> {
    pub(super) fn new(errors: &'e mut Vec<RowError>, list: &'static str, index: usize, id: String) -> Self {
        Self { errors, list, row: index + 1, id }
    }

    pub(super) fn when(&mut self, wrong: bool, problem: impl Into<String>) {
        if wrong {
            self.say(problem);
        }
    }

    /// Tags are words that programs compare, in any script.
    fn tags(&mut self, what: &str, tags: &[String]) {
        let plain = |tag: &String| {
            !tag.is_empty() && tag.len() <= LONGEST_TAG && !tag.chars().any(|c| c.is_control() || c.is_whitespace())
        };
        self.when(tags.len() > MOST_TAGS, format!("at most {MOST_TAGS} of {what} are taken"));
        self.when(!tags.iter().all(plain), format!("{what} must be a word of 1 to {LONGEST_TAG} bytes without spaces"));
    }

    pub(super) fn name(&mut self, name: &str) {
        let plain = !name.trim().is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
        self.when(!plain, "the name must be 1 to 200 bytes of plain text");
    }

    pub(super) fn say(&mut self, problem: impl Into<String>) {
        self.errors.push(RowError { list: self.list, row: self.row, id: self.id.clone(), problem: problem.into() });
    }
}
