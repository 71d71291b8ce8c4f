//! Who lives and works here: one township of 龙文区 with two communities, three grids, and people with names. The relay
//! reads them through its real import.

use std::collections::BTreeMap;

use etong_protocol::authority::{Succession, co_heirs, reach_inherited, took_over};
use etong_protocol::{OrgPath, PersonId, PostId, PostKind, ReachRule};
use etong_server::directory::{Import, PersonRow, PostRow, UnitRow};

/// When every id of the town was given out.
const GIVEN_OUT_AT: i64 = 1_767_225_600_000;
const SINCE: &str = "2026-01-01";

pub const TOWNSHIP: &str = "/1/12";
pub const COMMUNITY: &str = "/1/12/121";
/// 王芳's and 林强's grid.
pub const GRID: &str = "/1/12/121/1211";
/// 司法局, where 何明 sits.
pub const DEPARTMENT: &str = "/1/15";
/// 赵敏's grid, in the same community.
pub const NEXT_GRID: &str = "/1/12/121/1212";

const UNITS: &[(u32, Option<u32>, &str, &str, &str)] = &[
    (1, None, "龙文区", "350603", "county"),
    (12, Some(1), "蓝田街道", "350603001", "township"),
    (121, Some(12), "梧桥社区", "350603001001", "community"),
    (122, Some(12), "小港社区", "350603001002", "community"),
    (1211, Some(121), "梧桥社区第一网格", "350603001001001", "grid"),
    (1212, Some(121), "梧桥社区第二网格", "350603001001002", "grid"),
    (1221, Some(122), "小港社区第一网格", "350603001002001", "grid"),
    (12111, Some(1211), "梧桥小区", "35060300100100101", "subgrid"),
    (15, Some(1), "司法局", "350603", "department"),
    (1219, Some(121), "梧桥法律服务队", "350603001001", "team"),
];

/// Somebody of the town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// As stories call them.
    pub nick: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub unit: u32,
    no: u8,
}

const fn person(no: u8, nick: &'static str, name: &'static str, kind: &'static str, unit: u32) -> Person {
    Person { nick, name, kind, unit, no }
}

pub const PEOPLE: &[Person] = &[
    person(1, "wang", "王芳", "grid_worker", 1211),
    person(2, "lin", "林强", "auxiliary_officer", 1211),
    person(3, "zhao", "赵敏", "grid_worker", 1212),
    person(4, "chen", "陈梅", "volunteer", 1211),
    person(5, "huang", "黄志国", "community_desk", 121),
    person(6, "xu", "许建华", "township_desk", 12),
    person(7, "li", "李军", "police_officer", 1211),
    person(8, "sun", "孙丽", "grid_worker", 1221),
    person(9, "auditor", "审计", "police_officer", 1),
    person(10, "zhou", "周岚", "county_desk", 1),
    person(11, "he", "何明", "department", 15),
    person(12, "qian", "钱文", "team_member", 1219),
    person(13, "gao", "高山", "police_chief", 12),
    person(14, "luo", "罗静", "callback_clerk", 12),
    person(15, "deng", "邓秀英", "resident", 1211),
    person(16, "fang", "方大伟", "grid_leader", 12111),
    person(17, "ma", "马丽", "community_desk", 122),
    person(18, "guo", "郭爱华", "volunteer", 1212),
];

impl Person {
    /// # Panics
    /// When nobody of the town is called so.
    #[must_use]
    pub fn called(nick: &str) -> &'static Self {
        PEOPLE.iter().find(|person| person.nick == nick).unwrap_or_else(|| panic!("nobody here is called {nick}"))
    }

    #[must_use]
    pub fn id(&self) -> PersonId {
        PersonId::new(GIVEN_OUT_AT, [self.no; 10])
    }

    #[must_use]
    pub fn post(&self) -> PostId {
        PostId::new(GIVEN_OUT_AT, [100 + self.no; 10])
    }

    #[must_use]
    pub fn post_kind(&self) -> PostKind {
        self.kind.parse().unwrap()
    }

    /// Another post of the same person, for the day the directory changes.
    #[must_use]
    pub fn second_post(&self, kind: &str, unit: u32) -> PostRow {
        let post = PostId::new(GIVEN_OUT_AT, [200 + self.no; 10]);
        PostRow::new(post, self.id(), kind.parse().unwrap(), unit, SINCE)
    }

    /// The post in which 审计 reads the audit log; it sorts behind the other.
    #[must_use]
    pub fn auditing_post(&self) -> PostRow {
        let post = PostId::new(GIVEN_OUT_AT, [255; 10]);
        PostRow::new(post, self.id(), PostKind::Auditor, 1, SINCE)
    }

    /// The post the town gave this person, ending on `to`.
    #[must_use]
    pub fn post_until(&self, to: Option<&str>) -> PostRow {
        let row = PostRow::new(self.post(), self.id(), self.post_kind(), self.unit, SINCE);
        PostRow { to: to.map(str::to_owned), ..row }
    }
}

