//! 代码表: the code lists of national standards that forms draw on. Each is a data file with its source, built in as a default;
//! a dictionary of the same name that the centre publishes takes its place. Public copies are often wrong: entries are counted.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

/// A code list a field draws on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeName {
    /// 性别, GB/T 2261.1.
    Sex,
    /// 婚姻状况, GB/T 2261.2.
    Marriage,
    /// 民族, GB/T 3304, with 97 and 98 of the population register.
    Nation,
    /// 学历, GB/T 4658.
    Education,
    /// 与户主关系, GB/T 4761, two digits.
    Relation,
    /// 政治面貌, GB/T 4762.
    Politics,
    /// 证件类型, the codes of GA/T 517 that residents show.
    IdType,
    /// 人户一致标识.
    HouseholdMatch,
    /// 户类型.
    HouseholdKind,
    /// 留守类型.
    LeftBehind,
    /// 行政区划, GB/T 2260, of the city this was written for; each code with its days.
    Division,
    /// 是否.
    YesNo,
}

impl CodeName {
    pub const ALL: [Self; 12] = [
        Self::Sex,
        Self::Marriage,
        Self::Nation,
        Self::Education,
        Self::Relation,
        Self::Politics,
        Self::IdType,
        Self::HouseholdMatch,
        Self::HouseholdKind,
        Self::LeftBehind,
        Self::Division,
        Self::YesNo,
    ];

    /// The name of the dictionary that takes the place of the built-in list.
    #[must_use]
    pub const fn dictionary(self) -> &'static str {
        match self {
            Self::Sex => "code.sex",
            Self::Marriage => "code.marriage",
            Self::Nation => "code.nation",
            Self::Education => "code.education",
            Self::Relation => "code.relation",
            Self::Politics => "code.politics",
            Self::IdType => "code.id_type",
            Self::HouseholdMatch => "code.household_match",
            Self::HouseholdKind => "code.household_kind",
            Self::LeftBehind => "code.left_behind",
            Self::Division => "code.division",
            Self::YesNo => "code.yes_no",
        }
    }

    const fn built_in(self) -> &'static str {
        match self {
            Self::Sex => include_str!("sex.json"),
            Self::Marriage => include_str!("marriage.json"),
            Self::Nation => include_str!("nation.json"),
            Self::Education => include_str!("education.json"),
            Self::Relation => include_str!("relation.json"),
            Self::Politics => include_str!("politics.json"),
            Self::IdType => include_str!("id_type.json"),
            Self::HouseholdMatch => include_str!("household_match.json"),
            Self::HouseholdKind => include_str!("household_kind.json"),
            Self::LeftBehind => include_str!("left_behind.json"),
            Self::Division => include_str!("division.json"),
            Self::YesNo => include_str!("yes_no.json"),
        }
    }
}

/// One code list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct CodeTable {
    /// The standard it comes from.
    pub source: String,
    /// How far its entries could be checked.
    #[serde(default)]
    pub note: String,
    pub entries: Vec<CodeEntry>,
}

/// One code. Days are inclusive; open where left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CodeEntry {
    pub code: String,
    pub word: String,
    /// Other words people type for it.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default, deserialize_with = "day")]
    pub from: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    pub to: Option<Date>,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

impl CodeTable {
    /// The word of a code, whether it still holds or not: old records keep their meaning.
    #[must_use]
    pub fn word(&self, code: &str) -> Option<&str> {
        self.entries.iter().find(|entry| entry.code == code).map(|entry| entry.word.as_str())
    }

    /// The code for what a person typed: a code, or one of its words (汉族 as well as 汉).
    #[must_use]
    pub fn code(&self, typed: &str) -> Option<&str> {
        let named = |word: &str| word == typed || typed.strip_suffix('族') == Some(word);
        let fits =
            |entry: &&CodeEntry| entry.code == typed || named(&entry.word) || entry.also.iter().any(|word| named(word));
        self.entries.iter().find(fits).map(|entry| entry.code.as_str())
    }

    /// The entries that hold on a day, for a form to offer.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &CodeEntry> {
        self.entries.iter().filter(move |entry| entry.holds_on(day))
    }
}

impl CodeEntry {
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

static BUILT_IN: LazyLock<BTreeMap<CodeName, CodeTable>> = LazyLock::new(|| {
    let table = |name: CodeName| serde_json::from_str(name.built_in()).unwrap_or_default();
    CodeName::ALL.into_iter().map(|name| (name, table(name))).collect()
});
static NONE: CodeTable = CodeTable { source: String::new(), note: String::new(), entries: Vec::new() };

/// The code lists as they hold on a phone: what the centre published, else what is built in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    published: BTreeMap<CodeName, CodeTable>,
}

impl Codes {
    /// Takes the body of a published dictionary. False, and the built-in list stays, when the dictionary is no code list or
    /// its body holds no entry.
    pub fn publish(&mut self, dictionary: &str, body: &str) -> bool {
        let Some(name) = CodeName::ALL.into_iter().find(|name| name.dictionary() == dictionary) else { return false };
        match serde_json::from_str::<CodeTable>(body) {
            Ok(table) if !table.entries.is_empty() => {
                self.published.insert(name, table);
                true
            }
            _ => false,
        }
    }

    #[must_use]
    pub fn table(&self, name: CodeName) -> &CodeTable {
        self.published.get(&name).or_else(|| BUILT_IN.get(&name)).unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests;
