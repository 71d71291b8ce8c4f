//! The rows of the centre's file, and the payloads phones get for them: the same fields and the unit's path.

use etong_protocol::{OrgPath, PersonId, PostId, PostKind};
use serde::{Deserialize, Serialize};

/// The file of `admin import`. Any part may be missing; rows may stand in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    #[serde(default)]
    pub units: Vec<UnitRow>,
    #[serde(default)]
    pub people: Vec<PersonRow>,
    #[serde(default)]
    pub posts: Vec<PostRow>,
    #[serde(default)]
    pub offices: Vec<OfficeRow>,
    #[serde(default)]
    pub dictionaries: Vec<DictionaryRow>,
}

/// A unit or grid. Number and place in the tree never change; the rest may. Fields with nothing in them are left out of what
/// phones get, so that a file written before they existed says nothing new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRow {
    /// From 1 on, given out by the centre, never reused.
    pub unit: u32,
    /// `None` for a county.
    pub parent: Option<u32>,
    pub name: String,
    /// Administrative code: digits, an attribute that may change.
    pub code: String,
    /// The level it stands at (`county`, `township`, `community`, `grid`, `subgrid`), or what it is where it is no place of the
    /// tree: `department`, `police_station`, `team`, `dedicated_grid` (专属网格, always below a community).
    pub kind: String,
    /// `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day; `None` while no end is known. A unit that ended keeps its number for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Lineage (拆分、合并): the units whose place this one took, each of which has a last day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<u32>,
    /// Rings of [latitude, longitude] in millionths of a degree, WGS-84, each closed by its first point. A place inside an odd
    /// number of rings is inside, so a ring in a ring is a hole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundary: Vec<Vec<[i32; 2]>>,
    /// The post that answers for the unit (责任领导).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<PostId>,
    /// Of a team: what sort (`patrol` 治安巡防, `legal_aid` 法律援助, `volunteer` 志愿服务, `informant` 信息员, `mediation` 调解, …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_kind: Option<String>,
    /// Of a team: the unit that guides its work (业务指导部门).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guiding: Option<u32>,
    /// Of a team: what it can do, as tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
}

/// Staff, team member or volunteer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRow {
    pub person: PersonId,
    pub name: String,
    /// What the person can do, as tags (调解员 `mediator`, 律师 `lawyer`, 医生 `doctor`, 退役军人 `veteran`, 物业保安 `guard`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Unit where the person lives (就近原则: people of the place).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lives_in: Option<u32>,
    /// GB/T 2261.1: `1` 男, `2` 女; for complementary pairs (互补搭档). May be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
}

/// An appointment: this person, in this unit, as this. Only its days may change; for anything else, end it and appoint anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRow {
    pub post: PostId,
    pub person: PersonId,
    pub kind: PostKind,
    pub unit: u32,
    /// First day it may act, `YYYY-MM-DD` at UTC+8.
    pub from: String,
    /// Last day it may act; `None` when no end is known.
    pub to: Option<String>,
    /// Tags of its duties (职责), entry points of the screens; the list itself is a dictionary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<String>,
    /// Leads its team or unit (队长、网格长).
    #[serde(default, skip_serializing_if = "is_false")]
    pub lead: bool,
}

/// An office (办公场所). Number and unit never change; an office that moves to another unit is another office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeRow {
    /// From 1 on, given out by the centre, never reused.
    pub office: u32,
    pub unit: u32,
    pub name: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub phone: String,
    /// Opening hours in plain words.
    #[serde(default)]
    pub hours: String,
    /// Somebody is there day and night (24 小时值守).
    #[serde(default)]
    pub all_day: bool,
    /// [latitude, longitude] in millionths of a degree, WGS-84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<[i32; 2]>,
    /// Last day; `None` while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
}

/// A version of a dictionary (字典): a code list, a calendar, a set of rules. What is published never changes; a correction
/// is the next version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DictionaryRow {
    /// 1 to 48 of `a-z 0-9 . _`, as in `calendar.cn`.
    pub dictionary: String,
    /// From 1 on.
    pub version: u32,
    /// First day it holds, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day it holds; `None` until another version begins.
    #[serde(default)]
    pub valid_to: Option<String>,
    /// The standard, notice or decision it comes from.
    #[serde(default)]
    pub source: String,
    /// The unit whose subtree it is for; the whole city when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<u32>,
    /// Any JSON; phones get it as text.
    #[serde(serialize_with = "as_text")]
    pub body: serde_json::Value,
}

impl DictionaryRow {
    /// As a person names it.
    pub(super) fn label(&self) -> String {
        format!("{} v{}", self.dictionary, self.version)
    }
}

impl PersonRow {
    #[must_use]
    pub fn new(person: PersonId, name: &str) -> Self {
        Self { person, name: name.to_owned(), skills: Vec::new(), lives_in: None, sex: None }
    }
}

impl PostRow {
    /// A post without an end.
    #[must_use]
    pub fn new(post: PostId, person: PersonId, kind: PostKind, unit: u32, from: &str) -> Self {
        Self { post, person, kind, unit, from: from.to_owned(), to: None, duties: Vec::new(), lead: false }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

fn as_text<S: serde::Serializer>(body: &serde_json::Value, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(body)
}

/// A post as phones get it: with who gave, changed or ended it last, and the row of the trail that says so. Both are left out where
/// the relay does not know, so that what was told before they existed is said the same way.
#[derive(Debug, Serialize)]
pub(super) struct GivenPost<'a> {
    #[serde(flatten)]
    pub(super) row: &'a PostRow,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) by: &'a str,
    /// `number:hash`, as `admin audit verify --head` takes it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) trail: &'a str,
}

/// A row as phones get it.
#[derive(Debug, Serialize)]
pub(super) struct Placed<'a, R> {
    #[serde(flatten)]
    pub(super) row: &'a R,
    pub(super) path: &'a OrgPath,
}