/// The centre's file.
#[must_use]
pub fn directory() -> Import {
    let unit = |&(unit, parent, name, code, kind): &(u32, Option<u32>, &str, &str, &str)| UnitRow {
        unit,
        parent,
        name: name.into(),
        code: code.into(),
        kind: kind.into(),
        valid_from: "2020-01-01".into(),
        ..UnitRow::default()
    };
    Import {
        units: UNITS.iter().map(unit).collect(),
        people: PEOPLE.iter().map(|who| PersonRow::new(who.id(), who.name)).collect(),
        // 审计 reads everything here: as police of the county, and the audit log as its auditor.
        posts: PEOPLE
            .iter()
            .map(|who| who.post_until(None))
            .chain([Person::called("auditor").auditing_post()])
            .collect(),
        ..Import::default()
    }
}

/// Who holds which post: what the centre has said so far. A post with a last day has ended: stories end posts in the past.
#[derive(Debug, Clone, Default)]
pub struct Posts {
    posts: BTreeMap<PostId, PostRow>,
    units: BTreeMap<u32, UnitRow>,
    lines: BTreeMap<u32, UnitRow>,
}

impl Posts {
    /// # Panics
    /// For a post at a unit the town does not have.
    pub fn learn(&mut self, import: &Import) {
        self.posts.extend(import.posts.iter().map(|row| (row.post, row.clone())));
        for row in &import.units {
            // What a unit is was settled when it came.
            self.units.entry(row.unit).or_insert_with(|| row.clone());
            self.lines.insert(row.unit, row.clone());
        }
    }

    #[must_use]
    pub fn holder(&self, post: PostId) -> Option<PersonId> {
        self.posts.get(&post).map(|row| row.person)
    }

    /// Kind and place of every post the person holds today.
    #[must_use]
    pub fn held_by(&self, person: PersonId) -> Vec<(PostKind, OrgPath)> {
        let held = self.posts.values().filter(|row| row.person == person && row.to.is_none());
        held.map(|row| (row.kind.clone(), self.path_of(row.unit))).collect()
    }

    /// What such a post reads because its unit took the place of others. Stories replace units in the past, too.
    #[must_use]
    pub fn inherited(&self, kind: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
        let line = |row: &UnitRow, before: u32| Succession {
            heir: self.path_of(row.unit),
            from: row.valid_from.clone(),
            to: row.valid_to.clone(),
            before: self.path_of(before),
            ended: self.lines.get(&before).and_then(|row| row.valid_to.clone()),
        };
        let lines = self.lines.values().flat_map(|row| row.replaces.iter().map(move |before| line(row, *before)));
        let lines: Vec<Succession> = lines.collect();
        let taken = took_over(unit, "9999-12-31", &lines);
        reach_inherited(kind, &taken, &co_heirs(unit, &taken, &lines))
    }

    /// Paths of every department and team.
    #[must_use]
    pub fn bodies(&self) -> Vec<OrgPath> {
        let bodies = self.units.values().filter(|row| matches!(row.kind.as_str(), "department" | "team"));
        bodies.map(|row| self.path_of(row.unit)).collect()
    }

    fn path_of(&self, unit: u32) -> OrgPath {
        let mut units = Vec::new();
        let mut next = Some(unit);
        while let Some(unit) = next {
            units.insert(0, unit);
            next = self.units.get(&unit).expect("a unit of the town").parent;
        }
        OrgPath::new(units).unwrap()
    }
}
